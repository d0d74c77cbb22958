/// A person's word that reminders about a secret are to wait.
///
/// It counts for the version that was in use when it was given: whoever replaces the secret ends it.
public struct Snooze: Hashable, Sendable {
    /// Who is not reminded; `nil` for nobody being reminded.
    public var recipient: EmailAddress?
    /// From when.
    public var since: Instant
    /// Until when, as it was asked for.
    public var until: Instant
    /// Who has said so.
    public var person: String
    /// Why, in that person's words.
    public var reason: String

    /// A snooze.
    public init(recipient: EmailAddress? = nil, since: Instant, until: Instant, person: String, reason: String) {
        self.recipient = recipient
        self.since = since
        self.until = until
        self.person = person
        self.reason = reason
    }

    /// The longest one where nobody knows by when people have to begin.
    public static let longestWithoutStartBy = TimeSpan.days(30)
}

/// A person's word that somebody replaces the secret: reminders say so, and others are not told that nobody acts.
///
/// It counts for the version that was in use when it was given.
public struct Acknowledgement: Hashable, Sendable, Codable {
    /// Who is on it.
    public var by: String
    /// Since when.
    public var since: Instant
    /// Until when that counts.
    public var until: Instant
    /// Who has said so.
    public var person: String

    /// An acknowledgement.
    public init(by: String, since: Instant, until: Instant, person: String) {
        self.by = by
        self.since = since
        self.until = until
        self.person = person
    }

    /// How long it counts at most.
    public static let longest = TimeSpan.days(3)

    /// When one that is given at `now` ends: after three days, or by when people have to begin, whichever is first;
    /// once that date is past, after three days.
    public static func end(givenAt now: Instant, startBy: Instant?) -> Instant {
        let end = now + longest
        guard let startBy, startBy > now else { return end }
        return min(end, startBy)
    }
}

/// A person's word that nothing goes out to contacts while connections are set up.
public struct Hold: Hashable, Sendable {
    /// Since when.
    public var since: Instant
    /// Until when.
    public var until: Instant
    /// Who has said so.
    public var person: String
    /// Whether the operators were told what is held.
    public var isTold: Bool

    /// A hold.
    public init(since: Instant, until: Instant, person: String, isTold: Bool = false) {
        self.since = since
        self.until = until
        self.person = person
        self.isTold = isTold
    }

    /// Whether it holds back what is of that kind: nothing has stopped, and nobody has to begin within a day.
    public func holds(_ kind: NoticeKind, startBy: Instant?) -> Bool {
        kind.isHeld && startBy.map { $0 > since + Self.longest } ?? true
    }

    /// How long it lasts at most.
    ///
    /// What has to be begun within that time is not held.
    public static let longest = TimeSpan.days(1)
    /// How long it lasts before the operators are told what is held.
    public static let patience = TimeSpan.hours(1)
}
