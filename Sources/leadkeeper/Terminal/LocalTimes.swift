internal import Control
internal import Credentials
internal import GLib

/// Moments as people here read them: local time with its zone named, and how far away it is.
struct LocalTimes {
    let zone: Zone
    let now: Instant

    /// "2026-12-20 01:00 CET".
    func time(_ instant: Instant) -> String {
        guard let local = ZonedTime(secondsSinceEpoch: instant.secondsSinceEpoch, in: zone) else { return instant.rfc3339 }
        return "\(Self.date(local)) \(Self.twoDigits(local.hour)):\(Self.twoDigits(local.minute)) \(local.abbreviation)"
    }

    /// "2026-12-20 01:00 CET (in 29 days)".
    func timeAndDistance(_ instant: Instant) -> String {
        "\(time(instant)) (\(RelativeTime.words(instant, from: now)))"
    }

    /// "2026-12-20, in 29 days": the zone is for the table's heading to name.
    func dateAndDistance(_ instant: Instant) -> String {
        let local = ZonedTime(secondsSinceEpoch: instant.secondsSinceEpoch, in: zone)
        return "\(local.map(Self.date) ?? instant.rfc3339), \(RelativeTime.words(instant, from: now))"
    }

    /// "20 May 2027 (in 172 days)".
    func dayAndDistance(_ instant: Instant) -> String {
        guard let local = ZonedTime(secondsSinceEpoch: instant.secondsSinceEpoch, in: zone),
            Self.months.indices.contains(local.month - 1)
        else { return instant.rfc3339 }
        return "\(local.day) \(Self.months[local.month - 1]) \(local.year) (\(RelativeTime.words(instant, from: now)))"
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    /// What the zone calls itself now.
    var zoneName: String {
        ZonedTime(secondsSinceEpoch: now.secondsSinceEpoch, in: zone)?.abbreviation ?? "UTC"
    }

    private static func date(_ time: ZonedTime) -> String {
        let year = String(time.year)
        return "\(String(repeating: "0", count: max(0, 4 - year.count)))\(year)-\(twoDigits(time.month))-\(twoDigits(time.day))"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}
