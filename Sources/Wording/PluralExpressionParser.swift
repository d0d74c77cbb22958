/// Reads the expression of a plural rule, without white space.
struct PluralExpressionParser {
    private var rest: Substring
    private var depth = 0

    /// No language needs so much; more would only exhaust the stack.
    private static let deepest = 32

    init(_ text: Substring) {
        rest = text
    }

    /// The expression, if the text is one from its beginning to its end.
    mutating func whole() -> PluralRule.Expression? {
        guard let expression = conditional(), rest.isEmpty else { return nil }
        return expression
    }

    private mutating func conditional() -> PluralRule.Expression? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest, let condition = binary(from: 1) else { return nil }
        guard take("?") else { return condition }
        guard let yes = conditional(), take(":"), let no = conditional() else { return nil }
        return .conditional(condition, yes, no)
    }

    /// An expression of operators that bind at least as firmly as that; those of one rank are taken from the left.
    private mutating func binary(from rank: Int) -> PluralRule.Expression? {
        guard var left = operand() else { return nil }
        while let operation = PluralRule.Expression.Operator.allCases.first(where: { rest.hasPrefix($0.rawValue) }),
            operation.rank >= rank
        {
            rest = rest.dropFirst(operation.rawValue.count)
            guard let right = binary(from: operation.rank + 1) else { return nil }
            left = .binary(operation, left, right)
        }
        return left
    }

    private mutating func operand() -> PluralRule.Expression? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { return nil }
        if take("!") { return operand().map { .not($0) } }
        if take("n") { return .number }
        if take("(") {
            guard let inner = conditional(), take(")") else { return nil }
            return inner
        }
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest = rest.dropFirst(digits.count)
        return UInt64(digits).map { .literal($0) }
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }
}
