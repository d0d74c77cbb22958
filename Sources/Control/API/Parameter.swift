internal import Basics
internal import Credentials

/// What the OpenAPI document says of a query's parameter, whatever its values are.
protocol QueryParameter: Sendable {
    var name: String { get }
    var description: String { get }
    var schema: Schema { get }
    var isRequired: Bool { get }
}

/// A parameter of a query: what it is called and means, and how its values become text and back.
struct Parameter<Value: Sendable>: QueryParameter {
    let name: String
    let description: String
    let schema: Schema
    var isRequired = false
    /// Understands a text; throws what is accepted, and does not repeat the text, since it may be a secret that went
    /// astray.
    let read: @Sendable (String) throws(Problem) -> Value
    let write: @Sendable (Value) -> String

    /// The argument of a query; `nil` for no value.
    func argument(_ value: Value?) -> RequestParts.Argument? {
        value.map { (name, write($0)) }
    }
}

extension Parameter<CredentialName> {
    /// The connection that is meant.
    static func connection(isRequired: Bool = false) -> Self {
        Self(name: "connection", description: "The connection's name.", schema: .text(), isRequired: isRequired) {
            text throws(Problem) in
            guard let name = CredentialName(text) else { throw .unknownConnection(Problem.quoted(text)) }
            return name
        } write: {
            $0.description
        }
    }
}

extension Parameter<Bool> {
    /// A flag, which is `otherwise` where the query does not have it.
    init(flag name: String, _ description: String, otherwise: Bool = false) {
        self.init(name: name, description: description, schema: .flag(otherwise: otherwise)) { text throws(Problem) in
            switch text {
            case "true": return true
            case "false": return false
            default: throw .refusal(of: name, accepted: "true or false")
            }
        } write: {
            $0 ? "true" : "false"
        }
    }
}

extension Parameter<Int64> {
    /// A number from the ledger, which `accepted` names.
    init(
        number name: String, _ description: String, from least: Int64, accepted: String, isRequired: Bool = false
    ) {
        self.init(name: name, description: description, schema: .number(from: least), isRequired: isRequired) {
            text throws(Problem) in
            guard let number = Int64(text), number >= least else { throw .refusal(of: name, accepted: accepted) }
            return number
        } write: {
            String($0)
        }
    }
}

extension Parameter<Int> {
    /// How many entries are asked for at once.
    static let limit = Self(
        name: "limit", description: "How many entries to answer, at most.",
        schema: .number(within: PageLimit.range, otherwise: PageLimit.usual)
    ) { text throws(Problem) in
        guard let number = Int(text), PageLimit.range.contains(number) else {
            throw .refusal(
                of: "limit", accepted: "\(PageLimit.range.lowerBound) to \(PageLimit.range.upperBound)")
        }
        return number
    } write: {
        String($0)
    }
}

extension Problem {
    /// A parameter has a value that is not accepted.
    static func refusal(of parameter: String, accepted: String) -> Problem {
        Problem(.invalidValue, "\(parameter) has to be \(accepted)")
    }

    /// A text from outside between quotation marks, with nothing that steers a display and not too long.
    static func quoted(_ text: String) -> String { "“\(text.displaySafe(limit: 80))”" }
}
