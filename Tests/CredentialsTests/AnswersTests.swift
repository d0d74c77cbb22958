import TestBasics
import Testing

@testable import Credentials

/// What people answer to notices, as decisions take it.
@Suite struct AnswersTests {
    private let end = Sample.end
    private var startBy: Instant { end - .days(5) }

    private func decision(_ answers: Answers, at now: Instant, _ change: (inout Credential) -> Void = { _ in }) throws
        -> Decision
    {
        var credential = try Sample.credential()
        change(&credential)
        var facts = Sample.facts(after: [(nil, now - .hours(1))])
        facts.answers = answers
        return decide(credential, facts, now: now)
    }

    private func snooze(until: Instant, for recipient: EmailAddress? = nil) -> Snooze {
        Snooze(recipient: recipient, since: Sample.start, until: until, person: "user 0", reason: "later")
    }

    @Test func `a reminder waits up to the end of a snooze, and not a second longer`() throws {
        let until = end - .days(8)
        let answers = Answers(snoozes: [snooze(until: until)])
        let waiting = try decision(answers, at: until - .seconds(1))
        #expect(waiting.told == [] && waiting.reason == .snoozed)
        #expect(waiting.next.map { $0.at <= until } == true)
        #expect(try decision(answers, at: until).told == [.lapses(within: .days(14))])
    }

    @Test func `a snooze counts no longer than until the start-by date, whatever it says`() throws {
        let answers = Answers(snoozes: [snooze(until: end + .days(9))])
        #expect(try decision(answers, at: startBy - .seconds(1)).told == [])
        #expect(try decision(answers, at: startBy).told == [.lapses(within: .days(7))])
    }

    @Test func `a snooze for one of two contacts keeps nobody else from being told`() throws {
        let other = try #require(EmailAddress("sales@contoso.com"))
        let answers = Answers(snoozes: [snooze(until: end - .days(8), for: other)])
        let told = try decision(answers, at: end - .days(10)) { $0.contacts.append(other) }.told
        #expect(told == [.lapses(within: .days(14))])
        #expect(answers.snoozed(other, startBy: startBy, at: end - .days(10)) == end - .days(8))
        #expect(answers.snoozed(other, startBy: startBy, at: end - .days(8)) == nil)
    }

    @Test func `a hold keeps what may wait, and never what has to be begun within the day`() throws {
        let since = end - .days(10)
        let answers = Answers(hold: Hold(since: since, until: since + .days(1), person: "user 0"))
        #expect(try decision(answers, at: since).reason == .held)
        #expect(try decision(answers, at: since + .days(1)).told == [.lapses(within: .days(14))])
        let late = startBy - .days(1)
        let urgent = Answers(hold: Hold(since: late, until: late + .days(1), person: "user 0"))
        #expect(try decision(urgent, at: late).told == [.lapses(within: .days(7))])
        let early = Answers(hold: Hold(since: late - .seconds(1), until: late + .days(1), person: "user 0"))
        #expect(try decision(early, at: late).told == [])
    }

    @Test func `an acknowledgement ends after three days or at the start-by date, whichever is first`() {
        let now = Sample.start
        #expect(Acknowledgement.end(givenAt: now, startBy: nil) == now + .days(3))
        #expect(Acknowledgement.end(givenAt: now, startBy: now + .days(3) + .seconds(1)) == now + .days(3))
        #expect(Acknowledgement.end(givenAt: now, startBy: now + .days(1)) == now + .days(1))
        #expect(Acknowledgement.end(givenAt: now, startBy: now) == now + .days(3))
    }

    @Test func `others are told so long before the start-by date, unless somebody is on it or has begun`() throws {
        let other = try #require(EmailAddress("chief@contoso.com"))
        let escalate = { (credential: inout Credential) in
            credential.notices.escalation = [.days(3), .days(1)]
            credential.notices.escalateTo = [other]
        }
        let moment = startBy - .days(3)
        let told = { (decision: Decision) in decision.told.filter { $0.kind == .escalated } }
        #expect(told(try decision(Answers(), at: moment - .seconds(1), escalate)) == [])
        #expect(told(try decision(Answers(), at: moment, escalate)) == [.escalated(before: .days(3))])
        #expect(told(try decision(Answers(), at: startBy + .days(1), escalate)) == [.escalated(before: .days(1))])
        #expect(told(try decision(Answers(), at: end, escalate)) == [])
        let anna = Answers(
            acknowledgement: Acknowledgement(
                by: "Anna", since: moment, until: moment + .days(2), person: "user 0"))
        let waiting = try decision(anna, at: moment, escalate)
        #expect(told(waiting) == [])
        #expect(told(try decision(anna, at: moment + .days(2), escalate)) == [.escalated(before: .days(1))])
        // Past the start-by date nobody's word makes it wait.
        let late = Answers(
            acknowledgement: Acknowledgement(
                by: "Anna", since: startBy, until: startBy + .days(3), person: "user 0"))
        #expect(told(try decision(late, at: startBy, escalate)) == [.escalated(before: .days(1))])
        var credential = try Sample.credential()
        escalate(&credential)
        var facts = Sample.facts(after: [(nil, moment - .hours(1))])
        facts.isBeingReplaced = true
        #expect(told(decide(credential, facts, now: moment)) == [])
    }

    @Test func `on random answers, what has stopped is always told, and whatever waits has an end`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let credential = try Sample.credential()
        for _ in 0..<3_000 {
            let now = Sample.start + .seconds(.random(in: 0...TimeSpan.days(70).seconds, using: &random))
            let anyMoment = { (random: inout SeededGenerator) in
                now + .seconds(.random(in: -900_000...900_000, using: &random))
            }
            let problem: ProbeClass? = Bool.random(using: &random) ? .secretWrong : nil
            var facts = Sample.facts(after: [(problem, now - .hours(2)), (problem, now - .hours(1))])
            let plain = decide(credential, facts, now: now)
            facts.answers.snoozes = [snooze(until: anyMoment(&random))]
            if Bool.random(using: &random) {
                let since = anyMoment(&random)
                facts.answers.hold = Hold(since: since, until: since + .days(1), person: "user 0")
            }
            let answered = decide(credential, facts, now: now)
            #expect(answered.told.filter(\.kind.isTrouble) == plain.told.filter(\.kind.isTrouble))
            let startBy = facts.startBy(of: credential, at: now)
            for missing in plain.told where !answered.told.contains(missing) {
                // While one of them has ended, another may still hold it back.
                let ends =
                    facts.answers.snoozes.map { $0.end(startBy: startBy) }
                    + [facts.answers.hold?.until].compactMap(\.self)
                let until = ends.filter { $0 > now }.max()
                #expect(until.map { $0 > now } == true, "\(missing)")
                #expect(answered.next.map { $0.at <= until ?? now } == true, "\(missing)")
            }
        }
    }
}
