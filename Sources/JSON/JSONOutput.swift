/// JSON as far as it is written: each value goes straight into the bytes.
final class JSONOutput {
    // Nobody reads the bytes while they are being written to: all of this is one thread's, and no closure is handed
    // out.
    @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
    @exclusivity(unchecked) private var spareBytes: [UInt8] = []
    /// Levels that have ended, to be used again: a value of ours has dozens.
    @exclusivity(unchecked) private var spareLevels: [JSONLevel] = []
    /// The order of members in the last value of each type, by the type of their keys.
    @exclusivity(unchecked) private var orders: [ObjectIdentifier: (names: [String], places: [Int])] = [:]
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
        if let digit = UInt8(exactly: number), digit < 10 { return bytes.append(UInt8(ascii: "0") + digit) }
        var text = String(number)
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    func append(string: String) {
        append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { text in
            var plain = 0
            while let index = Self.firstEscaped(in: text, from: plain) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[plain..<index]))
                append(escape: text[index])
                plain = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[plain...]))
        }
        append(UInt8(ascii: "\""))
    }

    /// Where the first byte stands that has an escape; `nil` for none.
    private static func firstEscaped(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        // Eight bytes in one step, as long as none of them is one.
        while text.count - index >= 8,
            !hasEscaped(UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: index, as: UInt64.self))
        {
            index += 8
        }
        while index < text.count {
            if isEscaped(text[index]) { return index }
            index += 1
        }
        return nil
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Whether one of the eight bytes has an escape.
    ///
    /// A byte becomes zero where it is the one that is looked for; and what is less than `n` has its highest bit set
    /// once `n` is taken off, if it was not set before. Sean Anderson, "Bit Twiddling Hacks", `haszero` and `hasless`.
    private static func hasEscaped(_ bytes: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = bytes ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let slashes = bytes ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let low = (bytes &- ones &* 0x20) & ~bytes
        return (low | (quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes) & (ones &* 0x80) != 0
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

    /// Puts the members of an object into the order of their names' bytes; each ends where the comma before the next one
    /// begins.
    ///
    /// The members of one type mostly have the order of the value before, so that is kept.
    func arrange(_ members: [JSONLevel.Member], of type: ObjectIdentifier?) {
        guard let start = members.first?.start else { return }
        let places = order(of: members, in: type)
        spareBytes.removeAll(keepingCapacity: true)
        bytes.withUnsafeBufferPointer { bytes in
            for place in places {
                if !spareBytes.isEmpty { spareBytes.append(UInt8(ascii: ",")) }
                let member = members[place]
                spareBytes.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[member.start..<member.end]))
            }
        }
        // They are as long as they were.
        spareBytes.withUnsafeBytes { pieces in
            bytes.withUnsafeMutableBytes {
                UnsafeMutableRawBufferPointer(rebasing: $0[start...]).copyMemory(from: pieces)
            }
        }
    }

    private func order(of members: [JSONLevel.Member], in type: ObjectIdentifier?) -> [Int] {
        if let type, let order = orders[type], order.names.count == members.count,
            members.indices.allSatisfy({ order.names[$0] == members[$0].name })
        {
            return order.places
        }
        let names = members.map(\.name)
        let places = names.indices.sorted { names[$0] < names[$1] }
        if let type { orders[type] = (names, places) }
        return places
    }

    /// Lets go of what was kept to be used again, which refers to this.
    func end() { spareLevels = [] }
}
