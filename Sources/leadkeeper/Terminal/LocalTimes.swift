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

    /// "2026-12-20": the zone is for somebody else to name.
    func day(_ instant: Instant) -> String {
        ZonedTime(secondsSinceEpoch: instant.secondsSinceEpoch, in: zone)?.date.description ?? instant.rfc3339
    }

    /// "11:35" for a moment of today, "2026-12-20" for any other.
    func clockOrDay(_ instant: Instant) -> String {
        guard let local = ZonedTime(secondsSinceEpoch: instant.secondsSinceEpoch, in: zone),
            local.date == ZonedTime(secondsSinceEpoch: now.secondsSinceEpoch, in: zone)?.date
        else { return day(instant) }
        return Self.clock(local)
    }

    /// "11:35:20", for somebody who watches.
    func clock(_ instant: Instant) -> String {
        guard let local = ZonedTime(secondsSinceEpoch: instant.secondsSinceEpoch, in: zone) else {
            return instant.rfc3339
        }
        return "\(Self.clock(local)):\(local.second.zeroPadded(to: 2))"
    }

    private static func clock(_ local: ZonedTime) -> String {
        "\(local.hour.zeroPadded(to: 2)):\(local.minute.zeroPadded(to: 2))"
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
