import Testing

@testable import Credentials

@Suite struct ProbeScheduleTests {
    private let start = Sample.start

    private func decision(_ facts: Facts, _ now: Instant, _ method: Sample.Method = .azureAD) throws -> Decision {
        decide(try Sample.credential(method), facts, now: now)
    }

    @Test func `without a secret nothing is due, and the sentence says how to store one`() throws {
        let decision = try decision(Sample.facts(nil), start)
        #expect(decision.due.isEmpty && decision.next == nil && decision.reason == .noSecretStored)
        #expect(decision.sentence.contains("leadkeeper secret set contoso"))
    }

    @Test func `a new secret is proven at once, and one without an environment never`() throws {
        let first = try decision(Sample.facts(), start)
        #expect(first.probe == .whole && first.reason == .proofTooOld)
        #expect(decide(try Sample.credential(isProbed: false), Sample.facts(), now: start).probe == nil)
    }

    @Test func `a sign-in comes after its interval and a whole probe after its own, each from its very second on`()
        throws
    {
        var facts = Sample.facts(after: [(nil, start)])
        #expect(try decision(facts, start).nextProbeAt == start + .hours(6))
        #expect(try decision(facts, start + .hours(6) - .seconds(1)).probe == nil)
        let signIn = try decision(facts, start + .hours(6))
        #expect(signIn.probe == .signIn && signIn.reason == .signInTooOld)
        for hours in [6, 12, 18] as [Int64] {
            facts.standing = facts.standing.after(Sample.report(nil, .signIn), at: start + .hours(hours))
        }
        #expect(try decision(facts, start + .days(1) - .seconds(1)).probe == nil)
        #expect(try decision(facts, start + .days(1)).probe == .whole)
        #expect(facts.standing.lastProofAt == start)
    }

    @Test(arguments: [0, 1, 50, 100] as [Int64]) func `jitter makes probes come earlier, by at most a tenth`(
        jitter: Int64
    ) throws {
        let facts = Sample.facts(after: [(nil, start)], jitter: jitter)
        let at = try #require(try decision(facts, start).nextProbeAt)
        #expect(at <= start + .hours(6) && at >= start + .seconds(6 * 3_600 * 9 / 10))
        #expect((at == start + .hours(6)) == (jitter == 0))
    }

    @Test func `retries climb the ladder, go all the way, and begin anew after a success`() throws {
        var (probes, at) = ([(ProbeClass?, Instant)](), start)
        for minutes in [1, 2, 2, 5, 10, 20, 60, 60] as [Int64] {
            probes.append((.network, at))
            let facts = Sample.facts(Sample.version(.never), after: probes)
            #expect(try decision(facts, at + .minutes(minutes) - .seconds(1)).probe == nil)
            let retry = try decision(facts, at + .minutes(minutes))
            #expect(retry.probe == .whole && retry.reason == .proofTooOld)
            at = at + .minutes(minutes)
        }
        probes += [(nil, at), (.timeout, at + .hours(6))]
        #expect(
            try decision(Sample.facts(Sample.version(.never), after: probes), at + .hours(6)).nextProbeAt
                == at + .hours(6) + .minutes(1))
    }

    @Test func `the ladder stays below the time that remains, and above a minute`() {
        #expect(RetryLadder.delay(afterFailures: 7, remaining: nil) == .hours(1))
        #expect(RetryLadder.delay(afterFailures: 7, remaining: .hours(20)) == .hours(1))
        #expect(RetryLadder.delay(afterFailures: 7, remaining: .seconds(72_000 - 20)) == .seconds(3_599))
        #expect(RetryLadder.delay(afterFailures: 7, remaining: .minutes(40)) == .minutes(2))
        #expect(RetryLadder.delay(afterFailures: 7, remaining: .minutes(20)) == .minutes(1))
        #expect(RetryLadder.delay(afterFailures: 7, remaining: .seconds(1)) == .minutes(1))
        #expect(RetryLadder.delay(afterFailures: 7, remaining: .seconds(0)) == .hours(1))
        #expect(RetryLadder.delay(afterFailures: 7, remaining: .seconds(-1)) == .hours(1))
        #expect(RetryLadder.delay(afterFailures: 0, remaining: nil) == .minutes(1))
        #expect(RetryLadder.delay(afterFailures: .max, remaining: nil) == .hours(1))
    }

    @Test func `a server that asks for a rest gets it, but none longer than a day is believed`() throws {
        var facts = Sample.facts(after: [(nil, start)])
        facts.standing = facts.standing.after(Sample.report(.throttled, retryAfter: .hours(3)), at: start + .hours(6))
        #expect(try decision(facts, start + .hours(6)).nextProbeAt == start + .hours(9))
        facts.standing.notBefore = start + .days(400)
        #expect(try decision(facts, start + .hours(7)).probe == .whole)
    }

    @Test func `a changed configuration is tried at once, whatever was in the way`() throws {
        let refused = Sample.facts(after: [(.passwordWrong, start), (.passwordWrong, start), (.passwordWrong, start)])
        var facts = Sample.facts(after: [(.network, start), (.network, start), (.network, start)])
        for standing in [refused.standing, facts.standing] {
            facts.standing = standing.afterNewConfiguration()
            #expect(try decision(facts, start, .office365).probe == .whole)
            #expect(facts.standing.failures == 0 && facts.standing.refusals == 0 && facts.standing.refusedAs == nil)
        }
    }

    @Test func `what was noted by a clock ahead of its time holds nothing back`() throws {
        let ahead = start + .days(400)
        var facts = Sample.facts(after: [(nil, ahead)])
        #expect(try decision(facts, start).probe == .whole)
        facts.standing = facts.standing.after(Sample.report(.network), at: start)
        #expect(facts.standing.lastConclusiveAt == start && facts.standing.lastProofAt == nil)
        #expect(try decision(facts, start + .hours(13)).told == [.unchecked(since: start, repetition: 0)])
    }
}
