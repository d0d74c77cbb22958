internal import CSecret
public import SecureMemory

extension LoginCollection {
    /// One item as an audit sees it: what it is called, not what it holds.
    public struct ItemDescription: Sendable {
        /// The attribute `connection`, empty where the item lacks it.
        public let connection: String
        /// The attribute `version`, empty where the item lacks it.
        public let version: String
        /// The label that people see.
        public let label: String
    }

    /// The secrets of all items with exactly these attributes.
    ///
    /// Usually one; none when there is no such item. An item that the service tore, by dying between its two
    /// transactions, is found with an empty secret. Throws `locked` for items that cannot be read, rather than calling
    /// them absent. The bytes come from libsecret's own unpageable memory. `secret_service_search_sync`,
    /// `secret_item_load_secret_sync`.
    public func secrets(of attributes: CredentialAttributes) throws(SecretServiceError) -> [SharedSecret] {
        let items = unsafe try items(with: attributes, operation: "read an item")
        defer { unsafe g_list_free_full(items, g_object_unref) }
        var secrets: [SharedSecret] = []
        unsafe try forEach(items) { item throws(SecretServiceError) in
            guard unsafe secret_item_get_locked(item) == 0 else {
                throw SecretServiceError(.locked, "read an item", message: "the item is locked")
            }
            var error: UnsafeMutablePointer<GError>?
            guard unsafe secret_item_load_secret_sync(item, nil, &error) != 0 else {
                throw unsafe SecretServiceError("read an item", consuming: error)
            }
            let value = unsafe secret_item_get_secret(item)
            defer { unsafe value.map { unsafe secret_value_unref(UnsafeMutableRawPointer($0)) } }
            var length: gsize = 0
            let bytes = unsafe value.flatMap { unsafe secret_value_get($0, &length) }
            secrets.append(
                unsafe SharedSecret(SecretBytes(copying: UnsafeRawBufferPointer(start: bytes, count: Int(length)))))
        }
        return secrets
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

    /// Deletes every item with exactly these attributes, by its own object path, and tells how many there were.
    ///
    /// `secret_item_delete_sync`.
    @discardableResult
    public func delete(_ attributes: CredentialAttributes) throws(SecretServiceError) -> Int {
        let items = unsafe try items(with: attributes, operation: "delete an item")
        defer { unsafe g_list_free_full(items, g_object_unref) }
        var count = 0
        unsafe try forEach(items) { item throws(SecretServiceError) in
            var error: UnsafeMutablePointer<GError>?
            guard unsafe secret_item_delete_sync(item, nil, &error) != 0 else {
                throw unsafe SecretServiceError("delete an item", consuming: error)
            }
            count += 1
        }
        return count
    }

    /// How many items of the collection carry our schema; one call, whatever their number.
    public func count() throws(SecretServiceError) -> Int {
        try itemPaths().count
    }

    /// Every item of the collection that carries our schema, with two calls for each.
    public func list() throws(SecretServiceError) -> [ItemDescription] {
        var descriptions: [ItemDescription] = []
        for item in try itemPaths() {
            let attributes = try bus.property(
                "Attributes", interface: "org.freedesktop.Secret.Item", path: item, operation: "list the items")
            let label = try bus.property(
                "Label", interface: "org.freedesktop.Secret.Item", path: item, operation: "list the items")
            descriptions.append(
                ItemDescription(
                    connection: attributes.text(under: "connection") ?? "",
                    version: attributes.text(under: "version") ?? "",
                    label: label.text))
        }
        return descriptions
    }

    private func itemPaths() throws(SecretServiceError) -> [String] {
        try bus.itemPaths(operation: "list the items").filter { $0.hasPrefix("\(path)/") }
    }

    /// The items of this collection with exactly these attributes; the caller frees the list and what is in it.
    private func items(
        with attributes: CredentialAttributes, operation: String
    ) throws(SecretServiceError) -> UnsafeMutablePointer<GList>? {
        var error: UnsafeMutablePointer<GError>?
        let schema = Schema()
        let found = unsafe schema.withPointer { schema in
            unsafe attributes.withTable { table in
                unsafe secret_service_search_sync(service, schema, table, SECRET_SEARCH_ALL, nil, &error)
            }
        }
        defer { unsafe g_list_free_full(found, g_object_unref) }
        if let error = unsafe error {
            throw unsafe SecretServiceError(operation, consuming: error)
        }
        var items: UnsafeMutablePointer<GList>?
        unsafe forEach(found) { item in
            let own = unsafe String(
                cString: g_dbus_proxy_get_object_path(
                    UnsafeMutableRawPointer(item).assumingMemoryBound(to: GDBusProxy.self)))
            guard own.hasPrefix("\(path)/"), let table = unsafe secret_item_get_attributes(item) else { return }
            defer { unsafe g_hash_table_unref(table) }
            if unsafe attributes.isExactly(table) {
                unsafe items = g_list_append(items, g_object_ref(item))
            }
        }
        return unsafe items
    }

    private func forEach<Failure: Error>(
        _ list: UnsafeMutablePointer<GList>?, _ body: (UnsafeMutablePointer<SecretItem>) throws(Failure) -> Void
    ) throws(Failure) {
        var node = unsafe list
        while let current = unsafe node {
            if let item = unsafe current.pointee.data {
                unsafe try body(item.assumingMemoryBound(to: SecretItem.self))
            }
            unsafe node = current.pointee.next
        }
    }
}
