public import Credentials

extension ConnectionStatus {
    /// The status that follows from what is configured, what is known and what was decided at `now`.
    ///
    /// Pure. The conditions are those of the credential itself, then `others`, such as the mail server's.
    public init(of credential: Credential, _ facts: Facts, _ decision: Decision, others: [Condition] = [], now: Instant) {
        let conditions = Credentials.conditions(of: credential, facts, now: now) + others
        self.init(
            name: credential.name.description, url: credential.environment, method: credential.identity.method,
            identity: credential.identity.account, contacts: credential.contacts.map(\.description),
            secret: SecretStatus(of: facts.current),
            window: WindowStatus(of: credential, facts, now: now),
            probe: ProbeStatus(facts.standing.lastProbe), conditions: conditions.map(ConditionStatus.init),
            next: decision.next.map(NextAction.init))
    }
}

extension SecretStatus {
    /// What is known of a version; `nil` stands for no secret.
    public init(of version: SecretVersion?) {
        self.init(
            stored: version != nil, version: version?.id, issuedAt: version.map { Timestamp($0.issuedAt) }, keyID: version?.keyID)
    }
}

extension WindowStatus {
    /// The window of the secret in use, seen from `now`; `unknown` where no secret is stored.
    public init(of credential: Credential, _ facts: Facts, now: Instant) {
        guard let current = facts.current else {
            self.init(state: .unknown)
            return
        }
        let window = Window(
            of: current, identity: credential.identity, lifetime: credential.lifetime,
            refusedAsLapsedAt: facts.standing.refusedAsLapsedAt)
        self.init(window, longestLeadTime: credential.notices.leadTimes.max() ?? .days(0), now: now)
    }

    /// A window seen from `now`.
    public init(_ window: Window, longestLeadTime: Span, now: Instant) {
        self.init(
            state: window.state(at: now, longestLeadTime: longestLeadTime),
            remainingSeconds: window.remaining(at: now)?.seconds)
        if case .at(let end, let origin) = window.end {
            expiresAt = Timestamp(end)
            self.origin = origin
        }
    }
}

extension NextAction {
    /// What `decide` says lies ahead.
    public init(_ next: Decision.Next) {
        let action: Action =
            switch next.action {
            case .probe(.whole): .probe
            case .probe(.signIn): .signIn
            case .notify: .notice
            }
        self.init(action: action, at: Timestamp(next.at))
    }
}
