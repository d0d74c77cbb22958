internal import Credentials

/// A length of time in the words of people, in its largest whole unit: "in 6 days", "2 hours ago".
///
/// What is left is rounded down, so that nobody believes to have longer than is so. Two days and more are told in days, since "in 1
/// day" hides whether that is 25 or 47 hours.
enum RelativeTime {
    private static let units: [(least: Int64, seconds: Int64, name: String, short: String)] = [
        (2 * 86_400, 86_400, "day", "d"), (3_600, 3_600, "hour", "h"), (60, 60, "minute", "min"), (1, 1, "second", "s"),
    ]

    /// "in 6 days", "6 days ago", or "now".
    static func words(_ instant: Instant, from now: Instant) -> String {
        text(instant - now) { count, unit in "\(count) \(unit.name)\(count == 1 ? "" : "s")" }
    }

    /// "in 6 d", "6 d ago", or "now".
    static func short(_ instant: Instant, from now: Instant) -> String {
        text(instant - now) { count, unit in "\(count) \(unit.short)" }
    }

    private static func text(_ span: Span, _ words: (UInt64, (name: String, short: String)) -> String) -> String {
        let length = span.seconds.magnitude
        guard let unit = units.first(where: { length >= UInt64($0.least) }) else { return "now" }
        let amount = words(length / UInt64(unit.seconds), (unit.name, unit.short))
        return span.seconds > 0 ? "in \(amount)" : "\(amount) ago"
    }
}
