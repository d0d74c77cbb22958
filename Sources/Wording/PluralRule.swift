/// Which plural form goes with which number, as the header of a catalogue says it: `nplurals=2; plural=(n != 1);`.
///
/// The expression is C's over one unsigned number `n`. What cannot be read is refused; what names a form that there is
/// not, or divides by zero, is the first form.
struct PluralRule: Sendable {
    /// How many forms there are.
    let count: Int
    private let expression: Expression

    /// English: one, and any other number.
    static let english = PluralRule(count: 2, expression: .binary(.notEqual, .number, .literal(1)))

    private init(count: Int, expression: Expression) {
        (self.count, self.expression) = (count, expression)
    }

    /// The rule of a catalogue's header; English's where it has none.
    init?(header: String) {
        let name = "Plural-Forms:"
        guard let line = header.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
            self = .english
            return
        }
        self.init(String(line.dropFirst(name.count)))
    }

    /// Reads a rule; `nil` if it is none.
    init?(_ text: String) {
        let parts = text.split(separator: ";").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
        guard parts.count == 2, parts[0].hasPrefix("nplurals="), parts[1].hasPrefix("plural="),
            let count = Int(parts[0].dropFirst("nplurals=".count)), (1...8).contains(count)
        else { return nil }
        var parser = PluralExpressionParser(parts[1].dropFirst("plural=".count))
        guard let expression = parser.whole() else { return nil }
        self.init(count: count, expression: expression)
    }

    /// The form for a number, counted from zero.
    func form(for number: Int) -> Int {
        guard let form = expression.value(for: UInt64(number.magnitude)), form < UInt64(count) else { return 0 }
        return Int(form)
    }

    /// What is computed of the number; numbers are unsigned and wrap as C's do.
    indirect enum Expression: Sendable {
        /// The operators that take two numbers, by their text in C.
        enum Operator: String, Sendable, CaseIterable {
            case or = "||"
            case and = "&&"
            case equal = "=="
            case notEqual = "!="
            case atMost = "<="
            case atLeast = ">="
            case less = "<"
            case greater = ">"
            case plus = "+"
            case minus = "-"
            case times = "*"
            case divided = "/"
            case remainder = "%"

            /// How firmly it binds: the greater, the firmer.
            var rank: Int {
                switch self {
                case .or: 1
                case .and: 2
                case .equal, .notEqual: 3
                case .atMost, .atLeast, .less, .greater: 4
                case .plus, .minus: 5
                case .times, .divided, .remainder: 6
                }
            }
        }

        case number
        case literal(UInt64)
        case not(Expression)
        case binary(Operator, Expression, Expression)
        case conditional(Expression, Expression, Expression)

        /// The value for a number; `nil` where it divides by zero.
        func value(for number: UInt64) -> UInt64? {
            switch self {
            case .number: return number
            case .literal(let literal): return literal
            case .not(let operand): return operand.value(for: number).map { $0 == 0 ? 1 : 0 }
            case .conditional(let condition, let yes, let no):
                guard let decision = condition.value(for: number) else { return nil }
                return (decision != 0 ? yes : no).value(for: number)
            case .binary(let operation, let left, let right):
                guard let left = left.value(for: number) else { return nil }
                // C does not compute what no longer matters, so a division by zero behind it is none.
                if operation == .or, left != 0 { return 1 }
                if operation == .and, left == 0 { return 0 }
                guard let right = right.value(for: number) else { return nil }
                return Self.apply(operation, left, right)
            }
        }

        private static func apply(_ operation: Operator, _ left: UInt64, _ right: UInt64) -> UInt64? {
            switch operation {
            case .or, .and: right != 0 ? 1 : 0
            case .equal: left == right ? 1 : 0
            case .notEqual: left != right ? 1 : 0
            case .atMost: left <= right ? 1 : 0
            case .atLeast: left >= right ? 1 : 0
            case .less: left < right ? 1 : 0
            case .greater: left > right ? 1 : 0
            case .plus: left &+ right
            case .minus: left &- right
            case .times: left &* right
            case .divided: right == 0 ? nil : left / right
            case .remainder: right == 0 ? nil : left % right
            }
        }
    }
}
