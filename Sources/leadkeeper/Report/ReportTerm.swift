internal import Basics

/// A word of a report, which is no free text: it is of a closed set, or a version's digits.
///
/// There is no other way to make one, so that nothing that somebody typed or a server said comes into a report.
struct ReportTerm: Encodable, Hashable, Sendable {
    private let text: String

    /// A case of an enum.
    init(_ value: some RawRepresentable<String>) { text = value.rawValue }

    /// One of known words; `nil` for any other.
    init?(_ word: (some StringProtocol)?, of known: some Collection<String>) {
        guard let word, let same = known.first(where: { $0 == word }) else { return nil }
        text = same
    }

    /// The digits and points with which a version begins; `nil` where there is none.
    init?(version: (some StringProtocol)?) {
        let digits = version.map { String($0.prefix { $0.isASCIIDigit || $0 == "." }) } ?? ""
        guard 1...12 ~= digits.utf8.count else { return nil }
        text = digits
    }

    /// A reason of a condition, which is letters in camel case; `nil` for anything else.
    init?(reason: String) {
        let letters = reason.utf8
        // Words of two letters at least; capitals of an abbreviation would be those of a password as well.
        let capitals = letters.indices.filter { letters[$0].isUpperCaseLetter } + [letters.endIndex]
        let areWords = zip(capitals, capitals.dropFirst()).allSatisfy { letters.distance(from: $0, to: $1) > 1 }
        guard 3...48 ~= letters.count, letters.first?.isUpperCaseLetter == true, letters.allSatisfy(\.isLetter),
            areWords
        else { return nil }
        text = reason
    }

    /// A code of Microsoft's, such as `AADSTS7000215` or `0x80040220`, or a number; `nil` for anything else.
    init?(code: String?) {
        guard let code else { return nil }
        let digits = code.hasPrefix("AADSTS") ? code.dropFirst(6) : code[...]
        let isNumber = 1...7 ~= digits.utf8.count && digits.allSatisfy(\.isASCIIDigit)
        let isHexadecimal =
            code.utf8.count == 10 && code.hasPrefix("0x8")
            && code.dropFirst(2).allSatisfy { $0.isASCII && $0.isHexDigit }
        guard isNumber || isHexadecimal else { return nil }
        text = code
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// A name of a report: of a connection, a host, a person.
struct ReportName: Encodable, Hashable, Sendable {
    fileprivate let text: String

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Gives a report its names: as they are, or each as a number that stands for it throughout the report.
final class ReportNames {
    /// What a name is of.
    enum Kind: String {
        case connection, channel, host, address, identity
    }

    private let isAnonymous: Bool
    private var numbers: [String: Int] = [:]
    private var counts: [Kind: Int] = [:]

    init(isAnonymous: Bool) { self.isAnonymous = isAnonymous }

    /// The name, which its type has shown to be one.
    func callAsFunction(_ kind: Kind, _ name: some CustomStringConvertible) -> ReportName {
        let name = name.description
        guard isAnonymous else { return ReportName(text: name) }
        let key = "\(kind.rawValue) \(name)"
        if numbers[key] == nil {
            counts[kind, default: 0] += 1
            numbers[key] = counts[kind]
        }
        return ReportName(text: "\(kind.rawValue)-\(numbers[key] ?? 0)")
    }
}
