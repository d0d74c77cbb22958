internal import Basics

extension JSONTape {
    /// What the value at a node is; what has a JSON form of its own is read at once, all else decodes itself.
    func decode<Value: Decodable>(_ type: Value.Type, at node: Int) throws -> Value {
        if Value.self == String.self, let text = try text(at: node) as? Value { return text }
        if Value.self == Int.self, let number = try integer(Int.self, at: node) as? Value { return number }
        if Value.self == Int64.self, let number = try integer(Int64.self, at: node) as? Value { return number }
        if Value.self == Bool.self, let flag = try flag(at: node) as? Value { return flag }
        return try Value(from: JSONValueDecoder(tape: self, node: node))
    }

    /// Whether null stands there.
    func isNull(at node: Int) -> Bool { nodes[node].kind == .null }

    func text(at node: Int) throws -> String {
        guard nodes[node].kind == .string else { throw mismatch(String.self, at: node) }
        return string(at: node)
    }

    func flag(at node: Int) throws -> Bool {
        switch nodes[node].kind {
        case .yes: return true
        case .no: return false
        case .object, .array, .string, .number, .null: throw mismatch(Bool.self, at: node)
        }
    }

    /// The whole number that stands there, however it is written.
    func integer<Number: FixedWidthInteger>(_ type: Number.Type, at node: Int) throws -> Number {
        guard nodes[node].kind == .number else { throw mismatch(type, at: node) }
        let digits = digits(at: node)
        let isNegative = digits.first == UInt8(ascii: "-")
        var number: Number = 0
        for digit in digits.dropFirst(isNegative ? 1 : 0) {
            guard digit.isDigit else { return try exactInteger(type, at: node) }
            // Counted downwards for negative numbers, of which there is one more.
            let (tenfold, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let value = Number(truncatingIfNeeded: digit - UInt8(ascii: "0"))
            let (sum, isStillTooLarge) =
                isNegative ? tenfold.subtractingReportingOverflow(value) : tenfold.addingReportingOverflow(value)
            guard !isTooLarge, !isStillTooLarge else { throw unfit(type, at: node) }
            number = sum
        }
        return number
    }

    /// One with a fraction or an exponent, such as `1.0` or `1e2`.
    private func exactInteger<Number: FixedWidthInteger>(_ type: Number.Type, at node: Int) throws -> Number {
        guard let number = Number(exactly: try double(at: node)) else { throw unfit(type, at: node) }
        return number
    }

    func double(at node: Int) throws -> Double {
        guard nodes[node].kind == .number else { throw mismatch(Double.self, at: node) }
        guard let number = Double(String(decoding: digits(at: node), as: UTF8.self)), number.isFinite else {
            throw unfit(Double.self, at: node)
        }
        return number
    }

    /// Something else stands there.
    func mismatch(_ type: any Any.Type, at node: Int) -> DecodingError {
        let context = DecodingError.Context(
            codingPath: [], debugDescription: "expected \(type), found \(nodes[node].kind)")
        return isNull(at: node) ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    private func unfit(_ type: any Any.Type, at node: Int) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: "the number does not fit \(type)"))
    }
}

/// The value at one node, for what decodes itself.
struct JSONValueDecoder: Decoder, SingleValueDecodingContainer {
    let tape: JSONTape
    let node: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard tape.nodes[node].kind == .object else { throw tape.mismatch([String: Any].self, at: node) }
        return KeyedDecodingContainer(JSONMembers<Key>(tape: tape, node: node))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard tape.nodes[node].kind == .array else { throw tape.mismatch([Any].self, at: node) }
        return JSONElements(tape: tape, node: node)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { tape.isNull(at: node) }
    func decode(_ type: Bool.Type) throws -> Bool { try tape.flag(at: node) }
    func decode(_ type: String.Type) throws -> String { try tape.text(at: node) }
    func decode(_ type: Double.Type) throws -> Double { try tape.double(at: node) }
    func decode(_ type: Float.Type) throws -> Float { Float(try tape.double(at: node)) }
    func decode(_ type: Int.Type) throws -> Int { try tape.integer(type, at: node) }
    func decode(_ type: Int8.Type) throws -> Int8 { try tape.integer(type, at: node) }
    func decode(_ type: Int16.Type) throws -> Int16 { try tape.integer(type, at: node) }
    func decode(_ type: Int32.Type) throws -> Int32 { try tape.integer(type, at: node) }
    func decode(_ type: Int64.Type) throws -> Int64 { try tape.integer(type, at: node) }
    func decode(_ type: UInt.Type) throws -> UInt { try tape.integer(type, at: node) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try tape.integer(type, at: node) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try tape.integer(type, at: node) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try tape.integer(type, at: node) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try tape.integer(type, at: node) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try tape.decode(type, at: node) }
}
