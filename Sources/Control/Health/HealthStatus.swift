public import Credentials

/// How leadkeeper itself is.
public struct HealthStatus: Codable, Hashable, Sendable {
    /// Whether somebody has to act for leadkeeper to do its work.
    public var needsAttention: Bool
    /// Whether mail reaches the mail server.
    public var mail: Part
    /// Whether the keyring gives the secrets, and which program keeps them.
    public var keyring: KeyringHealth
    /// Whether the clock is right.
    public var clock: Part
    /// Whether the configuration as it was read last is in use.
    public var configuration: Part
    /// Whether the ledger can be written.
    public var ledger: Part
    /// Whether the ledger's disk has room.
    public var disk: Part
    /// Whether a monitor gets signs of life; `null` where none is configured.
    @Nullable public var heartbeat: HeartbeatStatus?
    /// Whether each way works by which people are told, the mail first; `null` from a daemon that does not say.
    @Nullable public var alertPaths: [AlertPathStatus]?
    /// What the daemon is and when it last went round; `null` where that was not asked.
    @Nullable public var service: ServiceStatus?
    /// Whether the publish directory is written; `null` where nothing is published.
    @Nullable public var publishing: Part?

    /// One part.
    public struct Part: Codable, Hashable, Sendable {
        /// Whether it works; `True` only where that was seen.
        public var status: Condition.Status
        /// Why, in one stable word in camel case.
        public var reason: String
        /// Why, in a clause.
        public var message: String
        /// Whether somebody has to act.
        public var needsAttention: Bool
        /// Since when it is so; `null` where that was not noted.
        @Nullable public var since: Timestamp?

        /// Joins what is known of it.
        public init(
            status: Condition.Status, reason: String, message: String, needsAttention: Bool = false,
            since: Timestamp? = nil
        ) {
            self.status = status
            self.reason = reason
            self.message = message
            self.needsAttention = needsAttention
            self.since = since
        }

        fileprivate init(_ finding: Health.Finding?) {
            self.init(
                status: finding?.status ?? .unknown, reason: finding?.reason ?? "NotKnown",
                message: finding?.message ?? "not known",
                needsAttention: finding?.needsAttention ?? false, since: finding?.since.map(Timestamp.init))
        }
    }

    /// The findings as JSON has them.
    public init(
        _ health: Health, _ heartbeat: HeartbeatReport? = nil, ways: AlertPaths? = nil, service: ServiceStatus? = nil,
        publishing: Part? = nil
    ) {
        self.publishing = publishing
        self.service = service
        needsAttention = health.urgent != nil || ways?.all.contains(where: \.isDown) == true
        mail = Part(health[.mail])
        keyring = KeyringHealth(Part(health[.keyring]), health.keyringProvider)
        clock = Part(health[.clock])
        configuration = Part(health[.configuration])
        ledger = Part(health[.ledger])
        disk = Part(health[.disk])
        self.heartbeat = heartbeat.map(HeartbeatStatus.init)
        alertPaths = ways?.all.map(AlertPathStatus.init)
    }
}

extension HealthStatus: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "How leadkeeper itself is.",
        [
            "needsAttention": .boolean("Whether somebody has to act for leadkeeper to do its work."),
            "mail": .reference(HealthStatus.Part.self), "keyring": .reference(KeyringHealth.self),
            "clock": .reference(HealthStatus.Part.self), "configuration": .reference(HealthStatus.Part.self),
            "ledger": .reference(HealthStatus.Part.self), "disk": .reference(HealthStatus.Part.self),
            "heartbeat": .nullable(.reference(HeartbeatStatus.self)),
            "alertPaths": .nullable(.array(.reference(AlertPathStatus.self))),
            "service": .nullable(.reference(ServiceStatus.self)),
            "publishing": .nullable(.reference(HealthStatus.Part.self)),
        ])
}

extension HealthStatus.Part: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What is known of one part of leadkeeper.",
        [
            "status": .choice("Whether it works; True only where that was seen.", Condition.Status.allCases),
            "reason": .string("Why, in one stable word.", example: "MailServerTakesNothing"),
            "message": .string("Why, in a clause.", example: "the mail server accepts mail"),
            "needsAttention": .boolean("Whether somebody has to act."),
            "since": .nullable(.time("Since when it is so; null where that was not noted.")),
        ])
}
