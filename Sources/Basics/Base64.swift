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

    /// The text of these bytes, on one line.
    public static func encode(_ bytes: [UInt8], _ alphabet: Alphabet = .standard) -> String {
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
        return String(decoding: text, as: UTF8.self)
    }
}
