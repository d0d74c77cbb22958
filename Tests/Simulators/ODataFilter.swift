internal import Foundation

/// As much of OData's `$filter` as a client of leads needs: `startswith(c,'t')`, `contains(c,'t')` and `c eq|ne|gt|ge|lt|le v`, joined by
/// `and`, or by `or`, not both.
struct ODataFilter {
    private struct Term {
        let column: String
        let comparison: String
        let value: String
    }

    private let terms: [Term]
    private let isAny: Bool

    init(_ text: String) throws(DataverseRefusal) {
        isAny = text.contains(" or ")
        guard !(isAny && text.contains(" and ")) else { throw Self.refusal(text) }
        var terms: [Term] = []
        for part in text.components(separatedBy: isAny ? " or " : " and ") where !part.isEmpty {
            guard let term = Self.term(part.trimmingCharacters(in: .whitespaces)) else { throw Self.refusal(part) }
            terms.append(term)
        }
        self.terms = terms
    }

    func accepts(_ row: [String: String]) -> Bool {
        guard !terms.isEmpty else { return true }
        return isAny ? terms.contains { Self.holds($0, row) } : terms.allSatisfy { Self.holds($0, row) }
    }

    private static func term(_ text: String) -> Term? {
        for function in ["startswith", "contains"] where text.hasPrefix(function + "(") && text.hasSuffix(")") {
            let arguments = text.dropFirst(function.count + 1).dropLast().split(separator: ",", maxSplits: 1)
            guard arguments.count == 2 else { return nil }
            return Term(column: String(arguments[0]), comparison: function, value: literal(arguments[1]))
        }
        let parts = text.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, ["eq", "ne", "gt", "ge", "lt", "le"].contains(parts[1]) else { return nil }
        return Term(column: String(parts[0]), comparison: String(parts[1]), value: literal(parts[2]))
    }

    private static func literal(_ text: Substring) -> String {
        let text = text.trimmingCharacters(in: .whitespaces)
        guard text.hasPrefix("'"), text.hasSuffix("'"), text.count > 1 else { return text }
        return text.dropFirst().dropLast().replacingOccurrences(of: "''", with: "'")
    }

    private static func holds(_ term: Term, _ row: [String: String]) -> Bool {
        guard let value = row[term.column] else { return false }
        let (left, right) = (value.lowercased(), term.value.lowercased())
        switch term.comparison {
        case "startswith": return left.hasPrefix(right)
        case "contains": return left.contains(right)
        case "eq": return left == right
        case "ne": return left != right
        case "gt": return left > right
        case "ge": return left >= right
        case "lt": return left < right
        default: return left <= right
        }
    }

    private static func refusal(_ text: String) -> DataverseRefusal {
        DataverseRefusal(400, "0x80060888", "Could not find a property or syntax error in '\(text)'.")
    }
}
