/// The members of an object.
struct JSONMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let tape: JSONTape
    let node: Int
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { tape.names(of: node).compactMap { Key(stringValue: $0) } }

    private func value(of key: some CodingKey) throws -> Int {
        guard let value = tape.member(key.stringValue, of: node) else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: [], debugDescription: "there is no member \(key.stringValue)"))
        }
        return value
    }

    func contains(_ key: Key) -> Bool { tape.member(key.stringValue, of: node) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { tape.isNull(at: try value(of: key)) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try tape.decode(type, at: try value(of: key))
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let value = tape.member(key.stringValue, of: node), !tape.isNull(at: value) else { return nil }
        return try tape.decode(type, at: value)
    }

    func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Inner> {
        try superDecoder(forKey: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try superDecoder(forKey: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        guard let value = tape.member("super", of: node) else { return JSONValueDecoder(tape: tape, node: node) }
        return JSONValueDecoder(tape: tape, node: value)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        JSONValueDecoder(tape: tape, node: try value(of: key))
    }
}

/// The elements of an array, one after the other.
struct JSONElements: UnkeyedDecodingContainer {
    let tape: JSONTape
    private let total: Int
    private var node: Int
    private(set) var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { total }
    var isAtEnd: Bool { currentIndex == total }

    init(tape: JSONTape, node: Int) {
        self.tape = tape
        total = Int(tape.nodes[node].end)
        self.node = node + 1
    }

    /// The node of the next element, which the container then has passed once `read` returns.
    private mutating func take<Value>(_ read: (Int) throws -> Value) throws -> Value {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                Value.self, .init(codingPath: [], debugDescription: "the array has no further element"))
        }
        let value = try read(node)
        node = Int(tape.nodes[node].next)
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, tape.isNull(at: node) else { return false }
        return try take { _ in true }
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let tape = tape
        return try take { try tape.decode(type, at: $0) }
    }

    mutating func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) throws -> KeyedDecodingContainer<Inner> {
        try superDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try superDecoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        let tape = tape
        return try take { JSONValueDecoder(tape: tape, node: $0) }
    }
}
