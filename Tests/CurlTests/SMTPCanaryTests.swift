import Curl
import Foundation
import SecureMemory
import Simulators
import TestSupport
import Testing

/// Trying a mail server to the end, but for the mail.
@Suite struct SMTPCanaryTests {
    private static let shared = Task { try await RudeMailServer() }

    private func client(
        _ behaviour: RudeMailServer.Behaviour, _ change: (inout SMTPClient.Configuration) -> Void = { _ in }
    ) async throws -> SMTPClient {
        let server = try await Self.shared.value
        var configuration = SMTPClient.Configuration(
            host: "127.0.0.1", port: server.port(behaviour), security: .none, ownName: "keeper.example")
        configuration.connectTimeout = .seconds(5)
        change(&configuration)
        return SMTPClient(configuration: configuration)
    }

    private func prove(
        _ behaviour: RudeMailServer.Behaviour, login: SMTPLogin? = nil,
        _ change: (inout SMTPClient.Configuration) -> Void = { _ in }
    ) async throws -> SMTPOutcome {
        try await client(behaviour, change).prove(from: "a@keeper.example", to: "b@contoso.com", login: login)
    }

    private func password(_ text: String) -> SMTPLogin {
        .password(userName: "keeper", SharedSecret(SecretBytes(copying: Array(text.utf8))))
    }

