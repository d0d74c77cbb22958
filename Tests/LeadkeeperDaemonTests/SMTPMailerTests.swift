import Configuration
import Credentials
import Mailing
import Ports
import SecureMemory
import Simulators
import TestSupport
import Testing
import Upkeep

@testable import LeadkeeperDaemon

@Suite(.enabled(if: MailServer.isAvailable, "python3-aiosmtpd is not installed")) struct SMTPMailerTests {
    private static let content = Array("Subject: test\r\n\r\nhello\r\n".utf8)

    private func mailer(_ server: MailServer, userName: String? = nil) throws -> SMTPMailer {
        let from = try #require(EmailAddress("leadkeeper@srv1.contoso.com"))
        return SMTPMailer(
            MailSettings(
                host: "localhost", port: UInt16(server.port), security: .none, userName: userName, from: from),
            NetworkSettings(), ownName: "srv1.contoso.com")
    }

    private func secret(_ text: String) -> MailSecret {
        MailSecret(.secret(SharedSecret(SecretBytes(copying: Array(text.utf8)))), version: "1", age: .days(1))
    }

    @Test func `each way in which a mail can end is told apart`() async throws {
        let server = try await MailServer()
        try server.script([
            "gone@contoso.com": ["rcpt": "550 5.1.1 no such user"],
            "full@contoso.com": ["rcpt": "452 4.2.2 mailbox full"],
            "lost@contoso.com": ["data": "drop"],
        ])
        let mailer = try mailer(server)
        let taken = await mailer.deliver(Self.content, to: "ops@contoso.com", secret: nil)
        #expect(
            taken.isAccepted && taken.code == 250 && taken.text == "2.0.0 OK: queued" && taken.server == "localhost")
        let gone = await mailer.deliver(Self.content, to: "gone@contoso.com", secret: nil)
        #expect(gone == Delivery(MailReply(.recipient, 550, "5.1.1 no such user"), server: "localhost"))
        #expect(gone.verdict.consequence == .ends)
        let full = await mailer.deliver(Self.content, to: "full@contoso.com", secret: nil)
        #expect(full == Delivery(MailReply(.recipient, 452, "4.2.2 mailbox full"), server: "localhost"))
        #expect(full.verdict.consequence == .restsRecipient)
        let lost = await mailer.deliver(Self.content, to: "lost@contoso.com", secret: nil)
        #expect(lost.verdict == .unseen && lost.code == nil, "a mail whose fate nobody saw has to be sent again")
        let none = await mailer.deliver(Self.content, to: "a@b\r\nRCPT TO:<c@d>", secret: nil)
        #expect(none.verdict.consequence == .ends && none.code == nil && none.server == nil)
    }

    @Test func `a user name signs in with the password, and sends nothing without one`() async throws {
        var settings = MailServer.Settings()
        settings.user = "keeper"
        settings.password = "correct horse"
        let server = try await MailServer(settings)
        let mailer = try mailer(server, userName: "keeper")
        let accepted = await mailer.deliver(Self.content, to: "ops@contoso.com", secret: secret("correct horse"))
        let wrong = await mailer.deliver(Self.content, to: "ops@contoso.com", secret: secret("wrong"))
        let missing = await mailer.deliver(Self.content, to: "ops@contoso.com", secret: nil)
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
