internal import Foundation

/// As much of OData's `$filter` as a client of leads needs: `startswith(c,'t')`, `contains(c,'t')`, `c eq null` and `c
/// eq|ne|gt|ge|lt|le v`, joined by `and` and `or`, with `not` in front of one, in brackets or not.
///
/// As in a database, nothing is true of a column that is not there but that it is null, and `not` makes that no truer.
struct ODataFilter {
    private struct Term {
        let column: String
        let comparison: String
        let value: String
    }

    private indirect enum Node {
        case term(Term)
        case not(Term)
        case all([Node])
        case any([Node])
    }

    private let root: Node

    init(_ text: String) throws(DataverseRefusal) {
        root = text.isEmpty ? .all([]) : try Self.node(Substring(text))
    }

    func accepts(_ row: [String: String]) -> Bool {
        Self.accepts(root, row)
    }

    private static func accepts(_ node: Node, _ row: [String: String]) -> Bool {
        switch node {
        case .term(let term): holds(term, row)
        case .not(let term): row[term.column] != nil && !holds(term, row)
        case .all(let nodes): nodes.allSatisfy { accepts($0, row) }
        case .any(let nodes): nodes.contains { accepts($0, row) }
        }
    }

    /// Reads an expression; `and` binds closer than `or`.
    private static func node(_ text: Substring) throws(DataverseRefusal) -> Node {
        let text = Substring(text.trimmingCharacters(in: .whitespaces))
        for (word, make) in [(" or ", Node.any), (" and ", Node.all)] as [(String, ([Node]) -> Node)] {
            let parts = split(text, at: word)
            guard parts.count > 1 else { continue }
            var nodes: [Node] = []
            for part in parts { nodes.append(try node(part)) }
            return make(nodes)
        }
        if text.hasPrefix("("), text.hasSuffix(")") { return try node(text.dropFirst().dropLast()) }
        if text.hasPrefix("not "), let term = term(String(text.dropFirst(4))) { return .not(term) }
        guard let term = term(String(text)) else { throw refusal(String(text)) }
        return .term(term)
    }

    /// The parts between a word that stands outside of brackets and quotes.
    private static func split(_ text: Substring, at word: String) -> [Substring] {
        var parts: [Substring] = []
        var (depth, isQuoted, start, index) = (0, false, text.startIndex, text.startIndex)
        while index < text.endIndex {
            switch text[index] {
            case "'": isQuoted.toggle()
            case "(" where !isQuoted: depth += 1
            case ")" where !isQuoted: depth -= 1
            case " " where !isQuoted && depth == 0 && text[index...].hasPrefix(word):
                parts.append(text[start..<index])
                index = text.index(index, offsetBy: word.count)
                start = index
                continue
            default: break
            }
            index = text.index(after: index)
        }
        return parts + [text[start...]]
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
        if term.comparison == "eq", term.value == "null" { return row[term.column] == nil }
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
