internal import Basics
internal import CICal

extension Component {
    /// An iCalendar object that nothing is in yet but who has made it, and what it is for.
    static func calendar(_ method: icalproperty_method) -> Component {
        let calendar = Component(ICAL_VCALENDAR_COMPONENT)
        // What stands first is what a program looks for first.
        unsafe calendar.add(icalproperty_new_prodid("-//leadkeeper//leadkeeper \(Release.version)//EN"))
        unsafe calendar.add(icalproperty_new_version("2.0"))
        unsafe calendar.add(icalproperty_new_method(method))
        return calendar
    }
}

extension icaltimetype {
    /// A moment in UTC, in seconds since the epoch.
    static func utc(_ seconds: Int64) -> icaltimetype {
        unsafe icaltime_from_timet_with_zone(time_t(seconds), 0, icaltimezone_get_utc_timezone())
    }
}

extension CalendarMessage {
    /// The message as an iCalendar object: UTF-8, lines of at most 75 bytes that end in CRLF.
    ///
    /// The same message gives the same bytes. No text in it can begin a property of its own: control characters,
    /// bidirectional marks and the like are left out. Does not block. `icalcomponent_as_ical_string_r`.
    public func encoded() -> [UInt8] {
        let calendar = Component.calendar(method.value)
        calendar.add(event)
        return calendar.encoded()
    }

    private var event: Component {
        let event = Component(ICAL_VEVENT_COMPONENT)
        unsafe event.add(icalproperty_new_uid(uid.singleLine(limit: 255)))
        unsafe event.add(icalproperty_new_sequence(Int32(clamping: sequence)))
        unsafe event.add(icalproperty_new_dtstamp(moment))
        unsafe event.add(icalproperty_new_dtstart(days.first.value))
        // The end is the first day that is not a part of it any more (RFC 5545 §3.6.1).
        unsafe event.add(icalproperty_new_dtend(days.last.next.value))
        unsafe event.add(icalproperty_new_summary(title))
        unsafe event.add(icalproperty_new_description(details.lines))
        unsafe event.add(organizerProperty)
        unsafe event.add(attendeeProperty)
        unsafe event.add(icalproperty_new_status(method == .cancel ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED))
        unsafe event.add(icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT))
        if let url { unsafe event.add(icalproperty_new_url(url.singleLine())) }
        // A cancellation has no alarms (RFC 5546 §3.2.5).
        if method == .request { for alarm in alarms { event.add(component(of: alarm)) } }
        return event
    }

    private var title: String { summary.singleLine(limit: 255) }

    /// The moment of the message, in UTC.
    private var moment: icaltimetype { unsafe .utc(stamp) }

    private var organizerProperty: OpaquePointer? {
        let property = unsafe icalproperty_new_organizer(organizer.uri)
        unsafe name(organizer, in: property)
        return unsafe property
    }

    /// That the attendee will do it is for the attendee to say, and nobody waits for that.
    private var attendeeProperty: OpaquePointer? {
        let property = unsafe icalproperty_new_attendee(attendee.uri)
        unsafe name(attendee, in: property)
        unsafe icalproperty_add_parameter(property, icalparameter_new_cutype(ICAL_CUTYPE_INDIVIDUAL))
        unsafe icalproperty_add_parameter(property, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT))
        unsafe icalproperty_add_parameter(property, icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION))
        unsafe icalproperty_add_parameter(property, icalparameter_new_rsvp(ICAL_RSVP_FALSE))
        return unsafe property
    }

    private func name(_ party: Party, in property: OpaquePointer?) {
        guard let name = party.shownName else { return }
        unsafe icalproperty_add_parameter(property, icalparameter_new_cn(name))
    }

    private func component(of alarm: Alarm) -> Component {
        let component = Component(ICAL_VALARM_COMPONENT)
        unsafe component.add(icalproperty_new_action(ICAL_ACTION_DISPLAY))
        unsafe component.add(icalproperty_new_description(title))
        let trigger = unsafe icalproperty_new_trigger(alarm.trigger)
        if case .lastDay = alarm {
            unsafe icalproperty_add_parameter(trigger, icalparameter_new_related(ICAL_RELATED_END))
        }
        unsafe component.add(trigger)
        return component
    }
}

extension CalendarMessage.Method {
    fileprivate var value: icalproperty_method {
        switch self {
        case .request: ICAL_METHOD_REQUEST
        case .cancel: ICAL_METHOD_CANCEL
        }
    }
}

extension CalendarMessage.Alarm {
    /// How long after the midnight with which the event begins, or before the one with which it ends.
    fileprivate var trigger: icaltriggertype {
        let hours =
            switch self {
            case .firstDay(let hour): hour
            case .lastDay(let hour): hour - 24
            }
        return unsafe icaltriggertype(
            time: icaltime_null_time(), duration: icaldurationtype_from_int(Int32(clamping: hours * 3_600)))
    }
}

extension CalendarMessage.Party {
    /// The address as RFC 6068 §2 has it, where some of the characters that an address may have are written as escapes.
    fileprivate var uri: String {
        var bytes: [UInt8] = []
        for byte in address.singleLine().utf8 {
            if "#%&/=?^`{|}\"<>\\".utf8.contains(byte) {
                PercentEncoding.encode(byte) { bytes.append($0) }
            } else {
                bytes.append(byte)
            }
        }
        return "mailto:" + String(decoding: bytes, as: UTF8.self)
    }

    fileprivate var shownName: String? {
        let shown = (name ?? "").singleLine(limit: 200)
        return shown.isEmpty ? nil : shown
    }
}

extension CivilDate {
    /// The day without a time of day, which libical writes as a `DATE`.
    fileprivate var value: icaltimetype {
        var value = unsafe icaltime_null_date()
        unsafe (value.year, value.month, value.day) = (Int32(year), Int32(month), Int32(day))
        return unsafe value
    }
}

extension String {
    /// The text on one line, with nothing in it that steers a display.
    func singleLine(limit: Int = .max) -> String {
        displaySafe(.removed, squeezesSpace: true, limit: limit)
    }

    /// The text with one kind of line end, and nothing in a line that steers a display.
    fileprivate var lines: String {
        split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
            $0.description.displaySafe(.removed)
        }
        .joined(separator: "\n")
    }
}
