import FoundationEssentials
import TestBasics
import Testing

@testable import Credentials

/// Whether a silence is unusual: both promises, measured on simulated connections of all paces.
@Suite struct LeadPaceTests {
    /// What watching one connection came to.
    private struct Watch {
        /// How many pauses that ended by themselves were told of, in each year.
        var falseAlarms: [Int]
        /// For how much of its time a pace was known, in years.
        var years = 0.0
        /// How long after a stop it was told, in longest pauses.
        var found: [Double] = []
        /// For how many days nothing was known at first.
        var unknownFor: Double?
    }

    /// Watches a connection as the engine does: at each lead the pace is reckoned anew from those of the last 400 days.
    ///
    /// A pause that is short by the pace that was known last needs no new one: the pace only tells of longer pauses as
    /// time goes on, but for what is 400 days old, and so it is reckoned every other week in any case.
    private static func watch(_ trace: LeadTrace, _ random: inout Randomness) -> Watch {
        let begin = trace.extent.lowerBound
        var watch = Watch(falseAlarms: Array(repeating: 0, count: trace.extent.count / 8_760))
        var known = LeadHours()
        var pending: [Instant] = []
        var (pace, reckonedAt): (LeadPace?, Int) = (nil, begin)
        for (index, hour) in trace.hours.enumerated() {
            let at = LeadHours.start(of: hour)
            pending.append(at)
            guard index + 1 < trace.hours.count else { break }
            let next = trace.hours[index + 1]
            let isLong = pace.map { $0.isNotable(from: at, to: LeadHours.start(of: next)) } ?? (next - hour > 12)
            if isLong || hour - reckonedAt > 14 * 24 {
                known.take(pending, at: at)
                pending = []
                (pace, reckonedAt) = (LeadPace(of: known), hour)
            }
            guard let pace else { continue }
            if watch.unknownFor == nil {
                watch.unknownFor = Double(hour - begin) / 24
                watch.years = Double(trace.extent.upperBound - hour) / 8_766
            }
            let alarm = pace.alarm(after: at)
            if alarm < LeadHours.start(of: next) {
                watch.falseAlarms[min((hour - begin) / 8_760, watch.falseAlarms.count - 1)] += 1
            }
            // It stops for good somewhere in this pause, at times.
            if random.uniform() < 0.05 {
                let stop = LeadHours.start(of: hour + Int(random.uniform(0, Double(min(next - hour, 24)))))
                watch.found.append(Double((alarm - stop).seconds) / Double(pace.longestPause.seconds))
            }
        }
        return watch
    }

    @Test(arguments: zip([20, 5, 2, 1, 3.0 / 7, 1.0 / 7, 2.0 / 30], [4, 6, 16, 20, 24, 24, 24]))
    func `has at most one false alarm a year and connection, and finds a stop within twice the longest pause`(
        leadsADay: Double, connections: Int
    ) {
        var random = Randomness(SeededGenerator(seed: 4))
        var watches: [Watch] = []
        for seed in 0..<UInt64(connections) {
            let trace = LeadTrace(leadsADay: leadsADay, years: 4, seed: 1_000 + seed)
            watches.append(Self.watch(trace, &random))
        }
        let years = watches.map(\.years).reduce(0, +)
        let alarms = watches.flatMap(\.falseAlarms)
        let mean = Double(alarms.reduce(0, +)) / max(years, 1)
        let found = watches.flatMap(\.found)
        let words =
            "\(leadsADay) a day: \(mean) a year, \(alarms.count { $0 > 1 }) of \(alarms.count) years with more, "
            + "found after \(found.sorted()[found.count / 2]), \(found.max() ?? 0) at most, unknown for "
            + "\(watches.compactMap(\.unknownFor).reduce(0, +) / Double(watches.count)) days"
        print(words)
        #expect(mean <= 0.4, "\(words)")
        // Nobody has more than one a year, over the years.
        #expect(watches.allSatisfy { $0.falseAlarms.reduce(0, +) <= 4 }, "\(words)")
        #expect(Double(alarms.count { $0 > 1 }) <= max(1, 0.05 * Double(alarms.count)), "\(words)")
        #expect(found.count > 30 && found.allSatisfy { $0 <= 2 }, "\(words)")
        #expect(watches.allSatisfy { $0.unknownFor != nil }, "\(words)")
    }

