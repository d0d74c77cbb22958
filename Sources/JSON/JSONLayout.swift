/// Lays JSON out for people, piece by piece as it comes in: each member and element on a line of its own.
///
/// What comes in is valid; white space between its parts is left out.
public struct JSONLayout: Sendable {
    private var depth: Int
    private var isInString = false
    private var isEscaped = false
    /// Whether an object or array has just begun, and its first line has not.
    private var isAtStart = false

    /// A layout for what stands within that many objects and arrays.
    public init(depth: Int = 0) { self.depth = depth }

    /// The lines of what comes next, the last of them without its end.
    public mutating func lines(of bytes: some Collection<UInt8>) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(bytes.count * 2)
        append(bytes, to: &lines)
        return lines
    }

    /// Appends the lines of what comes next.
    public mutating func append(_ bytes: some Sequence<UInt8>, to lines: inout [UInt8]) {
        for byte in bytes {
            guard !isInString else {
                lines.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
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
            case 0x20, 0x0A, 0x0D, 0x09: break
            case UInt8(ascii: ":"):
                lines.append(UInt8(ascii: " "))
                lines.append(byte)
                lines.append(UInt8(ascii: " "))
            default:
                begin(&lines)
                isInString = byte == UInt8(ascii: "\"")
                lines.append(byte)
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
        for _ in 0..<2 * max(0, depth) { lines.append(UInt8(ascii: " ")) }
    }
}
