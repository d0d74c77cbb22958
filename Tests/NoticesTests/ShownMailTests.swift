import Foundation
import Ports
import TestSupport
import Testing

@testable import Credentials
@testable import Notices

/// The mails that `Documentation/Demo.md` and the manual show: each is what is sent now, but for what is left out in
/// brackets.
@Suite struct ShownMailTests {
    /// A mail as a page shows it: sender, recipient, subject and text.
    private struct Shown {
        var from: String
        var recipient: String
        var subject: String
        /// The text up to what is left out.
        var text: String
        /// What is said in brackets of the rest; `nil` where all of it is there.
        var rest: String?

        /// All mails in the blocks of a page.
        static func all(in page: String) throws -> [Shown] {
            try page.components(separatedBy: "```").filter { $0.contains("\nFrom: ") }.map { block in
                let mail = try #require(block.components(separatedBy: "\nFrom: ").last)
                let parts = mail.split(separator: "\n\n", maxSplits: 1)
                let fields = try #require(parts.first).split(separator: "\n")
                let text = String(try #require(parts.last)).trimmingCharacters(in: .newlines)
                let cut = text.firstRange(of: "\n\n[… ")
                return Shown(
                    from: String(try #require(fields.first)),
                    recipient: String(try #require(fields.first { $0.hasPrefix("To: ") }).dropFirst(4)),
                    subject: String(try #require(fields.first { $0.hasPrefix("Subject: ") }).dropFirst(9)),
                    text: String(cut.map { text[..<$0.lowerBound] } ?? text[...]),
                    rest: cut.map { String(text[$0.upperBound...]) })
            }
        }
    }

    private static func page(_ path: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
    }

    private static func expect(_ shown: Shown, is request: NoticeRequest, on host: String) {
        let notice = NoticeComposer(host: host).compose(request)
        #expect(shown.from == "leadkeeper <leadkeeper@contoso.com>")
        #expect(shown.recipient == request.recipient.description && shown.subject == notice.subject)
        let text = notice.text.trimmingCharacters(in: .newlines)
        if shown.rest == nil { #expect(shown.text == text) } else { #expect(text.hasPrefix(shown.text + "\n\n")) }
    }

    @Test func `the page about the demonstration shows the beginning of the mail that the demonstration sends`() throws
    {
        let shown = try Shown.all(in: Self.page("Documentation/Demo.md"))
        try #require(shown.count == 1)
        var credential = NoticeFixture.credential(
            .office365, name: "fabrikam", environment: "https://fabrikam.crm4.dynamics.com",
            userName: "leads@fabrikam.com", contacts: ["sales@contoso.com"])
        credential.notices.timeZone = "Europe/Stockholm"
        let (now, end) = (
            NoticeFixture.instant("2026-11-29T17:52:00Z"), NoticeFixture.instant("2026-12-05T23:52:00Z")
        )
        var request = NoticeFixture.request(
            credential, .lapses(within: .days(7)), standing: NoticeFixture.standing(nil, proof: now, now: now),
            now: now, version: NoticeFixture.version(of: credential, expires: .at(end, origin: .operator)),
            recipient: "sales@contoso.com")
        request.operators = [NoticeFixture.address("ops@contoso.com")]
        Self.expect(shown[0], is: request, on: "localhost")
        let steps = NoticeComposer(host: "localhost").compose(request).text.matches(of: #/\n ?\d+\. /#).count
        let number = NumberFormatter()
        (number.numberStyle, number.locale) = (.spellOut, Locale(identifier: "en"))
        let count = try #require(number.string(from: NSNumber(value: steps)))
        #expect(shown[0].rest?.contains("in \(count) numbered steps") == true, "\(steps)")
    }

    /// A rotation from the reminder over the hand-off to its end, as the manual tells it.
    private static func rotation() -> [NoticeRequest] {
        var credential = NoticeFixture.credential(.azureAD, offer: "contoso", contacts: ["sales@contoso.com"])
        credential.notices.timeZone = "UTC"
        credential.rotation = RotationPolicy(mode: .assisted)
        let (oldEnd, newEnd) = (
            NoticeFixture.instant("2027-01-20T00:00:00Z"), NoticeFixture.instant("2027-06-19T15:41:00Z")
        )
        let begun = NoticeFixture.instant("2026-12-21T15:41:00Z")
        let proven = NoticeFixture.instant("2026-12-21T16:42:00Z")
        let ended = NoticeFixture.instant("2026-12-30T18:00:00Z")
        var rotation = Rotation(
            id: "1", method: .clientSecret, handOff: .person, account: credential.identity.account,
            application: credential.identity.application, policy: credential.rotation, isByHand: false,
            old: Rotation.Old(version: "old", keyID: nil, endsAt: oldEnd), copyEndsAt: oldEnd, at: begun)
        rotation.advance(to: .proven, at: proven)
        var over = rotation
        over.advance(to: .confirmed, at: NoticeFixture.instant("2026-12-23T18:00:00Z"))
        over.evidence = .testLead(at: NoticeFixture.instant("2026-12-23T17:53:00Z"))
        over.end(.completed, at: ended)
        func request(
            _ occasion: Occasion, at now: Instant, proof: Instant, key: String, end: Instant, _ rotation: Rotation?
        ) -> NoticeRequest {
            var version = NoticeFixture.version(of: credential, expires: .at(end, origin: .graph), keyID: key)
            version.storedAt = min(proof, begun)
            var request = NoticeFixture.request(
                credential, occasion, standing: NoticeFixture.standing(nil, proof: proof, now: now), now: now,
                version: version, recipient: "sales@contoso.com")
            request.rotation = rotation
            request.operators = [NoticeFixture.address("root@gate.contoso.com")]
            return request
        }
        let (old, new) = ("0f0e0d0c-1111-2222-3333-444455556666", "411d21fb-8fe3-4b21-82b0-e4c804784cd2")
        return [
            request(
                .lapses(within: .days(30)), at: begun, proof: NoticeFixture.instant("2026-11-21T19:41:00Z"), key: old,
                end: oldEnd, nil),
            request(.handOff(rotation: "1", dueAt: proven), at: proven, proof: proven, key: new, end: newEnd, rotation),
            request(
                .rotated(rotation: "1"), at: ended, proof: NoticeFixture.instant("2026-12-29T18:00:00Z"), key: new,
                end: newEnd, over),
        ]
    }

    @Test func `leadkeeper-rotation(7) shows the three mails of a rotation as they are sent`() throws {
        let page = try Self.page("systemd/man/leadkeeper-rotation.7.scd")
        let (shown, sent) = (try Shown.all(in: page), Self.rotation())
        try #require(shown.count == sent.count)
        for (shown, request) in zip(shown, sent) { Self.expect(shown, is: request, on: "gate.contoso.com") }
        // The history behind them names the same mails.
        let history = NoticeWordingTests.unwrapped(page)
        for mail in shown { #expect(history.contains("accepted “\(mail.subject)” for \(mail.recipient)")) }
    }
}
