internal import Basics
internal import GLib
internal import Wording

/// Lengths of time, days and moments, as a language writes them.
extension Catalog {
    /// A length of time, such as `25 hours`.
    func span(_ span: NoticeSpan) -> String {
        let (key, count): (String, Int64) =
            switch span {
            case .days(let count): ("span.days", count)
            case .hours(let count): ("span.hours", count)
            case .lessThanAnHour: ("span.lessThanAnHour", 0)
            }
        return filled(text(key, count: Int(clamping: count)), ["count": String(count)])
    }

    /// A day, such as `28 November 2026`; no-break spaces hold it together.
    func date(_ time: ZonedTime) -> String {
        filled(
            text("date"),
            ["day": dayOfMonth(time), "month": text("month.\(time.date.month)"), "year": String(time.date.year)])
    }

    /// A day with its weekday and without its year, such as `Saturday 28 November`.
    func day(_ time: ZonedTime) -> String {
        filled(
            text("date.day"),
            [
                "weekday": text("weekday.\(time.date.weekday)"), "day": dayOfMonth(time),
                "month": text("month.\(time.date.month)"),
            ])
    }

    /// A day as short as it can be, such as `28 Nov`, for subjects.
    func shortDate(_ time: ZonedTime) -> String {
        filled(text("date.short"), ["day": dayOfMonth(time), "month": text("month.short.\(time.date.month)")])
    }

    /// A moment with its zone, and with UTC where that is another, such as
    /// `Saturday 28 November 2026, 01:00 CET (2026-11-28 00:00 UTC)`.
    func moment(_ local: ZonedTime, _ utc: ZonedTime) -> String {
        filled(
            text(local == utc ? "moment.inUTC" : "moment.elsewhere"),
            [
                "weekday": text("weekday.\(local.date.weekday)"), "date": date(local), "clock": clock(local),
                "zone": local.zoneName,
                "utcDate": utc.date.description, "utcClock": clock(utc),
            ])
    }

    /// The day of the month; in some languages the first has a form of its own.
    private func dayOfMonth(_ time: ZonedTime) -> String {
        let key = time.date.day == 1 ? "date.dayOfMonth.first" : "date.dayOfMonth"
        return filled(text(key), ["day": String(time.date.day)])
    }

    private func clock(_ time: ZonedTime) -> String {
        filled(text("clock"), ["hour": time.hour.zeroPadded(to: 2), "minute": time.minute.zeroPadded(to: 2)])
    }

    private func filled(_ template: String, _ values: [String: String]) -> String {
        Markup { values[$0] }.plain(template)
    }
}
