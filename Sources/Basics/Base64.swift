/// Base64 of bytes that are not secret: RFC 4648.
public enum Base64 {
    /// The two alphabets.
    public enum Alphabet: Sendable {
        /// With padding: §4.
        case standard
        /// For addresses and file names, without padding: §5, RFC 7515 §2.
        case url
    }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let standard = digits + Array("+/".utf8)
    private static let url = digits + Array("-_".utf8)

    /// What each character stands for in the standard alphabet; 64 for what is none of it.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 64, count: 256)
        for (value, character) in standard.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// What a character of the standard alphabet stands for, 0 to 63; `nil` for any other, the padding among them.
    public static func value(of character: UInt8) -> Int? {
        let value = values[Int(character)]
        return value < 64 ? Int(value) : nil
    }

    /// The text of these bytes, on one line.
    public static func encode(_ bytes: [UInt8], _ alphabet: Alphabet = .standard) -> String {
        String(decoding: encodedBytes(bytes, alphabet), as: UTF8.self)
    }

    /// The same as bytes in ASCII.
    public static func encodedBytes(_ bytes: [UInt8], _ alphabet: Alphabet = .standard) -> [UInt8] {
        let characters = alphabet == .standard ? standard : url
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0...group.count { text.append(characters[bits >> (18 - 6 * index) & 0x3F]) }
            if alphabet == .standard {
                for _ in group.count..<3 { text.append(UInt8(ascii: "=")) }
            }
        }
        return text
    }

    /// The bytes of such a text with its padding, line breaks left out; `nil` for anything else: §3.3, §3.5.
    public static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)) }

    /// The same of a text in ASCII.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        let characters = text.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let digits = characters.prefix { $0 != UInt8(ascii: "=") }
        guard characters.count % 4 == 0, characters.dropFirst(digits.count).allSatisfy({ $0 == UInt8(ascii: "=") }),
            characters.count - digits.count <= 2
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        for start in stride(from: 0, to: digits.count, by: 4) {
            var bits = 0
            let group = digits[start..<min(start + 4, digits.count)]
            for digit in group {
                guard let value = value(of: digit) else { return nil }
                bits = bits << 6 | value
            }
            bits <<= 6 * (4 - group.count)
            let count = group.count - 1
            // What the last digit has too many is zero, so that each text stands for other bytes.
            guard count == 3 || bits & (1 << (8 * (3 - count)) - 1) == 0 else { return nil }
            for index in 0..<count { bytes.append(UInt8(bits >> (16 - 8 * index) & 0xFF)) }
        }
        return bytes
    }
}
