internal import Basics
internal import KeyringProtocol
internal import SecretService

/// Where in the keyring items were found, so that they need not be searched for again.
///
/// The keyring's search looks at all its items, while it finds a secret by its place soon. What lies at a place may be
/// another item by now: whoever reads there has to look whether it is the secret that is expected.
///
/// There is one for each secret, so it is kept small: by half of the bits of its version, which are random, and as a
/// number. Two that share these bits are told apart by that look, too.
struct ItemPlaces {
    private var numbers: [UInt64: UInt32] = [:]
    /// Those that are no numbers, as other programs than gnome-keyring name them.
    private var others: [UInt64: ItemPlace] = [:]

    /// Where the item was found last; `nil` where that is not known.
    subscript(key: ItemKey) -> ItemPlace? {
        guard let bits = Self.bits(of: key) else { return nil }
        return numbers[bits].map(ItemPlace.init) ?? others[bits]
    }

    /// The item was found there.
    ///
    /// Whatever was there before is noticed when it is looked for.
    mutating func learn(_ place: ItemPlace, of key: ItemKey) {
        guard let bits = Self.bits(of: key) else { return }
        numbers[bits] = place.number
        others[bits] = place.number == nil ? place : nil
    }

    /// The item is not where it was, or may be somewhere else as well.
    mutating func forget(_ key: ItemKey) {
        guard let bits = Self.bits(of: key) else { return }
        (numbers[bits], others[bits]) = (nil, nil)
    }

    private static func bits(of key: ItemKey) -> UInt64? { UUIDForm.bits(of: key.version)?.low }
}
