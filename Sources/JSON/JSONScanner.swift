internal import Basics

/// The bytes of a JSON text, lent by their owner.
public typealias JSONText = Span<UInt8>

/// Walks over JSON by the grammar of RFC 8259, never past its end, and reports where values lie.
///
/// The bytes are lent to every call and not kept: a `Span` cannot outlive whoever owns them.
struct JSONScanner {
    /// How deep arrays and objects may nest.
    ///
    /// What is read here nests a few deep; the limit keeps the recursion small, whatever a peer sends.
    static let depthLimit = 32

    /// The next byte to look at.
    private(set) var position: Int
    private let end: Int

    /// Looks at the bytes from `start` up to `end`.
    init(_ text: JSONText, from start: Int, to end: Int) {
        position = start
        self.end = min(end, text.count)
    }

    /// Leaves out the bytes EF BB BF, which .NET likes to write in front.
    mutating func skipByteOrderMark(in text: JSONText) {
        if end - position >= 3, text[position] == 0xEF, text[position + 1] == 0xBB, text[position + 2] == 0xBF {
            position += 3
        }
    }

    /// Makes sure that nothing but white space is left.
    mutating func expectEnd(in text: JSONText) throws(JSONFault) {
        skipWhiteSpace(in: text)
        guard position == end else { throw .malformed }
    }

    /// Whether another element of an array follows, with the comma before it taken.
    mutating func nextElement(in text: JSONText, isFirst: Bool) throws(JSONFault) -> Bool {
        skipWhiteSpace(in: text)
        guard position < end else { return false }
        if !isFirst { try expect(UInt8(ascii: ","), in: text) }
        return true
    }

    /// Checks one value and answers where it lies; `member` hears of every object's members within it.
    mutating func value(
        in text: JSONText, depth: Int, member: (Range<Int>, JSONObject.Value, Int) -> Void = { _, _, _ in }
    ) throws(JSONFault) -> JSONObject.Value {
        skipWhiteSpace(in: text)
        let start = position
        switch peek(in: text) {
        case UInt8(ascii: "{"):
            try members(in: text, depth: depth + 1, member: member)
            return .object(start..<position)
        case UInt8(ascii: "["):
            try elements(in: text, depth: depth + 1, member: member)
            return .array(start..<position)
        case UInt8(ascii: "\""):
            return .string(try string(in: text))
        case UInt8(ascii: "t"):
            try literal("true", in: text)
            return .boolean(true)
        case UInt8(ascii: "f"):
            try literal("false", in: text)
            return .boolean(false)
        case UInt8(ascii: "n"):
            try literal("null", in: text)
            return .null
        default:
            return .number(try number(in: text))
        }
    }

    private mutating func members(
        in text: JSONText, depth: Int, member: (Range<Int>, JSONObject.Value, Int) -> Void
    ) throws(JSONFault) {
        guard depth <= Self.depthLimit else { throw .tooDeep }
        position += 1
        skipWhiteSpace(in: text)
        if take(UInt8(ascii: "}"), in: text) { return }
        while true {
            skipWhiteSpace(in: text)
            let name = try string(in: text)
            skipWhiteSpace(in: text)
            try expect(UInt8(ascii: ":"), in: text)
            let value = try value(in: text, depth: depth, member: member)
            member(name, value, depth)
            skipWhiteSpace(in: text)
            if take(UInt8(ascii: "}"), in: text) { return }
            try expect(UInt8(ascii: ","), in: text)
        }
    }

    private mutating func elements(
        in text: JSONText, depth: Int, member: (Range<Int>, JSONObject.Value, Int) -> Void
    ) throws(JSONFault) {
        guard depth <= Self.depthLimit else { throw .tooDeep }
        position += 1
        skipWhiteSpace(in: text)
        if take(UInt8(ascii: "]"), in: text) { return }
        while true {
            _ = try value(in: text, depth: depth, member: member)
            skipWhiteSpace(in: text)
            if take(UInt8(ascii: "]"), in: text) { return }
            try expect(UInt8(ascii: ","), in: text)
        }
    }

