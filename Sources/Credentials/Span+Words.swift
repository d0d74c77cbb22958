extension Span {
    /// The length as people say it, in its largest unit and rounded down: `6 days`, `25 hours`, `1 minute`.
    ///
    /// Hours are counted up to two days, so that the last day is not rounded away. A negative length is told as if it were positive.
    public var inWords: String {
        let (count, unit) = inLargestUnit
        return count == 1 ? "1 \(unit.name)" : "\(count) \(unit.name)s"
    }

    /// The same in as few letters as can be: `6 d`, `25 h`, `1 min`.
    public var abbreviated: String {
        let (count, unit) = inLargestUnit
        return "\(count) \(unit.abbreviation)"
    }

    private var inLargestUnit: (count: UInt64, unit: (name: String, abbreviation: String)) {
        let seconds = seconds.magnitude
        return switch seconds {
        case 172_800...: (seconds / 86_400, ("day", "d"))
        case 3_600...: (seconds / 3_600, ("hour", "h"))
        case 60...: (seconds / 60, ("minute", "min"))
        default: (seconds, ("second", "s"))
        }
    }
}

extension Instant {
    /// The calendar day in UTC, `2026-11-21`, in the proleptic Gregorian calendar.
    ///
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    public var utcDate: String {
        let days = (secondsSinceEpoch >= 0 ? secondsSinceEpoch : secondsSinceEpoch - 86_399) / 86_400 + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}
