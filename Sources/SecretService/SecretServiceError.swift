internal import Glibc
internal import Systemd

/// Why the Secret Service did not do what it was asked.
public struct SecretServiceError: Error, Sendable {
    /// What a caller may branch on; the numbers are those with which a program ends that met it, sysexits(3).
    public enum Code: Int32, Sendable, CaseIterable {
        /// The collection is locked, or the service wanted to ask a person.
        case locked = 77
        /// There is no collection to keep secrets in.
        case noCollection = 66
        /// The bus or the service is not there, or went away.
        case unreachable = 69
        /// The bus or the service did not answer in time.
        case timedOut = 75
        /// The service answered that it could not: for a write most often that its file could not be written.
        case rejected = 73
    }

    /// What a caller may branch on.
    public let code: Code

    /// What was tried, as in "failed to <operation>".
    public let operation: String

    /// The library's own text.
    public let message: String

    /// What happened, in the caller's words.
    public init(_ code: Code, _ operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    /// For a caller that found the collection locked.
    public static let lockedCollection = SecretServiceError(
        .locked, "read the keyring", message: "its collection is locked")

    /// What the bus says.
    init(_ operation: String, _ error: BusError) {
        self.init(Self.code(error), operation, message: error.message)
    }

    private static func code(_ error: BusError) -> Code {
        switch error.name {
        case "org.freedesktop.Secret.Error.IsLocked": .locked
        case "org.freedesktop.DBus.Error.Timeout", "org.freedesktop.DBus.Error.TimedOut": .timedOut
        // "No reply" comes from the bus, at once, when the service went away with the call. A session that is unknown
        // was one with the service that ran before.
        case "org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.UnknownObject",
            "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
            "org.freedesktop.DBus.Error.Disconnected", "org.freedesktop.DBus.Error.NoServer",
            "org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.Secret.Error.NoSession":
            .unreachable
        // What the library has met itself has no name on the bus.
        case let name where name.isEmpty || name.hasPrefix("System.Error."):
            error.errorNumber == ETIMEDOUT ? .timedOut : .unreachable
        default: .rejected
        }
    }
}

extension SecretServiceError: CustomStringConvertible {
    /// One line for a log: what failed and the library's text, never a secret.
    public var description: String {
        "failed to \(operation): \(message)"
    }
}
