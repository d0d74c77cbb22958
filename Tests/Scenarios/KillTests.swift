import Foundation
import Simulators
import TestSupport
import Testing

/// Sixty kills and more, at any moment: nothing that was promised is lost.
///
/// `LEADKEEPER_KILLS` asks for more of them; `LEADKEEPER_SEED` draws the same victims and delays again.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(20)))
struct KillTests {
    private static let variables = ProcessInfo.processInfo.environment
    private static let kills = variables["LEADKEEPER_KILLS"].flatMap { Int($0) } ?? 60
    private static let connections = ["contoso", "fabrikam", "adatum"]

    @Test
    func `killed at random moments, it loses no secret and no notice, uses nothing torn and leaves one lead at most`()
        async throws
    {
        let seed = Self.variables["LEADKEEPER_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0 ... .max)
        print("kills: seed \(seed)")
        try await Site.run(Site.Plan(connections: Self.connections, hostility: 0.03)) { site in
            let fleet = try await Fleet(on: site)
            for name in ["fabrikam", "adatum"] { try await site.store(site.issueSecret(for: name), for: name) }
            async let stored = {
                var secrets = StoredSecrets(of: "contoso", on: site)
                try await fleet.work {
                    let isStored = try await secrets.store(days: 5)
                    try await secrets.check()
                    return isStored
                }
                return secrets
            }()
            async let probes = {
                var attempts = 0
                var done = 0
                try await fleet.work {
                    attempts += 1
                    let name = Self.connections[attempts % Self.connections.count]
                    guard try await site.command("probe", name, "--json").exit == .code(0) else { return false }
                    done += 1
                    return true
                }
                return done
            }()
            async let tests = {
                var promised: [String] = []
                try await fleet.work {
                    let answer = try await site.command("notices", "test", "adatum", "--json")
                    let accepted = answer.json.notices.elements.filter { $0.state.string == "accepted" }
                    promised += accepted.compactMap(\.messageID.string)
                    return !accepted.isEmpty
                }
                return promised
            }()
            do {
                try await Self.kill(fleet, seed: seed, site)
            } catch {
                await fleet.endWork()
                throw error
            }
            await fleet.endWork()
            try await Self.judge(site, fleet, stored: stored, probes: probes, promised: tests)
        }
    }

    /// Kills whom chance picks, and looks at the leads after each.
    private static func kill(_ fleet: Fleet, seed: UInt64, _ site: Site) async throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<kills {
            await fleet.untilWorkIsDone(Int.random(in: 0...3, using: &random))
            await pause(UInt32.random(in: 0...200_000, using: &random))
            let victim = Fleet.Victim.allCases[Int.random(in: 0..<Fleet.Victim.allCases.count, using: &random)]
            try await fleet.kill(victim, delay: UInt32.random(in: 0...150_000, using: &random))
            for name in connections { expectOneLead(of: name, site) }
        }
    }

    /// Expects one validation lead at most, beside those that a request of a killed daemon wrote once more after its
    /// successor had removed them: it was still on its way, and nobody can call it back.
    private static func expectOneLead(of name: String, _ site: Site) {
        let host = "\(name).localhost"
        let history = site.cloud.history().filter { $0.host == host && ["create", "remove"].contains($0.step) }
        let stories = site.cloud.leads(in: host).map { lead in
            history.filter { $0.path.lowercased().contains(lead.id.lowercased()) }.map { "\($0.step) \($0.outcome)" }
        }
        let expected = stories.filter { story in
            guard let removal = story.lastIndex(of: "remove ok") else { return true }
            return !story[removal...].contains("create ok")
        }
        #expect(expected.count <= 1, "a second lead was left in \(name): \(stories)")
    }

