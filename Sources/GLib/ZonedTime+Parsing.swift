internal import CGLib

extension ZonedTime {
    /// The moment that a date or an RFC 3339 time names, in seconds since 1970-01-01T00:00:00Z; `nil` for anything else.
    ///
    /// - A date, `2026-12-20`, is the beginning of that day in `zone`: its first second, also where the clocks skip midnight.
    /// - A time, `2026-12-20T08:30:00Z` or `2026-12-20T08:30:00.5+01:00`, carries its own offset; parts of a second are dropped.
    ///
    /// Does not block. RFC 3339 §5.6, less the leap second, which POSIX time has no number for.
    public static func secondsSinceEpoch(parsing text: String, in zone: Zone) -> Int64? {
        var rest = text.utf8[...]
        guard let year = number(4, &rest), skip("-", &rest), let month = number(2, &rest), skip("-", &rest),
            let day = number(2, &rest)
        else { return nil }
        if rest.isEmpty { return beginning(ofDay: day, month: month, year: year, in: zone) }
        guard skip("Tt", &rest), let hour = number(2, &rest), skip(":", &rest), let minute = number(2, &rest), skip(":", &rest),
            let second = number(2, &rest), hour < 24, minute < 60, second < 60, skipFraction(&rest),
            let offset = offset(&rest), rest.isEmpty
        else { return nil }
        return seconds(year, month, day, hour, minute, second, in: .utc).map { $0 - Int64(offset) }
    }

    private static func beginning(ofDay day: Int, month: Int, year: Int, in zone: Zone) -> Int64? {
        guard let midnight = seconds(year, month, day, 0, 0, 0, in: zone) else { return nil }
        // Where the clocks skip midnight, GLib answers with a moment of the day before or one past the gap: the day begins at the
        // first second that bears its date, which is at most a few hours away.
        let bearsDate = { (instant: Int64) in
            ZonedTime(secondsSinceEpoch: instant, in: zone).map { ($0.year, $0.month, $0.day) == (year, month, day) } ?? false
        }
        var (before, within) = (midnight - 86_400, midnight + 43_200)
        guard bearsDate(within), !bearsDate(before) else { return midnight }
        while within - before > 1 {
            let middle = before + (within - before) / 2
            if bearsDate(middle) { within = middle } else { before = middle }
        }
        return within
    }

    private static func seconds(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int, in zone: Zone
    ) -> Int64? {
        let time = unsafe zone.withHandle { handle in
            unsafe g_date_time_new(handle, gint(year), gint(month), gint(day), gint(hour), gint(minute), gdouble(second))
        }
        guard let time = unsafe time else { return nil }
        defer { unsafe g_date_time_unref(time) }
        return unsafe Int64(g_date_time_to_unix(time))
    }

    private static func number(_ digits: Int, _ rest: inout Substring.UTF8View) -> Int? {
        let head = rest.prefix(digits)
        guard head.count == digits, head.allSatisfy(isDigit) else { return nil }
        rest = rest.dropFirst(digits)
        return head.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func skip(_ any: String, _ rest: inout Substring.UTF8View) -> Bool {
        guard let first = rest.first, any.utf8.contains(first) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func skipFraction(_ rest: inout Substring.UTF8View) -> Bool {
        guard skip(".", &rest) else { return true }
        guard let first = rest.first, isDigit(first) else { return false }
        rest = rest.drop(while: isDigit)
        return true
    }

    private static func offset(_ rest: inout Substring.UTF8View) -> Int? {
        if skip("Zz", &rest) { return 0 }
        let isWest = rest.first == UInt8(ascii: "-")
        guard skip("+-", &rest), let hours = number(2, &rest), skip(":", &rest), let minutes = number(2, &rest), hours < 24,
            minutes < 60
        else { return nil }
        return (isWest ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
