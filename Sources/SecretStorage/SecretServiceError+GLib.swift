internal import CSecret
internal import SecretService

extension SecretServiceError {
    /// Copies what `error` says and frees it; GLib may leave it out.
    init(_ operation: String, consuming error: UnsafeMutablePointer<GError>?) {
        guard let error = unsafe error else {
            self.init(.rejected, operation, message: "no reason given")
            return
        }
        defer { unsafe g_error_free(error) }
        unsafe self.init(
            Self.code(domain: error.pointee.domain, number: error.pointee.code), operation,
            message: error.pointee.message.map { unsafe String(cString: $0) } ?? "")
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
