import Testing

@testable import Credentials

/// What is told of an end that is reached, by what Microsoft says of the secret then.
@Suite struct EndOfWindowTests {
    private let end = Sample.end

    private func facts(
        _ version: SecretVersion = Sample.version(), after probes: [(ProbeClass?, Instant)] = [],
        trialSince: Instant? = nil
    ) -> Facts {
        var facts = Sample.facts(version, after: [(nil, Sample.start)] + probes)
        facts.standing.endTrial = trialSince.map { EndTrial(dueAt: end, since: $0) }
        return facts
    }

    @Test func `it is tried before anybody is told, with a lead, at once`() throws {
        let decision = decide(try Sample.credential(), facts(), now: end)
        #expect(decision.told.isEmpty && decision.probe == .whole)
        #expect(decision.reason == .endReached && decision.beginsTrialOf == end)
        #expect(decision.next == .init(action: .notify(.lapsed(repetition: 0)), at: end + .minutes(5)))
    }

    @Test func `a trial that is under way is not begun anew, and five minutes are its limit`() throws {
        let waiting = facts(after: [(.network, end)], trialSince: end)
        let credential = try Sample.credential()
        for seconds in [1, 59, 299] as [Int64] {
            let decision = decide(credential, waiting, now: end + .seconds(seconds))
            #expect(decision.told.isEmpty && decision.beginsTrialOf == nil, "after \(seconds) seconds")
            #expect((decision.probe != nil) == (seconds >= 60), "it is tried again each minute")
        }
        #expect(decide(credential, waiting, now: end + .minutes(5)).told == [.lapsed(repetition: 0)])
    }

    @Test func `the five minutes count from when it is first seen, after an outage of the daemon too`() throws {
        let late = end + .days(3)
        let credential = try Sample.credential()
        let first = decide(credential, facts(), now: late)
        #expect(first.told.isEmpty && first.beginsTrialOf == late)
        var waiting = facts()
        waiting.standing.endTrial = EndTrial(dueAt: late, since: late + .hours(1))
        #expect(decide(credential, waiting, now: late + .hours(1) + .minutes(4)).told.isEmpty)
        #expect(decide(credential, waiting, now: late + .hours(1) + .minutes(5)).told == [.lapsed(repetition: 3)])
    }

    @Test func `an answer that cannot come in time is not waited for`() throws {
        var asked = facts(after: [(nil, end - .hours(2))])
        asked.standing.notBefore = end + .hours(1)
        #expect(decide(try Sample.credential(), asked, now: end).told == [.lapsed(repetition: 0)])
        let password = try Sample.credential(.office365)
        let refused = facts(after: [(.passwordWrong, end - .minutes(4))])
        let decision = decide(password, refused, now: end)
        #expect(decision.told == [.lapsed(repetition: 0)] && decision.probe == nil, "the account could be locked")
        var heldBack = facts(after: [(.passwordWrong, end - .days(2))])
        heldBack.interruption = Interruption(count: 3, lastAt: end - .days(1))
        #expect(decide(password, heldBack, now: end).told == [.lapsed(repetition: 0)])
    }

    @Test func `what nobody probes is told at once`() throws {
        #expect(decide(try Sample.credential(isProbed: false), facts(), now: end).told == [.lapsed(repetition: 0)])
    }

