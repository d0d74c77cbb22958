internal import Basics

/// Strings as JSON has them, RFC 8259 §7.
public enum JSONString {
    /// How many bytes one byte becomes at most: `\u00XX`.
    public static let expansion = 6

    /// Hands out what stands for `byte` between quotes.
    ///
    /// Bytes above ASCII stand for themselves.
    public static func escape(_ byte: UInt8, emit: (UInt8) -> Void) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            emit(UInt8(ascii: "\\"))
            emit(byte)
        case _ where byte.isControl:
            let digits = byte.hexadecimalDigits()
            for byte in "\\u00".utf8 { emit(byte) }
            emit(digits.high)
            emit(digits.low)
        default:
            emit(byte)
        }
    }

    /// The string with its quotes, of a text that is no secret.
    public static func quoted(_ text: String) -> String {
        var bytes = [UInt8(ascii: "\"")]
        for byte in text.utf8 { escape(byte) { bytes.append($0) } }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }
}
