import Credentials
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

    private static let remainders: [(Int64, String)] = [
        (30 * 86_400, "in 30 days"), (2 * 86_400 + 1, "in 2 days"), (2 * 86_400, "in 2 days"),
        (2 * 86_400 - 1, "in 48 hours"),
        (7 * 86_400 - 59, "in 7 days"), (7 * 86_400 - 3_601, "in 6 days"), (47 * 3_600, "in 47 hours"),
        (25 * 3_600, "in 25 hours"),
        (86_400, "in 24 hours"), (86_400 - 300, "in 24 hours"), (86_400 - 301, "in 23 hours"),
        (2 * 3_600, "in 2 hours"),
        (3_600, "in 1 hour"), (54 * 60, "in less than an hour"), (1, "in less than an hour"),
    ]

    @Test(arguments: remainders)
    func `the subject says how long is left, never much too long`(seconds: Int64, words: String) {
        let notice = Self.notice(.lapses(within: .days(30)), at: Self.end - .seconds(seconds))
        #expect(notice.subject == "contoso: client secret lapses \(words) (28 November 2026)")
        #expect(NoticeWordingTests.unwrapped(notice.text).contains("it lapses \(words),"))
    }

    @Test func `a window that has ended is not announced as one that will`() {
        for now in [Self.end, Self.end + .days(2)] {
            let notice = Self.notice(.lapses(within: .days(1)), at: now, standing: Self.refused(at: now))
            #expect(notice.subject == "contoso: client secret has lapsed (28 November 2026)")
        }
        let before = Self.notice(.lapsed(repetition: 0), at: Self.end - .seconds(1))
        #expect(before.subject == "contoso: client secret lapses in less than an hour (28 November 2026)")
    }

    @Test(arguments: [
        (Int64(0), "has lapsed"), (1, "lapsed 24 hours ago"), (2, "lapsed 2 days ago"), (8, "lapsed 8 days ago"),
    ])
    func `a reminder says how long it has lapsed`(days: Int64, words: String) {
        let now = Self.end + .days(days) + .seconds(30)
        let notice = Self.notice(.lapsed(repetition: days), at: now, standing: Self.refused(at: now))
        #expect(notice.subject == "contoso: client secret \(words) (28 November 2026)")
    }

    @Test(arguments: [
        ("Europe/Stockholm", "Saturday 28 November 2026, 01:00 CET (2026-11-28 00:00 UTC)"),
        ("America/New_York", "Friday 27 November 2026, 19:00 EST (2026-11-28 00:00 UTC)"),
        ("America/Sao_Paulo", "Friday 27 November 2026, 21:00 UTC-03 (2026-11-28 00:00 UTC)"),
        ("UTC", "Saturday 28 November 2026, 00:00 UTC: it"),
        ("Nowhere/Atlantis", "Saturday 28 November 2026, 00:00 UTC: it"),
    ])
    func `a moment is written out in the zone of the credential and in UTC`(zone: String, words: String) {
        let notice = Self.notice(.lapses(within: .days(7)), at: Self.end - .days(7), zone: zone)
        #expect(NoticeWordingTests.unwrapped(notice.text).contains(words))
    }

    @Test func `the day in the subject is the one of the zone`() {
        let notice = Self.notice(.lapses(within: .days(7)), at: Self.end - .days(7), zone: "America/New_York")
        #expect(notice.subject.hasSuffix("(27 November 2026)"))
    }

    @Test func `a long silence is counted in days`() {
        let now = Self.end - .days(60)
        #expect(
            Self.notice(.unchecked(since: now - .hours(36), repetition: 1), at: now).subject
                == "contoso: could not be checked for 36 hours")
        #expect(
            Self.notice(.unchecked(since: now - .days(3), repetition: 2), at: now).subject
                == "contoso: could not be checked for 3 days")
    }

    @Test func `the next reminder is the next lead time, and at last the end itself`() {
        let first = Self.notice(.lapses(within: .days(7)), at: Self.end - .days(7) + .seconds(5))
        #expect(NoticeWordingTests.unwrapped(first.text).contains("next reminder comes 3 days before the end"))
        let late = Self.notice(.lapses(within: .days(7)), at: Self.end - .days(3) + .seconds(5))
        #expect(NoticeWordingTests.unwrapped(late.text).contains("next reminder comes 24 hours before the end"))
        let last = Self.notice(.lapses(within: .days(1)), at: Self.end - .days(1) + .seconds(5))
        #expect(NoticeWordingTests.unwrapped(last.text).contains("next reminder comes when it has lapsed"))
    }

    @Test func `a window far beyond any calendar does no harm`() {
        for seconds in [Int64.max, .min, 253_402_300_800, -62_135_596_801] {
            let version = NoticeFixture.version(
                of: Self.credential, expires: .at(Instant(secondsSinceEpoch: seconds), origin: .graph))
            let notice = NoticeFixture.composer.compose(
                NoticeFixture.request(
                    Self.credential, .lapses(within: .days(7)), standing: Standing(), now: Self.end, version: version))
            #expect(notice.subject.hasPrefix("contoso: client secret "))
        }
    }

    @Test func `where the end is not known the notice says so and how to tell it`() {
        let notice = NoticeFixture.composer.compose(
            NoticeFixture.request(
                Self.credential, .test(id: "1"), standing: Standing(), now: Self.end,
                version: NoticeFixture.version(of: Self.credential, expires: .unknown)))
        #expect(NoticeWordingTests.unwrapped(notice.text).contains("Lapses not known: please have the sysadmin"))
        let nothingStored = NoticeFixture.composer.compose(
            NoticeFixture.request(
                Self.credential, .test(id: "1"), standing: Standing(), now: Self.end, version: .some(nil)))
        #expect(NoticeWordingTests.unwrapped(nothingStored.text).contains("Lapses not known"))
    }

    @Test func `a proof by an earlier secret is not passed off as one by this`() {
        var standing = Standing()
        standing.lastProofAt = Self.end - .days(100)
        let notice = Self.notice(.lapses(within: .days(7)), at: Self.end - .days(7), standing: standing)
        #expect(
            NoticeWordingTests.unwrapped(notice.text).contains(
                "Last proven not yet with this secret; with an earlier one"))
    }

    @Test func `a secret that is refused after its date is not said to work`() {
        var standing = NoticeFixture.standing(
            .init(class: .secretExpired, step: .token, message: "refused"), proof: Self.end + .hours(1),
            now: Self.end + .days(1))
        #expect(
            Self.notice(.lapsed(repetition: 1), at: Self.end + .days(1), standing: standing).subject.contains(
                "lapsed 24 hours ago"))
        standing = NoticeFixture.standing(nil, proof: nil, now: Self.end + .days(1))
        #expect(
            Self.notice(.lapsed(repetition: 1), at: Self.end + .days(1), standing: standing).subject.contains(
                "yet still works"))
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
        #expect(text(contacts: ["a@x.com"], recipient: "a@x.com").contains("You are the only contact"))
        #expect(text(contacts: ["a@x.com", "b@x.com"], recipient: "a@x.com").contains("One other contact gets"))
        #expect(
            text(contacts: ["a@x.com", "b@x.com", "c@x.com"], recipient: "a@x.com").contains("2 other contacts get"))
        #expect(text(contacts: ["a@x.com"], recipient: "root@x.com").contains("not among the contacts"))
    }
}
