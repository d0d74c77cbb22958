import Foundation
import Simulators
import TestSupport
import Testing

/// SIGTERM in any state: the daemon ends within ten seconds, and the next one goes on where it was.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct StopTests {
    /// What the daemon is doing when it is told to stop.
    enum Moment: String, CaseIterable, Sendable {
        case nothing
        case probingADrippingServer
        case waitingForAMailServersGreeting
        case waitingForAMailToBeTaken
        case probingWithAHangingKeyring
        case storingInAHangingKeyring
        case servingAThousandClients

        fileprivate var mail: Site.Mail {
            switch self {
            case .waitingForAMailServersGreeting: .rude(.silentGreeting)
            case .waitingForAMailToBeTaken: .rude(.silentAfterDot)
            default: .server(wantsLogin: false)
            }
        }
    }

    @Test(arguments: Moment.allCases)
    func `told to stop, it ends in order within ten seconds whatever it does`(moment: Moment) async throws {
        try await Site.run(Site.Plan(mail: moment.mail)) { site in
            let (daemon, _) = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            try await site.until { try await site.status(of: "contoso").probe.result.string == "ok" }
            let clients = try await Self.bringAbout(moment, site)

            let (exit, after) = await daemon.stop()
            #expect(exit == .code(0))
            #expect(after < .seconds(10))
            print("stop: \(after) while \(moment)")
            #expect(daemon.notify.messages.contains { $0.hasPrefix("STOPPING=1") })
            for client in clients { _ = await client.exit() }

            site.keyring.setHanging(false)
            site.cloud.clearFaults()
            _ = try await site.startDaemon()
            try await site.until { try await site.shownSecret(of: "contoso").output == secret }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            #expect(site.leads(of: "contoso") == 0)
            if site.rudeMailServer != nil {
                let states = try await site.notices(of: "contoso").map(\.state.string)
                #expect(states.count == 2)
                #expect(states.allSatisfy { ["queued", "sending", "retrying"].contains($0) }, "a notice was lost")
            }
        }
    }

    @Test func `a stop among hundreds of reloads is not overlooked`() async throws {
        try await Site.run { site in
            let (daemon, _) = try await site.startAll()
            for signal in Array(repeating: SIGHUP, count: 100) + [SIGTERM] + Array(repeating: SIGHUP, count: 200) {
                daemon.process.send(signal)
            }
            #expect(await daemon.process.exit() == .code(0))
        }
    }

    @Test func `a stop before it is ready is a stop, too`() async throws {
        try await Site.run { site in
            for delay in stride(from: UInt32(0), through: 60_000, by: 10_000) {
                let daemon = try site.beginDaemon()
                await pause(delay)
                daemon.process.send(SIGTERM)
                let exit = await daemon.process.exit()
                // Before it has said how it wants to be stopped, the signal ends it.
                #expect(
                    exit == .code(0) || exit == .signal(SIGTERM),
                    "\(delay) µs: \(String(describing: exit)) \(daemon.process.output)")
            }
        }
    }

    /// Answers the commands that wait meanwhile.
    private static func bringAbout(_ moment: Moment, _ site: Site) async throws -> [ChildProcess] {
        switch moment {
        case .nothing: return []
        case .probingADrippingServer:
            site.cloud.inject(Fault(.slowDrip, step: "token", value: 1_000))
            let probe = try site.begin("probe", "contoso")
            _ = await site.cloud.history { $0.contains { $0.fault == "slow-drip" } }
            return [probe]
        case .waitingForAMailServersGreeting, .waitingForAMailToBeTaken:
            let test = try site.begin("notices", "test", "contoso")
            try await site.until { try await site.notices(of: "contoso").first?.state.string == "sending" }
            return [test]
        case .probingWithAHangingKeyring, .storingInAHangingKeyring:
            site.keyring.setHanging(true)
            let isProbe = moment == .probingWithAHangingKeyring
            return [
                try await site.inFlight {
                    isProbe ? try site.begin("probe", "contoso") : try site.beginStoring("contoso")
                }
            ]
        case .servingAThousandClients:
            return [try await site.crowd(of: 1_000)]
        }
    }
}

extension Site {
    /// Begins to store one more secret of a connection.
    func beginStoring(_ name: String) throws -> ChildProcess {
        try begin("secret", "set", name, "--expires", "never", input: issueSecret(for: name))
    }

    /// Begins something for a connection while the keyring hangs, and returns it when the daemon is at it.
    ///
    /// A rival shows that: it is told that another action is under way. Where the rival was first, both are begun
    /// again.
    func inFlight(_ begin: () throws -> ChildProcess) async throws -> ChildProcess {
        for _ in 0..<20 {
            let (wanted, rival) = (try begin(), try beginStoring("contoso"))
            let (ends, end) = AsyncStream.makeStream(of: Void.self)
            for process in [wanted, rival] {
                Task {
                    _ = await process.exit()
                    end.yield()
                }
            }
            for await _ in ends { break }
            if wanted.isRunning, rival.standardError.contains("under way") { return wanted }
            _ = try await (wanted.answer(), rival.answer())
        }
        throw ChildProcess.Failure(description: "nothing could be brought under way")
    }

    /// A process that holds so many connections to the control socket until the daemon closes them.
    func crowd(of count: Int) async throws -> ChildProcess {
        let script = """
            import resource, socket, sys
            resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[2]) + 100, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
            held = []
            for _ in range(int(sys.argv[2])):
                client = socket.socket(socket.AF_UNIX)
                client.connect(sys.argv[1])
                held.append(client)
            print("connected", flush=True)
            for client in held:
                try: client.recv(1)
                except OSError: pass
            """
        let crowd = try ChildProcess(
            ScriptedServer.python, ["-I", "-c", script, "\(directory.path)/run/control.sock", "\(count)"],
            environment: [:])
        guard await crowd.writes("connected") else {
            throw ChildProcess.Failure(description: "the crowd was not let in: \(crowd.output)")
        }
        return crowd
    }
}
