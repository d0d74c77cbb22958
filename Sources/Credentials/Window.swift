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
        /// The age that is set for what does not expire: the day of issue plus the configured lifetime, after which it
        /// is to be replaced, and works on.
        case age
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
    /// Who says that it never ends; `nil` where it ends, or nobody knows.
    public var neverSaidBy: Origin?
    /// The earlier end that whoever stored the secret gave, where Microsoft says a later one, or none: reminders count
    /// on it as long as it lies ahead.
    public var given: Instant?

    /// A window with that end.
    public init(end: End) {
        self.end = end
    }

    /// The window of one version: of the ends that are known of it the one whose origin counts most, and among equals
    /// the earliest.
    ///
    /// An observed refusal outweighs Microsoft's word, Microsoft the operator, and the operator the password policy. An
    /// earlier end that the operator gave stays beside a later one of Microsoft's, for reminders.
    /// - Parameter refusedAsLapsedAt: when Entra first answered that the secret has lapsed, if it did.
    public init(of version: SecretVersion, identity: Identity, lifetime: Lifetime, refusedAsLapsedAt: Instant? = nil) {
        var sayings = Sayings()
        sayings.take(of: version, identity: identity, lifetime: lifetime, refusedAsLapsedAt)
        if let first = sayings.earliest {
            end = .at(first.end, first.origin)
        } else if let origin = sayings.first {
            (end, neverSaidBy) = (.never, origin)
        } else {
            end = .unknown
        }
        guard origin == .graph, case .at(let given, .operator) = version.expiry else { return }
        self.given = endInstant.map { $0 - given > SecretVersion.sameEnd } ?? true ? given : nil
    }

    /// What is said of an end by those whose word counts most.
    private struct Sayings {
        /// How much the word of these counts.
        var weight = Int.min
        /// The earliest end that one of them says.
        var earliest: (end: Instant, origin: Origin)?
        /// Who was heard first of them, whatever they say.
        var first: Origin?

        /// Hears somebody who says when it ends, or `nil` for never.
        mutating func hear(_ end: Instant?, _ origin: Origin) {
            if origin.weight < weight { return }
            if origin.weight > weight { (weight, earliest, first) = (origin.weight, nil, origin) }
            guard let end, earliest.map({ end < $0.end }) ?? true else { return }
            earliest = (end, origin)
        }

        mutating func take(
            of version: SecretVersion, identity: Identity, lifetime: Lifetime, _ refusedAsLapsedAt: Instant?
        ) {
            // What is said never to expire is still to be replaced at the age that is set.
            let age = version.age(identity, lifetime)
            if let refusedAsLapsedAt { hear(refusedAsLapsedAt, .refusal) }
            switch version.issuer?.end {
            case .at(let end): hear(end, .graph)
            case .never: if age == nil { hear(nil, .graph) }
            case .onPremises, .unsaid, nil: break
            }
            switch version.expiry {
            case .at(let end, let origin): hear(end, origin)
            case .never: if age == nil { hear(nil, .operator) }
            case .unknown: break
            }
            switch (identity, lifetime) {
            case (.office365, .span(let span)): hear(version.beganAt + span, .policy)
            case (.office365, .never): hear(nil, .policy)
            case (.httpsEndpoint, .span), (.azureTable, .span): if let age { hear(age, .age) }
            // Whoever made a channel, a monitor, an endpoint or a storage account may revoke what opens it at any time,
            // and no date says when.
            case (.channel, _), (.heartbeat, _), (.httpsEndpoint, .never), (.azureTable, .never): hear(nil, .policy)
            case (.azureAD, _), (.mailbox, _): break
            }
        }
    }

    /// The end that reminders count on at `now`: an earlier one that the operator gave while it lies ahead, else the
    /// end; `nil` where none is known.
    public func reminded(at now: Instant) -> Instant? {
        if let given, given > now { return given }
        return endInstant
    }

    /// Whether nothing ends with it: it is the day by which what works on is to be replaced.
    public var isDueDate: Bool {
        if case .at(_, .age) = end { true } else { false }
    }

    /// How long is left at `now`; negative once it has ended, `nil` where there is no known end.
    public func remaining(at now: Instant) -> TimeSpan? {
        guard case .at(let instant, _) = end else { return nil }
        return instant - now
    }

    /// What it looks like at `now`.
    ///
    /// A window is lapsed from the very second of its end, unless nothing ends with it.
    public func state(at now: Instant, longestLeadTime: TimeSpan) -> State {
        if let endInstant, endInstant <= now { return isDueDate ? .notice : .lapsed }
        if let reminded = reminded(at: now), reminded - now <= longestLeadTime { return .notice }
        return switch end {
        case .never: .never
        case .unknown: .unknown
        case .at: .open
        }
    }
}

extension SecretVersion {
    /// When it reaches the age that is set for what opens an endpoint or a storage account; `nil` where none is.
    fileprivate func age(_ identity: Identity, _ lifetime: Lifetime) -> Instant? {
        switch (identity, lifetime) {
        case (.httpsEndpoint, .span(let span)), (.azureTable, .span(let span)): issuedAt + span
        case (.httpsEndpoint, .never), (.azureTable, .never), (.azureAD, _), (.office365, _), (.mailbox, _),
            (.channel, _), (.heartbeat, _):
            nil
        }
    }
}
