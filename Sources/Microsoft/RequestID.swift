/// A random name for the requests of one probe, in the form that Microsoft's headers want.
enum RequestID {
    /// A UUID of version 4 (RFC 9562 §5.4).
    static func random() -> String {
        let high = UInt64.random(in: .min ... .max) & ~0xF000 | 0x4000
        let low = UInt64.random(in: .min ... .max) & ~(3 << 62) | 1 << 63
        let digits = hexadecimal(high) + hexadecimal(low)
        var text = ""
        text.reserveCapacity(36)
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
