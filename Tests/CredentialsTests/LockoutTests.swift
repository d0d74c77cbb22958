import Testing

@testable import Credentials

@Suite struct LockoutTests {
    private let start = Sample.start

    private func decision(_ facts: Facts, _ now: Instant, _ method: Sample.Method = .office365) throws -> Decision {
        decide(try Sample.credential(method), facts, now: now)
    }

    @Test func `a refused password rests for half an hour, for people too`() throws {
        let credential = try Sample.credential(.office365)
        let facts = Sample.facts(after: [(.passwordWrong, start)])
        #expect(try decision(facts, start + .minutes(30) - .seconds(1)).probe == nil)
        #expect(try decision(facts, start + .minutes(30)).probe == .whole)
        #expect(facts.passwordRests(of: credential, now: start + .minutes(30) - .seconds(1)) == start + .minutes(30))
        #expect(facts.passwordRests(of: credential, now: start + .minutes(30)) == nil)
    }

    @Test func `trouble on the way after a refusal does not shorten the rest`() throws {
        let facts = Sample.facts(after: [(.passwordWrong, start), (.network, start + .minutes(30))])
        #expect(try decision(facts, start + .minutes(60) - .seconds(1)).probe == nil)
        #expect(try decision(facts, start + .minutes(60)).probe == .whole)
    }

    @Test func `a wrong password is sent three times, and not again after trouble on the way`() throws {
        let thrice = (0..<3).map { (ProbeClass?.some(.passwordWrong), start + .hours(6 * $0)) }
        let facts = Sample.facts(
            after: thrice, noticed: Set((0...9).map { .refused(.passwordWrong, since: start, repetition: $0) }))
        #expect(try decision(facts, start + .days(9)).probe == nil)
        #expect(try decision(facts, start + .days(9)).reason == .heldBack)
        let asked = Sample.facts(after: thrice + [(.network, start + .days(1))])
        #expect(try decision(asked, start + .days(9)).probe == nil)
        let stored = Facts(current: Sample.version(), standing: facts.standing.afterNewVersion(at: start + .days(9)))
        #expect(try decision(stored, start + .days(9)).probe == .whole)
    }

    @Test(arguments: ProbeClass.allCases.filter { $0.countsTowardsLockout })
    func `whatever a password is turned down for, it is sent again after the sign-in interval at the earliest`(
        problem: ProbeClass
    ) throws {
        let facts = Sample.facts(Sample.version(.never), after: [(problem, start), (problem, start + .minutes(30))])
        #expect(try decision(facts, start + .minutes(30) + .hours(6) - .seconds(1)).probe == nil)
        #expect(try decision(facts, start + .minutes(30) + .hours(6)).probe == .whole)
    }

    @Test func `an interrupted attempt counts as one that was made`() throws {
        for (count, isHeldBack) in [(1, false), (2, false), (3, true), (9, true)] {
            let interruption = Interruption(count: count, lastAt: start)
            let facts = Sample.facts(interruption: interruption)
            #expect(try decision(facts, start + .minutes(30) - .seconds(1)).probe == nil)
            #expect(try decision(facts, start + .minutes(30)).probe == (isHeldBack ? nil : .whole))
            #expect(try decision(facts, start, .azureAD).probe == .whole, "an application cannot be locked")
        }
    }

    @Test func `people are told when interruptions keep a password from being tried`() throws {
        let facts = Sample.facts(interruption: Interruption(count: 3, lastAt: start))
        #expect(try decision(facts, start + .hours(12) - .seconds(1)).reason == .heldBack)
        #expect(try decision(facts, start + .hours(12) - .seconds(1)).sentence.contains("leadkeeper probe contoso"))
        #expect(try decision(facts, start + .hours(12)).told == [.unchecked(since: start, repetition: 0)])
    }

    @Test func `an application may be asked again soon`() throws {
        let facts = Sample.facts(after: [(.secretWrong, start), (.secretWrong, start + .minutes(2))])
        #expect(facts.passwordRests(of: try Sample.credential(), now: start) == nil)
        #expect(try decision(facts, start + .minutes(62), .azureAD).probe == .whole)
    }

    @Test func `a password in use rests after another of its account was turned down, by whomever it was tried`() throws
    {
        let credential = try Sample.credential(.office365)
        var facts = Sample.facts(after: [(nil, start - .hours(1))])
        #expect(facts.passwordRests(of: credential, now: start) == nil)
        facts.account = AccountAttempts(turnedDown: [start])
        #expect(facts.passwordRests(of: credential, now: start + .minutes(30) - .seconds(1)) == start + .minutes(30))
        #expect(facts.passwordRests(of: credential, now: start + .minutes(30)) == nil)
        facts.account = AccountAttempts()
        facts.standing.isTurnedDown(at: start)
        #expect(facts.passwordRests(of: credential, now: start) == start + .minutes(30))
        #expect(facts.passwordRests(of: try Sample.credential(), now: start) == nil, "an application cannot be locked")
        #expect(
            facts.standing.after(Sample.report(nil, at: start), at: start).turnedDown == nil,
            "an accepted one ends the row")
    }

    @Test(arguments: [0, 1, 2, 3, 4, 7])
    func `a person's new password has its first attempt at once, unless three were turned down within half an hour`(
        count: Int
    ) throws {
        let credential = try Sample.credential(.office365)
        let attempts = (0..<count).map { start + .minutes(Int64($0)) }
        let now = start + .minutes(Int64(max(count, 1) - 1))
        let facts = Facts(
            current: Sample.version(), standing: Standing(), account: AccountAttempts(turnedDown: attempts))
        let rest = count < 3 ? nil : attempts[count - 3] + .minutes(30)
        #expect(facts.passwordRests(of: credential, now: now) == rest)
        #expect(facts.passwordRests(onTrial: Trial(), of: credential, now: now) == rest)
        if let rest { #expect(facts.passwordRests(onTrial: Trial(), of: credential, now: rest) == nil) }
    }

    @Test
    func
        `while a newer password of the account is on trial the one in use is not tried, and people hear of it in time`()
        throws
    {
        var facts = Sample.facts(after: [(nil, start)])
        facts.account.ownTrial = Sample.version()
        facts.account.ownTrial?.id = "newer"
        #expect(try decision(facts, start + .days(1)).probe == nil)
        #expect(try decision(facts, start + .hours(1)).reason == .heldBack)
        #expect(try decision(facts, start + .hours(1)).sentence == "a newer password of the account is on trial")
        #expect(try decision(facts, start + .days(1), .azureAD).probe == .whole)
        facts.account.ownTrial = nil
        var other = Sample.version()
        other.id = "other"
        other.storedAt = (facts.current?.storedAt ?? start) - .seconds(1)
        facts.account.otherTrials = [other]
        #expect(try decision(facts, start + .days(1)).probe == .whole, "an older one holds nothing back")
        facts.account.otherTrials[0].storedAt = start + .hours(1)
        #expect(try decision(facts, start + .days(1)).probe == nil)
    }
}
