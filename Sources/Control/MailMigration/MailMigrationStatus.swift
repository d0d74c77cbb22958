public import Credentials

/// How far the move of mail from a password to tokens has come, as the daemon knows it.
public struct MailMigrationStatus: Codable, Hashable, Sendable {
    /// Whether a secret is kept for the way that is prepared.
    public var secretKept: Bool
    /// Since when mail leaves by the new way; `null` where it does not.
    @Nullable public var since: Timestamp?
    /// How many mails it has taken since.
    public var accepted: Int
    /// From when on the old way may go; `null` where mail does not leave by the new one.
    @Nullable public var finishAt: Timestamp?
    /// What speaks against letting the old way go; `null` where nothing does.
    @Nullable public var obstacle: String?

    /// Joins the parts.
    public init(
        secretKept: Bool, since: Timestamp? = nil, accepted: Int = 0, finishAt: Timestamp? = nil,
        obstacle: String? = nil
    ) {
        self.secretKept = secretKept
        self.since = since
        self.accepted = accepted
        self.finishAt = finishAt
        self.obstacle = obstacle
    }
}

extension MailMigrationStatus: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "How far the move of mail from a password to tokens has come.",
        [
            "secretKept": .boolean("Whether a secret is kept for the way that is prepared."),
            "since": .nullable(.time("Since when mail leaves by the new way.")),
            "accepted": .integer("How many mails the new way has taken since.", example: 12),
            "finishAt": .nullable(.time("From when on the old way may go.")),
            "obstacle": .nullable(.string("What speaks against letting the old way go.")),
        ])
}
