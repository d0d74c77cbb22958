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

    /// Where the messages are.
    private enum Content: Sendable {
        /// Here, by key.
        case listed([String: Message])
        /// In the file, where each is looked up when it is asked for.
        case compiled(MessageTable)
    }

    private let content: Content
    /// Which form goes with which number.
    let plural: PluralRule

    /// A file without messages.
    static let empty = MessageFile(messages: [:], plural: .english)

    /// A file with these messages.
    init(messages: [String: Message], plural: PluralRule) {
        (content, self.plural) = (.listed(messages), plural)
    }

    /// The file that was compiled into the program, of which each message is read when it is asked for: a command needs
    /// a dozen of two thousand.
    ///
    /// A message that cannot be read is not there; a test reads all of them.
    init(compiled bytes: CompiledBytes) throws(Fault) {
        let table = try MessageTable(bytes)
        guard let header = try table.translation(of: ""), header.lowercased().contains("charset=utf-8") else {
            throw .unknownEncoding
        }
        guard let plural = PluralRule(header: header) else { throw .brokenPlural }
        (content, self.plural) = (.compiled(table), plural)
    }

    /// The message of that key; `nil` where there is none.
    subscript(key: String) -> Message? {
        switch content {
        case .listed(let messages): return messages[key]
        case .compiled(let table):
            guard !key.isEmpty, let (source, forms) = try? table.message(of: key) else { return nil }
            return Message(source: Self.forms(source[...]), forms: Self.forms(forms[...]))
        }
    }

    /// Whether there is a message of that key, which is not read.
    func has(_ key: String) -> Bool {
        switch content {
        case .listed(let messages): messages[key] != nil
        case .compiled(let table): !key.isEmpty && (try? table.row(of: key)) != nil
        }
    }

    /// All messages by key, of a file that was read as a whole.
    var messages: [String: Message] {
        switch content {
        case .listed(let messages): messages
        case .compiled: [:]
        }
    }

    /// Reads a file in either byte order, and checks all of it.
    init(_ bytes: [UInt8]) throws(Fault) {
        let lines = try bytes.withUnsafeBufferPointer { bytes throws(Fault) in
            let table = try MessageTable(CompiledBytes(bytes))
            return try (0..<table.count).map { index throws(Fault) in try table.row(index) }
        }
        var header: String?
        var rows: [(key: String, message: Message)] = []
        for (original, translation) in lines {
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
        (content, self.plural) = (.listed(messages), plural)
    }

    /// Plural forms stand behind each other with a zero byte between them.
    private static func forms(_ text: Substring) -> [String] {
        guard text.utf8.contains(0) else { return [String(text)] }
        return text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
    }
}
