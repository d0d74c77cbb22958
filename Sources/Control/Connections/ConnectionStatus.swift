public import Credentials

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
    /// By when people have to begin to replace it; `null` where nobody knows.
    @Nullable public var startBy: Timestamp?
    /// Whose reminders wait.
    public var snoozes: [SnoozeStatus]
    /// Who is on it; `null` where nobody has said so.
    @Nullable public var acknowledgement: AcknowledgementStatus?
    /// What asks for somebody, the most urgent; `null` where nothing does.
    @Nullable public var attention: Attention?
    /// Who was told last of that; `null` where nobody was.
    @Nullable public var told: ToldStatus?
    /// What the doctor has found last, since the daemon was started; `null` before it has looked.
    @Nullable public var doctor: DoctorSummary?
    /// When the one in use lapses.
    public var window: WindowStatus
    /// Whether it works.
    public var probe: ProbeStatus
    /// When it last worked, and how often it is probed; `null` where it is not probed.
    @Nullable public var probing: ProbingStatus?
    /// Where its rotation stands.
    public var rotation: RotationStatus
    /// Whether Partner Center has the secret in use.
    public var handOff: HandOffRecord
    /// Who signs in with it, by Microsoft's reports; `null` where nobody has asked.
    @Nullable public var signIns: SignInStatus?
    /// When its leads arrived; `null` where that cannot be read at such a destination.
    @Nullable public var leads: LeadStatus?
    /// What holds of it, one element for each type that applies.
    public var conditions: [ConditionStatus]
    /// What lies ahead; `null` where nothing does before something changes.
    @Nullable public var next: NextAction?
    /// What is to be done for it now, and why.
    public var decision: DecisionStatus

    /// Joins the parts.
    public init(
        name: String, url: String?, method: String, identity: String, contacts: [String], secret: SecretStatus,
        window: WindowStatus, probe: ProbeStatus, rotation: RotationStatus = RotationStatus(),
        handOff: HandOffRecord = HandOffRecord(), conditions: [ConditionStatus], next: NextAction?,
        decision: DecisionStatus, trial: TrialStatus? = nil, startBy: Timestamp? = nil, snoozes: [SnoozeStatus] = [],
        acknowledgement: AcknowledgementStatus? = nil, doctor: DoctorSummary? = nil, signIns: SignInStatus? = nil,
        attention: Attention? = nil, told: ToldStatus? = nil, probing: ProbingStatus? = nil, leads: LeadStatus? = nil
    ) {
        self.leads = leads
        self.attention = attention
        self.told = told
        self.probing = probing
        self.doctor = doctor
        self.trial = trial
        self.startBy = startBy
        self.snoozes = snoozes
        self.acknowledgement = acknowledgement
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
        self.signIns = signIns
        self.conditions = conditions
        self.next = next
        self.decision = decision
    }
}

extension ConnectionStatus {
    /// Leaves of it what a table needs: to ask for thousands costs half as much then, on both sides.
    public mutating func abridge() {
        conditions.removeAll { $0.type != .credentialValid && $0.type != .needsAttention }
        probe.steps = []
        (probing, signIns, leads) = (nil, nil, nil)
    }
}

extension ConnectionStatus: JSONAnswer {
    /// The members of a connection.
    static let members: [String: Schema] = [
        "name": .string("Its name.", example: "contoso"),
        "url": .nullable(
            .string(
                "Where leads go: the environment, the endpoint's origin, or the table; null for reserved names.",
                example: "https://contoso.crm4.dynamics.com")
        ),
        "method": .choice("How it signs in.", SignInMethod.allCases),
        "identity": .string(
            "The application id, the user name, the host or the storage account.",
            example: "23456052-aaaa-bbbb-8662-1234df56788f"),
        "contacts": .array(.string("A mail address.", example: "ops@contoso.com")),
        "secret": .reference(SecretStatus.self),
        "trial": .nullable(.reference(TrialStatus.self)),
        "startBy": .nullable(.time("By when people have to begin to replace the secret; null where nobody knows.")),
        "snoozes": .array(.reference(SnoozeStatus.self)),
        "acknowledgement": .nullable(.reference(AcknowledgementStatus.self)),
        "attention": .nullable(
            .choice("What asks for somebody, the most urgent; null where nothing does.", Attention.allCases)),
        "told": .nullable(.reference(ToldStatus.self)),
        "doctor": .nullable(.reference(DoctorSummary.self)),
        "window": .reference(WindowStatus.self),
        "probe": .reference(ProbeStatus.self),
        "probing": .nullable(.reference(ProbingStatus.self)),
        "rotation": .reference(RotationStatus.self),
        "handOff": .reference(HandOffRecord.self),
        "signIns": .nullable(.reference(SignInStatus.self)),
        "leads": .nullable(.reference(LeadStatus.self)),
        "conditions": .array(.reference(ConditionStatus.self)),
        "next": .nullable(.reference(NextAction.self)),
        "decision": .reference(DecisionStatus.self),
    ]

    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object("What is known of one connection.", members)
}
