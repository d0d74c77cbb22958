internal import JSON
public import SecureMemory

/// The body of a successful answer.
public enum AnswerBody: Sendable {
    case bytes([UInt8])
    case secret(SharedSecret)

    /// An answer is a secret where none belongs, or none where one does.
    struct Mismatch: Error {}

    /// The bytes of what is no secret.
    fileprivate var plainBytes: [UInt8] {
        get throws {
            guard case .bytes(let bytes) = self else { throw Mismatch() }
            return bytes
        }
    }
}

/// What a successful answer holds, as a server writes it and a client reads it.
public protocol ControlAnswer: Sendable {
    /// Its media type; the first where it comes in several forms.
    static var mediaType: String { get }
    /// The media types of all forms that it comes in.
    static var mediaTypes: [String] { get }
    /// The media type of this very answer, for the `Content-Type` field.
    var contentType: String { get }
    /// What the OpenAPI document says of it; `nil` where it is bytes without a structure.
    static var contentSchema: Schema? { get }
    /// Whether it is a secret, which is kept in locked memory alone.
    static var isSecret: Bool { get }

    /// Reads a body; throws where it cannot be that answer.
    static func read(_ body: AnswerBody) throws -> Self

    /// Its body.
    func body() throws -> AnswerBody
}

extension ControlAnswer {
    /// One form, as a rule.
    public static var mediaTypes: [String] { [mediaType] }
    /// That of the one form.
    public var contentType: String { Self.mediaType }
}

/// A value of the API with members that the OpenAPI document describes.
public protocol Described: Sendable {
    /// What the document says of it, under the type's name.
    static var schema: Schema { get }
}

extension Described {
    /// What the OpenAPI document calls it: the type's name without its module.
    static var schemaName: String {
        String(reflecting: Self.self).split(separator: ".").dropFirst().joined(separator: ".")
    }
}

/// An answer in JSON, described in the OpenAPI document.
public protocol JSONAnswer: ControlAnswer, Described, Codable {}

extension JSONAnswer {
    /// JSON's.
    public static var mediaType: String { JSONCoder.mediaType }
    /// Where the document describes it.
    public static var contentSchema: Schema? { .reference(Self.self) }
    /// Secrets are never text in a structure.
    public static var isSecret: Bool { false }

    /// Reads JSON.
    public static func read(_ body: AnswerBody) throws -> Self {
        try JSONCoder.decode(Self.self, from: body.plainBytes)
    }

    /// Writes JSON.
    public func body() throws -> AnswerBody {
        .bytes(try JSONCoder.encode(self))
    }
}

/// An answer that is text of any kind.
public protocol TextAnswer: ControlAnswer {
    /// The text.
    var text: String { get }

    /// The answer with that text.
    init(text: String)
}

extension TextAnswer {
    /// Secrets are never ordinary text.
    public static var isSecret: Bool { false }

    /// Reads UTF-8, and mends what is none.
    public static func read(_ body: AnswerBody) throws -> Self {
        Self(text: String(decoding: try body.plainBytes, as: UTF8.self))
    }

    /// Writes UTF-8.
    public func body() -> AnswerBody {
        .bytes(Array(text.utf8))
    }
}

extension SharedSecret: ControlAnswer {
    /// Bytes of no type.
    public static var mediaType: String { "application/octet-stream" }
    /// It has none.
    public static var contentSchema: Schema? { nil }
    /// It is one.
    public static var isSecret: Bool { true }

    /// Takes the body over.
    public static func read(_ body: AnswerBody) throws -> SharedSecret {
        guard case .secret(let secret) = body else { throw AnswerBody.Mismatch() }
        return secret
    }

    /// Itself.
    public func body() -> AnswerBody { .secret(self) }
}
