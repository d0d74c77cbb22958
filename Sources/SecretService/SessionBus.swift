internal import CSecret
internal import Glibc

/// The connection to the session bus, for the few calls that libsecret either caches or cannot bound in time.
///
/// Used on one thread only. GLib keeps one connection a process and cannot replace one that was closed, so a process
/// whose bus went away has to end (gio/gdbusconnection.c).
@safe final class SessionBus {
    static let service = "org.freedesktop.secrets"
    static let root = "/org/freedesktop/secrets"

    private let connection: OpaquePointer
    private let timeoutMilliseconds: Int32

    /// Connects; blocks.
    ///
    /// Asks for `DBUS_SESSION_BUS_ADDRESS` itself, because GLib would start a bus of its own where it is missing.
    init(timeoutMilliseconds: Int32) throws(SecretServiceError) {
        guard let address = unsafe getenv("DBUS_SESSION_BUS_ADDRESS"), unsafe address.pointee != 0 else {
            throw SecretServiceError(
                .unreachable, "reach the session bus", message: "DBUS_SESSION_BUS_ADDRESS is not set")
        }
        var error: UnsafeMutablePointer<GError>?
        guard let connection = unsafe g_bus_get_sync(G_BUS_TYPE_SESSION, nil, &error) else {
            throw unsafe SecretServiceError("reach the session bus", consuming: error)
        }
        // Without this GLib raises SIGTERM when the bus goes away, before the caller could be answered.
        unsafe g_dbus_connection_set_exit_on_close(connection, 0)
        unsafe self.connection = connection
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    deinit {
        unsafe g_object_unref(UnsafeMutableRawPointer(connection))
    }

    /// Reads a property from the service, not from a cache.
    ///
    /// Never starts a service that does not run.
    func property(
        _ name: String, interface: String, path: String, operation: String
    ) throws(SecretServiceError) -> Variant {
        var arguments: [OpaquePointer?] = unsafe [g_variant_new_string(interface), g_variant_new_string(name)]
        let reply = unsafe try call(
            "Get", interface: "org.freedesktop.DBus.Properties", path: path,
            arguments: g_variant_new_tuple(&arguments, 2), replyType: "(v)", operation: operation)
        guard let value = reply.child(0)?.unboxed() else {
            throw SecretServiceError(.rejected, operation, message: "the property \(name) has no value")
        }
        return value
    }

    /// The object paths of all collections.
    func collectionPaths(operation: String) throws(SecretServiceError) -> [String] {
        try property("Collections", interface: "org.freedesktop.Secret.Service", path: Self.root, operation: operation)
            .texts
    }

    /// The object paths of every item that carries our schema, unlocked ones first.
    func itemPaths(operation: String) throws(SecretServiceError) -> [String] {
        var entry: OpaquePointer? = unsafe g_variant_new_dict_entry(
            g_variant_new_string("xdg:schema"), g_variant_new_string(CredentialAttributes.schemaName))
        var arguments: [OpaquePointer?] = unsafe [g_variant_new_array(nil, &entry, 1)]
        let reply = unsafe try call(
            "SearchItems", interface: "org.freedesktop.Secret.Service", path: Self.root,
            arguments: g_variant_new_tuple(&arguments, 1), replyType: "(aoao)", operation: operation)
        return (reply.child(0)?.texts ?? []) + (reply.child(1)?.texts ?? [])
    }

    /// The unique name of the connection that owns a name; `nil` where none does.
    func owner(of name: String, operation: String) throws(SecretServiceError) -> String? {
        guard try askBus("NameHasOwner", about: name, replyType: "(b)", operation: operation)?.boolean == true else {
            return nil
        }
        return try askBus("GetNameOwner", about: name, replyType: "(s)", operation: operation)?.text
    }

    /// The process of the connection that owns a name, as the bus sees it; `nil` where it cannot tell.
    func process(of name: String, operation: String) throws(SecretServiceError) -> UInt32? {
        try askBus("GetConnectionUnixProcessID", about: name, replyType: "(u)", operation: operation)?.number
    }

    /// Asks the bus itself about a name.
    private func askBus(
        _ method: String, about name: String, replyType: String, operation: String
    ) throws(SecretServiceError) -> Variant? {
        var arguments: [OpaquePointer?] = unsafe [g_variant_new_string(name)]
        let reply = unsafe try call(
            method, of: "org.freedesktop.DBus", interface: "org.freedesktop.DBus", path: "/org/freedesktop/DBus",
            arguments: g_variant_new_tuple(&arguments, 1), replyType: replyType, operation: operation)
        return reply.child(0)
    }

    private func call(
        _ method: String, of destination: String = service, interface: String, path: String,
        arguments: OpaquePointer?, replyType: String, operation: String
    ) throws(SecretServiceError) -> Variant {
        let type = unsafe g_variant_type_new(replyType)
        defer { unsafe g_variant_type_free(type) }
        var error: UnsafeMutablePointer<GError>?
        let reply = unsafe g_dbus_connection_call_sync(
            connection, destination, path, interface, method, arguments, type, G_DBUS_CALL_FLAGS_NO_AUTO_START,
            timeoutMilliseconds, nil, &error)
        guard let reply = unsafe reply else {
            throw unsafe SecretServiceError(operation, consuming: error)
        }
        return unsafe Variant(owning: reply)
    }
}
