import Curl
import Foundation
import Mime
import SecureMemory
import Simulators
import TestSupport
import Testing

@Suite(.enabled(if: MailServer.isAvailable, "python3-aiosmtpd is not installed")) struct SMTPClientTests {
    private static let content = Array(
        "Subject: test\r\nMessage-ID: <1@localhost>\r\n\r\n.dots\r\n..\r\n.\r\nlast\r\n".utf8)

    private func client(
        _ server: MailServer, _ security: SMTPClient.Security = .none, caFile: String? = nil
    ) throws -> SMTPClient {
        SMTPClient(
            configuration: SMTPClient.Configuration(
                host: "localhost", port: server.port, security: security, ownName: "keeper.example", caFile: caFile))
    }

    private func message(to recipient: String = "ops@contoso.com") -> SMTPMessage {
        SMTPMessage(sender: "leadkeeper@localhost", recipient: recipient, content: Self.content)
    }

    private func password(_ text: String) -> SMTPLogin {
        .password(userName: "keeper", SharedSecret(SecretBytes(copying: Array(text.utf8))))
    }

    @Test func `a mail arrives byte for byte, dots and all, from the name we gave`() async throws {
        let server = try await MailServer()
        let outcome = try await client(server).deliver(message())
        #expect(outcome == .accepted(code: 250, text: "2.0.0 OK: queued"))
        let transaction = try #require(try await server.transactions(atLeast: 1).first)
        #expect(transaction.from == "leadkeeper@localhost")
        #expect(transaction.to == "ops@contoso.com")
        #expect(transaction.helo == "keeper.example")
        #expect(try server.mail(#require(transaction.file)) == Self.content)
    }

    @Test func `a composed mail arrives as it was composed`() async throws {
        let server = try await MailServer()
        let mail = MailMessage(
            senderName: "leadkeeper på värden", sender: "leadkeeper@localhost", recipient: "ops@contoso.com",
            subject: "Nyckeln går ut i morgon: förnya den", date: 1_795_000_000,
            messageID: MessageID.make(key: "1", domain: "localhost"),
            text: ".\n.. punkter\n\nFrån leadkeeper", html: "<p>Från leadkeeper</p>")
        let content = mail.encoded()
        let message = SMTPMessage(sender: mail.sender, recipient: mail.recipient, content: content)
        #expect(try await client(server).deliver(message) == .accepted(code: 250, text: "2.0.0 OK: queued"))
        let transaction = try #require(try await server.transactions(atLeast: 1).first)
        #expect(try server.mail(#require(transaction.file)) == content)
    }

    @Test func `each recipient has an outcome of its own`() async throws {
        let server = try await MailServer()
        try server.script([
            "gone@contoso.com": ["rcpt": "550 5.1.1 no such user"],
            "full@contoso.com": ["rcpt": "452 4.2.2 mailbox full"],
            "spam@contoso.com": ["data": "554 5.7.1 refused"], "later@contoso.com": ["data": "451 4.3.0 try later"],
        ])
        let client = try client(server)
        let outcomes = await withTaskGroup(of: (String, SMTPOutcome).self) { group in
            for name in ["ops", "gone", "full", "spam", "later", "sales"] {
                group.addTask { (name, await client.deliver(message(to: "\(name)@contoso.com"))) }
            }
            return await group.reduce(into: [String: SMTPOutcome]()) { $0[$1.0] = $1.1 }
        }
        #expect(outcomes["ops"] == .accepted(code: 250, text: "2.0.0 OK: queued"))
        #expect(outcomes["sales"] == .accepted(code: 250, text: "2.0.0 OK: queued"))
        #expect(outcomes["gone"] == .refused(at: .recipient, code: 550, text: "5.1.1 no such user"))
        #expect(outcomes["full"] == .refused(at: .recipient, code: 452, text: "4.2.2 mailbox full"))
        #expect(outcomes["spam"] == .refused(at: .end, code: 554, text: "5.7.1 refused"))
        #expect(outcomes["later"] == .refused(at: .end, code: 451, text: "4.3.0 try later"))
    }

    @Test(arguments: [true, false])
    func `STARTTLS and TLS from the first byte both log in over an encrypted connection`(usesImplicitTLS: Bool)
        async throws
    {
        try await withAuthority { authority in
            var settings = MailServer.Settings()
            settings.certificate = try await authority.issue(for: ["localhost"])
            settings.usesImplicitTLS = usesImplicitTLS
            settings.user = "keeper"
            settings.password = "correct horse"
            let server = try await MailServer(settings)
            let client = try client(server, usesImplicitTLS ? .tls : .startTLS, caFile: authority.certificateFile.path)
            let outcome = await client.deliver(message(), login: password("correct horse"))
            #expect(outcome == .accepted(code: 250, text: "2.0.0 OK: queued"))
            let transaction = try #require(try await server.transactions(atLeast: 1).first)
            #expect(transaction.tls)
            #expect(transaction.user == "keeper")
        }
    }

    @Test func `a bearer token logs in`() async throws {
        var settings = MailServer.Settings()
        settings.user = "keeper"
        settings.bearer = "eyJ0.e30.sig"
        let server = try await MailServer(settings)
        let login = SMTPLogin.bearer(userName: "keeper", SharedSecret(SecretBytes(copying: Array("eyJ0.e30.sig".utf8))))
        #expect(
            try await client(server).deliver(message(), login: login) == .accepted(code: 250, text: "2.0.0 OK: queued"))
    }

    @Test func `a wrong password and a missing one are faults of the set-up`() async throws {
        var settings = MailServer.Settings()
        settings.user = "keeper"
        settings.password = "correct horse"
        let server = try await MailServer(settings)
        let client = try client(server)
        guard case .refused(at: .login, code: 535, _) = await client.deliver(message(), login: password("wrong")) else {
            Issue.record("a wrong password must be a fault of the login")
            return
        }
        guard case .refused(at: .sender, code: 530, _) = await client.deliver(message()) else {
            Issue.record("a missing login must be a fault of the login")
            return
        }
        // The client keeps nothing of an earlier login.
        #expect(
            await client.deliver(message(), login: password("correct horse"))
                == .accepted(code: 250, text: "2.0.0 OK: queued"))
        guard case .refused(at: .sender, code: 530, _) = await client.deliver(message()) else {
            Issue.record("a login must not outlive its mail")
            return
        }
    }

    @Test func `signing in alone tells whether a password is taken, and sends no mail`() async throws {
        var settings = MailServer.Settings()
        settings.user = "keeper"
        settings.password = "correct horse"
        let server = try await MailServer(settings)
        let client = try client(server)
        guard case .accepted(235, _) = await client.signIn(password("correct horse")) else {
            Issue.record("the right password must be taken")
            return
        }
        guard case .refused(.login, 535, _) = await client.signIn(password("wrong")) else {
            Issue.record("a wrong password must be a fault of the login")
            return
        }
        // The only transaction that the server sees is the one after both.
        _ = await client.deliver(message(), login: password("correct horse"))
        #expect(try await server.transactions(atLeast: 1).count == 1)
    }

    @Test func `a server that is not there tells nothing of a password`() async throws {
        let gone = SMTPClient(
            configuration: SMTPClient.Configuration(
                host: "127.0.0.1", port: 1, security: .none, ownName: "keeper.example"))
        guard case .failed(.connect, .connect, _) = await gone.signIn(password("any")) else {
            Issue.record("it must be tried again")
            return
        }
    }

    @Test(arguments: [CertificateAuthority.Flaw.expired, .wrongHost, .selfSigned, .unknownAuthority])
    func `a certificate that is not accepted stops the mail and the login`(flaw: CertificateAuthority.Flaw) async throws
    {
        try await withAuthority { authority in
            var settings = MailServer.Settings()
            settings.certificate = try await authority.issue(for: ["localhost"], flaw: flaw)
            settings.user = "keeper"
            settings.password = "correct horse"
            let server = try await MailServer(settings)
            let client = try client(server, .startTLS, caFile: authority.certificateFile.path)
            guard case .unfit(.certificate, _) = await client.deliver(message(), login: password("correct horse"))
            else {
                Issue.record("\(flaw) must be a fault of the certificate")
                return
            }
        }
    }

    @Test func `a server without STARTTLS gets neither mail nor login`() async throws {
        var settings = MailServer.Settings()
        settings.user = "keeper"
        settings.password = "correct horse"
        let server = try await MailServer(settings)
        guard case .unfit(.startTLSMissing, _) = try await client(server, .startTLS).deliver(message()) else {
            Issue.record("a missing STARTTLS must be a fault of the set-up")
            return
        }
        #expect(!FileManager.default.fileExists(atPath: server.directory.appending(path: "0001.eml").path))
    }

    @Test func `a connection lost after the last dot is unknown, and sending again makes two copies at most`()
        async throws
    {
        let server = try await MailServer()
        try server.script(["*": ["data": "drop"]])
        let client = try client(server)
        guard case .unknown(.interrupted, _) = await client.deliver(message()) else {
            Issue.record("a lost reply must leave the mail unknown")
            return
        }
        try server.script([:])
        #expect(await client.deliver(message()) == .accepted(code: 250, text: "2.0.0 OK: queued"))
        let transactions = try await server.transactions(atLeast: 2)
        let mails = try transactions.compactMap(\.file).map(server.mail)
        #expect(mails == [Self.content, Self.content])
    }

    @Test(arguments: [
        "ops@contoso.com\r\nRCPT TO:<evil@contoso.com>", "<ops@contoso.com>", "\"ops sales\"@contoso.com",
        "öps@contoso.com",
    ])
    func `an address that is more than one never reaches the server`(recipient: String) async throws {
        let server = try await MailServer()
        let client = try client(server)
        guard case .unfit(.recipient, _) = await client.deliver(message(to: recipient)) else {
            Issue.record("the recipient must be refused")
            return
        }
        let sender = SMTPMessage(sender: recipient, recipient: "ops@contoso.com", content: Self.content)
        guard case .unfit(.sender, _) = await client.deliver(sender) else {
            Issue.record("the sender must be refused")
            return
        }
        #expect(await client.deliver(message()) == .accepted(code: 250, text: "2.0.0 OK: queued"))
        #expect(try await server.transactions(atLeast: 1).count == 1)
    }

    @Test(arguments: ["a\n.\nMAIL FROM:<x@y>\r\n", "a\r\n.\rb\r\n", "a\n", "a\r", "a", "a\r\r\n"])
    func `a message with any other line end is refused`(text: String) async throws {
        let server = try await MailServer()
        let smuggled = SMTPMessage(sender: "a@b", recipient: "c@d", content: Array(text.utf8))
        guard case .unfit(.content, _) = try await client(server).deliver(smuggled) else {
            Issue.record("the message must be refused")
            return
        }
    }

    private func withAuthority(_ body: (CertificateAuthority) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "smtp-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(CertificateAuthority(in: directory))
    }
}
