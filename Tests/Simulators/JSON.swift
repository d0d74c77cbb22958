import Basics
internal import Foundation
internal import TestBasics

/// A JSON value whose members keep, or on purpose lose, their order.
indirect enum JSON: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByDictionaryLiteral
{
    case null
    case bool(Bool)
    case number(Int)
    case string(String)
    case array([JSON])
    case object([(name: String, value: JSON)])

    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map { ($0, $1) }) }

    /// What JSONSerialization made of a text.
    init(_ value: Any?) {
        switch value {
        case let number as NSNumber where number.isBoolean: self = .bool(number.boolValue)
        case let number as NSNumber: self = .number(number.intValue)
        case let string as String: self = .string(string)
        case let array as [Any]: self = .array(array.map { JSON($0) })
        case let object as [String: Any]:
            self = .object(object.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) })
        default: self = .null
        }
    }

    /// A member of an object; nil where there is none, or no object.
    subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The string that it is.
    var string: String? {
        guard case .string(let string) = self else { return nil }
        return string
    }

    /// The elements of the array that it is.
    var elements: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): Self.quoted(value)
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0.name)):\($0.value.text)" }.joined(separator: ",") + "}"
        }
    }

    /// The same value as a peer may also send it: members in another order, and one more that no client knows.
    func disturbed(by generator: inout SeededGenerator) -> JSON {
        switch self {
        case .array(let values):
            return .array(values.map { $0.disturbed(by: &generator) })
        case .object(let members):
            var members = members.map { ($0.name, $0.value.disturbed(by: &generator)) }
            if generator.next(below: 3) == 0 {
                let extras: [JSON] = [.null, "…", 0, [], ["nested": ["a": [1, "b"]]]]
                members.append(
                    ("@Simulator.Extra\(generator.next(below: 1_000))", extras[generator.next(below: extras.count)]))
            }
            members.shuffle(using: &generator)
            return .object(members)
        default:
            return self
        }
    }

    private static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\r": text += "\\r"
            case "\n": text += "\\n"
            case _ where scalar.value < 32:
                text += "\\u" + UInt16(scalar.value).hexadecimal()
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

extension NSNumber {
    /// Whether it came from `true` or `false`: JSONSerialization calls both booleans and numbers NSNumber.
    fileprivate var isBoolean: Bool { String(cString: objCType) == "c" }
}
