internal import Credentials
internal import GLib

extension ZonedTime {
    /// The moment in `zone`; `nil` outside years 1 to 9999.
    init?(_ instant: Instant, in zone: Zone) {
        self.init(secondsSinceEpoch: instant.secondsSinceEpoch, in: zone)
    }

    /// The hour and the minute, `20:05`.
    var clock: String { Self.padded(hour, 2) + ":" + Self.padded(minute, 2) }

    /// The day as ISO 8601 writes it, `2026-12-20`.
    var isoDate: String { [Self.padded(year, 4), Self.padded(month, 2), Self.padded(day, 2)].joined(separator: "-") }

    /// The zone's abbreviation; where that is a bare offset such as `-03`, with `UTC` before it, so that it is not taken for a range of hours.
    var zoneName: String {
        abbreviation.hasPrefix("+") || abbreviation.hasPrefix("-") ? "UTC" + abbreviation : abbreviation
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
