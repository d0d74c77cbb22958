public import Credentials

/// What became of a secret that was stored or put back: the connection as it is then, and what Microsoft said of the
/// secret.
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

extension SecretAnswer: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What became of a secret that was stored or put back: the connection as it is then, and what was "
            + "said of the secret.",
        ConnectionStatus.members.merging(
            [
                "outcome": .choice(
                    "What became of it; on-trial: it could not be told whether it works, and the one in use stays "
                        + "until then.",
                    SecretAnswer.Outcome.allCases),
                "reason": .nullable(
                    .choice("Why it is the one in use; null where it is not.", TrialVerdict.Reason.allCases)),
                "answer": .reference(ProbeStatus.self),
            ], uniquingKeysWith: { $1 }))
}
