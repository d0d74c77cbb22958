/// Reads the words and strings of a catalogue, and nothing beside the file.
struct MessageReader<Bytes: RandomAccessCollection<UInt8> & Sendable>: Sendable
where Bytes.Index == Int, Bytes.SubSequence: Sendable {
    private let bytes: Bytes
    private let isLittleEndian: Bool

    init(_ bytes: Bytes) throws(MessageFile.Fault) {
        self.bytes = bytes
        switch Array(bytes.prefix(4)) {
        case [0xDE, 0x12, 0x04, 0x95]: isLittleEndian = true
        case [0x95, 0x04, 0x12, 0xDE]: isLittleEndian = false
        case _: throw .unknownFormat
        }
    }

    func word(at offset: Int) throws(MessageFile.Fault) -> UInt32 {
        guard offset >= 0, offset <= bytes.count - 4 else { throw .outOfBounds }
        var word: UInt32 = 0
        for index in 0..<4 { word = word << 8 | UInt32(bytes[offset + (isLittleEndian ? 3 - index : index)]) }
        return word
    }

    /// The string that a row of a table names by its length and its place; a zero byte stands behind it.
    func string(at row: Int) throws(MessageFile.Fault) -> String {
        guard let text = String(validating: try place(at: row), as: UTF8.self) else { throw .brokenString }
        return text
    }

    /// The bytes of that string.
    func place(at row: Int) throws(MessageFile.Fault) -> Bytes.SubSequence {
        let (length, start) = (try Int(word(at: row)), try Int(word(at: row + 4)))
        guard start <= bytes.count, length < bytes.count - start else { throw .outOfBounds }
        guard bytes[start + length] == 0 else { throw .brokenString }
        return bytes[start..<start + length]
    }
}

/// Bytes that were compiled into the program.
struct CompiledBytes: RandomAccessCollection, @unchecked Sendable {
    // Sendable: they are constant, and live as long as the program.
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ start: UnsafePointer<UInt8>, count: Int) {
        bytes = UnsafeBufferPointer(start: start, count: count)
    }

    var startIndex: Int { 0 }
    var endIndex: Int { bytes.count }
    subscript(index: Int) -> UInt8 { bytes[index] }
}

/// The tables of a catalogue, in which a message is looked up by its key: msgfmt sorts them by the bytes of the
/// context, which is the key, and the English sentence.
struct MessageTable: Sendable {
    private let reader: MessageReader<CompiledBytes>
    private let count: Int
    private let originals: Int
    private let translations: Int

    init(_ bytes: CompiledBytes) throws(MessageFile.Fault) {
        reader = try MessageReader(bytes)
        guard try reader.word(at: 4) >> 16 == 0 else { throw .unknownFormat }
        count = try Int(reader.word(at: 8))
        (originals, translations) = (try Int(reader.word(at: 12)), try Int(reader.word(at: 16)))
        guard count <= bytes.count / 16 else { throw .outOfBounds }
    }

    /// Which message has that key, an empty one being the header's; `nil` where none has.
    func row(of key: String) throws(MessageFile.Fault) -> Int? {
        let wanted = key.isEmpty ? [] : Array(key.utf8) + [0x04]
        var (lower, upper) = (0, count)
        while lower < upper {
            let middle = (lower + upper) / 2
            if try reader.place(at: originals + 8 * middle).lexicographicallyPrecedes(wanted) {
                lower = middle + 1
            } else {
                upper = middle
            }
        }
        guard lower < count else { return nil }
        let found = try reader.place(at: originals + 8 * lower)
        return found.starts(with: wanted) && !(key.isEmpty && !found.isEmpty) ? lower : nil
    }

    /// The translation of the message of that key.
    func translation(of key: String) throws(MessageFile.Fault) -> String? {
        guard let row = try row(of: key) else { return nil }
        return try reader.string(at: translations + 8 * row)
    }

    /// What is translated under that key, without the key, and its translation.
    func message(of key: String) throws(MessageFile.Fault) -> (source: String, forms: String)? {
        guard let row = try row(of: key) else { return nil }
        let original = try reader.place(at: originals + 8 * row)
        guard let source = String(validating: original.dropFirst(key.utf8.count + 1), as: UTF8.self) else {
            throw .brokenString
        }
        return (source, try reader.string(at: translations + 8 * row))
    }
}
