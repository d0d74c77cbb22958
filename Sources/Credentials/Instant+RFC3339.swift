internal import Basics

extension Instant {
    // Before that no country counted by the Gregorian calendar alone, so a text would be taken for another day.
    private static let firstWritten = Instant(secondsSinceEpoch: -11_676_096_000)  // 1600-01-01T00:00:00Z
    private static let lastWritten = Instant(secondsSinceEpoch: 253_402_300_799)  // 9999-12-31T23:59:59Z

    /// The moment as `2026-12-20T00:00:00Z`; one outside the years 1600 to 9999 shows as the nearest within.
    public var rfc3339: String {
        RFC3339.text(ofSeconds: min(max(self, Self.firstWritten), Self.lastWritten).secondsSinceEpoch)
    }

    /// The calendar day in UTC, `2026-11-21`, of the same years.
    public var utcDate: String { String(rfc3339.prefix(10)) }

    /// The minute in UTC, `2026-11-21 09:12 UTC`, of the same years.
    public var utcMinute: String { "\(utcDate) \(rfc3339.dropFirst(11).prefix(5)) UTC" }

    /// Reads `2026-12-20T00:00:00Z` or the same with an offset such as `+01:00`; `nil` for anything else, and before
    /// the year 1600.
    ///
    /// Fractions of a second are refused, since none could be kept; so are leap seconds and small letters.
    public init?(rfc3339 text: String) {
        guard let seconds = RFC3339.seconds(of: text), seconds >= Self.firstWritten.secondsSinceEpoch else {
            return nil
        }
        self.init(secondsSinceEpoch: seconds)
    }
}
