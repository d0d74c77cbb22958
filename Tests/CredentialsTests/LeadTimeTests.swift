import Testing

@testable import Credentials

@Suite struct LeadTimeTests {
    private func told(
        _ remaining: TimeSpan, leadTimes: [TimeSpan] = NoticePolicy().leadTimes, noticed: Set<Occasion> = []
    )
        throws
        -> Decision
    {
        decide(
            try Sample.credential(leadTimes: leadTimes, isProbed: false), Sample.facts(noticed: noticed),
            now: Sample.end - remaining)
    }

    @Test(arguments: [30, 14, 7, 3, 1] as [Int64]) func `one is told from its very second on`(days: Int64) throws {
        let leadTime = TimeSpan.days(days)
        #expect(try told(leadTime).told == [.lapses(within: leadTime)])
        #expect(try told(TimeSpan(seconds: leadTime.seconds + 1)).told != [.lapses(within: leadTime)])
        #expect(try told(TimeSpan(seconds: leadTime.seconds - 1)).told == [.lapses(within: leadTime)])
        #expect(try told(leadTime).reason == .leadTimeReached)
    }

    @Test func `before the longest nothing is told, and the longest is what comes next`() throws {
        let decision = try told(TimeSpan(seconds: TimeSpan.days(30).seconds + 1))
        #expect(decision.due.isEmpty && decision.reason == .nothingDue)
        #expect(decision.next == .init(action: .notify(.lapses(within: .days(30))), at: Sample.end - .days(30)))
    }

    @Test func `of several that are due only the most urgent is told, in whatever order they are written`() throws {
        for leadTimes in [[TimeSpan.days(1), .days(30), .days(7)], [.days(30), .days(7), .days(1)]] {
            let decision = try told(.days(2), leadTimes: leadTimes)
            #expect(decision.told == [.lapses(within: .days(7))])
            #expect(decision.next?.at == Sample.end - .days(1))
        }
    }

    @Test func `one that was told is not told again, and does not hide the next`() throws {
        let decision = try told(.days(7), noticed: [.lapses(within: .days(7)), .lapses(within: .days(14))])
        #expect(decision.due.isEmpty && decision.reason == .nothingDue)
        #expect(decision.next?.at == Sample.end - .days(3))
    }

    @Test func `after the last comes the end, from its very second on`() throws {
        #expect(try told(.seconds(1)).next == .init(action: .notify(.lapsed(repetition: 0)), at: Sample.end))
        let decision = try told(.seconds(0))
        #expect(decision.told == [.lapsed(repetition: 0)] && decision.reason == .windowEnded)
        #expect(decision.next?.at == Sample.end + .days(1))
    }

    @Test func `a credential without lead times is told of its end all the same`() throws {
        #expect(try told(.days(1), leadTimes: []).next?.at == Sample.end)
        #expect(try told(.days(0), leadTimes: [.days(0)]).told == [.lapsed(repetition: 0)])
    }

    @Test func `a lapse is told daily for a week, then weekly, without end`() throws {
        let reminders: [(day: Int64, repetition: Int64)] = [
            (0, 0), (1, 1), (6, 6), (7, 7), (8, 7), (13, 7), (14, 8), (20, 8), (21, 9), (364, 58),
        ]
        for (day, repetition) in reminders {
            #expect(try told(.days(-day)).told == [.lapsed(repetition: repetition)])
        }
        #expect(try told(TimeSpan(seconds: -TimeSpan.days(1).seconds + 1)).told == [.lapsed(repetition: 0)])
        for repetition in 0..<200 as Range<Int64> {
            #expect(Repetition.due(after: Repetition.elapsed(at: repetition)) == repetition)
            #expect(
                Repetition.due(after: TimeSpan(seconds: Repetition.elapsed(at: repetition).seconds - 1)) != repetition)
        }
    }

    @Test(arguments: ClockDoubt.allCases) func `nobody is told anything while the clock is in doubt`(doubt: ClockDoubt)
        throws
    {
        let decision = decide(
            try Sample.credential(), Sample.facts(doubt: doubt), now: Sample.end - .days(7))
        #expect(decision.told.isEmpty && decision.reason == .clockImplausible)
        #expect(decision.probe == .whole, "probes go on, since they are what tells the time")
    }

    @Test func `a window without a known end lets nothing lapse, and probes go on`() throws {
        for expiry in [SecretVersion.Expiry.never, .unknown] {
            let decision = decide(
                try Sample.credential(), Sample.facts(Sample.version(expiry)), now: Sample.start + .days(900))
            #expect(decision.told.isEmpty && decision.probe == .whole)
        }
    }
}
