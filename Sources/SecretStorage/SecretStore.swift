internal import CSecret
public import SecretService
public import SecureMemory

/// libsecret, for storing a secret: it encrypts it for the way to the service, and keeps its own copy in memory that
/// it wipes.
///
/// GLib keeps one connection to the bus for a process and cannot replace one that was closed, so a process whose bus
/// went away has to end (gio/gdbusconnection.c). To be made after the service has answered somebody: libsecret would
/// have the bus start one where none runs, and such a one is locked. Blocks in every method, for up to 50 seconds when
/// the service hangs. No method raises a prompt, unlocks, or creates a collection.
@safe public final class SecretStore {
    private let connection: OpaquePointer
    private let service: UnsafeMutablePointer<CSecret.SecretService>
    private let collection: UnsafeMutablePointer<CSecret.SecretCollection>

    /// Connects, and opens a session: the encrypted one where the service has it.
    ///
    /// `secret_service_open_sync`, `secret_collection_for_alias_sync`.
    public init() throws(SecretServiceError) {
        var error: UnsafeMutablePointer<GError>?
        guard let connection = unsafe g_bus_get_sync(G_BUS_TYPE_SESSION, nil, &error) else {
            throw unsafe SecretServiceError("reach the session bus", consuming: error)
        }
        // Without this GLib raises SIGTERM when the bus goes away, before the caller could be answered.
        unsafe g_dbus_connection_set_exit_on_close(connection, 0)
        let opened = unsafe secret_service_open_sync(
            leadkeeper_secret_service_get_type(), nil, SECRET_SERVICE_OPEN_SESSION, nil, &error)
        guard let opened = unsafe opened else {
            unsafe g_object_unref(UnsafeMutableRawPointer(connection))
            throw unsafe SecretServiceError("open a session with the keyring", consuming: error)
        }
        do {
            unsafe collection = try Self.collection(of: opened)
        } catch {
            unsafe g_object_unref(opened)
            unsafe g_object_unref(UnsafeMutableRawPointer(connection))
            throw error
        }
        unsafe service = opened
        unsafe self.connection = connection
    }

    deinit {
        unsafe g_object_unref(collection)
        unsafe g_object_unref(service)
        unsafe g_object_unref(UnsafeMutableRawPointer(connection))
    }

    /// Creates an item; never replaces one.
    ///
    /// The caller has looked for the attributes first: a second item with the same ones would stand beside the first.
    /// Done when the service has its file on disk; the rename of that file is not, before its directory is synced.
    /// `secret_item_create_sync` with `SECRET_ITEM_CREATE_NONE`.
    public func create(
        _ attributes: CredentialAttributes, label: String, secret: borrowing SecretBytes
    ) throws(SecretServiceError) {
        let value = unsafe secret.withBytes { bytes in
            unsafe secret_value_new(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), gssize(bytes.count), "text/plain")
        }
        defer { unsafe value.map { unsafe secret_value_unref(UnsafeMutableRawPointer($0)) } }
        var error: UnsafeMutablePointer<GError>?
        let schema = Schema()
        let item = unsafe schema.withPointer { schema in
            unsafe attributes.withTable { table in
                unsafe secret_item_create_sync(
                    collection, schema, table, label, value, SECRET_ITEM_CREATE_NONE, nil, &error)
            }
        }
        guard let item = unsafe item else {
            throw unsafe SecretServiceError("create an item", consuming: error)
        }
        unsafe g_object_unref(item)
    }

    private static func collection(
        of service: UnsafeMutablePointer<CSecret.SecretService>
    ) throws(SecretServiceError) -> UnsafeMutablePointer<CSecret.SecretCollection> {
        for alias in ["login", "default"] {
            var error: UnsafeMutablePointer<GError>?
            let found = unsafe secret_collection_for_alias_sync(service, alias, SECRET_COLLECTION_NONE, nil, &error)
            if let found = unsafe found { return unsafe found }
            if let error = unsafe error {
                throw unsafe SecretServiceError("find the login collection", consuming: error)
            }
        }
        throw SecretServiceError(
            .noCollection, "find the login collection", message: "there is neither it nor a default one")
    }
}
