extension JSONObject {
    /// The object that lies there.
    public init(_ value: Value, in text: JSONText) throws(JSONFault) {
        guard case .object(let range) = value else { throw .wrongType }
        var scanner = JSONScanner(text, from: range.lowerBound, to: range.upperBound)
        self = try Self.read(with: &scanner, in: text)
    }

    /// The values of the array that lies there.
    ///
    /// - Parameter limit: how many there may be; one more throws `tooMany`.
    public static func elements(of value: Value, limit: Int, in text: JSONText) throws(JSONFault) -> [Value] {
        guard case .array(let range) = value else { throw .wrongType }
        var scanner = JSONScanner(text, from: range.lowerBound + 1, to: range.upperBound - 1)
        var elements: [Value] = []
        while try scanner.nextElement(in: text, isFirst: elements.isEmpty) {
            guard elements.count < limit else { throw .tooMany }
            elements.append(try scanner.value(in: text, depth: 1))
        }
        return elements
    }

    /// The strings of an array, which may hold nothing else; empty where it is absent or null.
    ///
    /// - Parameter limit: how many there may be; one more throws `tooMany`.
    public func strings(_ name: StaticString, limit: Int, in text: JSONText) throws(JSONFault) -> [String] {
        guard let value = try value(name, in: text) else { return [] }
        var strings: [String] = []
        for element in try Self.elements(of: value, limit: limit, in: text) {
            guard case .string(let range) = element else { throw .wrongType }
            strings.append(Self.string(range, in: text))
        }
        return strings
    }

    /// The string that lies between those quotes, its escapes resolved.
    public static func string(_ range: Range<Int>, in text: JSONText) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        JSONEscapes.resolve(range, in: text) { bytes.append($0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
