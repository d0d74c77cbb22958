internal import Credentials
internal import GLib

extension ZonedTime {
    /// The moment in `zone`; `nil` outside years 1 to 9999.
    init?(_ instant: Instant, in zone: Zone) {
        self.init(secondsSinceEpoch: instant.secondsSinceEpoch, in: zone)
    }

    /// The zone's abbreviation; where that is a bare offset such as `-03`, with `UTC` before it, so that it is not
    /// taken for a range of hours.
    var zoneName: String {
        abbreviation.hasPrefix("+") || abbreviation.hasPrefix("-") ? "UTC" + abbreviation : abbreviation
    }
}
