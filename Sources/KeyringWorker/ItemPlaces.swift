internal import KeyringProtocol
internal import SecretService

/// Where in the keyring items were found, so that they need not be searched for again.
///
/// The keyring's search looks at all its items, while it finds a secret by its place soon. What lies at a place may be
/// another item by now: whoever reads there has to look whether it is the secret that is expected.
struct ItemPlaces {
    private var places: [ItemKey: ItemPlace] = [:]
    private var keys: [ItemPlace: ItemKey] = [:]

    /// Where the item was found last; `nil` where that is not known.
    subscript(key: ItemKey) -> ItemPlace? { places[key] }

    /// The item was found there; whatever was there before is gone.
    mutating func learn(_ place: ItemPlace, of key: ItemKey) {
        forget(key)
        if let former = keys[place] { places[former] = nil }
        (places[key], keys[place]) = (place, key)
    }

    /// The item is not where it was, or may be somewhere else as well.
    mutating func forget(_ key: ItemKey) {
        guard let place = places.removeValue(forKey: key) else { return }
        keys[place] = nil
    }
}
