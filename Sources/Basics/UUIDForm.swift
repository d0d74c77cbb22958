/// The form of a UUID, RFC 9562 §4: 8-4-4-4-12 hexadecimal digits of either case, and nothing around them.
public enum UUIDForm {
    /// Whether a hyphen stands before the digits of that byte.
    private static func isHyphenated(_ byte: Int) -> Bool { byte == 4 || byte == 6 || byte == 8 || byte == 10 }

    /// The 128 bits that a text of that form has, the most significant first; `nil` for any other text.
    ///
    /// A record of the ledger has dozens: each is read in one go, without a buffer.
    public static func bits(of text: String) -> (high: UInt64, low: UInt64)? {
        guard text.utf8.count == 36 else { return nil }
        var bytes = text.utf8.makeIterator()
        var halves: (high: UInt64, low: UInt64) = (0, 0)
        for index in 0..<16 {
            if isHyphenated(index), bytes.next() != UInt8(ascii: "-") { return nil }
            guard let high = bytes.next()?.hexadecimalValue, let low = bytes.next()?.hexadecimalValue else {
                return nil
            }
            let byte = UInt64(high << 4 | low)
            if index < 8 { halves.high = halves.high << 8 | byte } else { halves.low = halves.low << 8 | byte }
        }
        return halves
    }

    /// The text of 128 bits, in lower case.
    public static func text(high: UInt64, low: UInt64) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(36)
        for index in 0..<16 {
            if isHyphenated(index) { bytes.append(UInt8(ascii: "-")) }
            let half = index < 8 ? high : low
            let digits = UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * (index % 8))).hexadecimalDigits()
            bytes.append(digits.high)
            bytes.append(digits.low)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
