internal import Basics

/// The escapes within strings, RFC 8259 §7.
public enum JSONEscapes {
    /// Hands out the bytes of a string that was checked before, its escapes resolved; never more bytes than the range
    /// has.
    ///
    /// Half of a surrogate pair becomes U+FFFD, as there is no such character.
    public static func resolve(_ range: Range<Int>, in text: JSONText, emit: (UInt8) -> Void) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = text[index]
            guard byte == UInt8(ascii: "\\"), index + 1 < range.upperBound else {
                emit(byte)
                index += 1
                continue
            }
            let kind = text[index + 1]
            index += 2
            switch kind {
            case UInt8(ascii: "b"): emit(0x08)
            case UInt8(ascii: "f"): emit(0x0C)
            case UInt8(ascii: "n"): emit(0x0A)
            case UInt8(ascii: "r"): emit(0x0D)
            case UInt8(ascii: "t"): emit(0x09)
            case UInt8(ascii: "u"):
                let scalar = scalar(at: &index, before: range.upperBound, in: text)
                for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { emit(unit) }
            default: emit(kind)
            }
        }
    }

    private static func scalar(at index: inout Int, before end: Int, in text: JSONText) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        guard let first = hexadecimal(at: index, before: end, in: text) else { return replacement }
        index += 4
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) ?? replacement }
        guard end - index >= 6, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u"),
            let second = hexadecimal(at: index + 2, before: end, in: text), (0xDC00..<0xE000).contains(second)
        else { return replacement }
        index += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    /// The number that four hexadecimal digits stand for; `nil` where they are not all there.
    static func hexadecimal(at index: Int, before end: Int, in text: JSONText) -> UInt32? {
        guard end - index >= 4 else { return nil }
        var result: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = text[index + offset].hexadecimalValue else { return nil }
            result = result << 4 | UInt32(digit)
        }
        return result
    }
}
