public import Basics
internal import CGLib

/// A moment as a calendar and a clock in some zone show it.
///
/// GLib's `GDateTime`: the Gregorian calendar from year 1 to 9999, without leap seconds.
public struct ZonedTime: Hashable, Sendable {
    /// The day, in the years 1 to 9999.
    public let date: CivilDate
    /// The hour, 0 to 23.
    public let hour: Int
    /// The minute, 0 to 59.
    public let minute: Int
    /// The second, 0 to 59.
    public let second: Int
    /// How many seconds the zone is east of Greenwich at that moment.
    public let secondsFromUTC: Int
    /// What the zone calls itself at that moment, such as `CEST`, or `-03` where it has no letters of its own.
    public let abbreviation: String

    /// What a calendar and a clock in `zone` show that many seconds after 1970-01-01T00:00:00Z; `nil` outside years 1
    /// to 9999.
    ///
    /// Does not block. `g_date_time_new_from_unix_utc`, `g_date_time_to_timezone`.
    public init?(secondsSinceEpoch: Int64, in zone: Zone) {
        guard let utc = unsafe g_date_time_new_from_unix_utc(gint64(secondsSinceEpoch)) else { return nil }
        defer { unsafe g_date_time_unref(utc) }
        guard let local = unsafe zone.withHandle({ unsafe g_date_time_to_timezone(utc, $0) }) else { return nil }
        defer { unsafe g_date_time_unref(local) }
        let date = unsafe CivilDate(
            year: Int(g_date_time_get_year(local)), month: Int(g_date_time_get_month(local)),
            day: Int(g_date_time_get_day_of_month(local)))
        guard let date else { return nil }
        self.date = date
        hour = unsafe Int(g_date_time_get_hour(local))
        minute = unsafe Int(g_date_time_get_minute(local))
        second = unsafe Int(g_date_time_get_second(local))
        secondsFromUTC = unsafe Int(g_date_time_get_utc_offset(local) / 1_000_000)
        abbreviation = unsafe String(cString: g_date_time_get_timezone_abbreviation(local))
    }
}
