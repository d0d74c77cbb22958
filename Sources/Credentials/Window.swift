/// The time in which a secret is valid, as far as it is known, and who says so.
public struct Window: Hashable, Sendable {
    /// Where the end of a window is known from.
    public enum Origin: String, Hashable, Sendable, Codable, CaseIterable {
        /// The person who stored the secret.
        case `operator`
        /// The password policy: the day of issue plus the configured lifetime.
        case policy
        /// Microsoft Graph.
        case graph
        /// The certificate, which says so itself.
        case certificate
        /// Entra refused the secret as lapsed.
        case refusal
    }

    /// When a window ends.
    public enum End: Hashable, Sendable {
        /// At that moment, by that origin.
        case at(Instant, Origin)
        /// It does not end.
        case never
        /// Nobody knows.
        case unknown
    }

    /// What a window looks like from a moment; the words of the JSON.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// Its end is farther away than the longest lead time.
        case open
        /// Its end is nearer than the longest lead time.
        case notice
        /// It has ended.
        case lapsed
        /// It does not end.
        case never
        /// Its end is not known.
        case unknown
    }

    /// When it ends.
    public var end: End

    /// A window with that end.
    public init(end: End) {
        self.end = end
    }

    /// The window of one version: of the ends that are known of it the one whose origin counts most, and among equals
    /// the earliest.
    ///
    /// A refusal outweighs Graph, Graph the operator, and the operator the password policy.
    /// - Parameter refusedAsLapsedAt: when Entra first answered that the secret has lapsed, if it did.
    public init(of version: SecretVersion, identity: Identity, lifetime: Lifetime, refusedAsLapsedAt: Instant? = nil) {
        var ends: [(Instant, Origin)] = []
        var isSaidToNeverEnd = false
        switch version.expiry {
        case .at(let instant, let origin): ends.append((instant, origin))
        case .never: isSaidToNeverEnd = true
        case .unknown: break
        }
        if case .office365 = identity, !isSaidToNeverEnd {
            switch lifetime {
            case .span(let span): ends.append((version.issuedAt + span, .policy))
            case .never: isSaidToNeverEnd = true
            }
        }
        // Whoever made a channel or a monitor may revoke its URL at any time, and no date says when.
        switch identity {
        case .channel, .heartbeat: isSaidToNeverEnd = true
        case .azureAD, .office365, .mailbox: break
        }
        if let refusedAsLapsedAt {
            ends.append((refusedAsLapsedAt, .refusal))
        }
        if let best = ends.min(by: { (-$0.1.weight, $0.0) < (-$1.1.weight, $1.0) }) {
            end = .at(best.0, best.1)
        } else {
            end = isSaidToNeverEnd ? .never : .unknown
        }
    }

    /// How long is left at `now`; negative once it has ended, `nil` where there is no known end.
    public func remaining(at now: Instant) -> TimeSpan? {
        guard case .at(let instant, _) = end else { return nil }
        return instant - now
    }

    /// What it looks like at `now`.
    ///
    /// A window is lapsed from the very second of its end.
    public func state(at now: Instant, longestLeadTime: TimeSpan) -> State {
        switch end {
        case .never: return .never
        case .unknown: return .unknown
        case .at(let instant, _):
            let remaining = instant - now
            if remaining.seconds <= 0 { return .lapsed }
            return remaining <= longestLeadTime ? .notice : .open
        }
    }
}
