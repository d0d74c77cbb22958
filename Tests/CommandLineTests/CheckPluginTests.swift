import Control
import Credentials
import Foundation
import Glibc
import LeadkeeperDaemon
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// `check_leadkeeper`, the program under its other name.
@Suite struct CheckPluginTests {
    let served: ServedSocket
    let plugin: String

    init() throws {
        served = try ServedSocket(connections: Self.connections)
        plugin = served.directory.path + "/check_leadkeeper"
        try FileManager.default.createSymbolicLink(atPath: plugin, withDestinationPath: Program.path)
    }

    /// A second ago: the plug-in may be asked in the very second in which this is read.
    private static let now = Instant(secondsSinceEpoch: Int64(time(nil)) - 1)

    private static func connection(
        _ name: String, _ attention: Attention?, left: TimeSpan?, startBy: TimeSpan = .days(5)
    )
        -> ConnectionStatus
    {
        StatusTableTests.connection(name) {
            $0.attention = attention
            $0.told = nil
            let end = left.map { now + $0 }
            $0.window = WindowStatus(
                state: end == nil ? .never : .open, expiresAt: end.map(Timestamp.init),
                noticeAt: end.map { Timestamp($0 - .days(30)) })
            $0.startBy = end.map { Timestamp($0 - startBy) }
        }
    }

    static let connections = [
        connection("fine", nil, left: .days(199)), connection("soon", .renewalDue, left: .days(20)),
        connection("late", .renewalDue, left: .days(3)), connection("gone", .lapsed, left: .hours(-40)),
        connection("waits", .handOff, left: .days(90)), connection("never", nil, left: nil),
        connection("automatic", nil, left: .days(20)), connection("ours", .leadkeeper, left: .days(90)),
    ]

    private func check(_ arguments: String...) async throws -> ChildProcess.Ended {
        try await ChildProcess.run(
            plugin, arguments + ["--runtime", served.directory.path],
            environment: ["TZ": "UTC", "PATH": "/usr/bin:/bin"])
    }

    private func serve(_ name: String) async throws -> ServedSocket {
        try ServedSocket(connections: Self.connections.filter { $0.name == name })
    }

    @Test(
        arguments: [
            ("fine", [], 0, "OK: fine works, 198 days left"),
            ("soon", [], 1, "WARNING: soon expires soon, 19 days left; new"),
            ("late", [], 2, "CRITICAL: late expires soon, late"),
            ("gone", [], 2, "CRITICAL: gone expired, 40 hours ago"),
            ("waits", [], 1, "WARNING: waits hand-off waits"), ("never", [], 0, "OK: never works"),
            ("automatic", [], 0, "OK: automatic works"), ("ours", [], 0, "OK: ours works"),
            ("soon", ["-w", "10d:"], 0, "OK"), ("soon", ["-w", "20d:"], 1, "WARNING"),
            ("fine", ["-c", "200d:"], 2, "CRITICAL"), ("fine", ["-w", "200d:", "-c", "100d:"], 1, "WARNING"),
            ("fine", ["-w", "@0:200d"], 1, "WARNING"), ("automatic", ["-w", "30d:", "-c", "7d:"], 1, "WARNING"),
            ("gone", ["-w", "~:"], 2, "CRITICAL"), ("late", ["-c", "2d:"], 0, "OK"),
            ("never", ["-w", "30d:"], 0, "OK"),
        ] as [(String, [String], Int32, String)])
    func `state and first line follow from the connection, and from the ranges where there are any`(
        name: String, ranges: [String], code: Int32, line: String
    ) async throws {
        let only = try await serve(name)
        let ended = try await ChildProcess.run(
            plugin, ranges + ["--runtime", only.directory.path], environment: ["TZ": "UTC"])
        #expect(ended.status == code && ended.output.hasPrefix("LEADKEEPER \(line)"), "\(ended.output)")
        #expect(ended.errors.isEmpty)
        #expect(ended.output.split(separator: "\n").count == 1 && ended.output.count { $0 == "|" } == 1)
    }

    @Test func `performance data has what is left in seconds, with the connection's own times or the ranges`()
        async throws
    {
        let only = try await serve("fine")
        let run = { (arguments: [String]) in
            try await ChildProcess.run(plugin, arguments + ["--runtime", only.directory.path], environment: [:]).output
        }
        let own = try await run([])
        let match = try #require(own.firstMatch(of: /fine_left=(\d+)s;(\S*)\n/))
        #expect(abs((Int(match.1) ?? 0) - 199 * 86_400) < 600 && match.2 == "2592000:;432000:", "\(own)")
        #expect(try await run(["-w", "30d:", "-c", "7d:"]).contains("s;2592000:;604800:"))
        #expect(try await run(["-c", "7d:"]).contains("s;;604800:"))
    }

    @Test func `all connections have the state of the worst, and the first line is short`() async throws {
        let all = try await check()
        #expect(all.status == 2)
        let lines = all.output.split(separator: "\n")
        #expect(
            lines.count == 1
                && lines[0].hasPrefix("LEADKEEPER CRITICAL: 4 of 8: gone expired; late expires soon, late; "))
        #expect(all.output.contains(" and 1 more | somebody=4;0;;0;8 "))
        let verbose = try await check("-v")
        #expect(verbose.output.split(separator: "\n").count == 5)
        #expect(try await check("-vv").output.split(separator: "\n").count == 9)
    }

    @Test func `wrong use is unknown, and says how it is used; help and version are too`() async throws {
        for arguments in [["-x"], ["-w", "soon"], ["contoso"], ["--timeout=0"]] {
            let ended = try await ChildProcess.run(plugin, arguments, environment: [:])
            #expect(ended.status == 3 && ended.output.hasPrefix("LEADKEEPER UNKNOWN: "), "\(arguments)")
            #expect(ended.output.contains("Usage: check_leadkeeper"))
        }
        let help = try await ChildProcess.run(plugin, ["--help"], environment: [:])
        #expect(
            help.status == 3 && help.output.contains("-w, --warning=RANGE") && help.output.contains("adduser nagios"))
        let version = try await ChildProcess.run(plugin, ["-V"], environment: [:])
        #expect(version.status == 3 && version.output == "check_leadkeeper v0.1.0 (leadkeeper 0.1.0)\n")
        #expect(try await check("-C", "unknown").status == 3, "there is none of that name")
    }

    @Test func `a daemon that does not answer is critical`() async throws {
        let absent = try await ChildProcess.run(plugin, ["--runtime", "/nonexistent"], environment: [:])
        #expect(absent.status == 2 && absent.output.hasPrefix("LEADKEEPER CRITICAL: failed to"), "\(absent.output)")
        await served.server.stop()
        #expect(try await check().status == 2)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func `who may not read is told which group can`() async throws {
        chmod(served.path, 0o600)
        for path in [served.directory.path, plugin] { chmod(path, 0o755) }
        let ended = try await ChildProcess.run(
            "/usr/sbin/runuser", ["-u", "nobody", "--", plugin, "--runtime", served.directory.path], environment: [:])
        #expect(ended.status == 3, "\(ended.output)\(ended.errors)")
        #expect(ended.output.contains("LEADKEEPER UNKNOWN") && ended.output.contains("`adduser nobody leadkeeper`"))
        #expect(ended.output.split(separator: "\n").count == 1)
    }
}
