internal import Credentials

/// A random name for the requests of one probe, in the form that Microsoft's headers want.
enum RequestID {
    /// A UUID of version 4 (RFC 9562 §5.4).
    static func random() -> String {
        let high = UInt64.random(in: .min ... .max) & ~0xF000 | 0x4000
        let low = UInt64.random(in: .min ... .max) & ~(3 << 62) | 1 << 63
        return GUID(high: high, low: low).description
    }
}
