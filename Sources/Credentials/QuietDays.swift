public import Basics

/// Days in a row on which nobody works: a holiday, or a closure of the office.
public struct QuietDays: Hashable, Sendable, CustomStringConvertible {
    /// The first of them.
    public let first: CivilDate
    /// The last of them, which is no earlier.
    public let last: CivilDate

    /// Those days; `nil` where the last lies before the first.
    public init?(_ first: CivilDate, through last: CivilDate) {
        guard first <= last else { return nil }
        (self.first, self.last) = (first, last)
    }

    /// Reads `2026-12-24` or `2026-12-24..2027-01-02`; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false)
        let days = parts.compactMap { try? DateForm(String($0)) }.filter { $0.moment == nil }
        guard days.count == parts.count, let first = days.first, let last = days.last else { return nil }
        self.init(first.day, through: last.day)
    }

    /// As it is written.
    public var description: String { first == last ? "\(first)" : "\(first)..\(last)" }

    /// Whether that day is one of them.
    public func contains(_ day: CivilDate) -> Bool { (first...last).contains(day) }
}
