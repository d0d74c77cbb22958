public import Basics

/// One event of whole days, as its organizer tells one attendee of it by mail.
///
/// RFC 5545 for its form, RFC 5546 §3.2 for what a request and a cancellation hold, RFC 6047 for the mail.
public struct CalendarMessage: Hashable, Sendable {
    /// What becomes of the event in the attendee's calendar.
    public enum Method: Hashable, Sendable, CaseIterable {
        /// It is put in, or brought up to date.
        case request
        /// It is taken out.
        case cancel

        /// The word for it in `METHOD` and in the `method` of a content type.
        public var word: String {
            switch self {
            case .request: "REQUEST"
            case .cancel: "CANCEL"
            }
        }
    }

    /// Somebody who is named with an address.
    public struct Party: Hashable, Sendable {
        /// The mail address, `local@domain` in ASCII.
        public var address: String
        /// The name to be shown; `nil` for none.
        public var name: String?

        /// Somebody with that address.
        public init(address: String, name: String? = nil) {
            self.address = address
            self.name = name
        }
    }

    /// The days that an event takes.
    public struct Days: Hashable, Sendable {
        /// The first day.
        public var first: CivilDate
        /// The last day, which is a part of it; never before the first.
        public var last: CivilDate

        /// From the first day to the last one; where that is earlier, the first day alone.
        public init(from first: CivilDate, through last: CivilDate) {
            self.first = first
            self.last = max(first, last)
        }
    }

    /// When the attendee's calendar speaks up, by the clock of wherever the attendee is.
    public enum Alarm: Hashable, Sendable {
        /// At that hour of the first day.
        case firstDay(hour: Int)
        /// At that hour of the last day.
        case lastDay(hour: Int)
    }

    /// What becomes of the event.
    public var method: Method
    /// What makes it the same event in each message about it.
    public var uid: String
    /// Which change of the event this is, from 0.
    public var sequence: Int
    /// When the message was written, in seconds since the epoch.
    public var stamp: Int64
    /// The days that it takes; nobody counts as busy for it.
    public var days: Days
    /// Its title: one line.
    public var summary: String
    /// What there is to know, in lines ended by `\n`.
    public var details: String
    /// Whose event it is.
    public var organizer: Party
    /// In whose calendar it stands; nobody is asked for an answer.
    public var attendee: Party
    /// A page with more of it; `nil` for none.
    public var url: String?
    /// When the calendar speaks up; a cancellation has none.
    public var alarms: [Alarm]

    /// Joins the parts.
    public init(
        _ method: Method, uid: String, sequence: Int, stamp: Int64, days: Days, summary: String, details: String,
        organizer: Party, attendee: Party, url: String? = nil, alarms: [Alarm] = []
    ) {
        (self.method, self.uid, self.sequence, self.stamp) = (method, uid, sequence, stamp)
        (self.days, self.summary, self.details) = (days, summary, details)
        (self.organizer, self.attendee, self.url, self.alarms) = (organizer, attendee, url, alarms)
    }
}
