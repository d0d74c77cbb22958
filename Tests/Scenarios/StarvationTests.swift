import Foundation
import Simulators
import TestSupport
import Testing

/// A process that gets less of something than it needs refuses what it cannot do, and does it when it can.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(5)))
struct StarvationTests {
    @Test(.enabled(if: Meddling.isPossible, Meddling.needs))
    func `with every thread of the global queues blocked it is ready, alive, proves, tells and stops as ever`() async throws {
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
    func `out of file descriptors it lets nobody in, does not spin, accuses nobody, and goes on when it has some`() async throws {
        try await Site.run { site in
            let (daemon, _) = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            // With the configuration come new connections to Microsoft, of which there is none yet.
            daemon.process.send(SIGHUP)
            try await daemon.ready(times: 2)
            let guest = try await site.guest()
            try await site.limitDescriptors(of: daemon.process, to: 3)
            guest.closeInput()
            let probe = try await guest.answer().json
            #expect(probe.result.string == "unknown")

            let before = try site.processorTicks(of: daemon.process)
            let status = try site.begin("status", "contoso")
            #expect(await status.exit(within: 2) == nil)
            #expect(try site.processorTicks(of: daemon.process) - before < 50)
            try await site.limitDescriptors(of: daemon.process, to: 1_024)
            #expect(try await status.answer().exit == .code(0))
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            #expect(try await site.shownSecret(of: "contoso").output == secret)
            #expect(try await site.notices(of: "contoso").isEmpty)
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

    /// Lets a process open no file descriptor of that number or above; prlimit(1).
    func limitDescriptors(of process: ChildProcess, to limit: Int) async throws {
        let answer = try await ChildProcess.run("/usr/bin/prlimit", ["--pid=\(process.pid)", "--nofile=\(limit):"])
        #expect(answer.status == 0, "\(answer.errors)")
    }

    /// Somebody who is let in at the control socket now, and who asks for a probe when his input ends.
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
            ScriptedServer.python, ["-I", "-c", script, "\(directory.path)/run/control.sock"], environment: [:], input: .open)
        guard await guest.writes("is in") else { throw ChildProcess.Failure(description: guest.output) }
        return guest
    }
}
