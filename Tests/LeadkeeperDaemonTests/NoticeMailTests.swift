import Configuration
import Credentials
import Foundation
import SecureMemory
import Simulators
import TestSupport
import Testing

@testable import LeadkeeperDaemon
@testable import Upkeep

@Suite struct NoticeMailTests {
    private static let end = Instant(secondsSinceEpoch: 1_795_824_000)  // 2026-11-28T00:00:00Z

    private func address(_ text: String) throws -> EmailAddress { try #require(EmailAddress(text)) }

    private func request(to recipient: String = "ops@contoso.com", name: String = "contoso") throws -> NoticeRequest {
        let id = try #require(GUID("23456052-aaaa-bbbb-8662-1234df56788f"))
        let credential = Credential(
            name: try #require(CredentialName(name)), identity: .azureAD(directory: id, application: id),
            environment: "https://contoso.crm4.dynamics.com", contacts: [try address("ops@contoso.com")], lifetime: .never,
            probing: ProbePolicy(), notices: NoticePolicy(timeZone: "Europe/Stockholm"), rotation: RotationPolicy())
        let version = SecretVersion(
            id: "0199f1c0-0000-7000-8000-000000000001", stage: .current, fingerprint: [], issuedAt: Self.end - .days(90),
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
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 } })
    }

    @Test func `the portals of a national cloud are named without an address`() {
        #expect(Portals(of: .public) == .publicCloud)
        for cloud in [EntraSettings.Cloud.usgov, .usgovDoD, .china] {
            #expect(Portals(of: cloud).entra == nil)
        }
    }
}

@Suite(.enabled(if: MailServer.isAvailable, "python3-aiosmtpd is not installed")) struct SMTPMailerTests {
    private static let content = Array("Subject: test\r\n\r\nhello\r\n".utf8)

    private func mailer(_ server: MailServer, userName: String? = nil) throws -> SMTPMailer {
        let from = try #require(EmailAddress("leadkeeper@srv1.contoso.com"))
        return SMTPMailer(
            MailSettings(
                host: "localhost", port: UInt16(server.port), security: .none, userName: userName, from: from, operators: [from]),
            NetworkSettings(), ownName: "srv1.contoso.com")
    }

    private func secret(_ text: String) -> SharedSecret { SharedSecret(SecretBytes(copying: Array(text.utf8))) }

    @Test func `each way in which a mail can end is told apart`() async throws {
        let server = try await MailServer()
        try server.script([
            "gone@contoso.com": ["rcpt": "550 5.1.1 no such user"], "full@contoso.com": ["rcpt": "452 4.2.2 mailbox full"],
            "lost@contoso.com": ["data": "drop"],
        ])
        let mailer = try mailer(server)
        let taken = await mailer.deliver(Self.content, to: "ops@contoso.com", password: nil)
        #expect(taken.isAccepted && taken.code == 250 && taken.text == "2.0.0 OK: queued" && taken.server == "localhost")
        let gone = await mailer.deliver(Self.content, to: "gone@contoso.com", password: nil)
        #expect(gone == Delivery(MailReply(.recipient, 550, "5.1.1 no such user"), server: "localhost"))
        #expect(gone.verdict.consequence == .ends)
        let full = await mailer.deliver(Self.content, to: "full@contoso.com", password: nil)
        #expect(full == Delivery(MailReply(.recipient, 452, "4.2.2 mailbox full"), server: "localhost"))
        #expect(full.verdict.consequence == .restsRecipient)
        let lost = await mailer.deliver(Self.content, to: "lost@contoso.com", password: nil)
        #expect(lost.verdict == .unseen && lost.code == nil, "a mail whose fate nobody saw has to be sent again")
        let none = await mailer.deliver(Self.content, to: "a@b\r\nRCPT TO:<c@d>", password: nil)
        #expect(none.verdict.consequence == .ends && none.code == nil && none.server == nil)
    }

    @Test func `a user name signs in with the password, and sends nothing without one`() async throws {
        var settings = MailServer.Settings()
        settings.user = "keeper"
        settings.password = "correct horse"
        let server = try await MailServer(settings)
        let mailer = try mailer(server, userName: "keeper")
        let accepted = await mailer.deliver(Self.content, to: "ops@contoso.com", password: secret("correct horse"))
        let wrong = await mailer.deliver(Self.content, to: "ops@contoso.com", password: secret("wrong"))
        let missing = await mailer.deliver(Self.content, to: "ops@contoso.com", password: nil)
        #expect(accepted.isAccepted)
        for delivery in [wrong, missing] {
            #expect(delivery.verdict == MailVerdict(.login, .restsAll, isLasting: true), "\(delivery)")
        }
        #expect(wrong.command == .login && wrong.code == 535 && missing.code == nil)
        let transactions = try await server.transactions(atLeast: 1)
        #expect(transactions.count == 1)
        #expect(transactions.first?.user == "keeper")
        #expect(transactions.first?.helo == "srv1.contoso.com")
    }
}
