import Foundation
import Simulators
import TestSupport
import Testing

/// A ledger that is not what the daemon left: it runs on nothing that it cannot trust, and says what to do.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct LedgerDamageTests {
    /// A site whose daemon has stopped, with a secret that was stored and proven.
    private func run(_ body: (Site, _ secret: String) async throws -> Void) async throws {
        try await Site.run { site in
            let (daemon, _) = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            #expect(await daemon.stop().exit == .code(0))
            try await body(site, secret)
        }
    }

    @Test func `a damaged page is refused with the way out, nothing is changed, and a sound file is taken again`()
        async throws
    {
        try await run { site, secret in
            let file = URL(filePath: site.ledger)
            let sound = try Data(contentsOf: file)
            var damaged = sound
            for offset in 0..<64 { damaged[4_096 * 2 + offset] ^= 0xff }
            try damaged.write(to: file)
            for _ in 0..<2 {
                let daemon = try site.beginDaemon()
                #expect(await daemon.process.exit() == .code(70))
                let complaint = daemon.process.standardError
                #expect(
                    complaint.contains("failed to start: failed to ") && complaint.contains(site.ledger), "\(complaint)"
                )
                #expect(complaint.contains("`leadkeeper restore` puts a backup back"))
                #expect(!daemon.notify.messages.contains { $0.hasPrefix("READY") })
                #expect(try Data(contentsOf: file) == damaged)
            }
            try sound.write(to: file)
            _ = try await site.startDaemon()
            #expect(try await site.shownSecret(of: "contoso").output == secret)
        }
    }

    @Test func `where the ledger was deleted it says so, begins a new one, and takes each secret anew`() async throws {
        try await run { site, _ in
            unlink(site.ledger)
            let daemon = try await site.startDaemon()
            try await daemon.logs("the ledger was restored from a backup, or is not the one that was here")
            #expect(try await site.status(of: "contoso").secret.stored.bool == false)
            let next = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(next, for: "contoso").exit == .code(0) }
            #expect(try await site.shownSecret(of: "contoso").output == next)
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
        }
    }

    @Test func `an older copy is known for one, and its secret is proven before anything is mailed`() async throws {
        try await run { site, secret in
            let copy = try Data(contentsOf: URL(filePath: site.ledger))
            let daemon = try await site.startDaemon()
            let next = site.issueSecret(for: "contoso")
            // Of its end and of Partner Center's copy people are told at once, and by the copy not yet.
            try await site.until { try await site.store(next, for: "contoso", days: 5).exit == .code(0) }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            let server = try #require(site.mailServer)
            #expect(try await server.transactions(atLeast: 4).count == 4)
            #expect(await daemon.stop().exit == .code(0))
            try copy.write(to: URL(filePath: site.ledger))
            let before = site.cloud.history().count
            let again = try await site.startDaemon()
            try await again.logs("the ledger was restored from a backup, or is not the one that was here")
            _ = await site.cloud.history { $0.dropFirst(before).contains { $0.step == "create" } }
            // The keyring has the one from before still, and Microsoft takes it.
            try await site.until { try await site.status(of: "contoso").probe.result.string == "ok" }
            #expect(try await site.shownSecret(of: "contoso").output == secret)
            #expect(try await site.history(of: "contoso").contains("secret-stored"))
            #expect(try await server.transactions(atLeast: 4).count == 4)
        }
    }

    @Test(arguments: 1..<ReleasedSchema.steps.count)
    func `the ledger of an older leadkeeper is brought up to date, with a copy of what it was`(version: Int)
        async throws
    {
        try await run { site, secret in
            let made = try await ChildProcess.run(
                "/bin/bash", ["-c", try ReleasedSchema.script(returningTo: version)],
                environment: ["LEDGER": site.ledger])
            #expect(made.status == 0, "\(made.errors)")
            let old = try Data(contentsOf: URL(filePath: site.ledger))
            let daemon = try await site.startDaemon()
            #expect(try await site.shownSecret(of: "contoso").output == secret)
            #expect(try await site.history(of: "contoso").contains("credential-proven"))
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            #expect(await daemon.stop().exit == .code(0))

            // The copy is what goes with the older leadkeeper; for this one it is an older ledger.
            let copy = "\(site.ledger).before-\(ReleasedSchema.steps.count)"
            let versionOfCopy = try await site.ledgerVersion(copy)
            #expect(versionOfCopy == version)
            #expect(try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int == 0o600)
            #expect(!old.isEmpty)
        }
    }

    @Test func `the ledger of a newer leadkeeper is refused with what to do, and left as it is`() async throws {
        try await run { site, secret in
            let version = ReleasedSchema.steps.count
            try await site.setLedgerVersion(version + 1)
            let file = try Data(contentsOf: URL(filePath: site.ledger))
            let daemon = try site.beginDaemon()
            #expect(await daemon.process.exit() == .code(70))
            let complaint = daemon.process.standardError
            #expect(
                complaint.contains("its version is \(version + 1), and this leadkeeper knows versions up to \(version)")
            )
            #expect(complaint.contains("install the newer leadkeeper again"))
            #expect(try Data(contentsOf: URL(filePath: site.ledger)) == file)
            try await site.setLedgerVersion(version)
            _ = try await site.startDaemon()
            #expect(try await site.shownSecret(of: "contoso").output == secret)
        }
    }
}

extension Site {
    /// The ledger's file.
    var ledger: String { "\(directory.path)/state/ledger.sqlite" }

    /// Which version a ledger is of that nobody has open.
    func ledgerVersion(_ path: String) async throws -> Int? {
        Int(try await sql("print(database.execute('PRAGMA user_version').fetchone()[0])", path))
    }

    /// Writes the version of the tables into a ledger that nobody has open.
    func setLedgerVersion(_ version: Int) async throws {
        _ = try await sql("database.execute('PRAGMA user_version = \(version)')", ledger)
    }

    private func sql(_ statement: String, _ path: String) async throws -> String {
        let script = "import sqlite3, sys; database = sqlite3.connect(sys.argv[1]); \(statement); database.commit()"
        let python = try await ChildProcess.run(ScriptedServer.python, ["-I", "-c", script, path])
        guard python.status == 0 else { throw ChildProcess.Failure(description: python.errors) }
        return python.output.trimmingCharacters(in: .newlines)
    }
}
