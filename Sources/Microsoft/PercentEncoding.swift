/// The percent-encoding of RFC 3986 §2.1, which is also right for a value in `application/x-www-form-urlencoded`.
enum PercentEncoding {
    /// Hands out what stands for `byte`, one byte or three.
    static func encode(_ byte: UInt8, emit: (UInt8) -> Void) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            emit(byte)
        default:
            emit(UInt8(ascii: "%"))
            emit(digit(byte >> 4))
            emit(digit(byte & 0x0F))
        }
    }

    /// The encoded form of a text that is no secret.
    static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3)
        for byte in text.utf8 { encode(byte) { bytes.append($0) } }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
