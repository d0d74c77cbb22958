/// The percent-encoding of RFC 3986 §2.1, which is also right for a value in `application/x-www-form-urlencoded`.
public enum PercentEncoding {
    /// How many bytes one byte becomes at most: `%XX`.
    public static let expansion = 3

    /// Hands out what stands for `byte`: itself if it is unreserved (§2.3), else `%` and two digits in upper case.
    ///
    /// Nothing of it touches the heap, so that a secret can be encoded in locked memory.
    public static func encode(_ byte: UInt8, emit: (UInt8) -> Void) {
        switch byte {
        case _ where byte.isAlphanumeric, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            emit(byte)
        default:
            let digits = byte.hexadecimalDigits(upperCase: true)
            emit(UInt8(ascii: "%"))
            emit(digits.high)
            emit(digits.low)
        }
    }

    /// The encoded form of a text that is no secret.
    public static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * expansion)
        for byte in text.utf8 { encode(byte) { bytes.append($0) } }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes that a text stands for; `nil` where a `%` is not followed by two hexadecimal digits.
    ///
    /// - Parameter refusedEscape: a byte that no escape may stand for, such as the slash in a part of a path.
    public static func decode(_ text: String, refusedEscape: UInt8? = nil) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next()?.hexadecimalValue, let low = rest.next()?.hexadecimalValue else { return nil }
            let value = high << 4 | low
            guard value != refusedEscape else { return nil }
            bytes.append(value)
        }
        return bytes
    }
}
