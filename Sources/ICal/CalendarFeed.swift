internal import CICal

/// Moments for a calendar to subscribe to, as one file.
///
/// RFC 5545 for its form; RFC 5546 §3.2.1 for what published events hold. Nobody is invited and nobody answers.
public struct CalendarFeed: Hashable, Sendable {
    /// One moment by which something is to be done.
    public struct Event: Hashable, Sendable {
        /// What makes it the same event in each edition of the file.
        public var uid: String
        /// When it is, in seconds since the epoch; it takes no time.
        public var at: Int64
        /// Its title: one line.
        public var summary: String

        /// A moment.
        public init(uid: String, at: Int64, summary: String) {
            (self.uid, self.at, self.summary) = (uid, at, summary)
        }
    }

    /// What the calendar is called.
    public var name: String
    /// When this edition was written, in seconds since the epoch.
    public var stamp: Int64
    /// Its events.
    public var events: [Event]

    /// Joins the parts.
    public init(name: String, stamp: Int64, events: [Event]) {
        (self.name, self.stamp, self.events) = (name, stamp, events)
    }

    /// The file: UTF-8, lines of at most 75 bytes that end in CRLF; the same feed gives the same bytes.
    ///
    /// Does not block. `icalcomponent_as_ical_string_r`.
    public func encoded() -> [UInt8] {
        let calendar = Component.calendar(ICAL_METHOD_PUBLISH)
        unsafe calendar.add(Self.extension("X-WR-CALNAME", name.singleLine(limit: 255)))
        // How often a calendar program is to fetch it; those that know this know no other.
        unsafe calendar.add(Self.extension("X-PUBLISHED-TTL", "PT1H"))
        for event in events { calendar.add(component(of: event)) }
        return calendar.encoded()
    }

    private func component(of event: Event) -> Component {
        let component = Component(ICAL_VEVENT_COMPONENT)
        unsafe component.add(icalproperty_new_uid(event.uid.singleLine(limit: 255)))
        unsafe component.add(icalproperty_new_dtstamp(.utc(stamp)))
        unsafe component.add(icalproperty_new_dtstart(.utc(event.at)))
        unsafe component.add(icalproperty_new_summary(event.summary.singleLine(limit: 255)))
        unsafe component.add(icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT))
        return component
    }

    private static func `extension`(_ name: String, _ value: String) -> OpaquePointer? {
        let property = unsafe icalproperty_new_x(value)
        unsafe icalproperty_set_x_name(property, name)
        return unsafe property
    }
}
