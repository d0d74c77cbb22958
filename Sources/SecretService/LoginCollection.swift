internal import CSecret

/// The collection that the keyring daemon unlocks when it starts, and the session over which its secrets travel.
///
/// Blocks in every method, for up to 50 seconds when the service hangs, so a process that uses it must be ready to be
/// killed. Not `Sendable`: one thread makes it and uses it. No method raises a prompt, unlocks, or creates a
/// collection. An error with the code `unreachable` or `timedOut` is final: this process cannot get the bus back.
@safe public final class LoginCollection {
    let bus: SessionBus
    let service: UnsafeMutablePointer<CSecret.SecretService>
    let collection: UnsafeMutablePointer<CSecret.SecretCollection>

    /// The D-Bus object path of the collection.
    public let path: String

    /// Connects to the session bus' Secret Service and finds the collection `login`, else the default one.
    ///
    /// `secret_service_open_sync`, `secret_collection_for_alias_sync`. The session is the encrypted one where the
    /// service has it.
    public init(timeoutMilliseconds: Int32 = 5_000) throws(SecretServiceError) {
        bus = try SessionBus(timeoutMilliseconds: timeoutMilliseconds)
        // Before libsecret, which would have the bus start a keyring where none runs: such a one is locked.
        guard try !bus.collectionPaths(operation: "reach the keyring").isEmpty else {
            throw SecretServiceError(
                .noCollection, "find the login collection", message: "the keyring has no collection")
        }
        var error: UnsafeMutablePointer<GError>?
        let opened = unsafe secret_service_open_sync(
            leadkeeper_secret_service_get_type(), nil, SECRET_SERVICE_OPEN_SESSION, nil, &error)
        guard let opened = unsafe opened else {
            throw unsafe SecretServiceError("open a session with the keyring", consuming: error)
        }
        do {
            unsafe collection = try Self.collection(of: opened)
        } catch {
            unsafe g_object_unref(opened)
            throw error
        }
        unsafe service = opened
        unsafe path = String(
            cString: g_dbus_proxy_get_object_path(
                UnsafeMutableRawPointer(collection).assumingMemoryBound(to: GDBusProxy.self)))
    }

    deinit {
        unsafe g_object_unref(collection)
        unsafe g_object_unref(service)
    }

    /// Whether the collection is locked now, asked of the service each time.
    public func isLocked() throws(SecretServiceError) -> Bool {
        try bus.property(
            "Locked", interface: "org.freedesktop.Secret.Collection", path: path,
            operation: "ask whether the keyring is locked"
        ).boolean
    }

    /// The object paths of collections that the keyring makes beside a `login` collection whose file it could not read.
    ///
    /// gnome-keyring names such files `login_1.keyring` and writes `_` as `_5f` in a path.
    public func replacements() throws(SecretServiceError) -> [String] {
        try bus.collectionPaths(operation: "list the collections")
            .filter { $0.hasPrefix("\(SessionBus.root)/collection/login_") }
    }

    /// Lets GLib deliver what has arrived meanwhile and nobody waits for: without it the signals of the service pile
    /// up.
    public func discardSignals() {
        while g_main_context_iteration(nil, 0) != 0 {}
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
