public import Credentials

/// One aspect of a connection's health.
public struct ConditionStatus: Codable, Hashable, Sendable {
    /// Which aspect.
    public var type: Condition.Kind
    /// Whether it holds.
    public var status: Condition.Status
    /// Why, in one stable word in camel case.
    public var reason: String
    /// Why, in a sentence.
    public var message: String
    /// Since when it is so; `null` where that was not noted.
    @Nullable public var since: Timestamp?

    /// The aspect as JSON has it.
    public init(_ condition: Condition) {
        type = condition.kind
        status = condition.status
        reason = condition.reason
        message = condition.message
        since = condition.since.map(Timestamp.init)
    }
}

extension ConditionStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "One aspect of a connection's health.",
        [
            "type": .choice("Which aspect.", Condition.Kind.allCases),
            "status": .choice("Whether it holds.", Condition.Status.allCases),
            "reason": .string("Why, in one stable word.", example: "LeadWritten"),
            "message": .string("Why, in a sentence.", example: "a validation lead was written"),
            "since": .nullable(.time("Since when it is so; null where that was not noted.")),
        ])
}
