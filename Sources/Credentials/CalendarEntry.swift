/// What stands in one person's calendar about a credential: from the day to begin through the day of the end.
public struct CalendarEntry: Hashable, Sendable {
    /// What is to be done in that time.
    public enum Matter: String, Hashable, Sendable, CaseIterable {
        /// The secret is to be replaced.
        case replace
        /// The new secret is to be entered in Partner Center and published.
        case handOver = "hand-over"
    }

    /// The days that it takes.
    public struct Dates: Hashable, Sendable {
        /// By when to begin: on that day the entry begins.
        public var begin: Instant
        /// What it leads up to: with that day the entry ends.
        public var end: Instant
        /// The IANA time zone that decides which days those are.
        public var timeZone: String

        /// From one moment to the other, by the calendar of that zone.
        public init(begin: Instant, end: Instant, timeZone: String) {
            (self.begin, self.end, self.timeZone) = (begin, end, timeZone)
        }
    }

    /// Whose secret it is about.
    public var credential: CredentialName
    /// The version of the secret that was in use when the entry was last written.
    public var version: String
    /// What was to be done then.
    public var matter: Matter
    /// In whose calendar it stands.
    public var recipient: EmailAddress
    /// What calendars tell it by, in each mail about it; `nil` before the first one was written.
    public var uid: String?
    /// Which change of it this is, from 0: it rises when a day moves, and when the entry is taken out.
    public var sequence: Int
    /// The days that it takes.
    public var dates: Dates
    /// Whether it is taken out of the calendar.
    public var isCancelled: Bool

    /// An entry as it is to be in somebody's calendar.
    public init(
        _ credential: CredentialName, version: String, matter: Matter, recipient: EmailAddress, uid: String? = nil,
        sequence: Int = 0, dates: Dates, isCancelled: Bool = false
    ) {
        (self.credential, self.version, self.matter) = (credential, version, matter)
        (self.recipient, self.uid) = (recipient, uid)
        (self.sequence, self.dates, self.isCancelled) = (sequence, dates, isCancelled)
    }

    /// The entry for these days: the same change of it where nothing moves.
    public func moved(to dates: Dates) -> CalendarEntry {
        guard isCancelled || dates != self.dates else { return self }
        var entry = self
        (entry.dates, entry.isCancelled, entry.sequence) = (dates, false, sequence + 1)
        return entry
    }

    /// The entry taken out of the calendar.
    public var cancelled: CalendarEntry {
        guard !isCancelled else { return self }
        var entry = self
        (entry.isCancelled, entry.sequence) = (true, sequence + 1)
        return entry
    }
}
