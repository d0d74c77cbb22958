internal import Glibc

/// Bytes that somebody else keeps in memory for as long as they are read.
struct CompiledBytes: @unchecked Sendable {
    // Sendable: they are constant.
    private let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = UnsafeRawBufferPointer(bytes) }

    /// Bytes that were compiled into the program, and live as long as it.
    init(_ start: UnsafePointer<UInt8>, count: Int) { self.init(UnsafeBufferPointer(start: start, count: count)) }

    var count: Int { bytes.count }

    subscript(index: Int) -> UInt8 { bytes[index] }

    /// Four of them, as the machine reads them.
    func word(at offset: Int) -> UInt32 { bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }

    /// Whether those of a place come before others in the order of bytes.
    func precedes(_ place: Range<Int>, _ others: [UInt8]) -> Bool {
        let difference = compare(place, others)
        return difference < 0 || difference == 0 && place.count < others.count
    }

    /// Whether those of a place begin with others.
    func starts(_ place: Range<Int>, with others: [UInt8]) -> Bool {
        place.count >= others.count && compare(place, others) == 0
    }

    /// As memcmp(3) does, as far as both reach.
    private func compare(_ place: Range<Int>, _ others: [UInt8]) -> Int32 {
        guard let start = UnsafeRawBufferPointer(rebasing: bytes[place]).baseAddress else { return 0 }
        return memcmp(start, others, min(place.count, others.count))
    }

    /// The text that those of a place are; `nil` where they are not UTF-8.
    func text(_ place: Range<Int>) -> String? {
        String(validating: UnsafeRawBufferPointer(rebasing: bytes[place]), as: UTF8.self)
    }
}

/// Reads the words and strings of a catalogue, and nothing beside the file.
struct MessageReader: Sendable {
    private let bytes: CompiledBytes
    private let isLittleEndian: Bool

    init(_ bytes: CompiledBytes) throws(MessageFile.Fault) {
        self.bytes = bytes
        guard bytes.count >= 4 else { throw .unknownFormat }
        switch UInt32(littleEndian: bytes.word(at: 0)) {
        case 0x9504_12DE: isLittleEndian = true
        case 0xDE12_0495: isLittleEndian = false
        case _: throw .unknownFormat
        }
    }

    func word(at offset: Int) throws(MessageFile.Fault) -> UInt32 {
        guard offset >= 0, offset <= bytes.count - 4 else { throw .outOfBounds }
        let word = bytes.word(at: offset)
        return isLittleEndian ? UInt32(littleEndian: word) : UInt32(bigEndian: word)
    }

    /// The string that a row of a table names by its length and its place; a zero byte stands behind it.
    func string(at row: Int) throws(MessageFile.Fault) -> String {
        guard let text = bytes.text(try place(at: row)) else { throw .brokenString }
        return text
    }

    /// Where that string is.
    func place(at row: Int) throws(MessageFile.Fault) -> Range<Int> {
        let (length, start) = (try Int(word(at: row)), try Int(word(at: row + 4)))
        guard start <= bytes.count, length < bytes.count - start else { throw .outOfBounds }
        guard bytes[start + length] == 0 else { throw .brokenString }
        return start..<start + length
    }
}

/// The tables of a catalogue, in which a message is looked up by its key: msgfmt sorts them by the bytes of the
/// context, which is the key, and the English sentence.
struct MessageTable: Sendable {
    private let bytes: CompiledBytes
    private let reader: MessageReader
    /// How many messages there are.
    let count: Int
    private let originals: Int
    private let translations: Int

    init(_ bytes: CompiledBytes) throws(MessageFile.Fault) {
        self.bytes = bytes
        reader = try MessageReader(bytes)
        // Major revision 0; 1 has sentences that differ by the system, which need more than this reader has.
        guard try reader.word(at: 4) >> 16 == 0 else { throw .unknownFormat }
        count = try Int(reader.word(at: 8))
        (originals, translations) = (try Int(reader.word(at: 12)), try Int(reader.word(at: 16)))
        // Each message has two rows of eight bytes, so a count that the file has no room for is refused before anything
        // is counted.
        guard count <= bytes.count / 16 else { throw .outOfBounds }
    }

    /// What stands in a row: the key and what is translated, and its translation.
    func row(_ index: Int) throws(MessageFile.Fault) -> (original: String, translation: String) {
        (try reader.string(at: originals + 8 * index), try reader.string(at: translations + 8 * index))
    }

    /// Which message has that key, an empty one being the header's; `nil` where none has.
    func row(of key: String) throws(MessageFile.Fault) -> Int? {
        let wanted = key.isEmpty ? [] : Array(key.utf8) + [0x04]
        var (lower, upper) = (0, count)
        while lower < upper {
            let middle = (lower + upper) / 2
            if bytes.precedes(try reader.place(at: originals + 8 * middle), wanted) {
                lower = middle + 1
            } else {
                upper = middle
            }
        }
        guard lower < count else { return nil }
        let found = try reader.place(at: originals + 8 * lower)
        return bytes.starts(found, with: wanted) && !(key.isEmpty && !found.isEmpty) ? lower : nil
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
        guard let source = bytes.text(original.dropFirst(key.utf8.count + 1)) else { throw .brokenString }
        return (source, try reader.string(at: translations + 8 * row))
    }
}
