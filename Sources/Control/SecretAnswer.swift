public import Credentials

/// What became of a secret that was stored or put back: the connection as it is then, and what Microsoft said of the secret.
public struct SecretAnswer: Codable, Hashable, Sendable {
    /// What became of it.
    public enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
        /// It is the one in use.
        case inUse = "in-use"
        /// It could not be told whether it works: it is on trial, and the one in use stays until that is known.
        case onTrial = "on-trial"
        /// It was refused and is not used.
        case refused
        /// It was on trial, and that was ended; the one in use stays.
        case withdrawn
    }

    /// The connection as it is then; in JSON its members stand beside the others.
    public var connection: ConnectionStatus
    /// What became of the secret.
    public var outcome: Outcome
    /// Why it is the one in use; `null` where it is not.
    @Nullable public var reason: TrialVerdict.Reason?
    /// What was said of it; its `result` is `never` where nobody was asked yet.
    public var answer: ProbeStatus

    /// Joins the parts.
    public init(connection: ConnectionStatus, outcome: Outcome, reason: TrialVerdict.Reason?, answer: ProbeStatus) {
        self.connection = connection
        self.outcome = outcome
        self.reason = reason
        self.answer = answer
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case outcome, reason, answer
    }

    /// Reads a connection with the three further members.
    public init(from decoder: any Decoder) throws {
        connection = try ConnectionStatus(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        outcome = try container.decode(Outcome.self, forKey: .outcome)
        _reason = try container.decode(Nullable<TrialVerdict.Reason>.self, forKey: .reason)
        answer = try container.decode(ProbeStatus.self, forKey: .answer)
    }

    /// Writes a connection with the three further members.
    public func encode(to encoder: any Encoder) throws {
        try connection.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(_reason, forKey: .reason)
        try container.encode(answer, forKey: .answer)
    }
}

/// A secret that is tried before it takes the place of the one in use.
public struct TrialStatus: Codable, Hashable, Sendable {
    /// Its version, a UUIDv7.
    public var version: String
    /// When it was stored.
    public var storedAt: Timestamp
    /// When it was issued, as far as is known.
    public var issuedAt: Timestamp
    /// The issuer's handle for it, where it is known.
    @Nullable public var keyID: String?
    /// When it lapses.
    public var window: WindowStatus
    /// What the last attempt found; its `result` is `never` before the first.
    public var probe: ProbeStatus
    /// When it is tried next; `null` where only a person has it tried again.
    @Nullable public var nextAttemptAt: Timestamp?

    /// Joins the parts.
    public init(
        version: String, storedAt: Timestamp, issuedAt: Timestamp, keyID: String?, window: WindowStatus, probe: ProbeStatus,
        nextAttemptAt: Timestamp?
    ) {
        self.version = version
        self.storedAt = storedAt
        self.issuedAt = issuedAt
        self.keyID = keyID
        self.window = window
        self.probe = probe
        self.nextAttemptAt = nextAttemptAt
    }
}
