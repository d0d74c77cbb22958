import Credentials
import Foundation
import Notices
import Ports
import TestSupport
import Testing

@Suite struct NoticeMailTests {
    private static let end = Instant(secondsSinceEpoch: 1_795_824_000)  // 2026-11-28T00:00:00Z

    private func address(_ text: String) throws -> EmailAddress { try #require(EmailAddress(text)) }

    private func request(to recipient: String = "ops@contoso.com", name: String = "contoso") throws -> NoticeRequest {
        let id = try #require(GUID("23456052-aaaa-bbbb-8662-1234df56788f"))
        let credential = Credential(
            name: try #require(CredentialName(name)), identity: .azureAD(directory: id, application: id),
            destination: .dynamics(environment: "https://contoso.crm4.dynamics.com"),
            contacts: [try address("ops@contoso.com")],
            lifetime: .never,
            probing: ProbePolicy(), notices: NoticePolicy(timeZone: "Europe/Stockholm"), rotation: RotationPolicy())
        let version = SecretVersion(
            id: "0199f1c0-0000-7000-8000-000000000001", stage: .current, fingerprint: [],
            issuedAt: Self.end - .days(90),
            storedAt: Self.end - .days(90), expiry: .at(Self.end, origin: .operator))
        return NoticeRequest(
            credential: credential, version: version,
            window: Window(of: version, identity: credential.identity, lifetime: credential.lifetime),
            occasion: .lapses(within: .days(7)), standing: Standing(), recipient: try address(recipient),
            now: Self.end - .days(7))
    }

    private func mail() throws -> NoticeMail {
        NoticeMail(sender: try address("leadkeeper@srv1.contoso.com"), host: "srv1.contoso.com", portals: .publicCloud)
    }

    @Test func `the same request makes the same bytes`() throws {
        #expect(try mail().write(request()) == mail().write(request()))
    }

    @Test func `another recipient or credential makes another Message-ID`() throws {
        let ids = try [request(), request(to: "sales@contoso.com"), request(name: "fabrikam")].map {
            try mail().write($0).messageID
        }
        #expect(Set(ids).count == 3)
        #expect(ids.allSatisfy { $0.hasPrefix("<") && $0.hasSuffix("@srv1.contoso.com>") })
    }

    @Test func `a channel that is a mail server sends the same mail, under the same name, from its sender`()
        async throws
    {
        let name = try #require(ChannelName("second"))
        let sender = MailSender(try address("alerts@fabrikam.example"), name: "Fabrikam alerts")
        let mail = NoticeMail(
            sender: try address("leadkeeper@srv1.contoso.com"), host: "srv1.contoso.com", portals: .publicCloud,
            channelSenders: [name: sender])
        let request = try request()
        let own = mail.write(request)
        let other = try #require(mail.write(request, for: Channel(name, .mail)))
        #expect(other.messageID == own.messageID && other.subject == own.subject && other.thread == own.thread)
        let (first, second) = (try await ReadMail.reading(own.message), try await ReadMail.reading(other.message))
        #expect(second.text == first.text && second.html == first.html)
        #expect(second.headers["from"] == "Fabrikam alerts <alerts@fabrikam.example>")
        #expect(second.headers["message-id"] == own.messageID)
        let together = try #require(
            mail.write(together: [request, try self.request(name: "fabrikam")], for: Channel(name, .mail)))
        #expect(together.subject == mail.write(together: [request, try self.request(name: "fabrikam")]).subject)
        #expect(mail.write(request, for: Channel(name, .mail, level: .actNow)) == nil)
    }

    @Test func `another mail program reads the notice that the composer wrote`() async throws {
        let request = try request()
        let draft = try mail().write(request)
        let notice = NoticeComposer(host: "srv1.contoso.com").compose(request)
        let read = try await ReadMail.reading(draft.message)
        #expect(read.headers["subject"] == notice.subject)
        #expect(read.text == notice.text)
        #expect(read.html == notice.html)
        #expect(read.headers["message-id"] == draft.messageID)
        #expect(read.headers["from"] == "leadkeeper <leadkeeper@srv1.contoso.com>")
        #expect(read.headers["to"] == "ops@contoso.com")
        #expect(read.headers["date"] == "Sat, 21 Nov 2026 00:00:00 +0000")
        #expect(read.headers["auto-submitted"] == "auto-generated")
        #expect(read.defects == [])
    }

    @Test func `a message is ASCII in short lines that end in CR LF`() throws {
        let lines = String(decoding: try mail().write(request()).message, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(lines.last == "")
        #expect(
            lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 } })
    }
}
