public import Credentials

/// All connections, reserved names included, in the order of their names.
public struct ConnectionList: Codable, Hashable, Sendable {
    /// One element for each.
    public var connections: [ConnectionStatus]
    /// How leadkeeper itself is; `null` where that was not asked.
    @Nullable public var health: HealthStatus?

    /// That list.
    public init(connections: [ConnectionStatus], health: HealthStatus? = nil) {
        self.connections = connections
        self.health = health
    }

    private enum CodingKeys: String, CodingKey { case connections, health }

    /// Reads a list; one of a daemon from before the last update has no health in it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        connections = try container.decode([ConnectionStatus].self, forKey: .connections)
        health = try container.decodeIfPresent(HealthStatus.self, forKey: .health)
    }
}

/// What is known of one connection.
public struct ConnectionStatus: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The environment's address; `null` for reserved names.
    @Nullable public var url: String?
    /// `azure-ad`, `office365` or `smtp`.
    public var method: String
    /// The application id or the user name.
    public var identity: String
    /// Whom notices go to.
    public var contacts: [String]
    /// What is stored for it.
    public var secret: SecretStatus
    /// The one that is tried before it takes the place of that; `null` where none is.
    @Nullable public var trial: TrialStatus?
    /// When the one in use lapses.
    public var window: WindowStatus
    /// Whether it works.
    public var probe: ProbeStatus
    /// Where its rotation stands.
    public var rotation: RotationStatus
    /// Whether Partner Center has the secret in use.
    public var handOff: HandOffRecord
    /// What holds of it, one element for each type that applies.
    public var conditions: [ConditionStatus]
    /// What lies ahead; `null` where nothing does before something changes.
    @Nullable public var next: NextAction?

    /// Joins the parts.
    public init(
        name: String, url: String?, method: String, identity: String, contacts: [String], secret: SecretStatus,
        window: WindowStatus, probe: ProbeStatus, rotation: RotationStatus = RotationStatus(),
        handOff: HandOffRecord = HandOffRecord(), conditions: [ConditionStatus], next: NextAction?, trial: TrialStatus? = nil
    ) {
        self.trial = trial
        self.name = name
        self.url = url
        self.method = method
        self.identity = identity
        self.contacts = contacts
        self.secret = secret
        self.window = window
        self.probe = probe
        self.rotation = rotation
        self.handOff = handOff
        self.conditions = conditions
        self.next = next
    }
}

/// What is stored for a connection: everything but the secret itself.
public struct SecretStatus: Codable, Hashable, Sendable {
    /// Whether a secret is in use.
    public var stored: Bool
    /// Its version, a UUIDv7; `null` where none is stored.
    @Nullable public var version: String?
    /// When it was issued, as far as is known.
    @Nullable public var issuedAt: Timestamp?
    /// The issuer's handle for it, where it is known.
    @Nullable public var keyID: String?
    /// What is doubtful about the end that a person gave it; `null` where nothing is.
    @Nullable public var doubt: String?

    /// Joins the parts.
    public init(
        stored: Bool, version: String? = nil, issuedAt: Timestamp? = nil, keyID: String? = nil, doubt: String? = nil
    ) {
        self.stored = stored
        self.version = version
        self.issuedAt = issuedAt
        self.keyID = keyID
        self.doubt = doubt
    }
}

/// When a secret lapses, and who says so.
public struct WindowStatus: Codable, Hashable, Sendable {
    /// What the window looks like now.
    public var state: Window.State
    /// When it ends; `null` where that is not known or never.
    @Nullable public var expiresAt: Timestamp?
    /// How long is left, negative once it has ended; `null` where there is no known end.
    @Nullable public var remainingSeconds: Int64?
    /// Who says so; `null` where there is no known end.
    @Nullable public var origin: Window.Origin?

    /// Joins the parts.
    public init(state: Window.State, expiresAt: Timestamp? = nil, remainingSeconds: Int64? = nil, origin: Window.Origin? = nil) {
        self.state = state
        self.expiresAt = expiresAt
        self.remainingSeconds = remainingSeconds
        self.origin = origin
    }
}

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

/// What lies ahead for a connection.
public struct NextAction: Codable, Hashable, Sendable {
    /// What will be done.
    public enum Action: String, Codable, Hashable, Sendable, CaseIterable {
        /// A whole probe, with a validation lead.
        case probe
        /// A probe that signs in and goes no further.
        case signIn = "sign-in"
        /// People are told something.
        case notice
    }

    /// What will be done.
    public var action: Action
    /// When.
    public var at: Timestamp

    /// Joins the parts.
    public init(action: Action, at: Timestamp) {
        self.action = action
        self.at = at
    }
}
