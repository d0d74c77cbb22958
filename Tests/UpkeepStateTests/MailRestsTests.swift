import Credentials
import Ports
import Testing

@testable import UpkeepState

/// What rests after an answer, and for how long, as values.
@Suite struct MailRestsTests {
    private static let start = TimeSpan.hours(1)

    private func address(_ name: String) throws -> EmailAddress {
        try #require(EmailAddress("\(name)@contoso.example"))
    }

    private func said(_ command: MailCommand, _ code: Int, _ text: String) -> Delivery {
        Delivery(MailReply(command, code, text))
    }

    @Test
    func
        `what can pass by itself is tried after 1, 5, 15 and 60 minutes, and what somebody has to mend with more patience`()
    {
        let passing = MailVerdict(.unsaid, .restsRecipient, isLasting: false)
        #expect(
            (1...6).map { MailRetry.rest(after: passing, attempts: $0) } == [1, 5, 15, 60, 60, 60].map { .minutes($0) })
        let lasting = MailVerdict(.recipient, .restsRecipient, isLasting: true)
        #expect((1...3).map { MailRetry.rest(after: lasting, attempts: $0) } == [15, 60, 60].map { .minutes($0) })
        let all = MailVerdict(.sender, .restsAll, isLasting: true)
        #expect((1...3).map { MailRetry.rest(after: all, attempts: $0) } == [15, 15, 15].map { .minutes($0) })
        let limit = MailVerdict(.limit, .restsAll, isLasting: false)
        #expect(MailRetry.rest(after: limit, attempts: 1) == .minutes(15))
        #expect(MailRetry.rest(after: MailVerdict(.limit, .restsAll, isLasting: true), attempts: 1) == .hours(1))
    }

    @Test func `a server is given the time that it asks for, within reason, and not again and again`() {
        let asks = { (span: TimeSpan) in MailVerdict(.recipient, .restsRecipient, isLasting: false, rest: span) }
        #expect(MailRetry.rest(after: asks(.seconds(299)), attempts: 1) == .seconds(299))
        #expect(MailRetry.rest(after: asks(.seconds(1)), attempts: 1) == .minutes(1))
        #expect(MailRetry.rest(after: asks(.seconds(30)), attempts: 9) == .hours(1))
        #expect(MailRetry.rest(after: asks(.days(365)), attempts: 1) == .hours(6))
        // Where it is for good, a time in the text is about something else.
        let lasting = MailVerdict(.sender, .restsAll, isLasting: true, rest: .days(1))
        #expect(MailRetry.rest(after: lasting, attempts: 1) == .minutes(15))
        let limit = MailVerdict(.limit, .restsAll, isLasting: true, rest: .hours(2))
        #expect(MailRetry.rest(after: limit, attempts: 1) == .hours(2))
    }

    @Test func `a recipient rests alone, longer each time, and no longer once it was accepted`() throws {
        var rests = MailRests()
        let (bo, ann) = (try address("bo"), try address("ann"))
        let later = said(.recipient, 450, "4.7.1 later")
        _ = rests.note(later, to: bo, attempts: 1, at: Self.start)
        #expect(rests.until(at: Self.start) == nil)
        #expect(rests.recipients(at: Self.start).resting == [bo])
        #expect(rests.recipients(at: Self.start).next == Self.start + .minutes(1))
        // Another that was under way already counts as the same.
        _ = rests.note(later, to: bo, attempts: 1, at: Self.start + .seconds(2))
        #expect(rests.recipients(at: Self.start + .seconds(61)).resting == [bo])
        #expect(rests.recipients(at: Self.start + .seconds(62)).resting.isEmpty)
        let (_, rest) = rests.note(later, to: bo, attempts: 1, at: Self.start + .minutes(2))
        #expect(rest == .minutes(5))
        _ = rests.note(said(.end, 250, "ok"), to: ann, attempts: 1, at: Self.start + .minutes(2))
        #expect(rests.recipients(at: Self.start + .minutes(2)).resting == [bo])
        _ = rests.note(said(.end, 250, "ok"), to: bo, attempts: 2, at: Self.start + .minutes(2))
        #expect(rests.recipients(at: Self.start + .minutes(2)).resting.isEmpty && !rests.knows(bo))
    }

    @Test(arguments: [
        (MailCommand.recipient, 554, "5.7.1 not accepted here"), (.recipient, 450, "4.3.0 lookup failure"),
        (.end, 554, "5.7.1 spam"),
        (.recipient, 550, "5.4.1 Recipient address rejected: Access denied"), (.end, 451, "later"),
    ]) func `the same answer to a third recipient in a row is everybody's`(
        command: MailCommand, code: Int, text: String
    ) throws {
        var rests = MailRests()
        let answer = said(command, code, text)
        for name in ["a", "b"] {
            let verdict = rests.note(answer, to: try address(name), attempts: 1, at: Self.start).verdict
            #expect(verdict == answer.verdict)
        }
        // However often the same recipient is answered so, it is one recipient.
        #expect(rests.note(answer, to: try address("b"), attempts: 2, at: Self.start).verdict == answer.verdict)
        let third = rests.note(answer, to: try address("c"), attempts: 1, at: Self.start)
        #expect(third.verdict.consequence == .restsAll && third.verdict.isLasting == (code >= 500))
        #expect(rests.until(at: Self.start) == Self.start + third.rest)
    }

    @Test func `another answer in between, or a mail that is taken, begins the row anew`() throws {
        for between in [
            said(.end, 250, "ok"), said(.recipient, 550, "5.1.1 unknown"), said(.recipient, 451, "4.3.0 later"),
        ] {
            var rests = MailRests()
            let answer = said(.recipient, 554, "5.7.1 no")
            for name in ["a", "b"] { _ = rests.note(answer, to: try address(name), attempts: 1, at: Self.start) }
            _ = rests.note(between, to: try address("x"), attempts: 1, at: Self.start)
            #expect(
                rests.note(answer, to: try address("c"), attempts: 1, at: Self.start).verdict.consequence
                    == .restsRecipient)
        }
    }

    @Test func `that a mailbox is missing is never everybody's, however many are`() throws {
        var rests = MailRests()
        for name in ["a", "b", "c", "d", "e"] {
            let verdict = rests.note(
                said(.recipient, 550, "5.1.1 unknown"), to: try address(name), attempts: 1, at: Self.start
            )
            .verdict
            #expect(verdict.consequence == .ends)
        }
        #expect(rests.until(at: Self.start) == nil)
    }

    @Test func `all mail rests once for mails that met the same at once, and until one is accepted`() throws {
        var rests = MailRests()
        let down = Delivery(withoutAnswerTo: .connect, text: "no route")
        for name in ["a", "b", "c", "d"] { _ = rests.note(down, to: try address(name), attempts: 1, at: Self.start) }
        #expect(rests.until(at: Self.start) == Self.start + .minutes(1))
        #expect(rests.until(at: Self.start + .minutes(1)) == nil)
        #expect(rests.note(down, to: try address("a"), attempts: 2, at: Self.start + .minutes(1)).rest == .minutes(5))
        // What is said of one recipient says nothing of the others, for better or worse.
        _ = rests.note(
            said(.recipient, 550, "5.1.1 unknown"), to: try address("a"), attempts: 1, at: Self.start + .minutes(2))
        #expect(rests.until(at: Self.start + .minutes(2)) != nil)
        _ = rests.note(said(.end, 250, "ok"), to: try address("a"), attempts: 1, at: Self.start + .minutes(2))
        #expect(rests.until(at: Self.start + .minutes(2)) == nil)
    }
}
