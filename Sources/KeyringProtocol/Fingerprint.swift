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
        guard text.utf8.count == 16, text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let value = UInt64(text, radix: 16)
        else { return nil }
        self.value = value
    }
}

extension Fingerprint: CustomStringConvertible {
    /// Sixteen hexadecimal digits in lower case.
    public var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
