internal import Basics

/// A clock that runs as fast as leads usually arrive: slowly in the nights and on the weekends of a connection, if it
/// has any, and slowly everywhere between Christmas and New Year.
///
/// An hour of it is an hour of an even pace: a week has 168. What it takes for the pace of an hour is the share of the
/// leads that came on that day of the week, times the share of those that came at that time of day; so a few leads
/// suffice, and it needs no time zone. Pauses in its time are alike all through the week, which makes the longest one
/// worth comparing with.
struct BusinessClock: Hashable, Sendable {
    /// How fast it runs from 23 December to 1 January.
    ///
    /// Measured: without that, connections at five leads a day have 0.87
    /// false alarms in their first year, with it 0.47.
    static let paceAtChristmas = 0.25
    /// How many leads are taken to have come on each day of the week, and at each time of day, beside those that did:
    /// what never brought a lead so far is slow, and does not stand still.
    private static let doubt = 3.0

    /// What has passed since the begin of the week, at the begin of each of its hours, and at its end.
    private let passed: [Double]
    /// The hours of each Christmas that may matter, from 23 December to 1 January.
    private let christmases: [Range<Int>]

    /// The clock of a connection whose leads arrived in those hours.
    init(of hours: [Int]) {
        var (days, times) = (Array(repeating: Self.doubt, count: 7), Array(repeating: Self.doubt, count: 24))
        for hour in hours {
            let place = hour % 168
            days[place / 24] += 1
            times[place % 24] += 1
        }
        let (allDays, allTimes) = (days.reduce(0, +), times.reduce(0, +))
        var passed = [0.0]
        passed.reserveCapacity(169)
        for place in 0..<168 {
            passed.append(passed[place] + days[place / 24] * 7 / allDays * times[place % 24] * 24 / allTimes)
        }
        self.passed = passed
        christmases = Self.christmases(from: hours.first ?? 0, to: hours.last ?? 0)
    }

    /// How many of its hours pass between the begins of two hours.
    func hours(from begin: Int, to end: Int) -> Double {
        guard begin < end else { return 0 }
        var hours = even(end) - even(begin)
        for quiet in christmases where quiet.lowerBound < end && begin < quiet.upperBound {
            let (from, to) = (max(begin, quiet.lowerBound), min(end, quiet.upperBound))
            hours -= (1 - Self.paceAtChristmas) * (even(to) - even(from))
        }
        return hours
    }

    /// The begin of the first hour by which so many of its hours have passed since `begin`, but `limit` at the latest.
    func hour(after span: Double, since begin: Int, atMost limit: Int) -> Int {
        var (low, high) = (begin, limit)
        while low < high {
            let middle = low + (high - low) / 2
            if hours(from: begin, to: middle) >= span { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// What has passed since the epoch, without regard to Christmas.
    private func even(_ hour: Int) -> Double {
        let (weeks, place) = hour.quotientAndRemainder(dividingBy: 168)
        return Double(weeks) * passed[168] + passed[place]
    }

    /// From the year before the first of those hours to the third after the last: longer pauses are never looked for.
    private static func christmases(from first: Int, to last: Int) -> [Range<Int>] {
        guard let begin = CivilDate(daysSinceEpoch: first / 24)?.year,
            let end = CivilDate(daysSinceEpoch: last / 24)?.year
        else { return [] }
        return (begin - 1...end + 3).compactMap { year in
            CivilDate(year: year, month: 12, day: 23).map { $0.daysSinceEpoch * 24..<($0.daysSinceEpoch + 10) * 24 }
        }
    }
}
