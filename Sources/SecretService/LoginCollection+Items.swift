internal import Gcrypt
public import SecureMemory
internal import Systemd

/// The name of one item within the service, good until the item is deleted.
///
/// The service gives a number out again once its item is deleted, so what is found there has to be looked at.
public struct ItemPlace: Hashable, Sendable {
    /// The last part of the item's D-Bus object path.
    let name: String

    /// The place with that number.
    public init(number: UInt32) { name = String(number) }

    /// The number that it is with gnome-keyring, which takes less room; `nil` for any other name.
    public var number: UInt32? {
        guard let number = UInt32(name), String(number) == name else { return nil }
        return number
    }

    /// The place at a path within the collection's; `nil` for one that is elsewhere.
    public init?(_ path: String, in collection: String) {
        guard path.hasPrefix("\(collection)/") else { return nil }
        name = String(path.dropFirst(collection.utf8.count + 1))
    }

    /// The item's D-Bus object path.
    func path(in collection: String) -> String { "\(collection)/\(name)" }
}

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

    /// The secrets of all items with exactly these attributes, and where each is.
    ///
    /// Usually one; none when there is no such item, or where the collection is locked, which may look empty then. An
    /// item that the service tore, by dying between its two transactions, is found with an empty secret. Throws
    /// `locked` for items that cannot be read, rather than calling them absent. `SearchItems`, `GetSecrets`.
    public func secrets(
        of attributes: CredentialAttributes
    ) throws(SecretServiceError) -> [(place: ItemPlace, secret: SharedSecret)] {
        let places = try places(of: attributes, operation: Self.reading)
        guard !places.isEmpty else { return [] }
        let secrets = try secrets(at: places)
        // The service leaves out what is locked, and what is gone.
        if secrets.count < places.count, try isLocked() { throw .lockedCollection }
        return places.compactMap { place in secrets[place].map { (place, $0) } }
    }

    /// The secrets that are at these places now: one question, whatever their number.
    ///
    /// What is locked or gone is missing. A message of the bus has room for 64 of the longest secrets. `GetSecrets`.
    public func secrets(at places: [ItemPlace]) throws(SecretServiceError) -> [ItemPlace: SharedSecret] {
        let reply = try bus.call(
            "GetSecrets", interface: SessionBus.serviceInterface, path: SessionBus.root, operation: Self.reading
        ) { message in
            message.append("a", of: "o") { message in
                for place in places { message.append(path: place.path(in: path)) }
            }
            message.append(path: session)
        }
        var unreadable = false
        let found = reply.array(of: "{o(oayays)}") { message in
            message.container("e", of: "o(oayays)") { entry -> (ItemPlace, SharedSecret)? in
                guard let place = entry.path().flatMap({ ItemPlace($0, in: path) }), let secret = secret(in: entry)
                else {
                    unreadable = true
                    return nil
                }
                return (place, secret)
            }
        }
        guard !unreadable else {
            throw SecretServiceError(.unreachable, Self.reading, message: "a secret is not of this session")
        }
        return Dictionary(found) { first, _ in first }
    }

    /// Reads the structure in which a secret travels: session, initialization vector, bytes, and their type.
    private func secret(in entry: borrowing BusMessage) -> SharedSecret? {
        entry.container("r", of: "oayays") { fields -> SharedSecret? in
            guard fields.path() == session, let vector = unsafe fields.bytes({ unsafe Array($0) }) else { return nil }
            let secret = unsafe fields.bytes { bytes -> SharedSecret? in
                guard let secret = unsafe transport.decrypt(bytes, vector: vector) else { return nil }
                return SharedSecret(secret)
            }
            guard fields.string() != nil else { return nil }
            return secret ?? nil
        }
    }

    /// Deletes every item with exactly these attributes, by its own object path, and tells how many there were.
    ///
    /// `Delete` of the Secret Service API.
    @discardableResult
    public func delete(_ attributes: CredentialAttributes) throws(SecretServiceError) -> Int {
        let operation = "delete an item"
        let places = try places(of: attributes, operation: operation)
        for place in places {
            let reply = try bus.call(
                "Delete", interface: SessionBus.itemInterface, path: place.path(in: path),
                operation: operation
            ) { _ in }
            // Anything but "/" is a prompt for a person, which is not answered.
            guard reply.path() == "/" else {
                throw SecretServiceError(.locked, operation, message: "the keyring asked for a prompt")
            }
        }
        return places.count
    }

    /// How many items of the collection carry our schema; one call, whatever their number.
    public func count() throws(SecretServiceError) -> Int {
        try itemPaths().count
    }

    /// Every item of the collection that carries our schema, with two calls for each.
    public func list() throws(SecretServiceError) -> [ItemDescription] {
        var descriptions: [ItemDescription] = []
        for item in try itemPaths() {
            let attributes = try self.attributes(of: item, operation: Self.listing)
            let label = try bus.property(
                "Label", of: "s", interface: SessionBus.itemInterface, path: item, operation: Self.listing
            ) { $0.string() }
            descriptions.append(
                ItemDescription(
                    connection: attributes["connection"] ?? "", version: attributes["version"] ?? "", label: label))
        }
        return descriptions
    }

    private static let reading = "read an item"
    private static let listing = "list the items"

    private func itemPaths() throws(SecretServiceError) -> [String] {
        let found = try bus.itemPaths(
            with: ["xdg:schema": CredentialAttributes.schemaName], operation: Self.listing)
        return (found.unlocked + found.locked).filter { $0.hasPrefix("\(path)/") }
    }

    private func attributes(of item: String, operation: String) throws(SecretServiceError) -> [String: String] {
        try bus.property(
            "Attributes", of: "a{ss}", interface: SessionBus.itemInterface, path: item, operation: operation
        ) { $0.texts() }
    }

    /// The items of this collection with exactly these attributes.
    private func places(
        of attributes: CredentialAttributes, operation: String
    ) throws(SecretServiceError) -> [ItemPlace] {
        let found = try bus.itemPaths(with: attributes.all, operation: operation)
        guard !found.locked.contains(where: { ItemPlace($0, in: path) != nil }) else {
            throw SecretServiceError(.locked, operation, message: "the item is locked")
        }
        var places: [ItemPlace] = []
        for item in found.unlocked {
            // The search finds items of other collections, and such as have more attributes, too.
            guard let place = ItemPlace(item, in: path),
                attributes.isExactly(try self.attributes(of: item, operation: operation))
            else { continue }
            places.append(place)
        }
        return places
    }
}
