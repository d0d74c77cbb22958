public import Credentials

/// What is known of the keyring: as of any part of leadkeeper, and which program keeps the secrets.
public struct KeyringHealth: Codable, Hashable, Sendable {
    /// Whether it works; `True` only where that was seen.
    public var status: Condition.Status
    /// Why, in one stable word in camel case; `Warnings` where a version like the provider's is known to lose keyrings.
    public var reason: String
    /// Why, in a clause.
    public var message: String
    /// Whether somebody has to act.
    public var needsAttention: Bool
    /// Since when it is so; `null` where that was not noted.
    @Nullable public var since: Timestamp?
    /// The program that keeps the secrets; `null` where it is not known.
    @Nullable public var provider: String?
    /// Its version as it is installed; `null` where it does not say one.
    @Nullable public var providerVersion: String?

    /// The same as any other part has it.
    public var part: HealthStatus.Part {
        HealthStatus.Part(
            status: status, reason: reason, message: message, needsAttention: needsAttention, since: since)
    }

    /// A daemon of before an update does not name the program.
    public init(from decoder: any Decoder) throws {
        self.init(try HealthStatus.Part(from: decoder), nil)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        provider = try container.decodeIfPresent(String.self, forKey: .provider)
        providerVersion = try container.decodeIfPresent(String.self, forKey: .providerVersion)
    }

    /// Joins what is known of it.
    public init(_ part: HealthStatus.Part, _ provider: KeyringProvider?) {
        (status, reason, message) = (part.status, part.reason, part.message)
        (needsAttention, since) = (part.needsAttention, part.since)
        (self.provider, providerVersion) = (provider?.name, provider?.version)
    }
}

extension KeyringHealth: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What is known of the keyring, and of the program that keeps the secrets.",
        [
            "status": .choice("Whether it works; True only where that was seen.", Condition.Status.allCases),
            "reason": .string(
                "Why, in one stable word; Warnings where such a version is known to lose keyrings.",
                example: "Answers"),
            "message": .string("Why, in a clause.", example: "it returns the secrets"),
            "needsAttention": .boolean("Whether somebody has to act."),
            "since": .nullable(.time("Since when it is so; null where that was not noted.")),
            "provider": .nullable(
                .string("The program that keeps the secrets; null where it is not known.", example: "gnome-keyring")),
            "providerVersion": .nullable(
                .string("Its version as it is installed; null where it does not say one.", example: "42.1")),
        ])
}
