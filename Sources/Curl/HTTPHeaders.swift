internal import Basics

/// The header of an answer, kept as the lines that came.
///
/// Names are compared without regard to case (RFC 9110, 5.1). Nothing is split or copied before it is asked for.
public struct HTTPHeaders: Sendable {
    private var lines: [UInt8] = []
    /// As many bytes as the fields of most answers have together.
    private static let usualSize = 512

    /// How many fields there are.
    public private(set) var count = 0

    /// A header without fields.
    public init() {}

    /// A header of given fields, for those who make up an answer.
    public init(_ fields: [(name: String, value: String)]) {
        for field in fields {
            append(line: Array("\(field.name): \(field.value)".utf8))
        }
    }

    /// How many bytes the fields have together.
    var byteCount: Int { lines.count }

    /// Takes one line over, with or without its line end; a line without a colon is passed over.
    mutating func append(line: some Collection<UInt8>) {
        guard line.contains(UInt8(ascii: ":")) else { return }
        if lines.isEmpty { lines.reserveCapacity(Self.usualSize) }
        lines.append(contentsOf: line.lazy.filter { $0 != 13 && $0 != 10 })
        lines.append(10)
        count += 1
    }

    /// All values of one field, in the order in which they came.
    public func values(of name: String) -> [String] {
        var values: [String] = []
        forEachValue(of: name) { value in
            values.append(value)
            return true
        }
        return values
    }

    /// The first value of one field; absent is nil.
    public func first(_ name: String) -> String? {
        var found: String?
        forEachValue(of: name) { value in
            found = value
            return false
        }
        return found
    }

    /// Hands out the values of one field until `take` wants no more.
    private func forEachValue(of name: String, _ take: (String) -> Bool) {
        var rest = lines[...]
        while let end = rest.firstIndex(of: 10) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), Self.isSame(line[..<colon], name) else {
                continue
            }
            let value = line[(colon + 1)...].trimming(while: \.isBlank)
            guard take(String(decoding: value, as: UTF8.self)) else { return }
        }
    }

    private static func isSame(_ field: ArraySlice<UInt8>, _ name: String) -> Bool {
        field.count == name.utf8.count && zip(field, name.utf8).allSatisfy { $0.lowerCased == $1.lowerCased }
    }
}
