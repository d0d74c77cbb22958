internal import Basics

/// What the ledger remembers of a secret: 64 bits of a digest under a key that never leaves the keyring.
public struct Fingerprint: Hashable, Sendable {
    /// The 64 bits.
    public let value: UInt64

    /// Wraps the 64 bits.
    public init(_ value: UInt64) {
        self.value = value
    }

    /// Reads back what `description` wrote; absent for anything else.
    public init?(_ text: String) {
        guard let value = UInt64(hexadecimal: text) else { return nil }
        self.value = value
    }
}

extension Fingerprint: CustomStringConvertible {
    /// Sixteen hexadecimal digits in lower case.
    public var description: String { value.hexadecimal() }
}
