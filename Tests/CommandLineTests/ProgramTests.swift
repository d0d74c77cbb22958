import Basics
import Control
import Credentials
import Foundation
import JSON
import LeadkeeperDaemon
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// What all commands have in common.
@Suite struct ProgramTests: ProgramSuite {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket()
    }

    @Test func `colours are used where they are asked for`() async throws {
        #expect(try await run("status", "--color", "always").output.contains("\u{1B}[31m"))
        #expect(try await !run("status", "--color=never").output.contains("\u{1B}"))
    }

    @Test func `--json prints what the API answers`() async throws {
        let all = try await run("status", "--json")
        #expect(try JSONCoder.decode(ConnectionList.self, from: Array(all.output.utf8)).connections.count == 2)
        let one = try await run("status", "--json", "contoso")
        #expect(
            try JSONCoder.decode(ConnectionList.self, from: Array(one.output.utf8)).connections == [
                Samples.connection("contoso")
            ])
        let history = try await run("history", "--json")
        #expect(try JSONCoder.decode(EventList.self, from: Array(history.output.utf8)).events == [Samples.event()])
        let notices = try await run("notices", "--json")
        #expect(try JSONCoder.decode(NoticeList.self, from: Array(notices.output.utf8)).notices == [Samples.notice()])
        let probe = try await run("probe", "--json", "contoso")
        let object = try JSONSerialization.jsonObject(with: Data(probe.output.utf8)) as? [String: Any]
        #expect((object?["probes"] as? [Any])?.count == 1)
    }

    @Test func `an unknown connection is a usage error with a hint`() async throws {
        let program = try await run("status", "unknown")
        #expect(program.status == 64)
        #expect(
            program.errors == """
                leadkeeper: failed to show the status of unknown: there is no connection unknown
                leadkeeper: hint: `leadkeeper status` lists the connections

                """)
    }

    @Test(arguments: [
        (Problem.Code.notPermitted, Int32(77)), (.keyringLocked, 69), (.keyringUnavailable, 69), (.busy, 75),
        (.temporary, 75),
        (.cannotWrite, 73), (.internal, 70), (.noSecret, 1), (.invalidValue, 64),
    ])
    func `what the daemon refuses has an exit code of its own`(code: Problem.Code, status: Int32) async throws {
        let failing = try ServedSocket(failingWith: Problem(code, "because", hint: "do this"))
        let program = try await Program.run(["status", "--runtime", failing.directory.path])
        #expect(program.status == status)
        #expect(
            program.errors == "leadkeeper: failed to list the connections: because\nleadkeeper: hint: do this\n")
    }

    @Test func `the runtime directory may come from the environment, and the option beats it`() async throws {
        let environment = ["RUNTIME_DIRECTORY": served.directory.path]
        #expect(try await Program.run(["status"], environment: environment).status == 0)
        let other = try await Program.run(["status", "--runtime", "/nonexistent"], environment: environment)
        #expect(other.status == 69)
        #expect(other.errors.contains("/nonexistent/control.sock: No such file or directory"))
    }

    @Test func `a daemon that is gone is unavailable`() async throws {
        await served.server.stop()
        let program = try await run("status")
        #expect(program.status == 69)
        #expect(program.errors.contains("hint: see `systemctl status leadkeeper`"))
    }

    @Test func `a slip of the finger never brings up the whole help`() async throws {
        let program = try await Program.run(["stauts"])
        #expect(program.status == 64)
        #expect(program.output.isEmpty)
        #expect(program.errors == "leadkeeper: unknown command “stauts”\nleadkeeper: hint: did you mean `status`?\n")
    }

    @Test func `help and version are printed to standard output`() async throws {
        #expect(try await Program.run(["--version"]).output == "leadkeeper \(Release.version)\n")
        let help = try await Program.run(["probe", "--help"])
        #expect(help.status == 0)
        #expect(help.output == Help.text(of: .probe))
        #expect(try await Program.run(["--help"]).output == Help.text())
    }

    @Test func `check lists every fault and exits 78, or counts what is valid`() async throws {
        let directory = try TemporaryDirectory()
        let valid = try await Program.run(["check", "--config", directory.path])
        #expect(valid.status == 0)
        #expect(valid.output == "0 connections, configuration is valid\n")
        try Data("[Mail]\nServer=ftp://x\nBogus=1\n".utf8).write(to: URL(filePath: "\(directory.path)/leadkeeper.conf"))
        let faulty = try await Program.run(["check"], environment: ["CONFIGURATION_DIRECTORY": directory.path])
        #expect(faulty.status == 78)
        #expect(faulty.output.isEmpty)
        #expect(faulty.errors.contains("[Mail] Server"))
        #expect(faulty.errors.contains("Bogus"))
        let json = try await Program.run(["check", "--json", "--config", directory.path])
        #expect(json.status == 78)
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(object?["valid"] as? Bool == false)
    }

    @Test func `a reader that goes away is no trouble`() async throws {
        let gone = Pipe()
        try gone.fileHandleForReading.close()
        let program = try await ChildProcess.run(
            Program.path, ["--help"], output: .descriptor(gone.fileHandleForWriting.fileDescriptor))
        #expect(program.exit == .code(0))
        #expect(program.errors.isEmpty)
    }
}
