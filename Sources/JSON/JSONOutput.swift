/// JSON as far as it is written: each value goes straight into the bytes.
final class JSONOutput {
    // Nobody reads the bytes while they are being written to: all of this is one thread's, and no closure is handed
    // out.
    @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
    @exclusivity(unchecked) private var spareBytes: [UInt8] = []
    /// Levels that have ended, to be used again: a value of ours has dozens.
    @exclusivity(unchecked) private var spareLevels: [JSONLevel] = []
    /// Whether members stand in the order of their names' bytes; else in that in which they are encoded.
    let sortsMembers: Bool

    init(sortsMembers: Bool) {
        self.sortsMembers = sortsMembers
        bytes.reserveCapacity(1_024)
    }

    func append(_ byte: UInt8) { bytes.append(byte) }

    func append(literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    func append(integer number: some FixedWidthInteger) {
        var text = String(number)
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    func append(string: String) {
        append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { text in
            var plain = 0
            for (index, byte) in text.enumerated() where Self.isEscaped(byte) {
                bytes.append(contentsOf: text[plain..<index])
                append(escape: byte)
                plain = index + 1
            }
            bytes.append(contentsOf: text[plain...])
        }
        append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private func append(escape byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append(literal: "\\\"")
        case UInt8(ascii: "\\"): append(literal: "\\\\")
        case UInt8(ascii: "\n"): append(literal: "\\n")
        case UInt8(ascii: "\r"): append(literal: "\\r")
        case UInt8(ascii: "\t"): append(literal: "\\t")
        case 0x08: append(literal: "\\b")
        case 0x0C: append(literal: "\\f")
        default:
            append(literal: "\\u00")
            for digit in [byte >> 4, byte & 15] { append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
        }
    }

    func append(double number: Double) throws {
        try append(number, isFinite: number.isFinite)
    }

    func append(float number: Float) throws {
        try append(number, isFinite: number.isFinite)
    }

    private func append(_ number: some CustomStringConvertible, isFinite: Bool) throws {
        guard isFinite else {
            throw EncodingError.invalidValue(number, .init(codingPath: [], debugDescription: "JSON has no such number"))
        }
        let text = number.description
        bytes.append(contentsOf: text.hasSuffix(".0") ? text.utf8.dropLast(2) : text.utf8[...])
    }

    /// What has a JSON form of its own is written at once, all else encodes itself.
    func append<Value: Encodable>(encoding value: Value) throws {
        if Value.self == String.self, let text = value as? String { return append(string: text) }
        if Value.self == Int.self, let number = value as? Int { return append(integer: number) }
        if Value.self == Int64.self, let number = value as? Int64 { return append(integer: number) }
        if Value.self == Bool.self, let flag = value as? Bool { return append(literal: flag ? "true" : "false") }
        var level = spareLevels.popLast() ?? JSONLevel(self)
        try value.encode(to: level)
        level.close()
        // Whoever has kept it may still write to it.
        guard isKnownUniquelyReferenced(&level) else { return }
        level.reset()
        spareLevels.append(level)
    }

    /// Lets go of what was kept to be used again, which refers to this.
    func end() { spareLevels = [] }

    /// Puts what stands from `start` on into another order, piece by piece with commas between them; each piece ends
    /// where the comma before the next one begins.
    func arrange(_ pieces: some Sequence<Range<Int>>, from start: Int) {
        spareBytes.removeAll(keepingCapacity: true)
        for piece in pieces {
            if !spareBytes.isEmpty { spareBytes.append(UInt8(ascii: ",")) }
            spareBytes.append(contentsOf: bytes[piece])
        }
        bytes.replaceSubrange(start..., with: spareBytes)
    }
}
