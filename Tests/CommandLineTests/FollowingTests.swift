import Control
import Credentials
import LeadkeeperDaemon
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// `history` and `notices` over time, `help`, `version` and `--quiet`.
@Suite struct FollowingTests: ProgramSuite {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket()
    }

    @Test func `--since is a date, or as long ago as that`() async throws {
        #expect(try await run("history", "--since", "2026-03-01").status == 0)
        #expect(try await run("notices", "--since", "2026-03-01T08:00Z").status == 0)
        let now = Instant(secondsSinceEpoch: 1_800_000_000)
        for (text, expected) in [("2d", now - .days(2)), ("1d12h", now - .hours(36)), ("90m", now - .minutes(90))] {
            let context = try CommandContext(Invocation(["history", "--since", text]))
            let since = try #require(try Following.since(context))
            #expect(abs((context.times.now - since).seconds - (now - expected).seconds) <= 1)
        }
        for text in ["yesterday", "12", "2026-02-30", ""] {
            let program = try await run("history", "--since", text)
            #expect(program.status == 64 && program.errors.contains("hint: or a length of time such as 2d"), "\(text)")
        }
    }

    @Test(arguments: ["history", "notices"])
    func `--follow prints what there is, then what comes, and waits for a daemon that is gone`(command: String)
        async throws
    {
        let program = try ChildProcess(
            Program.path, [command, "--follow", "--json", "--runtime", served.directory.path],
            environment: ["TZ": "UTC"])
        #expect(await program.writes("\"id\":"))
        // The history's service has the same event for every question, so that it comes again.
        if command == "history" { #expect(await program.writes("\"id\":", times: 2)) }
        await served.server.stop()
        #expect(await program.writes("waiting for it"))
        await program.stop()
    }

    @Test func `the newest notice is the last on the screen`() async throws {
        let text = try await run("notices").output
        let ids = text.split(separator: "\n").filter { !$0.hasPrefix(" ") }.compactMap {
            $0.split(separator: " ").first.flatMap { Int64($0) }
        }
        #expect(ids == ids.sorted())
    }

    @Test func `help prints what --help prints, and names what follows a word`() async throws {
        #expect(try await run("help").status == 64, "it asks no daemon, and has no --runtime")
        #expect(try await Program.run(["help"]).output == Program.run(["--help"]).output)
        #expect(try await Program.run(["help", "probe"]).output == Program.run(["probe", "--help"]).output)
        #expect(
            try await Program.run(["help", "secret", "set"]).output == Program.run(["secret", "set", "--help"]).output)
        let secret = try await Program.run(["help", "secret"])
        #expect(secret.output.contains("leadkeeper secret show") && secret.output.contains("leadkeeper secret set"))
        let slip = try await Program.run(["help", "prbe"])
        #expect(slip.status == 64 && slip.errors.contains("did you mean `leadkeeper help probe`?"))
    }

    @Test func `version tells both versions, and that the daemon does not answer`() async throws {
        let both = try await run("version")
        #expect(
            both.status == 0 && both.output.hasPrefix("leadkeeper 0.1.0\ndaemon     0.1.0\nkeyring    "),
            "\(both.output)")
        let json = try await run("version", "--json").output
        #expect(json.contains(#""command" : "0.1.0""#) && json.contains(#""daemon" : "0.1.0""#))
        let alone = try await Program.run(["version", "--runtime", "/nonexistent"])
        #expect(alone.status == 69 && alone.output.hasPrefix("leadkeeper 0.1.0\n"))
        #expect(try await Program.run(["--version"]).output == "leadkeeper 0.1.0\n")
    }

    @Test func `--quiet prints nothing, and the exit code is the same`() async throws {
        for (arguments, code) in [
            (["probe", "works"], 0), (["probe", "contoso"], 1), (["reload", "--allow-empty"], 0),
        ]
            as [([String], Int32)]
        {
            let loud = try await run(arguments)
            let quiet = try await run(arguments + ["-q"])
            #expect(!loud.output.isEmpty && loud.status == code)
            #expect(quiet.output.isEmpty && quiet.status == code, "\(arguments)")
        }
        #expect(try await run("probe", "unknown", "--quiet").errors.contains("there is no connection unknown"))
    }
}
