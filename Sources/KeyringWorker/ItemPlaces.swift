internal import Basics
internal import KeyringProtocol
internal import SecretService

/// Where in the keyring items were found, so that they need not be searched for again.
///
/// The keyring's search looks at all its items, while it finds a secret by its place soon. What lies at a place may be
/// another item by now: whoever reads there has to look whether it is the secret that is expected.
struct ItemPlaces {
    /// The bits of a version, which is another one for each secret, and takes less room than the whole key.
    private struct Version: Hashable {
        let high: UInt64
        let low: UInt64

        /// `nil` for what is no UUID, which no key has.
        init?(of key: ItemKey) {
            guard let bits = UUIDForm.bits(of: key.version) else { return nil }
            (high, low) = bits
        }
    }

    private var places: [Version: ItemPlace] = [:]

    /// Where the item was found last; `nil` where that is not known.
    subscript(key: ItemKey) -> ItemPlace? { Version(of: key).flatMap { places[$0] } }

    /// The item was found there.
    ///
    /// Whatever was there before is noticed when it is looked for.
    mutating func learn(_ place: ItemPlace, of key: ItemKey) {
        if let version = Version(of: key) { places[version] = place }
    }

    /// The item is not where it was, or may be somewhere else as well.
    mutating func forget(_ key: ItemKey) {
        if let version = Version(of: key) { places[version] = nil }
    }
}
