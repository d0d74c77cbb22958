/// The messages of one gettext catalogue, as `msgfmt` compiles them (`.mo`).
///
/// Each is found by its context (`msgctxt`), which is its key here. Every offset and length is checked before it is
/// followed, so that a file which is cut or forged is refused as a whole. Source: the GNU gettext manual, "The Format
/// of GNU MO Files".
struct MessageFile: Sendable {
    /// One message with its translation.
    struct Message: Hashable, Sendable {
        /// The English sentence (`msgid`), and of one with plural forms the English plural (`msgid_plural`).
        var source: [String]
        /// The translation; one for each plural form where there are any.
        var forms: [String]
    }

    /// Why a file is refused.
    enum Fault: Error, Hashable {
        /// It does not begin as such a file does, or is of a revision that is not known.
        case unknownFormat
        /// Something is said to stand where the file has nothing.
        case outOfBounds
        /// A string does not end where it is said to end, or is not UTF-8.
        case brokenString
        /// Two messages have one key, or one has none.
        case ambiguousKey
        /// There is no header, or it names another encoding than UTF-8.
        case unknownEncoding
        /// The header's rule of plurals cannot be read, or a message has another number of forms.
        case brokenPlural
    }

    /// The messages by key.
    let messages: [String: Message]
    /// Which form goes with which number.
    let plural: PluralRule

    /// A file without messages.
    static let empty = MessageFile(messages: [:], plural: .english)

    /// A file with these messages.
    init(messages: [String: Message], plural: PluralRule) {
        (self.messages, self.plural) = (messages, plural)
    }

    /// Reads a file in either byte order.
    init(_ bytes: [UInt8]) throws(Fault) {
        let reader = try Reader(bytes)
        // Major revision 0; 1 has sentences that differ by the system, which need more than this reader has.
        guard try reader.word(at: 4) >> 16 == 0 else { throw .unknownFormat }
        let count = try Int(reader.word(at: 8))
        let (originals, translations) = (try Int(reader.word(at: 12)), try Int(reader.word(at: 16)))
        // Each message has two rows of eight bytes, so a count that the file has no room for is refused before anything
        // is counted.
        guard count <= bytes.count / 16 else { throw .outOfBounds }
        var header: String?
        var rows: [(key: String, message: Message)] = []
        for index in 0..<count {
            let original = try reader.string(at: originals + 8 * index)
            let translation = try reader.string(at: translations + 8 * index)
            guard !original.isEmpty else {
                header = translation
                continue
            }
            let parts = original.split(separator: "\u{4}", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let key = parts.first, let source = parts.last, !key.isEmpty else {
                throw .ambiguousKey
            }
            rows.append((String(key), Message(source: Self.forms(source), forms: Self.forms(translation[...]))))
        }
        guard let header, header.lowercased().contains("charset=utf-8") else { throw .unknownEncoding }
        guard let plural = PluralRule(header: header) else { throw .brokenPlural }
        var messages: [String: Message] = [:]
        for (key, message) in rows {
            guard message.forms.count == (message.source.count == 1 ? 1 : plural.count) else { throw .brokenPlural }
            guard messages.updateValue(message, forKey: key) == nil else { throw .ambiguousKey }
        }
        (self.messages, self.plural) = (messages, plural)
    }

    /// Plural forms stand behind each other with a zero byte between them.
    private static func forms(_ text: Substring) -> [String] {
        text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
    }
}

/// Reads words and strings, and nothing beside the file.
private struct Reader {
    private let bytes: [UInt8]
    private let isLittleEndian: Bool

    init(_ bytes: [UInt8]) throws(MessageFile.Fault) {
        self.bytes = bytes
        switch bytes.prefix(4) {
        case [0xDE, 0x12, 0x04, 0x95]: isLittleEndian = true
        case [0x95, 0x04, 0x12, 0xDE]: isLittleEndian = false
        case _: throw .unknownFormat
        }
    }

    func word(at offset: Int) throws(MessageFile.Fault) -> UInt32 {
        guard offset >= 0, offset <= bytes.count - 4 else { throw .outOfBounds }
        let word = bytes[offset..<offset + 4]
        return (isLittleEndian ? Array(word.reversed()) : Array(word)).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The string that a row of a table names by its length and its place; a zero byte stands behind it.
    func string(at row: Int) throws(MessageFile.Fault) -> String {
        let (length, start) = (try Int(word(at: row)), try Int(word(at: row + 4)))
        guard start <= bytes.count, length < bytes.count - start else { throw .outOfBounds }
        guard bytes[start + length] == 0, let text = String(validating: bytes[start..<start + length], as: UTF8.self)
        else {
            throw .brokenString
        }
        return text
    }
}
