import Foundation
import Simulators
import TestSupport
import Testing

private let strace = "/usr/bin/strace"

/// A disk that fails to keep what was written: fsync(2) reports that once, and the pages are lost.
@Suite(
    .enabled(if: Site.isPossible, Site.needs),
    .enabled(if: geteuid() == 0 && access(strace, X_OK) == 0, "needs root and strace"), .timeLimit(.minutes(15)))
struct SyncFaultTests {
    private static let failingSync = ["-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"]

    @Test(arguments: [1, 3, 6, 10, 15])
    func `whichever sync fails, the daemon opens the ledger anew, or is started anew, and goes on`(number: Int)
        async throws
    {
        try await Site.run { site in
            try await site.startWorker()
            let trace = site.newPath("tmp")
            var failing = Self.failingSync
            failing[3] += ":when=\(number)"
            // The tracer is beside the daemon, which stays the test's own child.
            var daemon = try site.beginDaemon(prefix: [strace, "-D", "-f", "-qq", "-o", trace] + failing)
            if (try? await daemon.ready()) == nil {
                #expect(await daemon.process.exit() == .code(73))
                #expect(
                    daemon.process.standardError.contains("failed to start: failed to "),
                    "\(daemon.process.standardError)")
                daemon = try await site.startDaemon()
            }
            var secrets: [String] = []
            try await site.until {
                secrets.append(site.issueSecret(for: "contoso"))
                let answer = try await site.store(secrets[secrets.count - 1], for: "contoso")
                #expect([.code(0), .code(73), .code(75)].contains(answer.exit), "\(answer)")
                return answer.exit == .code(0)
            }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            #expect(try await site.shownSecret(of: "contoso").output == secrets.last)
            #expect(await daemon.stop().exit == .code(0))
            #expect(try String(contentsOfFile: trace, encoding: .utf8).contains("INJECTED"))
            _ = try await site.startDaemon()
            #expect(try await site.shownSecret(of: "contoso").output == secrets.last)
        }
    }

    @Test func `while every sync fails nothing is begun, probes go on, and all is well when the disk is`() async throws
    {
        try await Site.run { site in
            let (daemon, _) = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            let tracer = try ChildProcess(
                strace, ["-f", "-o", site.newPath("tmp"), "-p", "\(daemon.process.pid)"] + Self.failingSync,
                environment: [:])
            #expect(await tracer.writes("attached"), "\(tracer.output)")
            let refused = try await site.store(site.issueSecret(for: "contoso"), for: "contoso")
            #expect(refused.exit == .code(73), "\(refused)")
            let asked = site.cloud.history().count
            _ = try await site.command("probe", "contoso")
            #expect(site.cloud.history().count > asked)
            try await daemon.says("the ledger cannot be written")
            #expect(try await site.shownSecret(of: "contoso").exit == .code(73))
            tracer.send(SIGTERM)
            _ = await tracer.exit()
            try await site.until { try await site.shownSecret(of: "contoso").output == secret }
            try await daemon.logs("the ledger can be written again")
            let next = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(next, for: "contoso").exit == .code(0) }
            #expect(try await site.shownSecret(of: "contoso").output == next)
            #expect(daemon.process.isRunning)
        }
    }
}