    /// A string's place between its quotes.
    mutating func string(in text: JSONText) throws(JSONFault) -> Range<Int> {
        var isEscaped = false
        return try string(in: text, isEscaped: &isEscaped)
    }

    /// A string's place between its quotes, and whether it has escapes.
    mutating func string(in text: JSONText, isEscaped: inout Bool) throws(JSONFault) -> Range<Int> {
        try expect(UInt8(ascii: "\""), in: text)
        let start = position
        while position < end {
            let byte = text[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return start..<(position - 1)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try escape(in: text)
            case 0..<0x20:
                throw .malformed
            case 0x20..<0x80:
                position += 1
            default:
                try sequence(startingWith: byte, in: text)
            }
        }
        throw .malformed
    }

    private mutating func escape(in text: JSONText) throws(JSONFault) {
        position += 1
        guard let kind = peek(in: text) else { throw .malformed }
        position += 1
        switch kind {
        case UInt8(ascii: "u"):
            guard JSONEscapes.hexadecimal(at: position, before: end, in: text) != nil else { throw .malformed }
            position += 4
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            break
        default:
            throw .malformed
        }
    }

    /// Takes one character above ASCII, by the table of well-formed byte sequences in the Unicode Standard (table 3-7).
    private mutating func sequence(startingWith lead: UInt8, in text: JSONText) throws(JSONFault) {
        let second: ClosedRange<UInt8>
        let count: Int
        switch lead {
        case 0xC2...0xDF: (second, count) = (0x80...0xBF, 2)
        case 0xE0: (second, count) = (0xA0...0xBF, 3)
        case 0xED: (second, count) = (0x80...0x9F, 3)
        case 0xE1...0xEF: (second, count) = (0x80...0xBF, 3)
        case 0xF0: (second, count) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, count) = (0x80...0xBF, 4)
        case 0xF4: (second, count) = (0x80...0x8F, 4)
        default: throw .invalidUTF8
        }
        guard end - position >= count, second.contains(text[position + 1]) else { throw .invalidUTF8 }
        for offset in 2..<max(2, count) where text[position + offset] & 0xC0 != 0x80 { throw .invalidUTF8 }
        position += count
    }

    mutating func number(in text: JSONText) throws(JSONFault) -> Range<Int> {
        let start = position
        _ = take(UInt8(ascii: "-"), in: text)
        if !take(UInt8(ascii: "0"), in: text) { try digits(in: text) }
        if take(UInt8(ascii: "."), in: text) { try digits(in: text) }
        if take(UInt8(ascii: "e"), in: text) || take(UInt8(ascii: "E"), in: text) {
            if !take(UInt8(ascii: "+"), in: text) { _ = take(UInt8(ascii: "-"), in: text) }
            try digits(in: text)
        }
        return start..<position
    }

    private mutating func digits(in text: JSONText) throws(JSONFault) {
        let start = position
        while peek(in: text)?.isDigit == true { position += 1 }
        guard position > start else { throw .malformed }
    }

    mutating func literal(_ word: StaticString, in text: JSONText) throws(JSONFault) {
        for index in 0..<word.utf8CodeUnitCount {
            guard peek(in: text) == word.withUTF8Buffer({ $0[index] }) else { throw .malformed }
            position += 1
        }
    }

    mutating func skipWhiteSpace(in text: JSONText) {
        while let byte = peek(in: text), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    func peek(in text: JSONText) -> UInt8? {
        position < end ? text[position] : nil
    }

    /// Leaves out a byte that was looked at.
    mutating func skip(in text: JSONText) { position += 1 }

    mutating func take(_ byte: UInt8, in text: JSONText) -> Bool {
        guard peek(in: text) == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8, in text: JSONText) throws(JSONFault) {
        guard take(byte, in: text) else { throw .malformed }
    }
}
