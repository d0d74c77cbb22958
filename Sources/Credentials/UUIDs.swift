/// Identifiers drawn from a random source that is handed in, so that a simulation repeats itself.
package enum UUIDs {
    /// A version 7 UUID, which sorts by the moment it was made.
    ///
    /// RFC 9562 §5.7; the milliseconds, which our clock does not have, are drawn.
    package static func version7(at now: Instant, using random: inout any RandomNumberGenerator & Sendable) -> GUID {
        let milliseconds = UInt64(clamping: now.secondsSinceEpoch) &* 1_000 &+ random.next() % 1_000
        return GUID(high: milliseconds << 16 | 0x7000 | random.next() & 0x0FFF, low: variant(random.next()))
    }

    /// A version 4 UUID: random but for its version.
    ///
    /// RFC 9562 §5.4.
    package static func version4(using random: inout any RandomNumberGenerator & Sendable) -> GUID {
        GUID(high: random.next() & ~0xF000 | 0x4000, low: variant(random.next()))
    }

    private static func variant(_ bits: UInt64) -> UInt64 {
        bits & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }
}
