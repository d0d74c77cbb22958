/// How often leads usually arrive at a connection, and so when a pause between them is unusual.
///
/// A pause is measured by the connection's `BusinessClock`, and compared with the longest one so far. It is unusual once
/// it is 1.6 times as long on that clock, or twice as long on everybody's. The constants were measured on simulated
/// connections of twenty leads a day to two a month, with weekends, summers, Christmas, holidays, campaigns and trends
/// (`LeadPaceTests`): 0.16 to 0.22 false alarms a year and connection, most of them in the first year, and a stop is
/// found within twice the longest pause, always.
///
/// A pause that was itself unusual counts as no longer than what it took to say so. So a month in which the connection
/// was broken does not make the next month's silence usual, and a real pause that was longer than all before has its
/// effect.
public struct LeadPace: Hashable, Sendable {
    /// How many hours with leads there have to be before a pace is known.
    ///
    /// With twelve, connections at one lead a week
    /// have 0.6 false alarms in their first year, with twenty 0.42.
    public static let leastHours = 20
    /// Over how long a time: eight weeks, so that a campaign or a holiday alone is no pace.
    ///
    /// What comes within it is
    /// taken as it is.
    public static let leastSpan = TimeSpan.days(56)

    /// By how much a pause has to be longer than the longest so far, by the clock of the connection.
    private static let excess = 1.6
    /// The same by everybody's clock.
    private static let wallExcess = 2
    /// The longest pause is never taken to be shorter, in hours: who gets leads at all hours may sleep.
    private static let shortest = 12

    /// The longest pause so far by everybody's clock, in hours.
    private let longest: Int
    /// The same by the clock of the connection.
    private let longestInBusiness: Double
    private let clock: BusinessClock

    /// The pace of a connection; `nil` where too few leads have arrived to know one.
    public init?(of arrivals: LeadHours) {
        let hours = arrivals.hours
        guard hours.count >= Self.leastHours, let first = hours.first, let last = hours.last,
            last - first >= Int(Self.leastSpan.seconds / 3_600)
        else { return nil }
        let clock = BusinessClock(of: hours)
        var (longest, inBusiness) = (Self.shortest, Double(Self.shortest))
        for index in 1..<hours.count {
            let (begin, end) = (hours[index - 1], hours[index])
            let isLearning = index < Self.leastHours || end - first <= Int(Self.leastSpan.seconds / 3_600)
            // Most pauses are shorter than one before.
            guard end - begin > longest || clock.hours(from: begin, to: end) > inBusiness else { continue }
            let limit = isLearning ? end : Self.alarm(after: begin, clock, longest, inBusiness)
            longest = max(longest, min(end, limit) - begin)
            inBusiness = max(inBusiness, clock.hours(from: begin, to: min(end, limit)))
        }
        (self.longest, longestInBusiness, self.clock) = (longest, inBusiness, clock)
    }

    /// The longest pause that is usual.
    public var longestPause: TimeSpan { .hours(Int64(longest)) }

    /// From when on it is unusual that no lead has arrived since `last`: within twice the longest pause, and an hour for
    /// what the hours leave open.
    public func alarm(after last: Instant) -> Instant {
        let hour = Self.alarm(after: LeadHours.hour(of: last), clock, longest, longestInBusiness)
        return max(last, LeadHours.start(of: hour))
    }

    /// Whether a pause may be unusual, or longer than those before by now.
    func isNotable(from begin: Instant, to end: Instant) -> Bool {
        let (from, to) = (LeadHours.hour(of: begin), LeadHours.hour(of: end))
        return to - from > longest || clock.hours(from: from, to: to) > longestInBusiness
    }

    private static func alarm(after begin: Int, _ clock: BusinessClock, _ longest: Int, _ inBusiness: Double) -> Int {
        clock.hour(after: excess * inBusiness, since: begin, atMost: begin + wallExcess * longest)
    }
}
