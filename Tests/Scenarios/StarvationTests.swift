import Foundation
import Simulators
import TestSupport
import Testing

/// A process that gets less of something than it needs refuses what it cannot do, and does it when it can.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct StarvationTests {
    @Test(.enabled(if: Meddling.isPossible, Meddling.needs))
    func `with every thread of the global queues blocked it is ready, alive, proves, tells and stops as ever`()
        async throws
    {
        try await Site.run { site in
            try await site.startWorker()
            var environment = try await Meddling.environment(site, ["MEDDLE_THREADS": "1"])
            environment["WATCHDOG_USEC"] = "2000000"
            let daemon = try await site.startDaemon(environment: environment)
            try await daemon.logs("the global queues are blocked")
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso", days: 5).exit == .code(0) }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            #expect(try await #require(site.mailServer).transactions(atLeast: 2).count == 2)
            let signs = daemon.notify.messages.count { $0.hasPrefix("WATCHDOG=1") }
            try await daemon.notify.line("WATCHDOG=1", times: signs + 3)
            daemon.process.send(SIGHUP)
            try await daemon.ready(times: 2)
            #expect(try await site.shownSecret(of: "contoso").output == secret)
            let (exit, after) = await daemon.stop()
            #expect(exit == .code(0))
            #expect(after < .seconds(10))
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root, to limit another process"))
    func `out of file descriptors it lets nobody in, does not spin, accuses nobody, and goes on when it has some`()
        async throws
    {
        try await Site.run { site in
            let (daemon, _) = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            // With the configuration come new connections to Microsoft, of which there is none yet.
            daemon.process.send(SIGHUP)
            try await daemon.ready(times: 2)
            let guest = try await site.guest()
            try await site.limit("--nofile=3:", of: daemon.process.pid)
            guest.closeInput()
            let probe = try await guest.answer().json
            #expect(probe.result.string == "unknown")

            let before = try site.processorTicks(of: daemon.process)
            let status = try site.begin("status", "contoso")
            #expect(await status.exit(within: 2) == nil)
            #expect(try site.processorTicks(of: daemon.process) - before < 50)
            try await site.limit("--nofile=1024:", of: daemon.process.pid)
            #expect(try await status.answer().exit == .code(0))
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            #expect(try await site.shownSecret(of: "contoso").output == secret)
            #expect(try await site.notices(of: "contoso").isEmpty)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root, to limit another process"))
    func `without any more memory a process dies, and the next one has all that was known`() async throws {
        try await Site.run { site in
            let (daemon, worker) = try await site.startAll()
            var secrets = [site.issueSecret(for: "contoso")]
            try await site.until { try await site.store(secrets[0], for: "contoso").exit == .code(0) }
            let workers = SecretHunt.children(of: worker.pid)
            #expect(workers.count == 1)
            for process in workers { try await site.limit("--as=1", of: process) }
            try await site.until { try await site.shownSecret(of: "contoso").output == secrets[0] }
            // One that reads needs no more memory than it has, or the next one answers.
            let isSame = SecretHunt.children(of: worker.pid) == workers
            #expect(isSame || worker.output.contains("starting another"), "\(worker.output)")

            try await site.limit("--as=1", of: daemon.process.pid)
            try await site.until {
                secrets.append(site.issueSecret(for: "contoso"))
                let answer = try await site.store(secrets[secrets.count - 1], for: "contoso")
                if answer.exit == .code(0) { secrets = secrets.suffix(1) }
                return !daemon.process.isRunning
            }
            _ = try await site.startDaemon()
            #expect(try await secrets.contains(site.shownSecret(of: "contoso").output))
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
        }
    }

    @Test(
        .enabled(if: geteuid() == 0, "needs root, whose processes lose their right to lock memory"),
        .disabled(if: Sanitizer.isPresent, "\(Sanitizer.reason)"))
    func `memory that cannot be locked is told once by each process, and secrets are kept and used`() async throws {
        try await Site.run { site in
            let prefix = ["/usr/bin/setpriv", "--bounding-set=-ipc_lock", "/usr/bin/prlimit", "--memlock=0"]
            let worker = try ChildProcess(
                prefix[0],
                prefix.dropFirst() + [PrivateKeyring.leadkeeper, "keyring", "--keyring", site.keyring.workerSocket],
                environment: site.keyring.environment)
            #expect(await worker.writes("listening on"), "\(worker.output)")
            site.watch(worker)
            let daemon = try await site.startDaemon(prefix: prefix)
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            for _ in 0..<3 { #expect(try await site.shownSecret(of: "contoso").output == secret) }
            for process in [daemon.process, worker] {
                #expect(
                    process.output.components(separatedBy: "failed to lock memory for a secret, ignoring").count == 2)
            }
        }
    }
}

extension Site {
    /// The processor time that a process has taken, in hundredths of a second; proc(5).
    func processorTicks(of process: ChildProcess) throws -> Int {
        let stat = try String(contentsOfFile: "/proc/\(process.pid)/stat", encoding: .utf8)
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.dropFirst(11).prefix(2).compactMap { Int($0) }.reduce(0, +)
    }

    /// Sets a limit of a process that runs; prlimit(1).
    func limit(_ option: String, of process: pid_t) async throws {
        let answer = try await ChildProcess.run("/usr/bin/prlimit", ["--pid=\(process)", option])
        #expect(answer.status == 0, "\(answer.errors)")
    }

    /// Somebody who is let in at the control socket now, and who asks for a probe when their input ends.
    func guest() async throws -> ChildProcess {
        let script = """
            import http.client, socket, sys
            control = http.client.HTTPConnection("localhost")
            control.sock = socket.socket(socket.AF_UNIX)
            control.sock.connect(sys.argv[1])
            control.request("GET", "/v1/connections/contoso")
            control.getresponse().read()
            print("is in", file=sys.stderr, flush=True)
            sys.stdin.read()
            control.request("POST", "/v1/connections/contoso/probe")
            print(control.getresponse().read().decode())
            """
        let guest = try ChildProcess(
            ScriptedServer.python, ["-I", "-c", script, "\(directory.path)/run/control.sock"], environment: [:],
            input: .open)
        guard await guest.writes("is in") else { throw ChildProcess.Failure(description: guest.output) }
        return guest
    }
}
