internal import Basics

extension TimeSpan {
    /// The length as people say it, in its largest unit and rounded down: `6 days`, `25 hours`, `1 minute`.
    ///
    /// Hours are counted up to two days, so that the last day is not rounded away. A negative length is told as if it
    /// were positive.
    public var inWords: String {
        let (count, unit) = inLargestUnit
        return count.counted(unit.name)
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