    @Test func `one connection says MAIL, RCPT, RSET and QUIT, and never DATA`() async throws {
        let server = try await RudeMailServer()
        let client = SMTPClient(
            configuration: SMTPClient.Configuration(
                host: "127.0.0.1", port: server.port(.polite), security: .none, ownName: "keeper.example"))
        #expect(
            await client.prove(from: "a@keeper.example", to: "b@contoso.com")
                == .accepted(code: 250, text: "2.0.0 ok"))
        let connections = try await server.connections(atLeast: 1)
        #expect(
            connections.map(\.lines) == [
                ["EHLO keeper.example", "MAIL FROM:<a@keeper.example>", "RCPT TO:<b@contoso.com>", "RSET", "QUIT"]
            ])
    }

    @Test(arguments: [
        (RudeMailServer.Behaviour.senderRefused, SMTPCommand.sender, 550), (.basicAuthEnded, .sender, 550),
        (.greeting421, .connect, 421), (.greeting554, .connect, 554), (.echoPassword, .login, 535),
    ])
    func `a refusal is told with the command that it answers`(
        behaviour: RudeMailServer.Behaviour, command: SMTPCommand, code: Int
    ) async throws {
        let outcome = try await prove(behaviour, login: behaviour == .echoPassword ? password("s3cr3t-c4n4ry") : nil)
        guard case .refused(at: command, code: code, let text) = outcome else {
            Issue.record("it must be refused there: \(outcome)")
            return
        }
        #expect(!text.contains("c4n4ry"))
    }

    @Test func `a server that falls silent or goes away is tried again`() async throws {
        guard
            case .failed(.timeout, at: .connect, _) = try await prove(
                .silentGreeting, { $0.connectTimeout = .milliseconds(250) })
        else {
            Issue.record("the greeting must be waited for no longer")
            return
        }
        for (behaviour, command) in [
            (RudeMailServer.Behaviour.silentSender, SMTPCommand.sender), (.silentRecipient, .recipient),
        ] {
            guard case .failed(.timeout, at: command, _) = try await prove(behaviour, { $0.replyTimeout = .seconds(2) })
            else {
                Issue.record("\(behaviour) must end in its time")
                return
            }
        }
        guard case .failed(.interrupted, at: .recipient, _) = try await prove(.dropAtRecipient) else {
            Issue.record("a connection that is lost must be an interruption: \(try await prove(.dropAtRecipient))")
            return
        }
        #expect(try await prove(.silentQuit) == .accepted(code: 250, text: "2.0.0 ok"))
    }

    @Test func `it is ended within a second`() async throws {
        let client = try await client(.silentRecipient)
        let task = Task { await client.prove(from: "a@keeper.example", to: "b@contoso.com") }
        _ = try await Self.shared.value.connections(atLeast: 1)
        task.cancel()
        guard case .failed(.cancelled, _, _) = await task.value else {
            Issue.record("it must be cancelled")
            return
        }
    }

    @Test(arguments: ["b@contoso.com\r\nDATA", "b@contoso.com>\nRCPT TO:<c", "", "b"])
    func `an address that is none is not sent`(recipient: String) async throws {
        let outcome = await (try await client(.polite)).prove(from: "a@keeper.example", to: recipient)
        guard case .unfit(.recipient, _) = outcome else {
            Issue.record("it must be refused here: \(outcome)")
            return
        }
    }

    @Test(.enabled(if: MailServer.isAvailable, "python3-aiosmtpd is not installed"), arguments: [true, false])
    func `a real server over TLS lets it in, refuses single recipients, and delivers nothing`(usesImplicitTLS: Bool)
        async throws
    {
        try await withAuthority { authority in
            var settings = MailServer.Settings()
            settings.certificate = try await authority.issue(for: ["localhost"])
            settings.usesImplicitTLS = usesImplicitTLS
            (settings.user, settings.password) = ("keeper", "correct horse")
            let server = try await MailServer(settings)
            try server.script(["gone@contoso.com": ["rcpt": "550 5.1.1 no such user"]])
            let client = SMTPClient(
                configuration: SMTPClient.Configuration(
                    host: "localhost", port: server.port, security: usesImplicitTLS ? .tls : .startTLS,
                    ownName: "keeper.example", caFile: authority.certificateFile.path))
            #expect(
                await client.prove(from: "a@keeper.example", to: "ops@contoso.com", login: password("correct horse"))
                    == .accepted(code: 250, text: "2.1.5 OK"))
            #expect(
                await client.prove(from: "a@keeper.example", to: "gone@contoso.com", login: password("correct horse"))
                    == .refused(at: .recipient, code: 550, text: "5.1.1 no such user"))
            guard
                case .refused(at: .login, code: 535, _) = await client.prove(
                    from: "a@keeper.example", to: "ops@contoso.com", login: password("wrong"))
            else {
                Issue.record("a wrong password must be a fault of the login")
                return
            }
            // The only mail that the server gets is the one behind all of them.
            let mail = SMTPMessage(
                sender: "a@keeper.example", recipient: "ops@contoso.com", content: Array("X: y\r\n\r\nz\r\n".utf8))
            _ = await client.deliver(mail, login: password("correct horse"))
            #expect(try await server.taken(atLeast: 1).count == 1)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: server.directory.path).count {
                    $0.hasSuffix(".eml")
                } == 1)
        }
    }

    @Test(
        .enabled(if: MailServer.isAvailable, "python3-aiosmtpd is not installed"),
        arguments: [CertificateAuthority.Flaw.expired, .wrongHost, .selfSigned, .unknownAuthority])
    func `a certificate that is not accepted stops it`(flaw: CertificateAuthority.Flaw) async throws {
        try await withAuthority { authority in
            var settings = MailServer.Settings()
            settings.certificate = try await authority.issue(for: ["localhost"], flaw: flaw)
            let server = try await MailServer(settings)
            let client = SMTPClient(
                configuration: SMTPClient.Configuration(
                    host: "localhost", port: server.port, security: .startTLS, ownName: "keeper.example",
                    caFile: authority.certificateFile.path))
            guard
                case .unfit(.certificate, _) = await client.prove(from: "a@keeper.example", to: "ops@contoso.com")
            else {
                Issue.record("a bad certificate must stop it")
                return
            }
        }
    }

    private func withAuthority(_ body: (CertificateAuthority) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "smtp-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(CertificateAuthority(in: directory))
    }
}
