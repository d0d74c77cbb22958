public import Credentials

/// What is to be done for a connection now, and why, or why nothing is.
public struct DecisionStatus: Codable, Hashable, Sendable {
    /// The most important violation that was found, or `nothing-due`.
    public var reason: Decision.Reason
    /// The same in one sentence, for people.
    public var message: String

    /// What `decide` says.
    public init(_ decision: Decision) {
        self.init(reason: decision.reason, message: decision.sentence)
    }

    /// Joins the parts.
    public init(reason: Decision.Reason, message: String) {
        self.reason = reason
        self.message = message
    }
}

extension DecisionStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What is to be done for it now, and why.",
        [
            "reason": .choice(
                "The most important violation that was found, or `nothing-due`.", Decision.Reason.allCases),
            "message": .string("The same in one sentence.", example: "nothing is due"),
        ])
}