    /// Lets everything come to rest and holds it against what was promised.
    private static func judge(
        _ site: Site, _ fleet: Fleet, stored: StoredSecrets, probes: Int, promised: [String]
    ) async throws {
        var stored = stored
        // Once more with nobody killed: it is stored, shown, proven, and its notices arrive.
        while try await !stored.store(days: 5) {}
        let shown = stored.shown
        try await stored.check()
        #expect(stored.shown == shown + 1)
        for name in connections {
            try await site.until { try await site.command("probe", name, "--json").exit == .code(0) }
            // The cloud is hostile: it may have dropped the removal, and then the next probe makes up for it.
            expectOneLead(of: name, site)
            try await site.until {
                try await site.notices(of: name).allSatisfy {
                    ["accepted", "superseded", "dead"].contains($0.state.string)
                }
            }
        }

        let presented = site.cloud.history().filter { $0.step == "token" && $0.identity != nil }
        #expect(presented.allSatisfy { $0.secretWasRight != false }, "something torn was used")
        #expect(
            presented.allSatisfy { !stored.refused.contains($0.keyID ?? "") },
            "something that was not accepted was used")

        let (exit, _) = await fleet.daemon.stop()
        #expect(exit == .code(0))
        let outbox = try await OutboxRow.all(in: "\(site.directory.path)/state/ledger.sqlite")
        let server = try #require(site.mailServer)
        let mails = try await server.transactions(atLeast: 1).compactMap(\.file).map {
            try OutboxRow.messageID(in: server.mail($0))
        }
        let arrived = Set(mails)
        #expect(outbox.filter { $0.state != "accepted" && $0.state != "superseded" } == [])
        #expect(
            Set(outbox.filter { $0.state == "accepted" }.map(\.messageID)).isSubset(of: arrived), "a notice was lost")
        #expect(Set(promised).isSubset(of: arrived), "a test notice was lost")
        #expect(arrived.isSubset(of: outbox.map(\.messageID)), "a mail was sent that the ledger does not know")

        let kills = await fleet.kills
        let total = kills.values.reduce(0, +)
        let copies = mails.count - arrived.count
        #expect(copies <= total)
        let who = kills.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) of \($0.key)" }.joined(
            separator: ", ")
        print(
            """
            kills: \(total) (\(who)); \(stored.accepted) stores accepted, \(stored.refused.count) refused, \(stored.shown) shown; \
            \(probes) probes done of \(presented.count) sign-ins; \(arrived.count) mails, \(copies) of them twice
            """)
        #expect(total >= Self.kills)
    }
}

/// One notice of a ledger that nobody uses any more.
private struct OutboxRow: Decodable, Equatable {
    let messageID: String
    let state: String

    /// All notices of a ledger, which no daemon may have open, by a copy of it in which no mail is packed.
    static func all(in ledger: String) async throws -> [OutboxRow] {
        let copy = "\(ledger).unpacked"
        try FileManager.default.copyItem(atPath: ledger, toPath: copy)
        let unpacked = try await ChildProcess.run(
            "/bin/bash", ["-c", try ReleasedSchema.script(returningTo: ReleasedSchema.steps.count - 1)],
            environment: ["LEDGER": copy])
        guard unpacked.status == 0 else { throw ChildProcess.Failure(description: unpacked.errors) }
        let script = """
            import json, sqlite3, sys
            rows = sqlite3.connect(sys.argv[1]).execute("SELECT message_id, state FROM outbox JOIN mails ON mails.id = mail")
            json.dump([{"messageID": row[0], "state": row[1]} for row in rows], sys.stdout)
            """
        let python = try await ChildProcess.run(ScriptedServer.python, ["-I", "-c", script, copy])
        guard python.status == 0 else { throw ChildProcess.Failure(description: python.errors) }
        return try JSONDecoder().decode([OutboxRow].self, from: Data(python.output.utf8))
    }

    /// The Message-ID in the bytes of a mail.
    static func messageID(in mail: [UInt8]) throws -> String {
        let lines = String(decoding: mail, as: UTF8.self).components(separatedBy: "\r\n")
        let line = try #require(lines.first { $0.lowercased().hasPrefix("message-id:") })
        return line.dropFirst("message-id:".count).trimmingCharacters(in: .whitespaces)
    }
}
