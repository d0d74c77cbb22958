internal import Basics
internal import CGLib

extension ZonedTime {
    /// The first second of a day in `zone`, in seconds since 1970-01-01T00:00:00Z, also where the clocks skip midnight;
    /// `nil` for a day that no calendar has.
    ///
    /// Does not block.
    public static func beginning(ofDay day: Int, month: Int, year: Int, in zone: Zone) -> Int64? {
        guard let date = CivilDate(year: year, month: month, day: day),
            let midnight = seconds(year, month, day, 0, 0, 0, in: zone)
        else { return nil }
        // Where the clocks skip midnight, GLib answers with a moment of the day before or one past the gap: the day
        // begins at the first second that bears its date, which is at most a few hours away.
        let bearsDate = { (instant: Int64) in
            ZonedTime(secondsSinceEpoch: instant, in: zone).map { $0.date == date } ?? false
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
            unsafe g_date_time_new(
                handle, gint(year), gint(month), gint(day), gint(hour), gint(minute), gdouble(second))
        }
        guard let time = unsafe time else { return nil }
        defer { unsafe g_date_time_unref(time) }
        return unsafe Int64(g_date_time_to_unix(time))
    }
}