    @Test(arguments: [Window.Origin.operator, .policy, .graph])
    func `what Microsoft accepts beyond it has not lapsed`(origin: Window.Origin) throws {
        let credential = try Sample.credential(origin == .policy ? .office365 : .azureAD)
        let version =
            origin == .policy
            ? Sample.version(.unknown, issuedAt: end - .days(90)) : Sample.version(.at(end, origin: origin))
        let lives = facts(version, after: [(nil, end)])
        let decision = decide(credential, lives, now: end + .seconds(9))
        #expect(decision.told == [.lapsed(repetition: 0)] && decision.sentence.contains("which is right"))
        let attention = try #require(
            conditions(of: credential, lives, now: end + .seconds(9)).first { $0.kind == .needsAttention })
        #expect(attention.status == .true && attention.reason == "EndInDoubt")
        // Trouble of another kind is told as what it is, and not hidden behind the date.
        let broken = facts(version, after: [(nil, end), (.noRole, end + .hours(2)), (.noRole, end + .hours(3))])
        #expect(
            decide(credential, broken, now: end + .hours(3)).told == [
                .refused(.noRole, since: end + .hours(2), repetition: 0)
            ])
        let unreachable = facts(version, after: [(nil, end)] + (1..<40).map { (.network, end + .hours($0)) })
        #expect(
            decide(credential, unreachable, now: end + .hours(20)).told.contains(.unchecked(since: end, repetition: 0)))
    }

    @Test func `a proof from before it says nothing`() throws {
        let decision = decide(try Sample.credential(), facts(after: [(nil, end - .seconds(1))]), now: end)
        #expect(decision.told.isEmpty && decision.probe == .whole)
    }

    @Test func `a refusal that follows moves it, and is told as a lapse once`() throws {
        let credential = try Sample.credential()
        let refused = facts(after: [
            (nil, end), (.secretExpired, end + .days(9)), (.secretExpired, end + .days(9) + .minutes(2)),
        ])
        #expect(refused.standing.refusedAsLapsedAt == end + .days(9))
        #expect(decide(credential, refused, now: end + .days(9) + .minutes(2)).told == [.lapsed(repetition: 0)])
        // Where the lapse was told already the refusal is no other news: reminders count from the end that was told.
        var told = refused
        told.lapseToldOf = end
        told.noticed = [.lapsed(repetition: 8 - 1)]
        #expect(decide(credential, told, now: end + .days(9) + .minutes(2)).told.isEmpty)
    }

    @Test func `a lapse that was told without a proof is over once a lead gets through, and is asked about instead`()
        throws
    {
        let credential = try Sample.credential()
        var alarmed = facts(after: [(.network, end)])
        alarmed.standing.alarmedSince = end + .minutes(5)
        alarmed.standing.alarmedOf = .lapsed(repetition: 0)
        alarmed.lapseToldOf = end
        alarmed.noticed = [.lapsed(repetition: 0)]
        alarmed.standing = alarmed.standing.after(Sample.report(nil, at: end + .hours(1)), at: end + .hours(1))
        let decision = decide(credential, alarmed, now: end + .hours(1))
        #expect(decision.told == [.worksAgain(since: end + .minutes(5))])
        // The correction asks for the date, so that the reminder of that day need not.
        alarmed.standing.alarmedSince = nil
        alarmed.standing.alarmedOf = nil
        alarmed.lapseToldOf = nil
        alarmed.noticed = []
        alarmed.standing.endAskedAt = end + .hours(1)
        #expect(decide(credential, alarmed, now: end + .hours(2)).told.isEmpty)
        alarmed.standing = alarmed.standing.after(Sample.report(nil, at: end + .days(1)), at: end + .days(1))
        #expect(decide(credential, alarmed, now: end + .days(1)).told == [.lapsed(repetition: 1)])
    }

    @Test func `while the clock is in doubt, or the ledger is back from a copy, nothing is tried for it nor told`()
        throws
    {
        var doubted = facts()
        doubted.clockDoubt = .jumped
        #expect(decide(try Sample.credential(), doubted, now: end).told.isEmpty)
        var restored = facts()
        restored.standing.unverifiedSince = end - .minutes(1)
        let decision = decide(try Sample.credential(), restored, now: end)
        #expect(decision.told.isEmpty && decision.beginsTrialOf == nil)
    }

    @Test func `what an older leadkeeper knows of it still tells what Microsoft accepts`() throws {
        var older = facts(after: [(nil, end + .hours(1))])
        older.standing.lastAcceptedAt = nil
        #expect(older.standing.acceptedAt == end + .hours(1))
        #expect(older.standing.isAccepted(beyond: end, Sample.version()))
        #expect(!older.standing.isAccepted(beyond: end, Sample.version(storedAt: end + .hours(2))))
    }
}

