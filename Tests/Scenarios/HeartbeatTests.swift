import Foundation
import Simulators
import Synchronization
import TestSupport
import Testing

private let strace = "/usr/bin/strace"

/// The signs of life of the real daemon, with a real keyring, to a monitor that keeps what it hears.
@Suite(
    .enabled(if: Site.isPossible, Site.needs), .enabled(if: Meddling.isPossible, Meddling.needs),
    .timeLimit(.minutes(15)))
struct HeartbeatTests {
    /// A daemon and the monitor that hears it.
    private struct House {
        let site: Site
        let daemon: DaemonProcess
        let monitor: RudeServer
        let time: PassingTime
        let secret: String

        /// What the monitor was told, in that order: `nil` that all is well, else why not.
        func signs() async throws -> [String?] {
            let answer = try await ChildProcess.run(
                "/usr/bin/curl", ["--silent", "http://localhost:\(monitor.port(.plain))/history"])
            let all = try JSONDecoder().decode([RudeServer.Request].self, from: Data(answer.output.utf8))
            return all.filter { $0.target.hasPrefix("/echo") }.map { request in
                let items = URLComponents(string: request.target)?.queryItems ?? []
                return items.contains { $0.name == "status" && $0.value == "down" }
                    ? items.first { $0.name == "msg" }?.value ?? "" : nil
            }
        }

        /// Lets time pass until the monitor hears what is asked for.
        ///
        /// How much of it passes says nothing: a busy machine brings a sign late. `EngineHeartbeatTests` holds the times.
        func hear(_ isSo: (String?) -> Bool) async throws {
            let before = try await signs().count
            try await site.until {
                if try await signs().dropFirst(before).contains(where: isSo) { return true }
                try time.advance(by: 30)
                // Its answer is the proof that the loop has gone round since.
                _ = try await site.command("status", "--json")
                return false
            }
        }
    }

    private func run(_ plan: Site.Plan = Site.Plan(), _ body: (House) async throws -> Void) async throws {
        var plan = plan
        plan.settings = "[Heartbeat]\nKind=uptime-kuma\nAllowPrivate=yes\n"
        try await Site.run(plan) { site in
            let monitor = try await RudeServer()
            try await site.startWorker()
            let time = try PassingTime(site)
            let daemon = try await site.startDaemon(environment: try await time.environment(site))
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            let url = "http://localhost:\(monitor.port(.plain))/echo?status=up&msg=OK&ping="
            try await site.done("secret", "set", "@heartbeat", input: url)
            let house = House(site: site, daemon: daemon, monitor: monitor, time: time, secret: secret)
            try await house.hear { $0 == nil }
            try await body(house)
            // It comes back by itself, and no secret was told by the way.
            try await house.hear { $0 == nil }
            let told = try await house.signs().compactMap(\.self).joined()
            for hidden in [secret, site.mailPassword, site.administratorSecret, url] { #expect(!told.contains(hidden)) }
        }
    }

    @Test func `a keyring that is locked is told`() async throws {
        try await run { house in
            await house.site.keyring.killKeyring()
            try await house.site.keyring.startKeyring(masterPassword: "wrong")
            try await house.hear { $0?.hasPrefix("keyring: ") == true }
            await house.site.keyring.killKeyring()
            try await house.site.keyring.startKeyring()
        }
    }

    @Test(.enabled(if: geteuid() == 0 && access(strace, X_OK) == 0, "needs root and strace"))
    func `a ledger that cannot be written is told`() async throws {
        try await run { house in
            let tracer = try ChildProcess(
                strace,
                [
                    "-f", "-o", house.site.newPath("tmp"), "-p", "\(house.daemon.process.pid)", "-e",
                    "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO",
                ], environment: [:])
            #expect(await tracer.writes("attached"), "\(tracer.output)")
            try await house.hear { $0?.hasPrefix("ledger: ") == true }
            tracer.send(SIGTERM)
            _ = await tracer.exit()
        }
    }

    @Test func `that no way out works is told`() async throws {
        try await run { house in
            let server = try #require(house.site.mailServer)
            try server.script(["*": ["rcpt": "554 5.7.1 <root@srv1.contoso.com>: Relay access denied"]])
            #expect(try await house.site.command("probe", "@mail").exit == .code(1))
            try await house.hear { $0?.hasPrefix("mail: ") == true }
            #expect(try await house.site.command("status").output.contains("alert paths: mail FAILS ("))
            try server.script([:])
            try await house.site.until { try await house.site.command("probe", "@mail").exit == .code(0) }
        }
    }

    @Test func `a daemon that is stuck gives no sign, however long`() async throws {
        try await run { house in
            house.daemon.process.send(SIGSTOP)
            let before = try await house.signs().count
            try house.time.advance(by: 4 * 300)
            #expect(try await house.signs().count == before)
            house.daemon.process.send(SIGCONT)
        }
    }
}
