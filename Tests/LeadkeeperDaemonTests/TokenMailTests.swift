import Configuration
import Couriers
import Credentials
import Foundation
import Ports
import SecureMemory
import Simulators
import TestSupport
import Testing

@testable import LeadkeeperDaemon

/// Mail by token, as the settings make it: the real mailers against a mail server that knows the cloud's tokens, and
/// against the cloud's Graph.
@Suite(.enabled(if: MailServer.isAvailable, "python3-aiosmtpd is not installed")) struct TokenMailTests {
    private static let tenant = "12345678-8af1-4a5f-1234-12234d01db47"
    private static let application = "66666666-6666-4666-8666-666666666666"
    private static let mailbox = "alerts@contoso.example"
    private static let secret = "m4il~app+canary/secret"

    /// A cloud, a mail server, and what the settings make of them.
    private struct House {
        let cloud: MicrosoftCloud
        let server: MailServer
        let certificate: ServerCertificate
        let directory: TemporaryDirectory

        static func run(
            _ change: (inout World) -> Void = { _ in }, _ body: (House) async throws -> Void
        ) async throws {
            var world = World()
            world.tenants = [World.Tenant(id: tenant)]
            world.apps = [World.App(id: application, tenants: [tenant], secrets: [World.Secret(value: secret)])]
            world.mailboxes = [World.Mailbox(mailbox, in: tenant, senders: [application])]
            change(&world)
            let directory = try TemporaryDirectory()
            let cloud = try await MicrosoftCloud.start(world: world, hostility: 0)
            let authority = try await CertificateAuthority(in: URL(filePath: "\(directory.path)/authority"))
            let notes = URL(filePath: "\(directory.path)/tokens")
            cloud.noteTokens(in: notes)
            var settings = MailServer.Settings()
            settings.certificate = try await authority.issue(for: ["localhost"])
            settings.user = mailbox
            settings.tokenNotes = notes
            let trusted =
                try String(contentsOf: cloud.caFile, encoding: .utf8)
                + String(contentsOf: authority.certificateFile, encoding: .utf8)
            try trusted.write(toFile: "\(directory.path)/trusted.pem", atomically: true, encoding: .utf8)
            let house = House(
                cloud: cloud, server: try await MailServer(settings),
                certificate: try await authority.issue(for: ["localhost"]), directory: directory)
            let result: Result<Void, any Error>
            do { result = .success(try await body(house)) } catch { result = .failure(error) }
            await cloud.stop()
            try result.get()
        }

        func mailer(_ service: MailSettings.Service, from: String = mailbox, port: Int? = nil) throws -> any Mailer {
            let login = try #require(WebOrigin(cloud.url("login.localhost")))
            let graph = try #require(WebOrigin(cloud.url("graph.localhost")))
            let sender = try #require(EmailAddress(from))
            var mail = MailSettings(
                service: service, host: service == .smtp ? "localhost" : graph.host,
                port: service == .smtp ? UInt16(port ?? server.port) : graph.port,
                security: service == .smtp ? .starttls : .tls,
                userName: service == .smtp ? mailbox : nil, from: sender)
            mail.signIn = .oauth
            mail.application = EntraApplication(
                directory: try #require(GUID(tenant)), id: try #require(GUID(application)))
            let network = NetworkSettings(caFile: "\(directory.path)/trusted.pem")
            let outside = try Outside(
                Settings(
                    mail: mail, operators: [sender],
                    entra: EntraSettings(loginEndpoint: login, graphEndpoint: graph), network: network,
                    inventory: [], administrator: nil), hooks: HookCaller(directory: directory.path),
                notes: SignInNotes())
            return outside.mailer
        }

        var tokensGiven: Int { cloud.history().count { $0.step == "token" && $0.outcome == "ok" } }
    }

    private static func key(_ text: String = secret, version: String = "1", age: TimeSpan = .days(9)) -> MailSecret {
        MailSecret(.secret(SharedSecret(SecretBytes(copying: Array(text.utf8)))), version: version, age: age)
    }

    private static func mail(to recipient: String, from: String = mailbox) -> [UInt8] {
        Array(
            "From: leadkeeper <\(from)>\r\nTo: \(recipient)\r\nMessage-ID: <1@srv1>\r\nSubject: test\r\n\r\nhello\r\n"
                .utf8)
    }

    // MARK: SMTP

    @Test func `a mail leaves by XOAUTH2 under TLS, and one token serves until the server refuses it`() async throws {
        try await House.run { house in
            let mailer = try house.mailer(.smtp)
            for name in ["ann", "bo", "cy"] {
                let delivery = await mailer.deliver(
                    Self.mail(to: "\(name)@contoso.example"), to: "\(name)@contoso.example", secret: Self.key())
                #expect(delivery.isAccepted, "\(delivery)")
            }
            #expect(house.tokensGiven == 1)
            #expect(house.cloud.history().last?.form?["scope"] == "https://outlook.office365.com/.default")
            house.cloud.endTokens()
            let delivery = await mailer.deliver(
                Self.mail(to: "di@contoso.example"), to: "di@contoso.example", secret: Self.key())
            #expect(delivery.isAccepted && house.tokensGiven == 2, "\(delivery)")
            // Another version of the secret gets a token of its own.
            let other = await mailer.deliver(
                Self.mail(to: "ed@contoso.example"), to: "ed@contoso.example", secret: Self.key(version: "2"))
            #expect(other.isAccepted && house.tokensGiven == 3)
            let transactions = try await house.server.transactions(atLeast: 5)
            #expect(transactions.allSatisfy { $0.tls && $0.user == Self.mailbox && $0.from == Self.mailbox })
            #expect(transactions.map(\.to) == ["ann", "bo", "cy", "di", "ed"].map { "\($0)@contoso.example" })
        }
    }

    @Test func `mails that leave at the same time get one token`() async throws {
        try await House.run { house in
            let mailer = try house.mailer(.smtp)
            let accepted = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        await mailer.deliver(
                            Self.mail(to: "a\(number)@contoso.example"), to: "a\(number)@contoso.example",
                            secret: Self.key()
                        ).isAccepted
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(accepted == 6 && house.tokensGiven == 1)
        }
    }

    @Test(arguments: [
        ("535 5.7.3 Authentication unsuccessful", ProbeClass.mailTokenRefused),
        (
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
            .mailSMTPAuthOff
        ),
        ("550 5.7.30 Basic authentication is not supported for Client Submission.", .mailBasicAuthOff),
    ])
    func `a server that turns the login down is asked once more with a new token, and no third time`(
        reply: String, problem: ProbeClass
    ) async throws {
        try await House.run { house in
            let mailer = try house.mailer(.smtp)
            #expect(await mailer.signIn(with: Self.key()) == .accepted)
            try house.server.script([Self.mailbox: ["auth": reply]])
            let delivery = await mailer.deliver(
                Self.mail(to: "ann@contoso.example"), to: "ann@contoso.example", secret: Self.key())
            #expect(delivery.problem == problem && delivery.code == Int(reply.prefix(3)), "\(delivery)")
            #expect(delivery.verdict == MailVerdict(.login, .restsAll, isLasting: true))
            #expect(house.tokensGiven == 2)
            let finding = await mailer.signIn(with: Self.key()).finding
            #expect(finding?.class == problem && finding?.step == .identity && finding?.answeredBy == .mailServer)
            #expect(house.tokensGiven == 3)
        }
    }

    @Test func `a mailbox that may not send as the sender is known by name`() async throws {
        try await House.run { house in
            try house.server.script([
                "*": ["data": "554 5.2.252 SendAsDenied; alerts@contoso.example not allowed to send as x"]
            ])
            let delivery = try await house.mailer(.smtp).deliver(
                Self.mail(to: "ann@contoso.example"), to: "ann@contoso.example", secret: Self.key())
            #expect(delivery.problem == .mailSendAsDenied && delivery.verdict.consequence == .restsAll)
        }
    }

    @Test(.enabled(if: DovecotServer.isAvailable, "dovecot-submissiond is not installed, or this is not root"))
    func `Dovecot takes the token too, and a token that has ended is got anew`() async throws {
        try await House.run { house in
            let relay = try await MailServer()
            let dovecot = try await DovecotServer(
                certificate: house.certificate, relay: relay, tokenNotes: "\(house.directory.path)/tokens",
                user: Self.mailbox)
            let mailer = try house.mailer(.smtp, port: dovecot.port)
            #expect(await mailer.signIn(with: Self.key()) == .accepted)
            for name in ["ann", "bo"] {
                let delivery = await mailer.deliver(
                    Self.mail(to: "\(name)@contoso.example"), to: "\(name)@contoso.example", secret: Self.key())
                #expect(delivery.isAccepted, "\(delivery)")
                house.cloud.endTokens()
            }
            #expect(house.tokensGiven == 2)
            #expect(
                try await relay.transactions(atLeast: 2).map(\.to) == ["ann@contoso.example", "bo@contoso.example"])
        }
    }

    // MARK: Graph

    @Test func `Graph takes each mail whole, for the one recipient whom it names, and 202 is accepted`() async throws {
        try await House.run { house in
            let mailer = try house.mailer(.graph)
            #expect(await mailer.signIn(with: Self.key()) == .accepted)
            #expect(house.cloud.sentMails().isEmpty)
            for name in ["ann", "bo"] {
                let recipient = "\(name)@contoso.example"
                let delivery = await mailer.deliver(Self.mail(to: recipient), to: recipient, secret: Self.key())
                #expect(delivery.isAccepted && delivery.code == 202 && delivery.server?.hasPrefix("graph") == true)
            }
            let sent = house.cloud.sentMails()
            #expect(sent.map(\.recipients) == [["ann@contoso.example"], ["bo@contoso.example"]])
            #expect(sent.allSatisfy { $0.mailbox == Self.mailbox })
            #expect(sent.first?.content == Self.mail(to: "ann@contoso.example"))
            #expect(house.tokensGiven == 1)
            house.cloud.endTokens()
            let again = await mailer.deliver(
                Self.mail(to: "cy@contoso.example"), to: "cy@contoso.example", secret: Self.key())
            #expect(again.isAccepted && house.tokensGiven == 2)
        }
    }

    @Test(arguments: [ProbeClass.mailAccessDenied, .mailboxNotFound, .mailSendAsDenied])
    func `what Graph refuses is known by name, by mail and by probe`(problem: ProbeClass) async throws {
        try await House.run { world in
            switch problem {
            case .mailAccessDenied: world.mailboxes[0].senders = []
            case .mailboxNotFound: world.mailboxes[0].isOnline = false
            case _: break
            }
        } _: { house in
            let mailer = try house.mailer(.graph)
            let sender = problem == .mailSendAsDenied ? "other@contoso.example" : Self.mailbox
            let delivery = await mailer.deliver(
                Self.mail(to: "ann@contoso.example", from: sender), to: "ann@contoso.example", secret: Self.key())
            #expect(delivery.problem == problem, "\(delivery)")
            #expect(delivery.verdict == MailVerdict(.sender, .restsAll, isLasting: true))
            let finding = await mailer.signIn(with: Self.key()).finding
            // Whose name stands in a mail is seen of the mail alone.
            #expect(finding?.class == (problem == .mailSendAsDenied ? nil : problem))
            #expect(house.cloud.sentMails().isEmpty)
        }
    }

    @Test func `an app that may send as everybody is kept from a mailbox by a policy`() async throws {
        try await House.run { world in
            world.mailboxes[0].senders = []
            world.apps[0].permissions = [.sendMail]
        } _: { house in
            let mailer = try house.mailer(.graph)
            let mail = Self.mail(to: "ann@contoso.example")
            #expect(await mailer.deliver(mail, to: "ann@contoso.example", secret: Self.key()).isAccepted)
            house.cloud.change { $0.mailboxes[0].isGuarded = true }
            let refused = await mailer.deliver(mail, to: "ann@contoso.example", secret: Self.key())
            #expect(refused.problem == .mailAccessDenied)
        }
    }

    @Test(arguments: [
        ("sender", ProbeClass.mailAccessDenied), ("mailbox", .mailboxNotFound), ("online", .mailboxNotFound),
    ])
    func `a canary is refused as a mail would be, with what mends it`(lacking: String, problem: ProbeClass) async throws
    {
        try await House.run { world in
            switch lacking {
            case "sender": world.mailboxes[0].senders = []
            case "mailbox": world.mailboxes = []
            case _: world.mailboxes[0].isOnline = false
            }
        } _: { house in
            guard
                case .fails(let delivery) = await (try house.mailer(.graph)).prove(
                    to: "ann@contoso.example", secret: Self.key())
            else {
                Issue.record("it must be refused")
                return
            }
            #expect(delivery.problem == problem && delivery.verdict.isLasting, "\(delivery)")
        }
    }

    @Test(arguments: [Simulators.Fault.Name.throttle, .status503, .wall, .redirect])
    func `a canary that meets trouble at Graph is tried again`(fault: Simulators.Fault.Name) async throws {
        try await House.run { house in
            house.cloud.inject(Simulators.Fault(fault, step: "send-mail", value: fault == .throttle ? 47 : nil))
            guard
                case .fails(let delivery) = await (try house.mailer(.graph)).prove(
                    to: "ann@contoso.example", secret: Self.key())
            else {
                Issue.record("it must be tried again")
                return
            }
            #expect(!delivery.verdict.isLasting && delivery.problem == nil, "\(delivery)")
        }
    }

    // MARK: Both

    @Test(arguments: MailSettings.Service.allCases)
    func `a canary with a secret that Entra refuses fails at Entra, and the right one goes all the way`(
        service: MailSettings.Service
    ) async throws {
        try await House.run { house in
            let mailer = try house.mailer(service)
            let wrong = Self.key("wrong~secret+of/app", version: "2")
            guard case .fails(let delivery) = await mailer.prove(to: "ann@contoso.example", secret: wrong),
                case .works = await mailer.prove(to: "ann@contoso.example", secret: Self.key()),
                case .fails(let missing) = await mailer.prove(to: "ann@contoso.example", secret: nil)
            else {
                Issue.record("a canary is let in by the right secret alone")
                return
            }
            #expect(delivery.problem == .secretWrong && delivery.verdict.isLasting, "\(delivery)")
            #expect(missing.verdict.isLasting)
            #expect(!"\(delivery)".contains("wrong~"))
            #expect(house.cloud.sentMails().isEmpty)
            #expect(mailer.setting.contains(Self.mailbox))
        }
    }

    @Test func `a server that refuses the token, or the operator, fails a canary`() async throws {
        try await House.run { house in
            let mailer = try house.mailer(.smtp)
            try house.server.script([
                Self.mailbox: [
                    "auth":
                        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."
                ]
            ])
            guard case .fails(let login) = await mailer.prove(to: "ann@contoso.example", secret: Self.key()) else {
                Issue.record("the login must be refused")
                return
            }
            #expect(login.problem == .mailSMTPAuthOff && login.verdict.consequence == .restsAll, "\(login)")
            try house.server.script(["gone@contoso.example": ["rcpt": "550 5.1.1 no such user"]])
            guard case .fails(let gone) = await mailer.prove(to: "gone@contoso.example", secret: Self.key()) else {
                Issue.record("the recipient must be refused")
                return
            }
            #expect(gone.verdict.consequence == .ends, "\(gone)")
        }
    }

    @Test(arguments: MailSettings.Service.allCases)
    func `a secret that Entra refuses is told as Entra tells it, and no server is asked`(
        service: MailSettings.Service
    ) async throws {
        try await House.run { house in
            let mailer = try house.mailer(service)
            let wrong = Self.key("wrong~secret+of/app", version: "2")
            let delivery = await mailer.deliver(
                Self.mail(to: "ann@contoso.example"), to: "ann@contoso.example", secret: wrong)
            #expect(delivery.problem == .secretWrong && delivery.text.contains("AADSTS7000215"), "\(delivery)")
            #expect(delivery.verdict == MailVerdict(.login, .restsAll, isLasting: true) && delivery.code == nil)
            let young = Self.key("wrong~secret+of/app", version: "3", age: .seconds(60))
            #expect(await mailer.signIn(with: young).finding?.class == .secretUnknown)
            let missing = await mailer.deliver(Self.mail(to: "a@b.example"), to: "a@b.example", secret: nil)
            #expect(missing.verdict == MailVerdict(.login, .restsAll, isLasting: true))
            let text = "\(delivery) \(await mailer.signIn(with: wrong))"
            #expect(!text.contains("wrong~") && !text.contains("eyJ"))
        }
    }
}
