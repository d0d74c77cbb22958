/// How much mail there may be: what waits to go in one mail with others, and how many mails anybody gets.
///
/// It merges and puts off; it never drops anything, and lets nothing wait beyond the moment when it matters.
public struct MailPace: Hashable, Sendable {
    /// How long a notice waits for others to the same person; zero where each is sent at once.
    public var gathering: TimeSpan
    /// How many mails a person gets within a day before what is not urgent waits; `nil` where it never does.
    public var mailsPerDay: Int?
    /// How many mails leave within a minute, unless more have to for what waits to be told in time.
    public var mailsPerMinute: Int

    /// A pace; the daemon's own unless said otherwise.
    public init(gathering: TimeSpan = .minutes(30), mailsPerDay: Int? = 3, mailsPerMinute: Int = 20) {
        self.gathering = gathering
        self.mailsPerDay = mailsPerDay
        self.mailsPerMinute = mailsPerMinute
    }

    /// How many mails leave within a minute at most, whatever waits.
    public static let mostPerMinute = 600
    /// What is to be told already is told within this, however many mails a minute that takes.
    public static let patience = TimeSpan.minutes(10)

    /// Each notice is a mail of its own, which waits for nothing.
    public static let oneByOne = MailPace(gathering: .seconds(0), mailsPerDay: nil)

    /// Whether several notices may go in one mail.
    public var merges: Bool { gathering.seconds > 0 || mailsPerDay != nil }

    /// What is urgent waits no longer than this.
    private static let urgentGathering = TimeSpan.minutes(1)

    /// When a notice of that kind may leave that is raised at `now`: it waits for others, but not beyond its deadline.
    ///
    /// What tells the operators of the daemon itself goes alone, and so waits for nothing.
    public func firstAttempt(
        of kind: NoticeKind, _ urgency: Urgency, raisedAt now: Instant, deadline: Instant
    ) -> Instant {
        let wait: TimeSpan =
            switch urgency {
            case .asked: .seconds(0)
            case .now: min(gathering, Self.urgentGathering)
            case .later: kind.isTrouble ? min(gathering, Self.urgentGathering) : gathering
            }
        return max(now, min(now + wait, deadline > now ? deadline : now + wait))
    }

    /// Whether a mail has to be written anew before it leaves: it has waited, and what it says of days, of who is on it
    /// and of what is known may have changed.
    public func isDated(writtenAt: Instant, at now: Instant) -> Bool {
        now - writtenAt > max(gathering, Self.longestFreshness)
    }

    /// A mail that is tried again within this says what it said.
    private static let longestFreshness = TimeSpan.hours(1)

    /// Until when a notice to a person waits who has got enough mail by now; in the past where it does not.
    ///
    /// - Parameters:
    ///   - createdAt: when it was raised.
    ///   - limits: by when it has to leave: its deadline, and when a new secret has to be begun.
    ///   - sent: when mails to that person were sent within the last day, in that order.
    public func wait(
        _ urgency: Urgency, createdAt: Instant, notBeyond limits: [Instant], sent: [Instant], at now: Instant
    ) -> Instant? {
        guard let mailsPerDay, sent.count >= mailsPerDay else { return nil }
        let until: Instant? =
            switch urgency {
            case .asked: nil
            case .now: createdAt + gathering
            case .later: sent[sent.count - mailsPerDay] + .days(1)
            }
        guard let until, let last = ([until] + limits.filter { $0 > createdAt }).min(), last > now else { return nil }
        return last
    }
}
