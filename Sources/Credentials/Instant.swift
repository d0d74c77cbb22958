/// A moment in time: whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// "No time" is `nil`, never zero.
public struct Instant: Hashable, Comparable, Sendable, Codable {
    /// Seconds since the epoch of POSIX.1 `time_t`.
    public var secondsSinceEpoch: Int64

    /// The moment that many seconds after the epoch.
    public init(secondsSinceEpoch: Int64) {
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// Reads the number alone, so that a stored instant is an integer.
    public init(from decoder: any Decoder) throws {
        secondsSinceEpoch = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes the number alone.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(secondsSinceEpoch)
    }

    /// Earlier sorts first.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.secondsSinceEpoch < right.secondsSinceEpoch
    }

    /// The moment `span` later; it stops at the ends of `Int64` instead of wrapping round.
    public static func + (instant: Instant, span: TimeSpan) -> Instant {
        let (sum, overflow) = instant.secondsSinceEpoch.addingReportingOverflow(span.seconds)
        return Instant(secondsSinceEpoch: overflow ? (span.seconds > 0 ? .max : .min) : sum)
    }

    /// The moment `span` earlier; it stops at the ends of `Int64` instead of wrapping round.
    public static func - (instant: Instant, span: TimeSpan) -> Instant {
        instant + TimeSpan(seconds: span.seconds == .min ? .max : -span.seconds)
    }

    /// How long it is from `right` to `left`; negative when `left` is the earlier one.
    public static func - (left: Instant, right: Instant) -> TimeSpan {
        let (difference, overflow) = left.secondsSinceEpoch.subtractingReportingOverflow(right.secondsSinceEpoch)
        return TimeSpan(seconds: overflow ? (left > right ? .max : .min) : difference)
    }
}

/// A length of time in whole seconds, as configuration files and the ledger hold it.
///
/// Unlike `Duration` it has no part below a second, which neither of them could keep.
public struct TimeSpan: Hashable, Comparable, Sendable, Codable {
    /// The length in seconds; negative backwards.
    public var seconds: Int64

    /// That many seconds.
    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Reads the number alone.
    public init(from decoder: any Decoder) throws {
        seconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes the number alone.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }

    /// That many seconds.
    public static func seconds(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count) }
    /// That many minutes.
    public static func minutes(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 60) }
    /// That many hours.
    public static func hours(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 3_600) }
    /// That many days of 86,400 seconds.
    public static func days(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 86_400) }

    /// Shorter sorts first.
    public static func < (left: TimeSpan, right: TimeSpan) -> Bool {
        left.seconds < right.seconds
    }

    /// One after the other; it stops at the ends of `Int64` instead of wrapping round.
    public static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        let (sum, overflow) = left.seconds.addingReportingOverflow(right.seconds)
        return TimeSpan(seconds: overflow ? (right.seconds > 0 ? .max : .min) : sum)
    }

    /// By how much `left` is longer; it stops at the ends of `Int64` instead of wrapping round.
    public static func - (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        let (difference, overflow) = left.seconds.subtractingReportingOverflow(right.seconds)
        return TimeSpan(seconds: overflow ? (left > right ? .max : .min) : difference)
    }
}