@Suite struct ReminderTests {
    private func leadTimes(_ hours: [Int64]) -> [Int64] {
        NoticePolicy(leadTimes: hours.map(TimeSpan.hours)).mailedLeadTimes.map { $0.seconds / 3_600 }
    }

    @Test func `two that are less than a day apart are one mail, and the end has its own`() {
        #expect(leadTimes([720, 336, 168, 72, 24, 0]) == [720, 336, 168, 72, 24])
        #expect(leadTimes([48, 36, 30, 24, 0]) == [48, 24])
        #expect(leadTimes([24, 1]) == [24])
        #expect(leadTimes([25, 1]) == [25, 1])
        #expect(leadTimes([6, 0]) == [6])
        #expect(leadTimes([12, 200, 190, 177, 176]) == [200, 176, 12])
        #expect(leadTimes([0]) == [] && leadTimes([]) == [])
    }

    @Test func `of two that are one mail only the first is told`() throws {
        let credential = try Sample.credential(leadTimes: [.hours(48), .hours(36), .hours(0)], isProbed: false)
        #expect(decide(credential, Sample.facts(), now: Sample.end - .hours(48)).told == [.lapses(within: .hours(48))])
        let told = Sample.facts(noticed: [.lapses(within: .hours(48))])
        #expect(decide(credential, told, now: Sample.end - .hours(30)).told.isEmpty)
        #expect(decide(credential, told, now: Sample.end).told == [.lapsed(repetition: 0)])
    }

    @Test func `of a connection that has never worked they wait an hour for its first proof`() throws {
        let stored = Sample.end - .days(5)
        let version = Sample.version(issuedAt: stored, storedAt: stored)
        let credential = try Sample.credential()
        let untried = Sample.facts(version)
        let waiting = decide(credential, untried, now: stored)
        #expect(waiting.told.isEmpty && waiting.probe == .whole)
        #expect(decide(credential, untried, now: stored + .hours(1) - .seconds(1)).told.isEmpty)
        #expect(decide(credential, untried, now: stored + .hours(1)).told == [.lapses(within: .days(7))])
        let proven = Sample.facts(version, after: [(nil, stored + .seconds(4))])
        #expect(decide(credential, proven, now: stored + .seconds(4)).told == [.lapses(within: .days(7))])
        let signedIn = Sample.facts(version, after: [(.noRole, stored + .seconds(4))])
        #expect(decide(credential, signedIn, now: stored + .seconds(5)).told.isEmpty)
        #expect(
            decide(try Sample.credential(isProbed: false), untried, now: stored).told == [.lapses(within: .days(7))])
        // A new secret of a connection that has worked before does not wait.
        var renewed = untried
        renewed.standing.firstProofAt = stored - .days(90)
        #expect(decide(credential, renewed, now: stored).told == [.lapses(within: .days(7))])
    }

    @Test func `that a connection has worked outlives its secrets, its removal and a clock that was wrong`() {
        let start = Sample.start
        let proven = Sample.facts(after: [(nil, start)]).standing
        #expect(proven.firstProofAt == start && proven.hasWorked)
        #expect(proven.afterNewVersion(at: start + .days(1)).hasWorked)
        #expect(proven.afterRemoval().hasWorked && proven.afterNewConfiguration().hasWorked)
        let ahead = Sample.facts(after: [(nil, start + .days(400))]).standing.believed(at: start)
        #expect(ahead.lastProofAt == nil && ahead.hasWorked)
        #expect(!Standing().hasWorked && !Sample.facts(after: [(.noRole, start)]).standing.hasWorked)
    }
}
