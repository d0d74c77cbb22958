internal import CSecret
internal import Glibc
internal import Systemd

/// Why the Secret Service did not do what it was asked.
public struct SecretServiceError: Error, Sendable {
    /// What a caller may branch on.
    public enum Code: Sendable {
        /// The collection is locked, or the service wanted to ask a person.
        case locked
        /// There is no collection to keep secrets in.
        case noCollection
        /// The bus or the service is not there, or went away.
        case unreachable
        /// The bus or the service did not answer in time.
        case timedOut
        /// The service answered that it could not: for a write most often that its file could not be written.
        case rejected
    }

    /// What a caller may branch on.
    public let code: Code

    /// What was tried, as in "failed to <operation>".
    public let operation: String

    /// The GLib error domain, empty where the library gave none.
    public let domain: String

    /// The number of the error in its domain.
    public let number: Int

    /// The library's own text.
    public let message: String

    init(_ code: Code, _ operation: String, domain: String = "", number: Int = 0, message: String) {
        self.code = code
        self.operation = operation
        self.domain = domain
        self.number = number
        self.message = message
    }

    /// For a caller that found the collection locked.
    public static let lockedCollection = SecretServiceError(
        .locked, "read the keyring", message: "its collection is locked")

    /// Copies what `error` says and frees it; GLib may leave it out.
    init(_ operation: String, consuming error: UnsafeMutablePointer<GError>?) {
        guard let error = unsafe error else {
            self.init(.rejected, operation, message: "no reason given")
            return
        }
        defer { unsafe g_error_free(error) }
        unsafe self.init(
            Self.code(domain: error.pointee.domain, number: error.pointee.code), operation,
            domain: g_quark_to_string(error.pointee.domain).map { unsafe String(cString: $0) } ?? "",
            number: Int(error.pointee.code),
            message: error.pointee.message.map { unsafe String(cString: $0) } ?? "")
    }

    /// What the bus says.
    init(_ operation: String, _ error: BusError) {
        self.init(
            Self.code(error), operation, domain: error.name, number: Int(error.errorNumber), message: error.message)
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

    private static func code(domain: GQuark, number: Int32) -> Code {
        switch domain {
        case secret_error_get_quark():
            // "No such object" is also what libsecret says when the service dies between naming an item and describing
            // it.
            number == Int32(SECRET_ERROR_IS_LOCKED.rawValue) ? .locked : .unreachable
        case g_dbus_error_quark():
            switch UInt32(bitPattern: number) {
            case G_DBUS_ERROR_TIMEOUT.rawValue, G_DBUS_ERROR_TIMED_OUT.rawValue: .timedOut
            // "No reply" comes from the bus, at once, when the service went away with the call; a time limit of GLib's
            // own is an error of its I/O domain.
            case G_DBUS_ERROR_NO_REPLY.rawValue, G_DBUS_ERROR_UNKNOWN_OBJECT.rawValue,
                G_DBUS_ERROR_SERVICE_UNKNOWN.rawValue, G_DBUS_ERROR_NAME_HAS_NO_OWNER.rawValue,
                G_DBUS_ERROR_DISCONNECTED.rawValue, G_DBUS_ERROR_NO_SERVER.rawValue,
                G_DBUS_ERROR_ACCESS_DENIED.rawValue:
                .unreachable
            default: .rejected
            }
        case g_io_error_quark():
            number == Int32(G_IO_ERROR_TIMED_OUT.rawValue) ? .timedOut : .unreachable
        default:
            .unreachable
        }
    }
}

extension SecretServiceError: CustomStringConvertible {
    /// One line for a log: what failed and the library's text, never a secret.
    public var description: String {
        "failed to \(operation): \(message)"
    }
}
