/// Writes a value as the JSON text of a column.
///
/// As Foundation's `JSONEncoder` writes it, without its tree: each value goes straight into the text. What is `nil` is
/// left out, keys stand in the order in which they are encoded, and no slash is escaped. Every change of a credential
/// writes its standing, so that this is much of what a transaction costs.
struct JSONColumn {
    /// The text of a value.
    static func text(_ value: some Encodable) throws -> String {
        let text = JSONText()
        try text.append(encoding: value)
        return String(decoding: text.bytes, as: UTF8.self)
    }
}

/// The text as far as it is written.
private final class JSONText {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(1_024) }

    func append(_ byte: UInt8) { bytes.append(byte) }
    func append(literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    func append(integer number: some FixedWidthInteger) { bytes.append(contentsOf: String(number).utf8) }

    func append(string: String) {
        append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append(literal: "\\\"")
            case UInt8(ascii: "\\"): append(literal: "\\\\")
            case UInt8(ascii: "\n"): append(literal: "\\n")
            case UInt8(ascii: "\r"): append(literal: "\\r")
            case UInt8(ascii: "\t"): append(literal: "\\t")
            case 0..<0x20:
                append(literal: "\\u00")
                for digit in [byte >> 4, byte & 15] { append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }

    func append(double number: Double) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(number, .init(codingPath: [], debugDescription: "JSON has no such number"))
        }
        bytes.append(contentsOf: number.description.utf8)
    }

    /// What has a JSON form of its own is written at once, all else encodes itself.
    func append<Value: Encodable>(encoding value: Value) throws {
        switch value {
        case let value as String: append(string: value)
        case let value as Int: append(integer: value)
        case let value as Bool: append(literal: value ? "true" : "false")
        default:
            let level = JSONLevel(self)
            try value.encode(to: level)
            level.close()
        }
    }
}

/// One object, list or value within the text.
private final class JSONLevel: Encoder {
    let text: JSONText
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private var end: UInt8?
    private(set) var count = 0
    private var hasValue = false
    /// What was opened within it last; it ends where the next one begins.
    private var inner: JSONLevel?

    init(_ text: JSONText) { self.text = text }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        open("{", "}")
        return KeyedEncodingContainer(JSONKeyed<Key>(level: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        open("[", "]")
        return JSONUnkeyed(level: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        hasValue = true
        return JSONSingle(text: text)
    }

    private func open(_ first: Unicode.Scalar, _ last: Unicode.Scalar) {
        guard end == nil else { return }
        end = UInt8(ascii: last)
        text.append(UInt8(ascii: first))
    }

    /// Begins the next member of an object or list.
    func next(_ key: String? = nil) {
        inner?.close()
        inner = nil
        if count > 0 { text.append(UInt8(ascii: ",")) }
        count += 1
        guard let key else { return }
        text.append(string: key)
        text.append(UInt8(ascii: ":"))
    }

    /// Begins a member that encodes itself piece by piece.
    func nest(_ key: String? = nil) -> JSONLevel {
        next(key)
        let level = JSONLevel(text)
        inner = level
        return level
    }

    /// Ends it; a value that has encoded nothing is an empty object.
    func close() {
        inner?.close()
        inner = nil
        if let end { text.append(end) } else if !hasValue { text.append(literal: "{}") }
    }
}

private struct JSONKeyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let level: JSONLevel
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
        level.next(key.stringValue)
        level.text.append(literal: "null")
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        level.next(key.stringValue)
        try level.text.append(encoding: value)
    }

    func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Inner> {
        level.nest(key.stringValue).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        level.nest(key.stringValue).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { level.nest("super") }
    func superEncoder(forKey key: Key) -> any Encoder { level.nest(key.stringValue) }
}

private struct JSONUnkeyed: UnkeyedEncodingContainer {
    let level: JSONLevel
    var codingPath: [any CodingKey] { [] }
    var count: Int { level.count }

    func encodeNil() {
        level.next()
        level.text.append(literal: "null")
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        level.next()
        try level.text.append(encoding: value)
    }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
        level.nest().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { level.nest().unkeyedContainer() }
    func superEncoder() -> any Encoder { level.nest() }
}

/// A single value: what all numbers end in.
private struct JSONSingle: SingleValueEncodingContainer {
    let text: JSONText
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { text.append(literal: "null") }
    func encode(_ value: Bool) { text.append(literal: value ? "true" : "false") }
    func encode(_ value: String) { text.append(string: value) }
    func encode(_ value: Double) throws { try text.append(double: value) }
    func encode(_ value: Float) throws { try text.append(double: Double(value)) }
    func encode(_ value: Int) { text.append(integer: value) }
    func encode(_ value: Int8) { text.append(integer: value) }
    func encode(_ value: Int16) { text.append(integer: value) }
    func encode(_ value: Int32) { text.append(integer: value) }
    func encode(_ value: Int64) { text.append(integer: value) }
    func encode(_ value: UInt) { text.append(integer: value) }
    func encode(_ value: UInt8) { text.append(integer: value) }
    func encode(_ value: UInt16) { text.append(integer: value) }
    func encode(_ value: UInt32) { text.append(integer: value) }
    func encode(_ value: UInt64) { text.append(integer: value) }
    func encode<Value: Encodable>(_ value: Value) throws { try text.append(encoding: value) }
}