    private static func arrivals(_ hours: [Int], at now: Int? = nil) -> LeadHours {
        var known = LeadHours()
        known.take(hours.map(LeadHours.start(of:)), at: LeadHours.start(of: now ?? hours.last ?? 0))
        return known
    }

    /// Noon of a Monday in March.
    private static let monday = (20_520 / 7 * 7 + 4) * 24 + 12

    @Test
    func `knows no pace of nineteen hours with leads, nor of less than eight weeks, and does of twenty over eight`() {
        let daily = (0..<57).map { Self.monday + $0 * 24 }
        #expect(LeadPace(of: Self.arrivals(daily)) != nil)
        #expect(LeadPace(of: Self.arrivals(Array(daily.dropLast()))) == nil, "a day short of eight weeks")
        let weekly = (0..<20).map { Self.monday + $0 * 168 }
        #expect(LeadPace(of: Self.arrivals(weekly)) != nil)
        #expect(LeadPace(of: Self.arrivals(Array(weekly.dropLast()))) == nil)
        #expect(LeadPace(of: LeadHours()) == nil)
    }

    @Test func `a weekend is no silence where weekends are quiet, and a working day without leads is one soon`() throws
    {
        // Every working hour of the working days of half a year.
        let hours = (0..<182).filter { $0 % 7 < 5 }.flatMap { day in (-3...5).map { Self.monday + day * 24 + $0 } }
        let pace = try #require(LeadPace(of: Self.arrivals(hours)))
        #expect(pace.longestPause == .hours(64), "from Friday evening to Monday morning")
        let friday = LeadHours.start(of: hours[hours.count - 1])
        let alarm = pace.alarm(after: friday)
        #expect(alarm > friday + .hours(64) && alarm < friday + .hours(80), "on Monday, within the day")
        let tuesday = LeadHours.start(of: Self.monday + 22 * 24)
        #expect(pace.alarm(after: tuesday) < tuesday + .hours(48), "within two days, in the middle of the week")
    }

    @Test func `Christmas takes four times as long before a silence is unusual, and no longer than twice the longest`()
        throws
    {
        let daily = (0..<120).map { Self.monday + 150 * 24 + $0 * 24 }
        let pace = try #require(LeadPace(of: Self.arrivals(daily)))
        #expect(pace.longestPause == .hours(24))
        let summer = try #require(Instant(rfc3339: "2026-08-05T12:00:00Z"))
        let christmas = try #require(Instant(rfc3339: "2026-12-23T12:00:00Z"))
        #expect(pace.alarm(after: christmas) - christmas == .hours(48))
        #expect(pace.alarm(after: summer) - summer < .hours(42))
    }

    @Test func `a month in which it was broken makes no month of silence usual`() throws {
        let before = (0..<100).map { Self.monday + $0 * 24 }
        let after = (130..<180).map { Self.monday + $0 * 24 }
        let pace = try #require(LeadPace(of: Self.arrivals(before + after)))
        #expect(pace.longestPause <= .hours(48), "no more than what it took to tell")
        // Within the first eight weeks nobody knows whether that was a silence.
        let early = (0..<30).map { Self.monday + $0 * 24 } + (40..<180).map { Self.monday + $0 * 24 }
        #expect(try #require(LeadPace(of: Self.arrivals(early))).longestPause == .days(11))
    }

    @Test func `what is known goes back 400 days, is an hour exact, and comes back from its text as it was`() throws {
        let now = LeadHours.start(of: Self.monday)
        var known = LeadHours()
        known.take(
            [now, now - .days(400), now - .days(401), now + .days(1), now - .minutes(1), now - .hours(30)], at: now)
        #expect(known.hours == [Self.monday - 9_600, Self.monday - 30, Self.monday - 1, Self.monday])
        for hours in [known, LeadHours()] {
            #expect(try JSONDecoder().decode(LeadHours.self, from: JSONEncoder().encode(hours)) == hours)
        }
        known.take([now + .days(3)], at: now + .days(3))
        #expect(known.hours.first == Self.monday - 30, "what is too old is forgotten")
        known.take([], at: now + .days(900))
        #expect(known.isEmpty)
    }
}
