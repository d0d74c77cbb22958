/// Where each value of a JSON text lies, in the order in which they stand: what values of ours are decoded from.
///
/// All of the text is checked first, RFC 8259.
final class JSONTape: Sendable {
    /// One value, or the name of a member, which stands before the member's value.
    struct Node: Sendable {
        /// What it is.
        enum Kind: UInt8, Sendable { case object, array, string, number, yes, no, null }

        var kind: Kind
        /// Whether a string has escapes.
        var isEscaped = false
        /// The string between its quotes, or the digits; of an object and an array the number of members or elements.
        var start: Int32
        var end: Int32
        /// The node behind it and all that is in it.
        var next: Int32 = 0
    }

    /// How deep arrays and objects may nest, which keeps the recursion small.
    private static let depthLimit = 128

    private let bytes: [UInt8]
    let nodes: [Node]

    /// Reads a text that is one value and nothing else.
    init(_ bytes: [UInt8]) throws(JSONFault) {
        guard bytes.count <= Int32.max else { throw .tooMany }
        self.bytes = bytes
        let text = bytes.span
        var nodes: [Node] = []
        nodes.reserveCapacity(bytes.count / 12 + 1)
        var scanner = JSONScanner(text, from: 0, to: text.count)
        scanner.skipByteOrderMark(in: text)
        try Self.read(with: &scanner, in: text, into: &nodes, depth: 0)
        try scanner.expectEnd(in: text)
        self.nodes = nodes
    }

    private static func read(
        with scanner: inout JSONScanner, in text: JSONText, into nodes: inout [Node], depth: Int
    ) throws(JSONFault) {
        scanner.skipWhiteSpace(in: text)
        switch scanner.peek(in: text) {
        case UInt8(ascii: "{"):
            try readParts(with: &scanner, in: text, into: &nodes, depth: depth, .object, end: UInt8(ascii: "}"))
        case UInt8(ascii: "["):
            try readParts(with: &scanner, in: text, into: &nodes, depth: depth, .array, end: UInt8(ascii: "]"))
        case UInt8(ascii: "\""):
            try readString(with: &scanner, in: text, into: &nodes)
        case UInt8(ascii: "t"):
            try scanner.literal("true", in: text)
            append(.yes, to: &nodes)
        case UInt8(ascii: "f"):
            try scanner.literal("false", in: text)
            append(.no, to: &nodes)
        case UInt8(ascii: "n"):
            try scanner.literal("null", in: text)
            append(.null, to: &nodes)
        default:
            append(.number, try scanner.number(in: text), to: &nodes)
        }
    }

    private static func readParts(
        with scanner: inout JSONScanner, in text: JSONText, into nodes: inout [Node], depth: Int, _ kind: Node.Kind,
        end: UInt8
    ) throws(JSONFault) {
        guard depth < depthLimit else { throw .tooDeep }
        let own = nodes.count
        append(kind, to: &nodes)
        scanner.skip(in: text)
        scanner.skipWhiteSpace(in: text)
        var count: Int32 = 0
        var isOver = scanner.take(end, in: text)
        while !isOver {
            if kind == .object {
                scanner.skipWhiteSpace(in: text)
                try readString(with: &scanner, in: text, into: &nodes)
                scanner.skipWhiteSpace(in: text)
                try scanner.expect(UInt8(ascii: ":"), in: text)
            }
            try read(with: &scanner, in: text, into: &nodes, depth: depth + 1)
            count += 1
            scanner.skipWhiteSpace(in: text)
            isOver = scanner.take(end, in: text)
            if !isOver { try scanner.expect(UInt8(ascii: ","), in: text) }
        }
        nodes[own].end = count
        nodes[own].next = Int32(nodes.count)
    }

    private static func readString(
        with scanner: inout JSONScanner, in text: JSONText, into nodes: inout [Node]
    ) throws(JSONFault) {
        var isEscaped = false
        let range = try scanner.string(in: text, isEscaped: &isEscaped)
        append(.string, range, isEscaped: isEscaped, to: &nodes)
    }

    private static func append(
        _ kind: Node.Kind, _ range: Range<Int> = 0..<0, isEscaped: Bool = false, to nodes: inout [Node]
    ) {
        nodes.append(
            Node(
                kind: kind, isEscaped: isEscaped, start: Int32(range.lowerBound), end: Int32(range.upperBound),
                next: Int32(nodes.count + 1)))
    }

    // MARK: What stands there

    /// The string at a node that is one.
    func string(at node: Int) -> String {
        let node = nodes[node]
        let range = Int(node.start)..<Int(node.end)
        guard node.isEscaped else { return String(decoding: bytes[range], as: UTF8.self) }
        return resolved(range)
    }

    private func resolved(_ range: Range<Int>) -> String {
        let bytes = bytes
        let text = bytes.span
        return JSONObject.string(range, in: text)
    }

    /// The digits at a node that is a number.
    func digits(at node: Int) -> ArraySlice<UInt8> { bytes[Int(nodes[node].start)..<Int(nodes[node].end)] }

    /// The node of the value of that member; `nil` where the object has none.
    func member(_ name: String, of object: Int) -> Int? {
        var name = name
        return name.withUTF8 { name in
            var node = object + 1
            for _ in 0..<nodes[object].end {
                if isNamed(nodes[node], name) { return node + 1 }
                node = Int(nodes[node + 1].next)
            }
            return nil
        }
    }

    private func isNamed(_ node: Node, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = Int(node.start)..<Int(node.end)
        guard !node.isEscaped else { return resolved(range).utf8.elementsEqual(name) }
        return range.count == name.count && bytes[range].elementsEqual(name)
    }

    /// The names of an object's members, in their order.
    func names(of object: Int) -> [String] {
        var names: [String] = []
        var node = object + 1
        for _ in 0..<nodes[object].end {
            names.append(string(at: node))
            node = Int(nodes[node + 1].next)
        }
        return names
    }
}
