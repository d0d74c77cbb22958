import Testing

@testable import Credentials

@Suite struct TroubleTests {
    private let start = Sample.start

    private func decision(_ facts: Facts, _ now: Instant, _ method: Sample.Method = .azureAD) throws -> Decision {
        decide(try Sample.credential(method), facts, now: now)
    }

    @Test func `a refusal is believed at its second answer, and dates from the first`() throws {
        let once = Sample.facts(after: [(.secretWrong, start)])
        #expect(try decision(once, start + .minutes(1)).told.isEmpty)
        #expect(try decision(once, start).nextProbeAt == start + .minutes(2), "it is confirmed soon")
        let twice = Sample.facts(after: [(.secretWrong, start), (.secretWrong, start + .minutes(2))])
        let told = try decision(twice, start + .minutes(2))
        #expect(
            told.told == [.refused(.secretWrong, since: start, repetition: 0)] && told.reason == .refusedByMicrosoft)
        #expect(try decision(twice, start + .days(1)).told == [.refused(.secretWrong, since: start, repetition: 1)])
    }

    @Test func `a refusal that is known goes on being told while nothing more can be found out`() throws {
        let facts = Sample.facts(after: [(.secretWrong, start), (.secretWrong, start), (.network, start + .hours(1))])
        #expect(try decision(facts, start + .days(2)).told == [.refused(.secretWrong, since: start, repetition: 2)])
    }

    @Test(arguments: ProbeClass.allCases.filter { $0.result == .unknown && $0 != .notPosted })
    func `what could not be told never counts as a refusal, and is told once it has lasted too long`(
        problem: ProbeClass
    ) throws {
        let facts = Sample.facts(after: [(nil, start)] + (0..<9).map { (problem, start + .hours($0)) })
        #expect(facts.standing.refusals == 0)
        #expect(try decision(facts, start + .hours(12) - .seconds(1)).told.isEmpty)
        let told = try decision(facts, start + .hours(12))
        #expect(told.told == [.unchecked(since: start, repetition: 0)] && told.reason == .uncheckedTooLong)
    }

    @Test func `one answer that could not tell is no alarm where probes are further apart than the patience`() throws {
        let probing = ProbePolicy(leadInterval: .days(6), signInInterval: .days(3))
        let credential = try Sample.credential(probing: probing)
        let failing = start + .days(3)
        let facts = Sample.facts(after: [(nil, start), (.timeout, failing)])
        #expect(decide(credential, facts, now: failing + .hours(6) - .seconds(1)).told.isEmpty)
        #expect(decide(credential, facts, now: failing + .hours(6)).told == [.unchecked(since: start, repetition: 0)])
    }

    @Test func `once the window has ended that is the news, and what follows from it is not told`() throws {
        let version = Sample.version(.never)
        let expired = Sample.facts(version, after: [(.secretExpired, start), (.secretExpired, start + .minutes(2))])
        let lapsed = try decision(expired, start + .minutes(2))
        #expect(lapsed.told == [.lapsed(repetition: 0)] && lapsed.reason == .windowEnded)
        var unreachable = Sample.facts(after: [(.network, start)])
        unreachable.standing.endTrial = EndTrial(dueAt: Sample.end, since: Sample.end)
        #expect(try decision(unreachable, Sample.end + .minutes(5)).told == [.lapsed(repetition: 0)])
    }

    @Test func `works again is told once a lead has been written since people were told of the trouble`() throws {
        var facts = Sample.facts(after: [(.secretWrong, start), (.secretWrong, start)])
        facts.standing.alarmedSince = start
        facts.standing = facts.standing.after(Sample.report(nil, .signIn), at: start + .hours(1))
        #expect(try decision(facts, start + .hours(1)).told.isEmpty, "a sign-in proves no lead")
        facts.standing = facts.standing.after(Sample.report(nil), at: start + .hours(2))
        let over = try decision(facts, start + .hours(2))
        #expect(over.told == [.worksAgain(since: start)] && over.reason == .troubleOver)
        facts.standing.alarmedSince = nil
        #expect(try decision(facts, start + .hours(2)).told.isEmpty)
    }

    @Test func `a new version keeps what people were told, and forgets what was known of the old one`() {
        var standing = Sample.facts(after: [(.secretWrong, start), (.secretWrong, start)]).standing
        standing.alarmedSince = start
        standing.alarmedOf = .refused(.secretWrong, since: start, repetition: 0)
        let new = standing.afterNewVersion(at: start + .hours(1))
        #expect(new.alarmedSince == start && new.alarmedOf == standing.alarmedOf)
        #expect(
            new.refusals == 0 && new.refusedAs == nil && new.lastProbe == nil
                && new.lastConclusiveAt == start + .hours(1))
        #expect(standing.afterRemoval().alarmedSince == nil)
    }

    @Test func `a clock that was ahead leaves nothing in the future behind`() {
        let ahead = start + .days(400)
        var standing = Sample.facts(after: [(nil, ahead), (.secretExpired, ahead), (.secretExpired, ahead)]).standing
        standing.alarmedSince = ahead
        standing.notBefore = ahead
        let believed = standing.believed(at: start)
        for instant in [
            believed.lastConclusiveAt, believed.resultSince, believed.refusedSince, believed.refusedAsLapsedAt,
            believed.alarmedSince,
        ] { #expect(instant == start) }
        for instant in [believed.lastProofAt, believed.lastWholeAt, believed.lastAttemptAt, believed.notBefore] {
            #expect(instant == nil)
        }
        #expect(believed.refusals == 2 && believed.believed(at: start) == believed)
        #expect(standing.believed(at: ahead - .minutes(5)).lastConclusiveAt == ahead, "five minutes are no wrong clock")
        #expect(standing.believed(at: ahead - .minutes(5) - .seconds(1)).lastConclusiveAt != ahead)
    }
}
