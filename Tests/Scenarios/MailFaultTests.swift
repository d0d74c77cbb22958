import Foundation
import TestSupport
import Testing

/// What becomes of notices when the mail server does not want them, or not now, or not from us.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct MailFaultTests {
    @Test func `a refusal is one recipient's, and one for good goes to the others and the operators in their place`()
        async throws
    {
        try await Site.run { site in
            let server = try #require(site.mailServer)
            try server.script([
                "ops@contoso.example": ["rcpt": "550 5.1.1 no such user"],
                "sales@contoso.example": ["rcpt": "452 4.2.2 full"],
            ])
            try site.connect(
                "contoso", contacts: ["ops@contoso.example", "sales@contoso.example", "boss@contoso.example"])
            let (daemon, _) = try await site.startAll()
            try await site.until {
                try await site.store(site.issueSecret(for: "contoso"), for: "contoso", days: 5).exit == .code(0)
            }
            // The notice itself, and that it could not reach another.
            let taken = try await server.taken(atLeast: 3).map(\.to)
            #expect(taken.sorted() == ["boss@contoso.example", "boss@contoso.example", "root@srv1.contoso.com"])
            try await site.until {
                let states = try await site.notices(of: "contoso").map {
                    "\($0.recipient.string ?? ""): \($0.state.string ?? "")"
                }
                return Set(states).isSuperset(of: [
                    "ops@contoso.example: dead", "sales@contoso.example: retrying", "boss@contoso.example: accepted",
                    "root@srv1.contoso.com: accepted",
                ])
            }
            try await daemon.logs("cannot be sent to ops@contoso.example: the mail server refused it with 550")
        }
    }

    @Test func `a server that does not let us relay costs nobody a notice, and says so everywhere until it does`()
        async throws
    {
        try await Site.run { site in
            let server = try #require(site.mailServer)
            let (daemon, _) = try await site.startAll()
            // The canary finds nothing: it is a notice that is refused.
            try await daemon.logs("the way of mail is proven to work")
            try server.script(["*": ["rcpt": "554 5.7.1 <ops@contoso.example>: Relay access denied"]])
            try await site.until {
                try await site.store(site.issueSecret(for: "contoso"), for: "contoso", days: 5).exit == .code(0)
            }
            try await daemon.logs("failed to send mail: localhost answered RCPT TO with “554 5.7.1")
            #expect(try await Self.alertPath(site) == "False")
            let notices = try await site.notices(of: "contoso")
            #expect(!notices.contains { $0.state.string == "dead" })
            let tried = try #require(notices.first { $0.lastReply.code.int != nil })
            #expect(tried.lastReply.server.string == "localhost" && tried.lastReply.command.string == "rcpt")
            #expect(tried.lastReply.about.string == "sender")
            try server.script([:])
            try await site.done("notices", "test", "contoso")
            // Two tests, two notices, and one mail to the operators.
            let taken = try await Self.withPatience { try await server.taken(atLeast: 5) }
            #expect(taken.count { $0.to == "root@srv1.contoso.com" } == 1)
            try await daemon.logs("the mail server takes mail again")
            #expect(try await Self.alertPath(site) == "True")
        }
    }

    @Test func `a mail that may have been taken is sent again under the same name, and no third time`() async throws {
        try await Site.run { site in
            let server = try #require(site.mailServer)
            try server.script(["ops@contoso.example": ["data": "drop"]])
            try site.connect("contoso", contacts: ["ops@contoso.example"])
            _ = try await site.startAll()
            try await site.until {
                try await site.store(site.issueSecret(for: "contoso"), for: "contoso", days: 5).exit == .code(0)
            }
            _ = try await server.transactions(atLeast: 1)
            try server.script([:])
            let copies = try await Self.withPatience { try await server.transactions(atLeast: 2) }.compactMap(\.file)
            #expect(copies.count == 2)
            #expect(try server.mail(copies[0]) == server.mail(copies[1]))
            try await site.until { try await site.notices(of: "contoso").map(\.state.string) == ["accepted"] }
        }
    }

    @Test func `a mail server that was away gets the notices when it is back`() async throws {
        try await Site.run { site in
            let server = try #require(site.mailServer)
            try site.override("[Mail]\nServer=smtp://localhost:1")
            let (daemon, _) = try await site.startAll()
            try await site.until {
                try await site.store(site.issueSecret(for: "contoso"), for: "contoso", days: 5).exit == .code(0)
            }
            try await site.until { try await site.notices(of: "contoso").allSatisfy { $0.state.string == "retrying" } }
            try site.override("")
            daemon.process.send(SIGHUP)
            try await daemon.ready(times: 2)
            let recipients = try await Self.withPatience { try await server.transactions(atLeast: 2) }.map(\.to)
            #expect(recipients.sorted() == ["ops@contoso.example", "sales@contoso.example"])
        }
    }

    @Test func `a server that has lost its encryption gets nothing, and people see that nobody can be told`()
        async throws
    {
        try await Site.run(Site.Plan(mail: .rude(.noStartTLS), settings: "[Mail]\nSecurity=starttls")) { site in
            let (daemon, _) = try await site.startAll()
            try await Self.expectHeldBack(site, daemon)
            let said = try await #require(site.rudeMailServer).connections(atLeast: 2).flatMap(\.lines)
            #expect(!said.contains { $0.hasPrefix("MAIL") || $0.hasPrefix("AUTH") || $0.hasPrefix("DATA") })
        }
    }

    @Test func `a server that refuses the login gets no mail, and people see that nobody can be told until it works`()
        async throws
    {
        try await Site.run(Site.Plan(mail: .server(wantsLogin: true))) { site in
            let server = try #require(site.mailServer)
            let (daemon, _) = try await site.startAll()
            let wrong = site.mint.secret()
            try await site.done("secret", "set", "@mail", "--expires", "never", input: wrong)
            try await Self.expectHeldBack(site, daemon)
            try await site.done("secret", "set", "@mail", "--expires", "never", input: site.mailPassword)
            try await site.done("notices", "test", "contoso")
            // What was held back meanwhile leaves as well.
            let transactions = try await server.transactions(atLeast: 6)
            #expect(transactions.allSatisfy { $0.tls && $0.user == Site.mailUser && $0.file != nil })
            try await daemon.logs("the mail server takes mail again")
            #expect(try await Self.alertPath(site) == "True")
        }
    }

    @Test func `a server that never greets costs its own notices time and nothing else`() async throws {
        try await Site.run(Site.Plan(mail: .rude(.silentGreeting), settings: "[Network]\nTimeout=2s")) { site in
            _ = try await site.startAll()
            let test = try site.begin("notices", "test", "contoso", "--json")
            try await site.until {
                try await site.store(site.issueSecret(for: "contoso"), for: "contoso").exit == .code(0)
            }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            let answer = try await test.answer()
            #expect(answer.exit == .code(75))
            // Where this takes more than a minute, one of both is being tried again.
            #expect(answer.json.notices.elements.allSatisfy { ["retrying", "sending"].contains($0.state.string) })
        }
    }

    @Test(arguments: [
        #"ops@contoso.example\r\nRCPT TO:<evil@contoso.example>"#, "<>", "ops@contoso.example\u{1}",
        "a b@contoso.example",
        String(repeating: "a", count: 300) + "@contoso.example",
    ])
    func `an address that is more or less than one is refused before anything is sent`(address: String) async throws {
        try await Site.run { site in
            try site.connect("contoso", contacts: [address])
            let check = try await site.check()
            #expect(check.exit == .code(78))
            #expect(check.errors.contains("[Connection] Contacts"), "\(check.errors)")
            let daemon = try site.beginDaemon()
            #expect(await daemon.process.exit() == .code(78))
        }
    }

    /// Waits twice as long as others: a mail that was put off rests for a minute.
    private static func withPatience(
        for transactions: () async throws -> [MailServer.Transaction]
    ) async throws -> [MailServer.Transaction] {
        if let found = try? await transactions() { return found }
        return try await transactions()
    }

    /// Expects test notices to be held back for the settings' sake, and that to be told once and seen everywhere.
    private static func expectHeldBack(_ site: Site, _ daemon: DaemonProcess) async throws {
        for _ in 0..<2 {
            let test = try await site.command("notices", "test", "contoso", "--json")
            #expect(test.exit == .code(75))
            #expect(test.json.notices.elements.allSatisfy { $0.state.string == "retrying" })
        }
        try await daemon.says("mail cannot be sent")
        #expect(daemon.process.output.components(separatedBy: "failed to send mail").count == 2)
        #expect(try await alertPath(site) == "False")
    }

    private static func alertPath(_ site: Site) async throws -> String? {
        try await site.status(of: "contoso").conditions.elements.first { $0.type.string == "AlertPathWorks" }?.status
            .string
    }
}
