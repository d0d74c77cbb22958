import Curl
import Foundation
import SecureMemory
import TestSupport
import Testing

@Suite struct SMTPFaultTests {
    private static let shared = Task { try await RudeMailServer() }

    private func deliver(
        to behaviour: RudeMailServer.Behaviour, _ security: SMTPClient.Security = .none, login: SMTPLogin? = nil,
        _ change: (inout SMTPClient.Configuration) -> Void = { _ in }
    ) async throws -> SMTPOutcome {
        let server = try await Self.shared.value
        var configuration = SMTPClient.Configuration(
            host: "127.0.0.1", port: server.port(behaviour), security: security, ownName: "keeper.example")
        configuration.connectTimeout = .seconds(5)
        change(&configuration)
        let message = SMTPMessage(
            sender: "a@keeper.example", recipient: "b@contoso.com", content: Array("X: y\r\n\r\nz\r\n".utf8))
        return await SMTPClient(configuration: configuration).deliver(message, login: login)
    }

    @Test func `a polite server takes the mail`() async throws {
        #expect(try await deliver(to: .polite) == .accepted(code: 250, text: "2.0.0 taken"))
    }

    @Test(arguments: [RudeMailServer.Behaviour.silentGreeting, .tarpit])
    func `a greeting that does not come costs the time to connect, and others go on meanwhile`(
        behaviour: RudeMailServer.Behaviour
    ) async throws {
        async let held = deliver(to: behaviour) { $0.connectTimeout = .milliseconds(250) }
        #expect(try await deliver(to: .polite) == .accepted(code: 250, text: "2.0.0 taken"))
        guard case .failed(.timeout, at: .connect, _) = try await held else {
            Issue.record("it must be tried again: \(try await held)")
            return
        }
    }

    @Test func `a reply that does not come costs the time for a reply`() async throws {
        let outcome = try await deliver(to: .silentRecipient) { $0.replyTimeout = .seconds(3) }
        guard case .failed(.timeout, at: .recipient, _) = outcome else {
            Issue.record("it must be tried again: \(outcome)")
            return
        }
    }

    @Test(arguments: [RudeMailServer.Behaviour.dropAfterDot, .resetAfterDot])
    func `a connection lost after the last dot leaves the mail unknown`(behaviour: RudeMailServer.Behaviour)
        async throws
    {
        let outcome = try await deliver(to: behaviour)
        guard case .unknown(.interrupted, _) = outcome else {
            Issue.record("the mail is unknown: \(outcome)")
            return
        }
    }

    @Test func `silence after the last dot leaves the mail unknown`() async throws {
        let outcome = try await deliver(to: .silentAfterDot) { $0.finalReplyTimeout = .seconds(1) }
        guard case .unknown(.timeout, _) = outcome else {
            Issue.record("the mail is unknown: \(outcome)")
            return
        }
    }

    @Test func `a 421 after the last dot is a refusal for now`() async throws {
        #expect(try await deliver(to: .refusesAfterDot) == .refused(at: .end, code: 421, text: "4.3.2 closing"))
    }

    @Test(arguments: [RudeMailServer.Behaviour.dropAtRecipient])
    func `a connection lost before the mail was sent is tried again`(behaviour: RudeMailServer.Behaviour) async throws {
        let outcome = try await deliver(to: behaviour)
        guard case .failed(.interrupted, at: .recipient, _) = outcome else {
            Issue.record("it must be tried again: \(outcome)")
            return
        }
    }

    @Test func `a connection lost within the mail counts as unknown`() async throws {
        let outcome = try await deliver(to: .dropInData)
        guard case .unknown(.interrupted, _) = outcome else {
            Issue.record("the mail is unknown: \(outcome)")
            return
        }
    }

    @Test func `a server that closes for now is tried again`() async throws {
        #expect(try await deliver(to: .greeting421) == .refused(at: .connect, code: 421, text: "4.3.2 closing"))
    }

    @Test func `a server that does not talk to us is a fault of the set-up`() async throws {
        #expect(try await deliver(to: .greeting554) == .refused(at: .connect, code: 554, text: "5.7.1 no service"))
    }

