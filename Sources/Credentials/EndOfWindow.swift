/// The trial of a credential whose end is reached, before anybody is told of it.
public struct EndTrial: Hashable, Sendable, Codable {
    /// How long an answer is waited for before people are told that nothing was proven.
    public static let patience = TimeSpan.minutes(5)

    /// The moment that made the notice due: the end itself, or that of a reminder of it.
    public var dueAt: Instant
    /// Since when an answer is waited for.
    public var since: Instant

    /// A trial for that notice, which begins at `since`.
    public init(dueAt: Instant, since: Instant) {
        self.dueAt = dueAt
        self.since = since
    }

    /// When people are told whatever is known by then.
    public var deadline: Instant { since + Self.patience }
}

/// An occasion that people were told of, and the end of the window that the notice counted on.
///
/// A date that has moved has its own reminders.
public struct ToldOccasion: Hashable, Sendable, Codable {
    /// What they were told.
    public var occasion: Occasion
    /// The end of the window; `nil` for what is not about one.
    public var windowEnd: Instant?

    /// That occasion, told of a window with that end.
    public init(_ occasion: Occasion, windowEnd: Instant? = nil) {
        self.occasion = occasion
        self.windowEnd = occasion.kind.isOfWindow ? windowEnd : nil
    }

    /// Whether another one counts on another end of the window, so that word of it that waits is withdrawn for this one.
    public func isOfAnotherEnd(than other: ToldOccasion) -> Bool {
        Instant.areDifferentEnds(windowEnd, other.windowEnd)
    }
}

extension Instant {
    /// Whether two notices count on different ends of the window, so that word of the first that waits is withdrawn for
    /// the second; what is about no window counts on none.
    public static func areDifferentEnds(_ first: Instant?, _ second: Instant?) -> Bool {
        guard let first, let second else { return false }
        return first != second
    }
}

extension Occasion {
    /// Whether it is about something that is wrong with a connection, rather than about its secret's date, by that
    /// window.
    ///
    /// For a connection that has never worked that is for those to know who set it up.
    public func isTroubleOfSetUp(_ window: Window?) -> Bool {
        // A window that a refusal has ended is no date that anybody gave.
        kind.isOfSetUp || kind == .lapsed && window?.origin == .refusal
    }
}

extension Window.Origin {
    /// How much it counts against the others: what Microsoft did, then what it says, then what a person says, then what
    /// is assumed.
    var weight: Int {
        switch self {
        case .age, .policy: 0
        case .operator: 1
        case .graph: 2
        case .certificate: 3
        case .refusal: 4
        }
    }

    /// Whether it is Microsoft who says so, and not somebody who supposes it.
    public var isMicrosofts: Bool {
        switch self {
        case .graph, .certificate, .refusal: true
        case .operator, .policy, .age: false
        }
    }
}

extension Standing {
    /// Whether the last refusal may say that the secret has ended, or was changed or removed: then Microsoft is asked
    /// what it knows of it.
    public var saysMore: Bool {
        guard refusals > 0, let refusedAs else { return false }
        return refusedAs.saysLapsed || refusedAs.callsForReplacement(of: .password)
            || refusedAs.callsForReplacement(of: .clientSecret)
    }

    /// Whether Microsoft has accepted that version after the moment when it should have ended, and has not said since
    /// that it has lapsed: then the date is wrong, or the end is only just at hand.
    public func isAccepted(beyond end: Instant, _ version: SecretVersion) -> Bool {
        guard refusedAsLapsedAt == nil, let acceptedAt else { return false }
        return acceptedAt >= max(end, version.storedAt)
    }

    /// When Microsoft last accepted the secret: with a lead that was written, or with a sign-in; `nil` where it never
    /// did.
    public var acceptedAt: Instant? {
        if let lastAcceptedAt { return lastAcceptedAt }
        // What an earlier version of the ledger knows of it.
        let signIn = lastProbe?.result == .ok ? lastAttemptAt : nil
        return [lastProofAt, signIn].compactMap(\.self).max()
    }

    /// Whether a lead was ever written with the connection, by this version of its secret or one before.
    public var hasWorked: Bool { firstProofAt != nil || lastProofAt != nil }
}

extension Facts {
    /// The end of that window that notices count on at `now`; `nil` where none is known.
    ///
    /// While an alarm stands that the secret has lapsed, that is the end which the alarm was about: a refusal moves the
    /// end by a moment, and is no other news.
    public func noticeEnd(_ window: Window, at now: Instant) -> Instant? {
        guard let end = window.endInstant, end <= now, let told = lapseToldOf, told <= now else {
            return window.reminded(at: now)
        }
        return told
    }
}

extension NoticePolicy {
    static func mailed(of leadTimes: [TimeSpan]) -> [TimeSpan] {
        var mailed: [TimeSpan] = []
        for leadTime in leadTimes.sorted(by: >) where leadTime.seconds > 0 {
            if let last = mailed.last, last - leadTime < .days(1) { continue }
            mailed.append(leadTime)
        }
        return mailed
    }
}

extension Standing {
    /// The standing with what people were told by `later`, which is known from a ledger that was put aside.
    ///
    /// - Parameter isSameVersion: whether that is about the same version of the secret; of another the alarms count
    ///   alone.
    public func remembering(_ later: Standing, isSameVersion: Bool) -> Standing {
        var standing = self
        standing.alarmedSince = later.alarmedSince
        standing.alarmedOf = later.alarmedOf
        standing.endAskedAt = later.endAskedAt
        standing.firstProofAt = firstProofAt ?? later.firstProofAt ?? later.lastProofAt
        guard isSameVersion else { return standing }
        standing.lastProofAt = [lastProofAt, later.lastProofAt].compactMap(\.self).max()
        standing.lastConclusiveAt = [lastConclusiveAt, later.lastConclusiveAt].compactMap(\.self).max()
        return standing
    }
}
