internal import Basics
internal import Control
internal import Credentials
internal import GLib

/// Moments as people here read them: local time with its zone named, and how far away it is.
struct LocalTimes {
    let zone: Zone
    let now: Instant

    /// "2026-12-20 01:00 CET".
    func time(_ instant: Instant) -> String {
        guard let local = ZonedTime(secondsSinceEpoch: instant.secondsSinceEpoch, in: zone) else {
            return instant.rfc3339
        }
        return "\(local.date) \(local.hour.zeroPadded(to: 2)):\(local.minute.zeroPadded(to: 2)) \(local.abbreviation)"
    }

    /// "2026-12-20 01:00 CET (in 29 days)".
    func timeAndDistance(_ instant: Instant) -> String {
        "\(time(instant)) (\(RelativeTime.words(instant, from: now)))"
    }

    /// "2026-12-20, in 29 days": the zone is for the table's heading to name.
    func dateAndDistance(_ instant: Instant) -> String {
        let local = ZonedTime(secondsSinceEpoch: instant.secondsSinceEpoch, in: zone)
        return "\(local?.date.description ?? instant.rfc3339), \(RelativeTime.words(instant, from: now))"
    }

    /// "20 May 2027 (in 172 days)".
    func dayAndDistance(_ instant: Instant) -> String {
        guard let local = ZonedTime(secondsSinceEpoch: instant.secondsSinceEpoch, in: zone) else {
            return instant.rfc3339
        }
        return "\(local.date.words) (\(RelativeTime.words(instant, from: now)))"
    }

    /// What the zone calls itself now.
    var zoneName: String {
        ZonedTime(secondsSinceEpoch: now.secondsSinceEpoch, in: zone)?.abbreviation ?? "UTC"
    }
}
