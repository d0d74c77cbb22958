import Foundation
import Simulators
import TestSupport
import Testing

/// Whether a process that crashes leaves a core file where it runs; core(5).
private let canLeaveCores: Bool = {
    let pattern = (try? String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8)) ?? "|"
    return geteuid() == 0 && !pattern.hasPrefix("|") && !pattern.contains("/")
}()

/// A crash in the midst of work, with a secret in memory, tells nobody anything of it.
@Suite(
    .enabled(if: Site.isPossible, Site.needs),
    .enabled(if: canLeaveCores, "needs root, and core files that are left in the working directory"),
    .timeLimit(.minutes(15)))
struct CrashTests {
    /// Runs a program with the working directory where cores would be left, as large as they may be.
    private func prefix(_ site: Site) -> [String] {
        ["/usr/bin/env", "-C", "\(site.directory.path)/tmp", "/usr/bin/prlimit", "--core=unlimited"]
    }

    @Test func `a process that does not hide itself leaves a core with its secret here`() async throws {
        let directory = try TemporaryDirectory()
        let mint = SecretMint()
        let careless = try await ChildProcess.run(
            "/usr/bin/env",
            [
                "-C", directory.path, "/usr/bin/prlimit", "--core=unlimited", ScriptedServer.python, "-c",
                "import os; a = input(); os.abort()",
            ],
            input: .text(mint.secret()))
        #expect(careless.exit == .signal(SIGABRT))
        #expect(SecretHunt(for: mint).findings(under: directory.path).contains { $0.contains("as it is") })
    }

    @Test(arguments: [SIGSEGV, SIGILL, SIGABRT, SIGTRAP])
    func `a daemon that crashes while it signs in leaves no core and no backtrace`(signal: Int32) async throws {
        try await Site.run { site in
            try await site.startWorker()
            let daemon = try await site.startDaemon(
                prefix: prefix(site), environment: ["SWIFT_BACKTRACE": "enable=yes,color=no"])
            site.cloud.inject(Fault(.slowDrip, step: "token", value: 1_000))
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso", "--no-wait").exit == .code(0) }
            _ = await site.cloud.history { $0.contains { $0.fault == "slow-drip" } }
            let (exit, _) = await daemon.stop(signal)
            #expect(exit == .signal(signal))
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(site.directory.path)/tmp") == [])
            #expect(!daemon.process.output.contains("rashed"))
            site.cloud.clearFaults()
            _ = try await site.startDaemon()
            #expect(try await site.shownSecret(of: "contoso").output == secret)
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
        }
    }

    @Test func `a worker or a command that crashes while it stores leaves nothing of the secret`() async throws {
        try await Site.run { site in
            let worker = try ChildProcess(
                "/usr/bin/env",
                prefix(site).dropFirst() + [
                    PrivateKeyring.leadkeeper, "keyring", "--keyring", site.keyring.workerSocket,
                ],
                environment: site.keyring.environment.merging(["SWIFT_BACKTRACE": "enable=yes"]) { $1 })
            #expect(await worker.writes("listening on"))
            site.watch(worker)
            let daemon = try await site.startDaemon()
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            site.keyring.setHanging(true)
            let command = try await site.inFlight {
                try site.begin(
                    ["secret", "set", "contoso", "--expires", "never"], input: site.issueSecret(for: "contoso"),
                    prefix: prefix(site))
            }
            for process in SecretHunt.children(of: worker.pid) { kill(process, SIGSEGV) }
            command.send(SIGSEGV)
            #expect(await command.exit() == .signal(SIGSEGV))
            // A worker that was given up on may just have gone, and there was none to hit: then the next one is.
            try await site.until {
                if await worker.writes("signal \(SIGSEGV)", within: 2) { return true }
                for process in SecretHunt.children(of: worker.pid) { kill(process, SIGSEGV) }
                return false
            }
            #expect(command.output == "")
            site.keyring.setHanging(false)
            // A worker that had just been started in place of another may leave a core: of a process that knows nothing
            // yet.
            #expect(SecretHunt(for: site.mint).findings(under: "\(site.directory.path)/tmp") == [])
            // Nobody was told that the second was stored; it may have been, and nothing else.
            try await site.until { try await site.shownSecret(of: "contoso").exit == .code(0) }
            #expect(daemon.process.isRunning)
        }
    }
}