    @Test func `what is no mail server is tried again`() async throws {
        let outcome = try await deliver(to: .garbage) { $0.connectTimeout = .milliseconds(300) }
        guard case .failed = outcome else {
            Issue.record("it must be tried again: \(outcome)")
            return
        }
    }

    @Test func `a stripped STARTTLS sends nothing`() async throws {
        let server = try await RudeMailServer()
        let configuration = SMTPClient.Configuration(
            host: "127.0.0.1", port: server.port(.noStartTLS), security: .startTLS, ownName: "keeper.example")
        let message = SMTPMessage(
            sender: "a@keeper.example", recipient: "b@contoso.com", content: Array("X: y\r\n\r\nz\r\n".utf8))
        let outcome = await SMTPClient(configuration: configuration).deliver(message)
        guard case .unfit(.startTLSMissing, _) = outcome else {
            Issue.record("it must be a fault of the set-up: \(outcome)")
            return
        }
        let said = try #require(try await server.connections(atLeast: 1).first).lines
        #expect(said.allSatisfy { $0.hasPrefix("EHLO ") || $0 == "QUIT" })
    }

    @Test func `a STARTTLS that is not to be had now is tried again`() async throws {
        #expect(
            try await deliver(to: .startTLSRefused, .startTLS)
                == .refused(at: .startTLS, code: 454, text: "4.7.0 not now"))
    }

    @Test func `an end to passwords is a fault of the login`() async throws {
        let outcome = try await deliver(to: .basicAuthEnded)
        #expect(outcome == .refused(at: .sender, code: 550, text: "5.7.30 Basic authentication is not supported"))
    }

    @Test func `a sender that may not send is a fault of the set-up, not of the recipient`() async throws {
        #expect(
            try await deliver(to: .senderRefused) == .refused(at: .sender, code: 550, text: "5.7.60 not your address"))
    }

    @Test func `a password that the server quotes is withheld`() async throws {
        let login = SMTPLogin.password(
            userName: "keeper", SharedSecret(SecretBytes(copying: Array("canary-secret".utf8))))
        let outcome = try await deliver(to: .echoPassword, login: login)
        #expect(outcome == .refused(at: .login, code: 535, text: "(withheld)"))
    }

    @Test func `a server that does not answer QUIT has the mail all the same`() async throws {
        #expect(try await deliver(to: .silentQuit) == .accepted(code: 250, text: "2.0.0 taken"))
    }

    @Test func `a login is not sent in clear to any but a loopback server`() async throws {
        let configuration = SMTPClient.Configuration(
            host: "mail.invalid", port: 25, security: .none, ownName: "keeper.example")
        let login = SMTPLogin.password(userName: "keeper", SharedSecret(SecretBytes(copying: Array("secret".utf8))))
        let message = SMTPMessage(sender: "a@b", recipient: "c@d", content: Array("X: y\r\n".utf8))
        let outcome = await SMTPClient(configuration: configuration).deliver(message, login: login)
        guard case .unfit(.settings, _) = outcome else {
            Issue.record("it must be refused: \(outcome)")
            return
        }
    }

    @Test func `a server's name that does not exist is tried again`() async throws {
        let configuration = SMTPClient.Configuration(
            host: "mail.invalid", port: 25, security: .startTLS, ownName: "keeper.example")
        let message = SMTPMessage(sender: "a@b", recipient: "c@d", content: Array("X: y\r\n".utf8))
        let outcome = await SMTPClient(configuration: configuration).deliver(message)
        guard case .failed(.resolve, at: .connect, _) = outcome else {
            Issue.record("it must be tried again: \(outcome)")
            return
        }
    }

    @Test func `cancelling ends the wait for a greeting`() async throws {
        let server = try await Self.shared.value
        let configuration = SMTPClient.Configuration(
            host: "127.0.0.1", port: server.port(.silentGreeting), security: .none, ownName: "keeper.example")
        let client = SMTPClient(configuration: configuration)
        let message = SMTPMessage(sender: "a@b", recipient: "c@d", content: Array("X: y\r\n".utf8))
        let task = Task { await client.deliver(message) }
        task.cancel()
        guard case .failed(.cancelled, _, _) = await task.value else {
            Issue.record("a mail that was not sent must be tried again")
            return
        }
    }
}
