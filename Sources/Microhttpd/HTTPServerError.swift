internal import Unix

/// What went wrong with a server as a whole; a single request that goes wrong is answered or closed.
public struct HTTPServerError: Error, Equatable, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Code: Sendable {
        /// The socket could not be opened, bound or listened on.
        case socket
        /// The daemon did not start.
        case start
        /// A certificate or its key could not be read.
        case certificate
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What was tried, as a verb and its object.
    public let operation: String
    /// The system's or the library's own words.
    public let text: String

    init(_ code: Code, _ operation: String, text: String) {
        self.code = code
        self.operation = operation
        self.text = text
    }

    init(_ code: Code, _ operation: String, errno number: Int32) {
        self.init(code, operation, text: errorText(number))
    }

    /// "failed to <operation>: <text>".
    public var description: String { "failed to \(operation): \(text)" }

    /// Whether both are of one kind.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}
