import Foundation
import Simulators
import TestSupport
import Testing

/// Mail moves from a password to an Entra application, by the built programs.
///
/// The servers are on loopback, so none of them is Microsoft's by its name: `--anyway`.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct MailMigrationTests {
    /// The client secret of the application that mail moves to; the old server's password is `site.mailPassword`.
    private func addApplication(to site: Site, isLetIn: Bool = true) -> String {
        let secret = site.mint.secret()
        site.cloud.change { world in
            guard let index = world.apps.firstIndex(where: { $0.id == Site.mailApplication }) else { return }
            world.apps[index].secrets.append(World.Secret(value: secret))
            world.mailboxes[0].senders = isLetIn ? [Site.mailApplication] : []
        }
        return secret
    }

    private func migrate(_ site: Site, _ options: String..., input: String = "") async throws -> Answer {
        let arguments =
            ["mail", "migrate", "--config", "\(site.directory.path)/config", "--anyway", "--json"] + options
        return try await site.begin(arguments, input: input).answer()
    }

    private func start(_ site: Site, _ options: [String] = [], secret: String) async throws -> Answer {
        let values = [
            "--way", "graph", "--mailbox", Site.mailbox, "--directory-id", Site.tenant, "--application-id",
            Site.mailApplication,
        ]
        let arguments =
            ["mail", "migrate", "--config", "\(site.directory.path)/config", "--anyway", "--json"] + values + options
        return try await site.begin(arguments, input: secret).answer()
    }

    private func file(_ site: Site) -> String {
        "\(site.directory.path)/config/leadkeeper.conf.d/90-mail-migrate.conf"
    }

    /// Expects that the old server and Graph have taken so many mails by now.
    private func expect(
        _ old: Int, _ new: Int, takenBy site: Site, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let server = try #require(site.mailServer)
        #expect(try await server.transactions(atLeast: old).count == old, sourceLocation: sourceLocation)
        #expect(site.cloud.sentMails().count == new, sourceLocation: sourceLocation)
    }

    @Test func `mail moves to Graph, back, and to Graph for good, and is sent at every step`() async throws {
        try await Site.run(Site.Plan(mail: .server(wantsLogin: true))) { site in
            let secret = addApplication(to: site)
            let (daemon, _) = try await site.startAll()
            try await site.done("secret", "set", "@mail", input: site.mailPassword)
            try await site.done("notices", "test", "contoso")
            try await expect(2, 0, takenBy: site)

            let begun = try await start(site, ["--test-mail", "--expires", "2099-01-31"], secret: secret)
            #expect(begun.exit == .code(0), "\(begun.output) \(begun.complaint)")
            #expect(begun.json.stage.string == "switched" && begun.json.probe.result.string == "ok")
            #expect(try String(contentsOfFile: file(site), encoding: .utf8).contains("# Stage: switched"))
            try await site.done("notices", "test", "contoso")
            // The old way is a channel now, by which a test goes to the operator as well.
            try await expect(3, 3, takenBy: site)
            try await daemon.logs("the secret of @mail-spare is that of @mail now")

            // A week has not passed.
            let early = try await migrate(site, "--finish")
            #expect(early.exit == .code(75), "\(early.complaint)")
            #expect(try await migrate(site).json.stage.string == "switched")

            #expect(try await migrate(site, "--undo").json.stage.string == "prepared")
            try await site.done("notices", "test", "contoso")
            try await expect(5, 3, takenBy: site)

            // Neither values nor the secret are asked for again.
            #expect(try await migrate(site).json.stage.string == "switched")
            try await site.done("notices", "test", "contoso")
            try await expect(6, 5, takenBy: site)
            let done = try await migrate(site, "--finish", "--now")
            #expect(done.exit == .code(0) && done.json.stage.string == "finished", "\(done.output) \(done.complaint)")
            #expect(try await migrate(site).exit == .code(0))
            #expect(try await migrate(site, "--undo").exit == .code(1))
            try await site.done("notices", "test", "contoso")
            try await expect(6, 7, takenBy: site)
        }
    }

    @Test func `what is refused is told with what mends it, and leaves everything as it was`() async throws {
        try await Site.run(Site.Plan(mail: .server(wantsLogin: true))) { site in
            let secret = addApplication(to: site, isLetIn: false)
            _ = try await site.startAll()
            try await site.done("secret", "set", "@mail", input: site.mailPassword)

            let wrong = try await start(site, ["--issued", "2026-01-01"], secret: "not-the-secret-of-that-app")
            #expect(wrong.exit == .code(1), "\(wrong.complaint)")
            #expect(wrong.json.probe.class.string == "secret-wrong" && wrong.json.daemon.secretKept.bool == false)
            let closed = try await migrate(site, input: secret)
            #expect(closed.exit == .code(1) && closed.json.probe.class.string == "mail-access-denied")
            #expect(closed.json.probe.advice.string?.contains("New-ManagementRoleAssignment") == true)
            #expect(closed.json.daemon.secretKept.bool == true && closed.json.stage.string == "prepared")
            let text = try String(contentsOfFile: file(site), encoding: .utf8)
            #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("#") }, "\(text)")
            try await site.done("notices", "test", "contoso")
            try await expect(2, 0, takenBy: site)

            // The administrator lets the application in: the same command goes on, without the secret.
            site.cloud.change { $0.mailboxes[0].senders = [Site.mailApplication] }
            #expect(try await migrate(site).json.stage.string == "switched")
            #expect(try await migrate(site, "--undo").exit == .code(0))
            #expect(try await migrate(site, "--undo").json.stage.string == "none")
            #expect(!FileManager.default.fileExists(atPath: file(site)))
            try await site.done("notices", "test", "contoso")
            try await expect(4, 0, takenBy: site)
        }
    }

    @Test func `stopped between any two steps, it goes on, and the way that is used has its secret`() async throws {
        try await Site.run(Site.Plan(mail: .server(wantsLogin: true))) { site in
            let secret = addApplication(to: site, isLetIn: false)
            _ = try await site.startAll()
            try await site.done("secret", "set", "@mail", input: site.mailPassword)
            #expect(try await start(site, secret: secret).exit == .code(1))
            site.cloud.change { $0.mailboxes[0].senders = [Site.mailApplication] }
            let prepared = try String(contentsOfFile: file(site), encoding: .utf8)
            #expect(try await migrate(site).json.stage.string == "switched")
            let switched = try String(contentsOfFile: file(site), encoding: .utf8)
            #expect(try await migrate(site, "--undo").exit == .code(0))
            #expect(try String(contentsOfFile: file(site), encoding: .utf8) == prepared)

            // Stopped after the file was written, before the daemon has read it.
            try switched.write(toFile: file(site), atomically: true, encoding: .utf8)
            try await site.done("notices", "test", "contoso")
            try await expect(2, 0, takenBy: site)
            #expect(try await migrate(site).json.stage.string == "switched")
            try await site.done("notices", "test", "contoso")
            try await expect(3, 2, takenBy: site)

            // The same on the way back, once the command goes on and once it is undone a second time.
            for isUndone in [false, true] {
                try prepared.write(toFile: file(site), atomically: true, encoding: .utf8)
                let answer = isUndone ? try await migrate(site, "--undo") : try await migrate(site)
                #expect(answer.json.stage.string == (isUndone ? "none" : "switched"), "\(answer.complaint)")
            }
            try await site.done("notices", "test", "contoso")
            try await expect(5, 2, takenBy: site)
        }
    }

    @Test func `a file of somebody's own is never written over, and a fault elsewhere leaves nothing written`()
        async throws
    {
        try await Site.run(Site.Plan(mail: .server(wantsLogin: true))) { site in
            let secret = addApplication(to: site)
            _ = try await site.startAll()
            try await site.done("secret", "set", "@mail", input: site.mailPassword)
            let own = "# my own\n[Notices]\nLanguage=fr\n"
            try own.write(toFile: file(site), atomically: true, encoding: .utf8)
            let refused = try await start(site, secret: secret)
            #expect(refused.exit == .code(73) && refused.complaint.contains("90-mail-migrate.conf"))
            #expect(try String(contentsOfFile: file(site), encoding: .utf8) == own)
            try FileManager.default.removeItem(atPath: file(site))

            // A file behind it that sets [Mail] otherwise.
            let later = "\(site.directory.path)/config/leadkeeper.conf.d/99-later.conf"
            try "[Mail]\nFrom=other@contoso.example\n".write(toFile: later, atomically: true, encoding: .utf8)
            let overridden = try await start(site, secret: secret)
            #expect(overridden.exit == .code(78), "\(overridden.output) \(overridden.complaint)")
            #expect(!FileManager.default.fileExists(atPath: file(site)))
            try FileManager.default.removeItem(atPath: later)

            // One byte more than the program wrote.
            #expect(try await start(site, secret: secret).exit == .code(0))
            let switched = try String(contentsOfFile: file(site), encoding: .utf8) + "# mine\n"
            try switched.write(toFile: file(site), atomically: true, encoding: .utf8)
            for option in ["--undo", "--finish"] {
                #expect(try await migrate(site, option).exit == .code(73))
            }
            #expect(try await migrate(site).exit == .code(73))
            #expect(try String(contentsOfFile: file(site), encoding: .utf8) == switched)
        }
    }

    @Test func `where mail leaves by token or by nobody's password, there is nothing to move`() async throws {
        try await Site.run(Site.Plan(mail: .graph)) { site in
            _ = try await site.startAll()
            let answer = try await site.command(
                "mail", "migrate", "--config", "\(site.directory.path)/config")
            #expect(answer.exit == .code(0) && answer.output.contains("by token already"), "\(answer.complaint)")
        }
        try await Site.run(Site.Plan(mail: .server(wantsLogin: true))) { site in
            _ = try await site.startAll()
            let answer = try await site.command(
                "mail", "migrate", "--config", "\(site.directory.path)/config")
            #expect(answer.exit == .code(0) && answer.output.contains("not Microsoft's"), "\(answer.complaint)")
        }
    }
}
