/// Why a request was not done, as RFC 9457 problem details.
///
/// It never holds a secret. Two problems are of one kind when their codes are equal; programs branch on `type` alone.
public struct Problem: Error, Codable, Hashable, Sendable {
    /// The kinds of problems.
    public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
        case notPermitted = "not-permitted"
        case noSuchRoute = "no-such-route"
        case unknownConnection = "unknown-connection"
        case noSecret = "no-secret"
        case unknownKey = "unknown-key"
        case unknownNotice = "unknown-notice"
        case methodNotAllowed = "method-not-allowed"
        case busy
        case rotationUnderWay = "rotation-under-way"
        case noRotation = "no-rotation"
        case notPossible = "not-possible"
        case bodyTooLarge = "body-too-large"
        case invalidValue = "invalid-value"
        case `internal`
        case issuerRefused = "issuer-refused"
        case cannotWrite = "cannot-write"
        case keyringUnavailable = "keyring-unavailable"
        case keyringLocked = "keyring-locked"
        case keyringDegraded = "keyring-degraded"
        case temporary

        /// The HTTP status that goes with it.
        public var status: Int {
            switch self {
            case .notPermitted: 403
            case .noSuchRoute, .unknownConnection, .noSecret, .unknownKey, .unknownNotice: 404
            case .methodNotAllowed: 405
            case .busy, .rotationUnderWay, .noRotation, .notPossible: 409
            case .bodyTooLarge: 413
            case .invalidValue: 422
            case .internal: 500
            case .issuerRefused: 502
            case .keyringUnavailable, .keyringLocked, .keyringDegraded, .temporary: 503
            case .cannotWrite: 507
            }
        }

        /// What all problems of the kind have in common.
        public var title: String {
            switch self {
            case .notPermitted: "not permitted"
            case .noSuchRoute: "no such resource"
            case .unknownConnection: "unknown connection"
            case .noSecret: "no secret is stored"
            case .unknownKey: "unknown key"
            case .unknownNotice: "unknown notice"
            case .methodNotAllowed: "method not allowed"
            case .busy: "busy"
            case .rotationUnderWay: "a rotation is under way"
            case .noRotation: "no rotation is in progress"
            case .notPossible: "not possible now"
            case .bodyTooLarge: "body too large"
            case .invalidValue: "invalid value"
            case .internal: "internal error"
            case .issuerRefused: "Microsoft refuses"
            case .cannotWrite: "cannot write"
            case .keyringUnavailable: "the keyring is unavailable"
            case .keyringLocked: "the keyring is locked"
            case .keyringDegraded: "the keyring is not the one that it was"
            case .temporary: "try again"
            }
        }
    }

    /// The media type of the JSON.
    public static let mediaType = "application/problem+json"

    private static let typePrefix = "urn:leadkeeper:problem:"

    /// The kind.
    public var code: Code
    /// What is wrong this time, as a cause: lower case, without a full stop.
    public var detail: String
    /// What may help.
    public var hint: String?

    /// A problem of that kind.
    public init(_ code: Code, _ detail: String, hint: String? = nil) {
        self.code = code
        self.detail = detail
        self.hint = hint
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case type, title, status, detail, hint
    }

    /// Reads problem details; a `type` that is not known becomes `internal`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let type = try container.decode(String.self, forKey: .type)
        code = Code(rawValue: String(type.dropFirst(Self.typePrefix.count))) ?? .internal
        detail = try container.decode(String.self, forKey: .detail)
        hint = try container.decode(String?.self, forKey: .hint)
    }

    /// Writes `type`, `title`, `status`, `detail` and `hint`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.typePrefix + code.rawValue, forKey: .type)
        try container.encode(code.title, forKey: .title)
        try container.encode(code.status, forKey: .status)
        try container.encode(detail, forKey: .detail)
        try container.encode(hint, forKey: .hint)
    }
}

extension Problem {
    /// What a client is told of any error: any other than this one is internal and tells nothing of itself.
    public init(of error: any Error) {
        self = error as? Problem ?? Problem(.internal, "the daemon failed; see `journalctl -u leadkeeper`")
    }

    /// No connection has that name.
    public static func unknownConnection(_ name: some CustomStringConvertible) -> Problem {
        Problem(
            .unknownConnection, "there is no connection \(name)", hint: "`leadkeeper status` lists the connections")
    }
}

extension Problem: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Why a request was not done (RFC 9457).",
        [
            "type": .choice(
                "The kind, to branch on.", Problem.Code.allCases.map { "urn:leadkeeper:problem:\($0.rawValue)" }),
            "title": .string("What all problems of the kind have in common."),
            "status": .integer("The HTTP status.", example: 404),
            "detail": .string("What is wrong this time.", example: "no connection is named contso"),
            "hint": .nullable(.string("What may help.")),
        ])
}
