internal import Credentials

/// Identifiers drawn from a random source that is handed in, so that a simulation repeats itself.
enum UUIDs {
    /// A version 7 UUID, which sorts by the moment it was made.
    ///
    /// RFC 9562 §5.7.
    static func version7(at now: Instant, using random: inout any RandomNumberGenerator & Sendable) -> String {
        let milliseconds = UInt64(clamping: now.secondsSinceEpoch) &* 1_000 &+ random.next() % 1_000
        let high = milliseconds << 16 | 0x7000 | random.next() & 0x0FFF
        return format(high: high, low: variant(random.next()))
    }

    /// A version 4 UUID.
    ///
    /// RFC 9562 §5.4.
    static func version4(using random: inout any RandomNumberGenerator & Sendable) -> String {
        format(high: random.next() & ~0xF000 | 0x4000, low: variant(random.next()))
    }

    private static func variant(_ bits: UInt64) -> UInt64 {
        bits & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }

    private static func format(high: UInt64, low: UInt64) -> String {
        let digits = [high, low].flatMap { word in (0..<16).map { Character(hexadecimal: word >> (60 - 4 * UInt64($0)) & 0xF) } }
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}

extension Character {
    fileprivate init(hexadecimal nibble: UInt64) {
        self = Array("0123456789abcdef")[Int(nibble)]
    }
}
