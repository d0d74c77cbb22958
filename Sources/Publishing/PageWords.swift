internal import Basics
internal import Credentials
internal import Triage
internal import Wording

/// The words of the page, and dates as it writes them: in UTC, the year first, so that they sort and mean the same
/// everywhere.
struct PageWords: Sendable {
    private let catalog: Catalog
    private let now: Instant

    init(_ catalog: Catalog, now: Instant) {
        (self.catalog, self.now) = (catalog, now)
    }

    /// A sentence of the catalog.
    func text(_ key: String, _ values: [String: String] = [:]) -> String {
        Markup { values[$0] }.plain(catalog.text(key))
    }

    /// A sentence about so many.
    func count(_ key: String, _ count: Int) -> String {
        Markup { $0 == "count" ? String(count) : nil }.plain(catalog.text(key, count: count))
    }

    /// What a browser's tab says.
    func title(_ tally: Tally) -> String {
        tally.somebody > 0 ? count("page.somebody", tally.somebody) : count("page.fine", tally.fine)
    }

    /// A moment: `2026-11-29 14:58 UTC`.
    func moment(_ instant: Instant) -> String {
        let text = instant.rfc3339
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }

    /// A day, and how far away it is: `2026-12-20 (in 21 days)`, in which only the first space may end a line.
    func dated(_ instant: Instant) -> String {
        let day = { (instant: Instant) in instant.secondsSinceEpoch / 86_400 }
        let days = Int(clamping: day(instant) - day(now))
        let distance =
            days == 0 ? text("page.today") : count(days > 0 ? "page.inDays" : "page.daysAgo", abs(days))
        return "\(instant.rfc3339.prefix(10)) (\(distance.replacing(" ", with: "\u{A0}")))"
    }
}
