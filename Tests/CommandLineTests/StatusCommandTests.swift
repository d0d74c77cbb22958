import Control
import Credentials
import LeadkeeperDaemon
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// `status`, `probe`, `history` and `notices`: what people read of how things are.
@Suite struct StatusCommandTests: ProgramSuite {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket()
    }

    @Test func `status sums up, then has a line for each, the most urgent first, without colours in a pipe`()
        async throws
    {
        let program = try await run("status")
        #expect(program.status == 0)
        #expect(program.errors.isEmpty)
        #expect(program.output.hasPrefix("1 of 2 needs somebody, 1 unknown, 0 fine\nCONNECTION"))
        let lines = program.output.split(separator: "\n")
        #expect(lines.count == 4 && lines[2].hasPrefix("contoso") && lines[3].hasPrefix("fabrikam"))
        #expect(
            lines[2].hasSuffix("enter the new secret in Partner Center by 2025-11-21; 2 contacts told 2025-11-21"))
        #expect(!program.output.contains("\u{1B}"))
    }

    @Test func `status with a name shows all of it, in local time with the zone named`() async throws {
        let program = try await run("status", "contoso", "--all")
        #expect(program.status == 0)
        for text in [
            "contoso", "https://contoso.crm4.dynamics.com", "2025-11-27 05:40 CET", "known from whoever saved",
            "AADSTS7000222",
            "sign-ins     Microsoft signed in with the new secret on", "198.51.100.7",
            "Create a new client secret", "endpoint", "CredentialValid", "now          the client secret expires soon",
        ] {
            #expect(program.output.contains(text), "\(text)")
        }
        #expect(isNarrow(program.output))
    }

    @Test(
        arguments: [
            (["works"], 0), (["contoso"], 1), (["unclear"], 75), (["works", "unclear"], 75),
            (["works", "unclear", "contoso"], 1), (["busy"], 75), (["busy", "works"], 75), (["unknown"], 64),
            (["--all"], 1),
        ] as [([String], Int32)])
    func `a probe's exit code is the answer`(names: [String], status: Int32) async throws {
        let program = try await Program.run(["probe", "--runtime", served.directory.path] + names)
        #expect(program.status == status)
        #expect(isNarrow(program.output))
    }

    @Test func `a probe is shown step by step, with advice and a summary`() async throws {
        let program = try await run("probe", "works", "contoso", "--sign-in-only")
        for text in [
            "endpoint", "ok", "40 ms", "failed: secret-expired at token", "advice: Create a new",
            "2 probed: 1 ok, 1 failed",
        ] {
            #expect(program.output.contains(text), "\(text)")
        }
        #expect(
            await served.service.calls == [
                "connection works", "connection contoso", "probe sign-in works", "probe sign-in contoso",
            ])
    }

    @Test func `history and notices are told in sentences`() async throws {
        let history = try await run("history", "contoso", "--after", "3", "--limit", "9")
        #expect(history.output.contains("17  2025-11-21 05:40 CET  probe-failed  contoso\n    the probe failed\n"))
        let notices = try await run("notices")
        #expect(notices.output.contains("expires within 7 days"))
        #expect(notices.output.contains("to ops@contoso.com in the place of sales@contoso.com, mail 3: accepted"))
        #expect(notices.output.contains("2025-11-21 05:40 CET by localhost: 250 2.0.0 Ok"))
        #expect(try await run("notices", "test", "contoso").status == 0)
        #expect(try await run("notices", "test", "waits").status == 75)
        #expect(
            await served.service.calls == [
                "events 3 9 contoso", "notices", "test notice contoso", "test notice waits",
            ])
    }
}
