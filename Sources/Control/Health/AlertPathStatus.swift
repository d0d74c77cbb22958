public import Credentials

/// Whether one way works by which people are told: the condition `AlertPathWorks` of the mail, or of a channel.
public struct AlertPathStatus: Codable, Hashable, Sendable {
    /// `mail`, or the channel's name.
    public var name: String
    /// What is at its other end: `mail`, or the channel's kind.
    public var kind: String
    /// Whether it works; `True` only where that was seen lately.
    public var status: Condition.Status
    /// Why, in one stable word in camel case.
    public var reason: String
    /// Why, in a clause, with what mends it where that is known.
    public var message: String
    /// Since when it is so; `null` where that was not noted.
    @Nullable public var since: Timestamp?
    /// When it was last proven: by a canary, or by a notice that was accepted; `null` where it never was.
    @Nullable public var lastProofAt: Timestamp?
    /// Whether somebody has to act: it does not work, and that will not pass by itself.
    public var needsAttention: Bool
    /// Whether what the operators are told goes there.
    public var tellsOperators: Bool

    /// The way as JSON has it.
    public init(_ way: AlertPath) {
        (name, kind) = (way.name, way.kind)
        (status, reason, message) = (way.status, way.reason, way.message)
        since = way.since.map(Timestamp.init)
        lastProofAt = way.provenAt.map(Timestamp.init)
        (needsAttention, tellsOperators) = (way.isDown, way.reachesOperators)
    }
}

extension AlertPathStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Whether one way works by which people are told: the condition AlertPathWorks of the mail, or of a channel.",
        [
            "name": .string("`mail`, or the channel's name.", example: "mail"),
            "kind": .string("What is at its other end: `mail`, or the channel's kind.", example: "webhook"),
            "status": .choice("Whether it works; True only where that was seen lately.", Condition.Status.allCases),
            "reason": .string("Why, in one stable word.", example: "CanaryPassed"),
            "message": .string(
                "Why, in a clause, with what mends it where that is known.",
                example: "localhost takes mail from leadkeeper@gate.contoso.com for root@localhost"),
            "since": .nullable(.time("Since when it is so; null where that was not noted.")),
            "lastProofAt": .nullable(
                .time("When a canary or a notice that was accepted last proved it; null where none ever has.")),
            "needsAttention": .boolean("Whether somebody has to act."),
            "tellsOperators": .boolean("Whether what the operators are told goes there."),
        ])
}
