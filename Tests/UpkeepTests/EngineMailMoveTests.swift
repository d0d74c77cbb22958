import Bookkeeping
import Credentials
import Notices
import Ports
import SecureMemory
import Simulation
import Synchronization
import Testing
import UpkeepState

@testable import Upkeep

/// Secrets that follow their accounts where ways for mail trade places in the configuration.
@Suite struct EngineMailMoveTests {
    private let root: EmailAddress
    private let contoso: Credential
    private let password: Credential
    private let token: Credential

    init() throws {
        root = try #require(EmailAddress("root@contoso.example"))
        contoso = try Credential.sample("contoso")
        password = try Self.way(.mail, .mailbox(userName: "relay@contoso.example"))
        token = try Self.way(.mail, .azureAD(directory: try Self.guid(1), application: try Self.guid(2)))
    }

    private static func guid(_ number: Int) throws -> GUID {
        try #require(GUID("00000000-0000-4000-8000-00000000000\(number)"))
    }

    private static func way(_ name: CredentialName, _ identity: Identity) throws -> Credential {
        var credential = try Credential.sample("contoso")
        (credential.name, credential.identity, credential.destination) = (name, identity, nil)
        return credential
    }

    /// A mailer that knows which secret is whose, and keeps what it is shown.
    private final class Door: Mailer {
        let right: String
        let refusal: ProbeClass?
        let shown = Mutex<[String]>([])
        let letters = Mutex<[String]>([])

        init(takes right: String, refusing refusal: ProbeClass? = nil) { (self.right, self.refusal) = (right, refusal) }

        func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery {
            shown.withLock { $0.append(secret?.value?.text ?? "") }
            guard secret?.value?.text == right, refusal == nil else {
                return .misconfigured(code: 535, text: "5.7.3 no")
            }
            letters.withLock { $0.append(recipient) }
            return .accepted(code: 250, text: "ok")
        }

        var setting: String { "a door" }

        func prove(to recipient: String, secret: MailSecret?) async -> WayProof { .works("it takes mail") }

        func signIn(with secret: MailSecret) async -> MailSignIn {
            shown.withLock { $0.append((secret.value?.text ?? "")) }
            if let refusal {
                return .turnedDown(.init(class: refusal, step: .identity, code: "SMTP 535", message: "no"))
            }
            return (secret.value?.text ?? "") == right
                ? .accepted
                : .turnedDown(.init(class: .secretWrong, step: .token, code: "AADSTS7000215", message: "no"))
        }
    }

    private func begun() async throws -> Simulation {
        let simulation = try await Simulation([contoso, password], operators: [root])
        _ = try await simulation.engine.storeSecret(secret("pw"), for: .mail, issuedAt: nil, expiry: .never, keyID: nil)
        _ = await simulation.settle()
        return simulation
    }

    private func text(_ name: CredentialName, _ simulation: Simulation) async throws -> String {
        try await simulation.engine.revealSecret(of: name, to: "a test").text
    }

    private func spare(_ door: Door, testMailTo recipients: [EmailAddress] = []) -> SpareWay {
        SpareWay(token, mailer: door, writer: KeyWriter(), testRecipients: recipients)
    }

    @Test func `another way is tried without touching the one in use, and its secret is kept until it is configured`()
        async throws
    {
        let simulation = try await begun()
        let door = Door(takes: "app")
        let trial = try await simulation.engine.trySpare(spare(door, testMailTo: [root]), secret: secret("app"))
        #expect(trial.report.result == .ok && trial.mails.map(\.recipient) == [root])
        #expect(door.letters.withLock { $0 } == [root.description])
        #expect(try await text(.mail, simulation) == "pw")
        #expect(await simulation.engine.hasSpareSecret(of: token.identity))
        // Again, without the secret.
        #expect(try await simulation.engine.trySpare(spare(door), secret: nil).report.result == .ok)

        try await simulation.engine.load([contoso, token], operators: [root])
        #expect(try await text(.mail, simulation) == "app")
        #expect(try await text(.spareMail, simulation) == "pw")
        let history = try await simulation.ledger.events(of: .mail, limit: 10).map(\.event.kind)
        #expect(history.contains(Event.Kind(.secretMoved)))
        // And back.
        try await simulation.engine.load([contoso, password], operators: [root])
        #expect(try await text(.mail, simulation) == "pw")
        #expect(await simulation.engine.hasSpareSecret(of: token.identity))
        #expect(await simulation.engine.audit() == 0)
        #expect(await simulation.engine.tidyKeyring())
        #expect(try await text(.mail, simulation) == "pw")
    }

    @Test func `a secret that is refused is not kept, and one whose way is not set up yet is`() async throws {
        let simulation = try await begun()
        let wrong = try await simulation.engine.trySpare(spare(Door(takes: "app")), secret: secret("typo"))
        #expect(wrong.report.finding?.class == .secretWrong)
        #expect(await !simulation.engine.hasSpareSecret(of: token.identity))
        await #expect(throws: EngineError(.noSecret, .spareMail)) {
            try await simulation.engine.trySpare(spare(Door(takes: "app")), secret: nil)
        }
        let closed = try await simulation.engine.trySpare(
            spare(Door(takes: "app", refusing: .mailTokenRefused)), secret: secret("app"))
        #expect(closed.report.finding?.class == .mailTokenRefused && closed.mails.isEmpty)
        #expect(await simulation.engine.hasSpareSecret(of: token.identity))
        #expect(try await text(.mail, simulation) == "pw")
    }

    @Test func `whatever the moment of a kill, the way that is configured has its secret`() async throws {
        var simulation = try await begun()
        _ = try await simulation.engine.trySpare(spare(Door(takes: "app")), secret: secret("app"))
        // The files changed while the daemon was away, or it was killed between two transactions of the reload.
        let after = simulation.clock.now()
        try await simulation.ledger.adopt([
            Adoption(name: .mail, configurationDigest: token.workingDigest, standing: Standing())
        ])
        for credentials in [[contoso, token], [contoso, token], [contoso, password], [contoso, token]] {
            simulation = try await simulation.restarted(credentials, operators: [root])
            _ = await simulation.settle()
            let isToken = credentials.contains { $0.identity == token.identity }
            #expect(try await text(.mail, simulation) == (isToken ? "app" : "pw"))
            #expect(try await text(.spareMail, simulation) == (isToken ? "pw" : "app"))
        }
        let move = try #require(await simulation.engine.mailMove())
        #expect(move.since >= after && move.endsAt - move.since == .days(7))
    }

    @Test func `a secret moves to nobody but its account, and none is lost by a slip of the name`() async throws {
        let simulation = try await begun()
        let other = try Self.way(.mail, .mailbox(userName: "other@contoso.example"))
        try await simulation.engine.load([contoso, other], operators: [root])
        #expect(try await text(.mail, simulation) == "pw")
        await #expect(throws: EngineError.self) { try await text(.spareMail, simulation) }
        try await simulation.engine.load([contoso, password], operators: [root])
        #expect(try await text(.mail, simulation) == "pw")
    }
}
