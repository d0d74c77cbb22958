/// Lays JSON out for people, piece by piece as it comes in: each member and element on a line of its own.
///
/// What comes in is valid; white space between its parts is left out.
public struct JSONLayout: Sendable {
    private var depth: Int
    private var string = JSONStringPass()
    /// Whether a number or a word, such as null, has begun and not ended.
    private var isInWord = false
    /// Whether an object or array has just begun, and its first line has not.
    private var isAtStart = false

    /// A layout for what stands within that many objects and arrays.
    public init(depth: Int = 0) { self.depth = depth }

    /// The lines of what comes next, the last of them without its end.
    public mutating func lines(of bytes: [UInt8]) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(bytes.count * 2)
        append(bytes, to: &lines)
        return lines
    }

    /// Appends the lines of what comes next.
    public mutating func append(_ bytes: some Collection<UInt8>, to lines: inout [UInt8]) {
        guard bytes.withContiguousStorageIfAvailable({ append($0, to: &lines) }) == nil else { return }
        Array(bytes).withUnsafeBufferPointer { append($0, to: &lines) }
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, to lines: inout [UInt8]) {
        var index = 0
        while index < bytes.count {
            // Strings, numbers and words go as they are.
            let start = index
            if string.isInString { string.pass(in: bytes, &index) } else { passWord(in: bytes, &index) }
            lines.append(contentsOf: bytes[start..<index])
            guard !string.isInString, index < bytes.count else { continue }
            append(bytes[index], to: &lines)
            index += 1
        }
    }

    /// Appends a byte that stands outside of strings, numbers and words, or begins one.
    private mutating func append(_ byte: UInt8, to lines: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            // An empty one has an empty line in it.
            if isAtStart { lines.append(UInt8(ascii: "\n")) }
            isAtStart = false
            depth -= 1
            breakLine(&lines)
            lines.append(byte)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            begin(&lines)
            lines.append(byte)
            depth += 1
            isAtStart = true
        case UInt8(ascii: ","):
            lines.append(byte)
            breakLine(&lines)
        case UInt8(ascii: ":"):
            for byte in " : ".utf8 { lines.append(byte) }
        case 0x20, 0x0A, 0x0D, 0x09: break
        default:
            begin(&lines)
            if byte == UInt8(ascii: "\"") { string.begin() } else { isInWord = true }
            lines.append(byte)
        }
    }

    /// Goes on to the end of the number or word that has begun, if one has.
    private mutating func passWord(in bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
        guard isInWord else { return }
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), 0x20, 0x0A, 0x0D, 0x09:
                isInWord = false
                return
            case _: index += 1
            }
        }
    }

    /// Begins the first line within an object or array, where that has not begun.
    private mutating func begin(_ lines: inout [UInt8]) {
        guard isAtStart else { return }
        isAtStart = false
        breakLine(&lines)
    }

    private func breakLine(_ lines: inout [UInt8]) {
        lines.append(UInt8(ascii: "\n"))
        lines.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * max(0, depth)))
    }
}
