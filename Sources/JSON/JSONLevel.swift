/// One object, list or value within JSON that is being written.
final class JSONLevel: Encoder {
    // One thread's alone, as the output is.
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    @exclusivity(unchecked) private var end: UInt8 = 0
    /// How many members or elements it has.
    @exclusivity(unchecked) private(set) var count = 0
    @exclusivity(unchecked) private var hasValue = false
    /// What was opened within it last; it ends where the next one begins.
    @exclusivity(unchecked) private var inner: JSONLevel?
    /// The members, in order; empty where they are not sorted.
    @exclusivity(unchecked) private var members: [Member] = []
    @exclusivity(unchecked) private var isSorted = true
    /// The type of their keys; `nil` where it is no object.
    @exclusivity(unchecked) private var keys: ObjectIdentifier?

    /// A member's name, and where it stands.
    struct Member {
        var name: String
        var start: Int
        var end = 0
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        open("{", "}")
        keys = ObjectIdentifier(type)
        return KeyedEncodingContainer(JSONKeyed<Key>(level: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        open("[", "]")
        return JSONUnkeyed(level: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        hasValue = true
        return JSONSingle(output: output)
    }

    init(_ output: JSONOutput) { self.output = output }

    /// Forgets what was written, to be used for another value.
    func reset() {
        (end, count, hasValue, isSorted, keys) = (0, 0, false, true, nil)
        members.removeAll(keepingCapacity: true)
    }

    private func open(_ first: Unicode.Scalar, _ last: Unicode.Scalar) {
        guard end == 0 else { return }
        end = UInt8(ascii: last)
        output.append(UInt8(ascii: first))
    }

    /// Begins the next member of an object or element of a list.
    func next(_ key: String? = nil) {
        closeInner()
        if count > 0 { output.append(UInt8(ascii: ",")) }
        count += 1
        guard let key else { return }
        if output.sortsMembers {
            if let last = members.last {
                members[members.count - 1].end = output.bytes.count - 1
                isSorted = isSorted && last.name < key
            }
            members.append(Member(name: key, start: output.bytes.count))
        }
        output.append(string: key)
        output.append(UInt8(ascii: ":"))
    }

    /// Begins a member that encodes itself piece by piece.
    func nest(_ key: String? = nil) -> JSONLevel {
        next(key)
        let level = JSONLevel(output)
        inner = level
        return level
    }

    /// Ends it; a value that has encoded nothing is an empty object.
    func close() {
        closeInner()
        if !isSorted {
            members[members.count - 1].end = output.bytes.count
            output.arrange(members, of: keys)
        }
        if end != 0 { output.append(end) } else if !hasValue { output.append(literal: "{}") }
    }

    private func closeInner() {
        guard let inner else { return }
        inner.close()
        self.inner = nil
    }
}

private struct JSONKeyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let level: JSONLevel
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
        level.next(key.stringValue)
        level.output.append(literal: "null")
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        level.next(key.stringValue)
        try level.output.append(encoding: value)
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
        level.output.append(literal: "null")
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        level.next()
        try level.output.append(encoding: value)
    }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
        level.nest().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { level.nest().unkeyedContainer() }
    func superEncoder() -> any Encoder { level.nest() }
}

/// A single value: what all numbers end in.
private struct JSONSingle: SingleValueEncodingContainer {
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { output.append(literal: "null") }
    func encode(_ value: Bool) { output.append(literal: value ? "true" : "false") }
    func encode(_ value: String) { output.append(string: value) }
    func encode(_ value: Double) throws { try output.append(double: value) }
    func encode(_ value: Float) throws { try output.append(float: value) }
    func encode(_ value: Int) { output.append(integer: value) }
    func encode(_ value: Int8) { output.append(integer: value) }
    func encode(_ value: Int16) { output.append(integer: value) }
    func encode(_ value: Int32) { output.append(integer: value) }
    func encode(_ value: Int64) { output.append(integer: value) }
    func encode(_ value: UInt) { output.append(integer: value) }
    func encode(_ value: UInt8) { output.append(integer: value) }
    func encode(_ value: UInt16) { output.append(integer: value) }
    func encode(_ value: UInt32) { output.append(integer: value) }
    func encode(_ value: UInt64) { output.append(integer: value) }
    func encode<Value: Encodable>(_ value: Value) throws { try output.append(encoding: value) }
}
