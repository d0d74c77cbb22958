import Credentials
import Foundation
import Ports
import Testing

@testable import Notices

/// How notices speak of time.
@Suite struct NoticeTimeTests {
    private static let credential = NoticeFixture.credential(.azureAD)
    private static let end = NoticeFixture.end

    private static func notice(
        _ occasion: Occasion, at now: Instant, standing: Standing = Standing(), zone: String? = nil
    )
        -> NoticeText
    {
        var credential = credential
        if let zone { credential.notices.timeZone = zone }
        return NoticeFixture.composer.compose(NoticeFixture.request(credential, occasion, standing: standing, now: now))
    }

    private static func refused(at now: Instant) -> Standing {
        NoticeFixture.standing(
            .init(class: .secretExpired, step: .token, message: "refused"), proof: end - .hours(3), now: now)
    }

    /// The subject behind its tag, with plain spaces.
    private static func subject(_ notice: NoticeText) -> String {
        String(notice.subject.dropFirst("[leadkeeper] ".count)).replacingOccurrences(of: "\u{A0}", with: " ")
    }

    private static let place = "contoso.crm4.dynamics.com"

    @Test(arguments: [
        (Int64(30), "start by 23 Nov"), (6, "start by 23 Nov"), (5, "start today"), (1, "start today"),
    ])
    func `the subject says by when to begin, and from that day on today`(days: Int64, words: String) {
        let notice = Self.notice(.lapses(within: .days(30)), at: Self.end - .days(days))
        #expect(Self.subject(notice) == "\(Self.place): leads stop 28 Nov, \(words)")
        let text = NoticeWordingTests.unwrapped(notice.text)
        #expect(
            text.contains(
                (words == "start today" ? "Begin today" : "Start by Monday 23 November")
                    + ": publishing takes up to 5 days."))
        #expect(text.hasPrefix(words == "start today" ? "ACT NOW" : "REMINDER"))
    }

    @Test func `the day to begin is the end less what publishing takes`() {
        var request = NoticeFixture.request(
            Self.credential, .lapses(within: .days(30)), standing: Standing(), now: Self.end - .days(30))
        request.publishingTime = .days(9)
        let notice = NoticeFixture.composer.compose(request)
        #expect(Self.subject(notice).hasSuffix("start by 19 Nov"))
        #expect(
            NoticeWordingTests.unwrapped(notice.text).contains(
                "Start by Thursday 19 November: publishing takes up to 9 days."))
    }

    @Test func `a window that has ended is not announced as one that will`() {
        for now in [Self.end, Self.end + .days(2)] {
            let notice = Self.notice(.lapses(within: .days(1)), at: now, standing: Self.refused(at: now))
            #expect(Self.subject(notice) == "\(Self.place): leads likely stopped 28 Nov, act now")
        }
        let before = Self.notice(.lapsed(repetition: 0), at: Self.end - .seconds(1))
        #expect(Self.subject(before) == "\(Self.place): leads stop 28 Nov, start today")
    }

    @Test(arguments: [
        ("Europe/Stockholm", "Saturday 28 November 2026, 01:00 CET (2026-11-28 00:00 UTC)"),
        ("America/New_York", "Friday 27 November 2026, 19:00 EST (2026-11-28 00:00 UTC)"),
        ("America/Sao_Paulo", "Friday 27 November 2026, 21:00 UTC-03 (2026-11-28 00:00 UTC)"),
        ("UTC", "Saturday 28 November 2026, 00:00 UTC About"),
        ("Nowhere/Atlantis", "Saturday 28 November 2026, 00:00 UTC About"),
    ])
    func `a moment is written out in the zone of the credential, and among the details in UTC`(
        zone: String, words: String
    ) {
        let notice = Self.notice(.lapses(within: .days(7)), at: Self.end - .days(7), zone: zone)
        let text = NoticeWordingTests.unwrapped(notice.text)
        #expect(text.contains("Expires \(words)"))
        #expect(text.contains("on \(words.prefix { $0 != "(" }.dropLast(words.contains("(") ? 1 : 6)), unless"))
    }

    @Test func `the day in the subject is the one of the zone`() {
        let notice = Self.notice(.lapses(within: .days(7)), at: Self.end - .days(7), zone: "America/New_York")
        #expect(Self.subject(notice).hasSuffix("leads stop 27 Nov, start by 22 Nov"))
    }

    @Test func `a long silence is counted in days`() {
        let now = Self.end - .days(60)
        #expect(
            Self.subject(Self.notice(.unchecked(since: now - .hours(36), repetition: 1), at: now))
                == "\(Self.place): not checked for 36 hours")
        #expect(
            Self.subject(Self.notice(.unchecked(since: now - .days(3), repetition: 2), at: now))
                == "\(Self.place): not checked for 3 days")
    }

    @Test func `the next reminder is the next lead time, and at last the end itself`() {
        let first = Self.notice(.lapses(within: .days(7)), at: Self.end - .days(7) + .seconds(5))
        #expect(NoticeWordingTests.unwrapped(first.text).contains("next reminder comes 3 days before the end"))
        let late = Self.notice(.lapses(within: .days(7)), at: Self.end - .days(3) + .seconds(5))
        #expect(NoticeWordingTests.unwrapped(late.text).contains("next reminder comes 24 hours before the end"))
        let last = Self.notice(.lapses(within: .days(1)), at: Self.end - .days(1) + .seconds(5))
        #expect(NoticeWordingTests.unwrapped(last.text).contains("next reminder comes at the end"))
    }

    @Test func `a window far beyond any calendar does no harm`() {
        for seconds in [Int64.max, .min, 253_402_300_800, -62_135_596_801] {
            let version = NoticeFixture.version(
                of: Self.credential, expires: .at(Instant(secondsSinceEpoch: seconds), origin: .graph))
            let notice = NoticeFixture.composer.compose(
                NoticeFixture.request(
                    Self.credential, .lapses(within: .days(7)), standing: Standing(), now: Self.end, version: version))
            #expect(Self.subject(notice).hasPrefix("\(Self.place): "))
        }
    }

    @Test func `where the end is not known the notice says so and how to tell it`() {
        let notice = NoticeFixture.composer.compose(
            NoticeFixture.request(
                Self.credential, .lapses(within: .days(7)), standing: Standing(), now: Self.end,
                version: NoticeFixture.version(of: Self.credential, expires: .unknown)))
        #expect(NoticeWordingTests.unwrapped(notice.text).contains("Expires not known: please ask your sysadmin"))
        let nothingStored = NoticeFixture.composer.compose(
            NoticeFixture.request(
                Self.credential, .lapses(within: .days(7)), standing: Standing(), now: Self.end, version: .some(nil)))
        #expect(NoticeWordingTests.unwrapped(nothingStored.text).contains("Expires not known"))
    }

    @Test func `a proof by an earlier secret is not passed off as one by this`() {
        var standing = Standing()
        standing.lastProofAt = Self.end - .days(100)
        let notice = Self.notice(.lapses(within: .days(7)), at: Self.end - .days(7), standing: standing)
        #expect(
            NoticeWordingTests.unwrapped(notice.text).contains(
                "Last test lead none with this secret yet; with an earlier one"))
    }

    @Test func `a secret that is refused after its date is not said to work`() {
        var standing = NoticeFixture.standing(
            .init(class: .secretExpired, step: .token, message: "refused"), proof: Self.end + .hours(1),
            now: Self.end + .days(1))
        #expect(
            Self.notice(.lapsed(repetition: 1), at: Self.end + .days(1), standing: standing).subject.contains(
                "leads likely stopped"))
        standing = NoticeFixture.standing(nil, proof: nil, now: Self.end + .days(1))
        #expect(
            Self.notice(.lapsed(repetition: 1), at: Self.end + .days(1), standing: standing).subject.contains(
                "check when the client secret expires"))
    }

    @Test func `each contact is told who else knows`() {
        func text(contacts: [String], recipient: String) -> String {
            let credential = NoticeFixture.credential(.azureAD, contacts: contacts)
            return NoticeWordingTests.unwrapped(
                NoticeFixture.composer.compose(
                    NoticeFixture.request(
                        credential, .lapses(within: .days(7)), standing: Standing(), now: Self.end - .days(7),
                        recipient: recipient)
                ).text)
        }
        let sysadmin = "with your sysadmin (sysadmin@contoso.com)"
        #expect(text(contacts: ["a@x.com"], recipient: "a@x.com").contains("Who acts: you, \(sysadmin)."))
        #expect(
            text(contacts: ["a@x.com", "b@x.com"], recipient: "a@x.com").contains(
                "Who acts: you or b@x.com, \(sysadmin)."))
        #expect(
            text(contacts: ["a@x.com", "b@x.com", "c@x.com"], recipient: "a@x.com").contains(
                "Who acts: you or b@x.com and c@x.com,"))
        #expect(
            text(contacts: (1...8).map { "c\($0)@x.com" }, recipient: "c1@x.com").contains(
                "you or c2@x.com, c3@x.com, c4@x.com and 4 more,"))
        #expect(text(contacts: ["a@x.com"], recipient: "root@x.com").contains("Who acts: a@x.com, with your sysadmin"))
        #expect(
            text(contacts: ["sysadmin@contoso.com"], recipient: "sysadmin@contoso.com").contains("Who acts: you. "))
    }
}
