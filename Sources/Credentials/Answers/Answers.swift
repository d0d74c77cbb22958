/// What people have answered to notices about a credential, as far as it counts for the version in use.
public struct Answers: Hashable, Sendable {
    /// Whose reminders wait; one for each person at most.
    public var snoozes: [Snooze]
    /// Who is on it; `nil` where nobody has said so.
    public var acknowledgement: Acknowledgement?
    /// Whether nothing goes out to contacts; `nil` where it does.
    public var hold: Hold?

    /// Those answers.
    public init(snoozes: [Snooze] = [], acknowledgement: Acknowledgement? = nil, hold: Hold? = nil) {
        self.snoozes = snoozes
        self.acknowledgement = acknowledgement
        self.hold = hold
    }

    /// Whether nobody has answered anything, which is so of nearly all.
    public var isEmpty: Bool { snoozes.isEmpty && acknowledgement == nil && hold == nil }
}

extension Snooze {
    /// When it really ends: no reminder waits beyond the moment by which people have to begin.
    ///
    /// - Parameter startBy: that moment; `nil` where none is known.
    public func end(startBy: Instant?) -> Instant { startBy.map { min($0, until) } ?? until }
}

extension Answers {
    /// Until when that person is not reminded at `now`; `nil` where they are.
    public func snoozed(_ person: EmailAddress, startBy: Instant?, at now: Instant) -> Instant? {
        snoozes.filter { $0.recipient == nil || $0.recipient == person }.map { $0.end(startBy: startBy) }
            .filter { $0 > now }.max()
    }

    /// Until when nobody is to be told of that, and why; `nil` where somebody is.
    ///
    /// What tells that something has stopped waits for nobody.
    /// - Parameters:
    ///   - people: who would be told.
    ///   - startBy: by when people have to begin; `nil` where that is not known.
    func wait(of kind: NoticeKind, to people: [EmailAddress], startBy: Instant?, at now: Instant)
        -> (until: Instant, reason: Decision.Reason)?
    {
        if let hold, now < hold.until, hold.holds(kind, startBy: startBy) { return (hold.until, .held) }
        guard kind.isReminder, !snoozes.isEmpty, !people.isEmpty else { return nil }
        let ends = people.map { snoozed($0, startBy: startBy, at: now) }
        guard !ends.contains(nil), let first = ends.compactMap(\.self).min() else { return nil }
        return (first, .snoozed)
    }

    /// What has ended by `now`, and is to be taken off the record.
    public func ended(startBy: Instant?, at now: Instant) -> Answers {
        Answers(
            snoozes: snoozes.filter { $0.end(startBy: startBy) <= now },
            acknowledgement: acknowledgement.flatMap { $0.until <= now ? $0 : nil })
    }

    /// What of them still counts at `now`.
    public func standing(of facts: Facts, _ credential: Credential, at now: Instant) -> Answers {
        guard !isEmpty else { return self }
        let startBy = facts.startBy(of: credential, at: now)
        return Answers(
            snoozes: snoozes.filter { $0.end(startBy: startBy) > now }, acknowledgement: acknowledgement(at: now),
            hold: hold)
    }

    /// When the next of them ends after `now`; `nil` where none does.
    public func nextEnd(startBy: Instant?, after now: Instant) -> Instant? {
        (snoozes.map { $0.end(startBy: startBy) } + [acknowledgement?.until, hold?.until].compactMap(\.self))
            .filter { $0 > now }.min()
    }

    /// Who is on it at `now`; `nil` where nobody is.
    public func acknowledgement(at now: Instant) -> Acknowledgement? {
        acknowledgement.flatMap { now < $0.until ? $0 : nil }
    }
}
