/// Why bytes are not the JSON they should be.
enum JSONFault: Error, Hashable {
    /// They do not follow RFC 8259, or end too early.
    case malformed
    /// A string is not UTF-8.
    case invalidUTF8
    /// Arrays and objects are nested deeper than anything Microsoft sends.
    case tooDeep
    /// A value has another type than the one that was asked for.
    case wrongType
    /// A member that was asked for is there more than once.
    case duplicate
    /// An array has more elements than the caller allows.
    case tooMany
}

/// One JSON object, as the places of its members in bytes that stay where they are.
///
/// The whole text is checked against RFC 8259 first, nesting included; no value is copied before it is asked for, so that an
/// access token goes from the answer into locked memory and nowhere else. A byte order mark in front is ignored, as RFC 8259
/// §8.1 permits.
struct JSONObject {
    /// Where a value lies.
    enum Value: Hashable {
        /// Between the quotes.
        case string(Range<Int>)
        case number(Range<Int>)
        case object(Range<Int>)
        case array(Range<Int>)
        case boolean(Bool)
        case null
    }

    /// One name and the value beside it.
    struct Member {
        /// Between the quotes.
        var name: Range<Int>
        var value: Value
    }

    private(set) var members: [Member] = []

    /// Reads a text that is one object and nothing else.
    init(_ text: JSONText) throws(JSONFault) {
        var scanner = JSONScanner(text, from: 0, to: text.count)
        scanner.skipByteOrderMark(in: text)
        self = try Self.read(with: &scanner, in: text)
        try scanner.expectEnd(in: text)
    }

    private init() {}

    static func read(with scanner: inout JSONScanner, in text: JSONText) throws(JSONFault) -> JSONObject {
        var object = JSONObject()
        let value = try scanner.value(in: text, depth: 0) { (name, value, depth) in
            if depth == 1 { object.members.append(Member(name: name, value: value)) }
        }
        guard case .object = value else { throw .wrongType }
        return object
    }

    /// The value of a member; `nil` where it is absent or null.
    func value(_ name: StaticString, in text: JSONText) throws(JSONFault) -> Value? {
        var found: Value?
        for member in members where Self.isSame(member.name, name, in: text) {
            guard found == nil else { throw .duplicate }
            found = member.value
        }
        return found == .null ? nil : found
    }

    /// A string; `nil` where it is absent or null.
    func string(_ name: StaticString, in text: JSONText) throws(JSONFault) -> String? {
        guard let value = try value(name, in: text) else { return nil }
        guard case .string(let range) = value else { throw .wrongType }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        JSONScanner.unescape(range, in: text) { bytes.append($0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where a string lies between its quotes, for a caller who must not copy it; `nil` where it is absent or null.
    func stringRange(_ name: StaticString, in text: JSONText) throws(JSONFault) -> Range<Int>? {
        guard let value = try value(name, in: text) else { return nil }
        guard case .string(let range) = value else { throw .wrongType }
        return range
    }

    /// The integers of an array, others left out; empty where it is absent or null.
    func integers(_ name: StaticString, in text: JSONText) throws(JSONFault) -> [Int] {
        guard let value = try value(name, in: text) else { return [] }
        guard case .array(let range) = value else { throw .wrongType }
        var scanner = JSONScanner(text, from: range.lowerBound + 1, to: range.upperBound - 1)
        var integers: [Int] = []
        while try scanner.nextElement(in: text, isFirst: scanner.position == range.lowerBound + 1) {
            if case .number(let digits) = try scanner.value(in: text, depth: 1),
                let integer = JSONScanner.integer(digits, in: text)
            {
                integers.append(integer)
            }
        }
        return integers
    }

    /// An object within this one; `nil` where it is absent or null.
    func object(_ name: StaticString, in text: JSONText) throws(JSONFault) -> JSONObject? {
        guard let value = try value(name, in: text) else { return nil }
        guard case .object(let range) = value else { throw .wrongType }
        var scanner = JSONScanner(text, from: range.lowerBound, to: range.upperBound)
        return try Self.read(with: &scanner, in: text)
    }

    /// The objects of an array, which may hold nothing else; `nil` where it is absent or null.
    ///
    /// - Parameter limit: how many there may be; one more throws `tooMany`.
    func objects(_ name: StaticString, limit: Int, in text: JSONText) throws(JSONFault) -> [JSONObject]? {
        guard let value = try value(name, in: text) else { return nil }
        guard case .array(let range) = value else { throw .wrongType }
        var scanner = JSONScanner(text, from: range.lowerBound + 1, to: range.upperBound - 1)
        var objects: [JSONObject] = []
        while try scanner.nextElement(in: text, isFirst: objects.isEmpty) {
            guard objects.count < limit else { throw .tooMany }
            objects.append(try Self.read(with: &scanner, in: text))
        }
        return objects
    }

    /// An integer; `nil` where it is absent or null.
    func integer(_ name: StaticString, in text: JSONText) throws(JSONFault) -> Int? {
        guard let value = try value(name, in: text) else { return nil }
        guard case .number(let digits) = value, let integer = JSONScanner.integer(digits, in: text) else { throw .wrongType }
        return integer
    }

    /// True or false; `nil` where it is absent or null.
    func boolean(_ name: StaticString, in text: JSONText) throws(JSONFault) -> Bool? {
        guard let value = try value(name, in: text) else { return nil }
        guard case .boolean(let boolean) = value else { throw .wrongType }
        return boolean
    }

    private static func isSame(_ range: Range<Int>, _ name: StaticString, in text: JSONText) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { expected in
            for (offset, byte) in expected.enumerated() where text[range.lowerBound + offset] != byte { return false }
            return true
        }
    }
}
