internal import Basics

/// One JSON object, as the places of its members in bytes that stay where they are.
///
/// The whole text is checked against RFC 8259 first, nesting included; no value is copied before it is asked for, so
/// that an access token goes from the answer into locked memory and nowhere else. A byte order mark in front is
/// ignored, as RFC 8259 §8.1 permits.
public struct JSONObject: Sendable {
    /// Where a value lies.
    public enum Value: Hashable, Sendable {
        /// Between the quotes.
        case string(Range<Int>)
        /// The digits with their sign, point and exponent.
        case number(Range<Int>)
        /// With the braces.
        case object(Range<Int>)
        /// With the brackets.
        case array(Range<Int>)
        /// True or false.
        case boolean(Bool)
        /// Null.
        case null
    }

    /// One name and the value beside it.
    public struct Member: Sendable {
        /// Between the quotes.
        public var name: Range<Int>
        /// What stands behind the colon.
        public var value: Value
    }

    /// The members in the order in which they stand, names that stand twice included.
    public private(set) var members: [Member] = []

    /// Reads a text that is one object and nothing else.
    public init(_ text: JSONText) throws(JSONFault) {
        var scanner = JSONScanner(text, from: 0, to: text.count)
        scanner.skipByteOrderMark(in: text)
        self = try Self.read(with: &scanner, in: text)
        try scanner.expectEnd(in: text)
    }

    private init() {}

    /// Checks that a text is one JSON value of any type and nothing else, and answers where it lies.
    public static func value(of text: JSONText) throws(JSONFault) -> Value {
        var scanner = JSONScanner(text, from: 0, to: text.count)
        scanner.skipByteOrderMark(in: text)
        let value = try scanner.value(in: text, depth: 0)
        try scanner.expectEnd(in: text)
        return value
    }

    static func read(with scanner: inout JSONScanner, in text: JSONText) throws(JSONFault) -> JSONObject {
        var object = JSONObject()
        let value = try scanner.value(in: text, depth: 0) { (name, value, depth) in
            if depth == 1 { object.members.append(Member(name: name, value: value)) }
        }
        guard case .object = value else { throw .wrongType }
        return object
    }

    /// The value of a member; `nil` where it is absent or null.
    public func value(_ name: StaticString, in text: JSONText) throws(JSONFault) -> Value? {
        var found: Value?
        for member in members where Self.isSame(member.name, name, in: text) {
            guard found == nil else { throw .duplicate }
            found = member.value
        }
        return found == .null ? nil : found
    }

    /// A string; `nil` where it is absent or null.
    public func string(_ name: StaticString, in text: JSONText) throws(JSONFault) -> String? {
        guard let value = try value(name, in: text) else { return nil }
        guard case .string(let range) = value else { throw .wrongType }
        return Self.string(range, in: text)
    }

    /// Where a string lies between its quotes, for a caller who must not copy it; `nil` where it is absent or null.
    public func stringRange(_ name: StaticString, in text: JSONText) throws(JSONFault) -> Range<Int>? {
        guard let value = try value(name, in: text) else { return nil }
        guard case .string(let range) = value else { throw .wrongType }
        return range
    }

    /// The integers of an array, others left out; empty where it is absent or null.
    public func integers(_ name: StaticString, in text: JSONText) throws(JSONFault) -> [Int] {
        guard let value = try value(name, in: text) else { return [] }
        guard case .array(let range) = value else { throw .wrongType }
        var scanner = JSONScanner(text, from: range.lowerBound + 1, to: range.upperBound - 1)
        var integers: [Int] = []
        while try scanner.nextElement(in: text, isFirst: scanner.position == range.lowerBound + 1) {
            if case .number(let digits) = try scanner.value(in: text, depth: 1),
                let integer = Self.integer(digits, in: text)
            {
                integers.append(integer)
            }
        }
        return integers
    }

    /// An object within this one; `nil` where it is absent or null.
    public func object(_ name: StaticString, in text: JSONText) throws(JSONFault) -> JSONObject? {
        guard let value = try value(name, in: text) else { return nil }
        guard case .object(let range) = value else { throw .wrongType }
        var scanner = JSONScanner(text, from: range.lowerBound, to: range.upperBound)
        return try Self.read(with: &scanner, in: text)
    }

    /// The objects of an array, which may hold nothing else; `nil` where it is absent or null.
    ///
    /// - Parameter limit: how many there may be; one more throws `tooMany`.
    public func objects(_ name: StaticString, limit: Int, in text: JSONText) throws(JSONFault) -> [JSONObject]? {
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
    public func integer(_ name: StaticString, in text: JSONText) throws(JSONFault) -> Int? {
        guard let value = try value(name, in: text) else { return nil }
        guard case .number(let digits) = value, let integer = Self.integer(digits, in: text) else { throw .wrongType }
        return integer
    }

    /// True or false; `nil` where it is absent or null.
    public func boolean(_ name: StaticString, in text: JSONText) throws(JSONFault) -> Bool? {
        guard let value = try value(name, in: text) else { return nil }
        guard case .boolean(let boolean) = value else { throw .wrongType }
        return boolean
    }

    /// Whether a name is that one, however it is escaped.
    private static func isSame(_ range: Range<Int>, _ name: StaticString, in text: JSONText) -> Bool {
        name.withUTF8Buffer { expected in
            var count = 0
            var isSame = true
            JSONEscapes.resolve(range, in: text) { byte in
                isSame = isSame && count < expected.count && byte == expected[count]
                count += 1
            }
            return isSame && count == expected.count
        }
    }

    /// The value of plain digits with an optional sign; `nil` for a fraction, an exponent, or more than 64 bits hold.
    private static func integer(_ range: Range<Int>, in text: JSONText) -> Int? {
        let isNegative = text[range.lowerBound] == UInt8(ascii: "-")
        var result = 0
        for index in range.dropFirst(isNegative ? 1 : 0) {
            guard text[index].isDigit else { return nil }
            let digit = Int(text[index] - UInt8(ascii: "0"))
            let (tenfold, isTooLarge) = result.multipliedReportingOverflow(by: 10)
            // Counted downwards for negative numbers, of which there is one more.
            let (sum, isStillTooLarge) = tenfold.addingReportingOverflow(isNegative ? -digit : digit)
            guard !isTooLarge, !isStillTooLarge else { return nil }
            result = sum
        }
        return result
    }
}
