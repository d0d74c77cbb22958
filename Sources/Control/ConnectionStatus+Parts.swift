public import Credentials

extension SecretStatus {
    /// What is known of a version of that identity's secret; `nil` stands for no secret.
    public init(of version: SecretVersion?, _ identity: Identity) {
        self.init(
            stored: version != nil, version: version?.id, issuedAt: version.map { Timestamp($0.issuedAt) }, keyID: version?.keyID,
            doubt: version?.doubt(of: identity)?.description)
    }
}

extension WindowStatus {
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
