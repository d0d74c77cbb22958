import Foundation
import Simulators
import TestSupport
import Testing

/// What the keyring does to the daemon when it fails: an answer that says what is wrong, and nothing lost.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct KeyringFaultTests {
    /// A site with one secret that is stored and proven.
    private func run(
        _ plan: Site.Plan = Site.Plan(), workerOptions: [String] = [], environment: [String: String] = [:],
        _ body: (Site, DaemonProcess, ChildProcess, String) async throws -> Void
    ) async throws {
        try await Site.run(plan) { site in
            let worker = try await site.startWorker(workerOptions)
            let daemon = try await site.startDaemon(environment: environment)
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            try await body(site, daemon, worker, secret)
        }
    }

    /// Expects a probe to find just this, and nothing to be stored or shown.
    private func expect(_ probeClass: String, _ words: String, _ site: Site) async throws {
        let probe = try await site.command("probe", "contoso", "--json")
        #expect(probe.exit == .code(75))
        #expect(probe.json.probes[0].probe.class.string == probeClass)
        let store = try await site.store(site.issueSecret(for: "contoso"), for: "contoso")
        #expect(store.exit == .code(69))
        #expect(store.complaint.contains(words) && store.complaint.contains("hint: "), "\(store.complaint)")
        let shown = try await site.shownSecret(of: "contoso")
        #expect(shown.exit == .code(69))
        #expect(shown.output.isEmpty)
    }

    private func expectWorking(_ site: Site, _ daemon: DaemonProcess, _ secret: String) async throws {
        try await site.until { try await site.shownSecret(of: "contoso").output == secret }
        try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
        try await daemon.logs("the keyring can be used again")
        #expect(site.cloud.history().allSatisfy { $0.secretWasRight != false })
    }

    @Test func `a wrong master password is called locked, once, and nothing is taken for missing`() async throws {
        try await run { site, daemon, _, secret in
            let file = URL(filePath: site.keyring.keyringFile)
            await site.keyring.killKeyring()
            let before = try Data(contentsOf: file)
            try await site.keyring.startKeyring(masterPassword: "wrong")
            for _ in 0..<3 { try await expect("keyring-locked", "the keyring is locked", site) }
            try await daemon.says("keyring: it is locked")
            #expect(daemon.process.output.components(separatedBy: "failed to use the keyring").count == 2)
            await site.keyring.killKeyring()
            #expect(try Data(contentsOf: file) == before)
            try await site.keyring.startKeyring()
            try await expectWorking(site, daemon, secret)
        }
    }

    @Test(arguments: [0, 50])
    func `a truncated keyring is not believed and not written, and a copy put back is`(bytes: Int) async throws {
        try await run { site, daemon, _, secret in
            await site.keyring.killKeyring()
            let copy = try Data(contentsOf: URL(filePath: site.keyring.keyringFile))
            try site.keyring.truncateFile(to: bytes)
            try await site.keyring.startKeyring()
            for _ in 0..<2 { try await expect("keyring-degraded", "not the one that the ledger knows", site) }
            try await daemon.says("keyring: it is not the keyring that the ledger knows")
            await site.keyring.killKeyring()
            for name in try FileManager.default.contentsOfDirectory(atPath: site.keyring.keyringDirectory) {
                try FileManager.default.removeItem(atPath: "\(site.keyring.keyringDirectory)/\(name)")
            }
            try copy.write(to: URL(filePath: site.keyring.keyringFile))
            try await site.keyring.startKeyring()
            try await expectWorking(site, daemon, secret)
        }
    }

    @Test func `a keyring put back from an older copy lacks what came later, which is told, and the others go on`()
        async throws
    {
        try await run(Site.Plan(connections: ["contoso", "fabrikam"])) { site, daemon, _, secret in
            let file = URL(filePath: site.keyring.keyringFile)
            let copy = try Data(contentsOf: file)
            let later = site.issueSecret(for: "fabrikam")
            try await site.until { try await site.store(later, for: "fabrikam").exit == .code(0) }
            try await site.until { try await site.command("probe", "fabrikam").exit == .code(0) }
            #expect(await daemon.stop().exit == .code(0))
            await site.keyring.killKeyring()
            try copy.write(to: file)
            try await site.keyring.startKeyring()
            let next = try await site.startDaemon()
            try await next.logs("fabrikam: the keyring has no item for the secret in use")
            let probe = try await site.command("probe", "fabrikam", "--json")
            #expect(probe.exit == .code(1))
            #expect(probe.json.probes[0].probe.class.string == "secret-missing")
            #expect(try await site.history(of: "fabrikam").contains("secret-lost"))
            #expect(try await site.shownSecret(of: "contoso").output == secret)
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            let replacement = site.issueSecret(for: "fabrikam")
            try await site.until { try await site.store(replacement, for: "fabrikam").exit == .code(0) }
            try await site.until { try await site.command("probe", "fabrikam").exit == .code(0) }
        }
    }

    @Test func `a flipped bit is called locked`() async throws {
        try await run { site, _, _, _ in
            await site.keyring.killKeyring()
            var content = try Data(contentsOf: URL(filePath: site.keyring.keyringFile))
            content[content.endIndex - 20] ^= 1
            try content.write(to: URL(filePath: site.keyring.keyringFile))
            try await site.keyring.startKeyring()
            try await expect("keyring-locked", "the keyring is locked", site)
        }
    }

    @Test func `a keyring that was restarted is found again by the same request`() async throws {
        try await run { site, _, _, secret in
            for _ in 0..<3 {
                await site.keyring.killKeyring()
                try await site.keyring.startKeyring()
                #expect(try await site.shownSecret(of: "contoso").output == secret)
            }
        }
    }

    @Test func `a keyring or a bus that has gone is unavailable until it is back, and costs the daemon nothing`()
        async throws
    {
        try await run { site, daemon, _, secret in
            await site.keyring.killKeyring()
            try await expect("keyring-unavailable", "the keyring does not answer", site)
            try await site.keyring.startKeyring()
            try await expectWorking(site, daemon, secret)
            await site.keyring.killBus()
            await site.keyring.killKeyring()
            try await expect("keyring-unavailable", "the keyring does not answer", site)
            try await daemon.says("keyring: it does not answer")
            try await site.keyring.startBus()
            try await site.keyring.startKeyring()
            try await expectWorking(site, daemon, secret)
            #expect(daemon.process.isRunning)
        }
    }

    @Test func `a bus that goes while a request is under way takes the worker along and nobody else`() async throws {
        try await run { site, daemon, worker, secret in
            site.keyring.setHanging(true)
            let store = try await site.inFlight { try site.beginStoring("contoso") }
            await site.keyring.killBus()
            await site.keyring.killKeyring()
            #expect(try await store.answer().exit == .code(69))
            #expect(await worker.writes("starting another"))
            try await site.keyring.startBus()
            try await site.keyring.startKeyring()
            try await expectWorking(site, daemon, secret)
            #expect(daemon.process.isRunning && worker.isRunning)
        }
    }

    @Test func `a keyring that hangs is given up on, its worker replaced, and the watchdog fed meanwhile`() async throws
    {
        try await run(environment: ["WATCHDOG_USEC": "2000000"]) { site, daemon, worker, secret in
            site.keyring.setHanging(true)
            let probe = try site.begin("probe", "contoso", "--json")
            let signs = daemon.notify.messages.count { $0.hasPrefix("WATCHDOG=1") }
            let answer = try await probe.answer()
            #expect(answer.exit == .code(75))
            #expect(answer.json.probes[0].probe.class.string == "keyring-unavailable")
            #expect(await worker.writes("did not answer within"))
            #expect(await worker.writes("starting another"))
            try await daemon.says("keyring: it does not answer")
            try await daemon.notify.line("WATCHDOG=1", times: signs + 3)
            site.keyring.setHanging(false)
            try await expectWorking(site, daemon, secret)
        }
    }

    @Test(.enabled(if: PrivateKeyring.canMount, "needs root and the right to mount, for a small disk"))
    func `a full disk refuses a new secret and keeps the one in use`() async throws {
        var plan = Site.Plan()
        plan.keyringDiskBytes = 98_304
        try await run(plan) { site, _, _, secret in
            let filler = "\(site.keyring.keyringDirectory)/../filler"
            fillDisk(filler)
            let refused = try await site.store(site.issueSecret(for: "contoso"), for: "contoso")
            #expect(refused.exit == .code(73))
            #expect(refused.complaint.contains("hint: check the free space on the keyring's disk"))
            #expect(try await site.shownSecret(of: "contoso").output == secret)
            #expect(try await site.command("probe", "contoso").exit == .code(0))
            freeDisk(filler)
            let next = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(next, for: "contoso").exit == .code(0) }
            #expect(try await site.shownSecret(of: "contoso").output == next)
        }
    }

    @Test func `what is no secret is refused by name, and what was stored stays`() async throws {
        try await run { site, _, _, secret in
            let long = String(repeating: "x", count: 70_000)
            for (input, words) in [
                ("", "empty"), ("\n", "empty"), (String(long.prefix(4_097)), "4,096"),
                (String(long.prefix(65_000)), "4,096"),
                (long, "64 KiB"), (secret + "\u{0}", "control character"), (secret + "\u{0}" + secret, "printable"),
                (secret + "\n" + secret, "printable"), (secret + "\u{1B}[2J", "printable"),
            ] {
                let answer = try await site.store(input, for: "contoso")
                #expect(answer.exit == .code(64))
                #expect(answer.complaint.contains(words) || answer.complaint.contains("4096"), "\(answer.complaint)")
            }
            #expect(try await site.shownSecret(of: "contoso").output == secret)
            let longest = secret + String(repeating: "x", count: 4_096 - secret.utf8.count)
            try await site.until { try await site.store(longest, for: "contoso", "--unproven").exit == .code(0) }
            #expect(try await site.shownSecret(of: "contoso").output == longest)
        }
    }
}
