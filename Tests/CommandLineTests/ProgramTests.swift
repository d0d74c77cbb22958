import Basics
import Control
import Credentials
import Foundation
import LeadkeeperDaemon
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

@Suite struct ProgramTests {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket()
    }

    private func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) async throws
        -> ChildProcess.Ended
    {
        try await run(arguments, input: input, environment: environment)
    }

    private func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) async throws
        -> ChildProcess.Ended
    {
        try await Program.run(arguments + ["--runtime", served.directory.path], input: input, environment: environment)
    }

    private func isNarrow(_ text: String) -> Bool {
        text.split(separator: "\n").allSatisfy { $0.count <= 80 }
    }

    @Test func `status is a table of at most 80 columns, without colours in a pipe`() async throws {
        let program = try await run("status")
        #expect(program.status == 0)
        #expect(program.errors.isEmpty)
        #expect(program.output.hasPrefix("CONNECTION"))
        #expect(program.output.contains("no secret"))
        #expect(program.output.contains("no: secret-"))
        #expect(!program.output.contains("\u{1B}"))
        #expect(isNarrow(program.output))
    }

    @Test func `Colours are used where they are asked for`() async throws {
        #expect(try await run("status", "--color", "always").output.contains("\u{1B}[31m"))
        #expect(try await !run("status", "--color=never").output.contains("\u{1B}"))
    }

    @Test func `status with a name shows all of it, in local time with the zone named`() async throws {
        let program = try await run("status", "contoso")
        #expect(program.status == 0)
        for text in [
            "contoso", "https://contoso.crm4.dynamics.com", "2025-11-27 05:40 CET", "known from whoever stored", "AADSTS7000222",
            "Make a new client secret", "endpoint", "CredentialValid",
        ] {
            #expect(program.output.contains(text), "\(text)")
        }
        #expect(isNarrow(program.output))
    }

    @Test func `--json prints what the API answers`() async throws {
        let all = try await run("status", "--json")
        #expect(try JSONText.decode(ConnectionList.self, from: Array(all.output.utf8)).connections.count == 2)
        let one = try await run("status", "--json", "contoso")
        #expect(
            try JSONText.decode(ConnectionList.self, from: Array(one.output.utf8)).connections == [Samples.connection("contoso")])
        let history = try await run("history", "--json")
        #expect(try JSONText.decode(EventList.self, from: Array(history.output.utf8)).events == [Samples.event()])
        let notices = try await run("notices", "--json")
        #expect(try JSONText.decode(NoticeList.self, from: Array(notices.output.utf8)).notices == [Samples.notice()])
        let probe = try await run("probe", "--json", "contoso")
        let object = try JSONSerialization.jsonObject(with: Data(probe.output.utf8)) as? [String: Any]
        #expect((object?["probes"] as? [Any])?.count == 1)
    }

    @Test func `A secret from standard input loses one line end and no more`() async throws {
        let stored = try await run("secret", "set", "contoso", "--expires", "2099-12-20", input: "hunter2\n")
        #expect(stored.status == 0)
        #expect(stored.output.hasPrefix("Microsoft accepts it; it expires 27 November 2025 ("))
        #expect(!stored.output.contains("bytes") && !stored.output.contains("version"))
        #expect(isNarrow(stored.output))
        let shown = try await run("secret", "show", "contoso", "--force")
        #expect(shown.output == "hunter2")
        let twice = try await run("secret", "set", "contoso", input: "hunter2\n\n")
        #expect(twice.status == 64)
        #expect(!twice.errors.contains("hunter2"))
        let removed = try await run("secret", "remove", "contoso")
        #expect(removed.output.hasPrefix("removed 1 version of the secret of contoso\n"))
        #expect(try await run("secret", "remove", "contoso").status == 1)
    }

    @Test(
        arguments: [
            ("contoso", [], 0, "Microsoft accepts it; it never expires.\n", ""),
            ("@mail", [], 0, "The mail server accepts it; it never expires.\n", ""),
            ("badly", [], 0, "Microsoft refuses it: secret-expired at token: the client secret has expired (AADSTS7000222).", ""),
            ("badly", [], 0, "in use all the same, as there was none before", ""),
            ("unclear", [], 75, "The one in use stays", ""), ("unclear", [], 75, "network at endpoint", ""),
            ("unclear", ["--no-wait"], 0, "It has not been tried yet", ""),
            ("locked", [], 75, "store it again to have it tried", ""),
            ("refused", [], 1, "", "Microsoft refuses it, and the secret in use stays: secret-expired at token"),
            ("refused", [], 1, "", "leadkeeper: hint: Make a new client secret"),
            ("contoso", ["--unproven"], 0, "it never expires", ""),
        ] as [(String, [String], Int32, String, String)])
    func `What became of a secret is said in a sentence, and by the exit code`(
        name: String, options: [String], status: Int32, output: String, errors: String
    ) async throws {
        let answer = try await run(["secret", "set", name, "--expires", "never"] + options, input: "hunter2")
        let squeezed = { (text: String) in text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        #expect(answer.status == status)
        #expect(output.isEmpty || squeezed(answer.output).contains(squeezed(output)), "\(answer.output)")
        #expect(errors.isEmpty || squeezed(answer.errors).contains(squeezed(errors)), "\(answer.errors)")
        #expect(answer.output.isEmpty == output.isEmpty && isNarrow(answer.output))
        #expect(!answer.output.contains("bytes") && !answer.errors.contains("hunter2"))

        let json = try await run(["secret", "set", name, "--json"] + options, input: "hunter2")
        #expect(json.status == status)
        #expect(try JSONText.decode(SecretAnswer.self, from: Array(json.output.utf8)).connection.name == name)
    }

    @Test(
        arguments: [
            ("contoso", 0, "The secret before is in use again. Microsoft accepts it; it never expires."),
            ("withdrawn", 0, "The new secret is given up."),
        ] as [(String, Int32, String)])
    func `The secret before comes back with what Microsoft says of it`(name: String, status: Int32, output: String) async throws {
        let answer = try await run("secret", "undo", name)
        #expect(answer.status == status && answer.output.hasPrefix(output), "\(answer.output)")
    }

    @Test func `A secret whose end nobody knows comes with the way to say it`() async throws {
        let program = try await run("secret", "set", "contoso", input: "hunter2")
        #expect(program.status == 0)
        #expect(program.output.contains("--expires DATE"))
        #expect(isNarrow(program.output))
    }

    @Test(arguments: ["", String(repeating: "a", count: 5_000), String(repeating: "a", count: 70_000)])
    func `What cannot be a secret is not stored`(input: String) async throws {
        let program = try await run("secret", "set", "contoso", input: input)
        #expect(program.status == 64)
        #expect(program.errors.hasPrefix("leadkeeper: failed to store the secret of contoso: "))
    }

    @Test func `A secret is shown to a terminal alone, unless forced`() async throws {
        let program = try await run("secret", "show", "contoso")
        #expect(program.status == 64)
        #expect(program.output.isEmpty)
        #expect(program.errors.contains("leadkeeper: hint: --force"))
        #expect(await served.service.calls.isEmpty)
    }

    @Test(
        arguments: [
            (["works"], 0), (["contoso"], 1), (["unclear"], 75), (["works", "unclear"], 75),
            (["works", "unclear", "contoso"], 1), (["busy"], 75), (["busy", "works"], 75), (["unknown"], 64), (["--all"], 1),
        ] as [([String], Int32)])
    func `A probe's exit code is the answer`(names: [String], status: Int32) async throws {
        let program = try await Program.run(["probe", "--runtime", served.directory.path] + names)
        #expect(program.status == status)
        #expect(isNarrow(program.output))
    }

    @Test func `A probe is shown step by step, with advice and a summary`() async throws {
        let program = try await run("probe", "works", "contoso", "--sign-in-only")
        for text in [
            "endpoint", "ok", "40 ms", "failed: secret-expired at token", "advice: Make a new", "2 probed: 1 ok, 1 failed",
        ] {
            #expect(program.output.contains(text), "\(text)")
        }
        #expect(await served.service.calls == ["probe sign-in works", "probe sign-in contoso"])
    }

    @Test func `History and notices are told in sentences`() async throws {
        let history = try await run("history", "contoso", "--after", "3", "--limit", "9")
        #expect(history.output.contains("17  2025-11-21 05:40 CET  probe-failed  contoso\n    the probe failed\n"))
        let notices = try await run("notices")
        #expect(notices.output.contains("lapses within 7 days"))
        #expect(notices.output.contains("to ops@contoso.com: accepted 2025-11-21 05:40 CET by localhost: 250 2.0.0 Ok"))
        #expect(try await run("notices", "test", "contoso").status == 0)
        #expect(try await run("notices", "test", "waits").status == 75)
        #expect(
            await served.service.calls == [
                "events 3 9 contoso", "notices", "test notice contoso", "test notice waits",
            ])
    }

    @Test func `A rotation is planned, begun, and called off`() async throws {
        let plan = try await run("rotate", "contoso", "--dry-run")
        #expect(plan.status == 0 && isNarrow(plan.output))
        for text in [
            " 1. list-keys  leadkeeper lists", " 2. add-key    leadkeeper has Entra add", " 3. –          a person",
            "nothing is known",
        ] {
            #expect(plan.output.contains(text), "\(text): \(plan.output)")
        }
        let stuck = try await run("rotate", "stands", "--dry-run")
        #expect(stuck.status == 1 && stuck.output.contains("in the way: there is no secret of @administrator"))
        let begun = try await run("rotate", "contoso")
        #expect(begun.status == 0 && begun.output.hasPrefix("contoso: a rotation has begun\n"))
        #expect(begun.output.contains("proven since") && begun.output.contains("leadkeeper handoff contoso show"))
        #expect(try await run("rotate", "rotates").status == 75)
        #expect(try await run("rotate", "contoso", "--abort").output.hasPrefix("contoso: the rotation is called off"))
        #expect(try await run("rotate", "idle", "--abort").status == 1)
        #expect(try await run("rotate", "idle", "--abort", "--dry-run").status == 64)
        #expect(try await run("rotate", "contoso", "--publish-edits").output.contains("publishes the pending edits along"))
        #expect(await served.service.calls.last == "begin rotation with edits by \(geteuid()) contoso")
        let json = try await run("rotate", "contoso", "--dry-run", "--json")
        #expect(try JSONText.decode(RotationPlanStatus.self, from: Array(json.output.utf8)) == Samples.plan("contoso"))
    }

    @Test func `Where people replace the secret, rotate prints their steps and begins nothing`() async throws {
        let program = try await run("rotate", "reminds")
        #expect(program.status == 0 && isNarrow(program.output))
        #expect(
            program.output.contains(
                " 1. Make a new client secret.\n 2. Store it:\n      leadkeeper secret set reminds --expires DATE\n"))
        #expect(await served.service.calls == ["plan rotation reminds"])
    }

    @Test func `What belongs in Partner Center is shown to a terminal alone, unless forced`() async throws {
        let refused = try await run("handoff", "contoso", "show")
        #expect(refused.status == 64 && refused.output.isEmpty && refused.errors.contains("leadkeeper: hint: --force"))
        #expect(await served.service.calls.isEmpty)
        let shown = try await run("handoff", "contoso", "show", "--force")
        #expect(shown.status == 0 && isNarrow(shown.output))
        for text in [
            "  Offer                    contoso-crm-connector\n",
            "  URL                      https://contoso.crm4.dynamics.com\n",
            "  Application (client) ID  23456052-aaaa-bbbb-8662-1234df56788f\n", "  Directory ID             12345678-",
            "  Client secret            hunter2\n\n 1. Sign in to Partner Center.\n 2. Select “Validate”.\n 3. When the offer is live",
            "leadkeeper handoff contoso confirm\n",
        ] {
            #expect(shown.output.contains(text), "\(text): \(shown.output)")
        }
        let user = try await run("handoff", "fabrikam", "show", "--force")
        #expect(user.output.contains("  Password                 hunter2\n") && !user.output.contains("Directory ID"))
        let json = try await run("handoff", "contoso", "show", "--json")
        #expect(json.status == 0 && !json.output.contains("hunter2") && json.output.contains("contoso-crm-connector"))
        #expect(try await run("handoff", "contoso", "confirm").output.hasPrefix("contoso: recorded that Partner Center has it\n"))
        #expect(try await run("handoff", "contoso", "vouch").output.hasPrefix("contoso: recorded that the marketplace uses it\n"))
        let tooSoon = try await run("handoff", "fresh", "vouch")
        #expect(
            tooSoon.status == 75 && tooSoon.errors.contains("less than a day ago") && tooSoon.errors.contains("vouch tomorrow"))
        #expect(try await run("handoff", "untold", "vouch").status == 1)
        let said = try await run("handoff", "said", "confirm")
        #expect(said.status == 0 && said.output.hasPrefix("said: nothing has changed, that was said before\n"))
        #expect(said.output.contains("handed off") && said.output.contains("user 1001 said so"))
        #expect(try await run("handoff", "said", "confirm", "--json").output.contains("\"confirmedBy\" : \"user 1001\""))
        #expect(try await run("handoff", "contoso").status == 64)
        #expect(try await run("handoff", "contoso", "hide").errors.contains("show, confirm, vouch or compare"))
    }

    @Test func `An offer that differs, one that agrees and one that cannot be asked for end the program in three ways`()
        async throws
    {
        let differs = try await run("handoff", "contoso", "compare")
        #expect(differs.status == 1 && isNarrow(differs.output))
        #expect(differs.output.hasPrefix("contoso: the offer in Partner Center is not as declared\n"))
        for text in [
            "  the URL, live: customers' leads go by it\n    declared     https://contoso.crm4.dynamics.com\n"
                + "    there        https://contoso-old.crm4.dynamics.com\n",
            "    there        nothing\n", "  client secret  masked, cannot be compared\n", "which is no fault\n",
        ] {
            #expect(differs.output.contains(text), "\(text): \(differs.output)")
        }
        let agrees = try await run("handoff", "agrees", "compare")
        #expect(agrees.status == 0 && isNarrow(agrees.output) && agrees.output.contains("masked, cannot be compared\n"))
        let unnamed = try await run("handoff", "unnamed", "compare")
        #expect(unnamed.status == 75 && unnamed.output.isEmpty && unnamed.errors.contains("names no offer"))
        #expect(try await run("handoff", "unknown", "compare").status == 64)
        let json = try await run("handoff", "contoso", "compare", "--json")
        let name = try #require(CredentialName("contoso"))
        #expect(json.status == 1)
        #expect(try JSONText.decode(OfferComparison.self, from: Array(json.output.utf8)) == Samples.offer(name, agrees: false))
    }

    @Test func `The keys on an application are listed, and one is adopted`() async throws {
        let list = try await run("adopt", "contoso")
        #expect(list.status == 0 && isNarrow(list.output))
        #expect(list.output.contains("0f0e0d0c-1111-2222-3333-444455556666  foreign (?)\n    lapsed 2025-11-27 05:40 CET"))
        #expect(list.output.contains("ours\n    lapsed 2025-11-18 05:40 CET") && list.output.contains("called “leadkeeper/x/y”"))
        #expect(list.output.contains("leadkeeper adopt contoso --key-id ID"))
        let words = list.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("444455558888 foreign never lapses; lies on the service principal alone, where Entra's portal"))
        #expect(words.contains("444455559999 foreign not valid before 2099-01-01 01:00 CET (in "))
        #expect(words.contains("); lapses 2100-01-01 01:00 CET (in "))
        let adopted = try await run("adopt", "contoso", "--key-id", "0f0e0d0c-1111-2222-3333-444455556666")
        #expect(adopted.status == 0 && adopted.output.contains("it lapses: "))
        #expect(try await run("adopt", "contoso", "--key-id", "nonsense").status == 64)
        #expect(await served.service.calls.count == 2)
    }

    @Test func `A migration is a list whose first open line says what to do`() async throws {
        let program = try await run("migrate", "password", "--to", "contoso")
        #expect(program.status == 1 && isNarrow(program.output))
        #expect(
            program.output.hasPrefix(
                "password to contoso: from an Office 365 password to an Entra application\n 1. done  a connection"))
        #expect(program.output.contains("\n 3. open  the application signs in\n"))
        #expect(program.output.contains("\nnext\n 3. See what is in the way:\n      leadkeeper probe contoso\n"))
        let json = try await run("migrate", "password", "--to", "contoso", "--json")
        #expect(json.status == 1 && json.output.contains("\"isDone\" : false"))
    }

    @Test func `The status of a password names the way out, and that of a rotation whom it waits for`() async throws {
        let password = try await run("status", "password")
        #expect(isNarrow(password.output) && password.output.contains("`leadkeeper migrate password` guides"))
        let secret = try await run("status", "contoso")
        #expect(!secret.output.contains("leadkeeper migrate"))
        let words = secret.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for text in [
            "proven since", "no-room: there is no room for another one (HTTP 400)", "waits for its next attempt",
            "to be entered at once",
        ] {
            #expect(words.contains(text), "\(text): \(words)")
        }
        #expect(try await run("status").output.contains("hand-off"))
    }

    @Test func `Only a password is migrated from`() async throws {
        let program = try await run("migrate", "contoso")
        #expect(program.status == 64)
        #expect(program.errors.contains("it has no Office 365 password"))
    }

    @Test func `An unknown connection is a usage error with a hint`() async throws {
        let program = try await run("status", "unknown")
        #expect(program.status == 64)
        #expect(
            program.errors == """
                leadkeeper: failed to show the status of unknown: no connection is named unknown
                leadkeeper: hint: `leadkeeper status` lists the connections

                """)
    }

    @Test(arguments: [
        (Problem.Code.notPermitted, Int32(77)), (.keyringLocked, 69), (.keyringUnavailable, 69), (.busy, 75), (.temporary, 75),
        (.cannotWrite, 73), (.internal, 70), (.noSecret, 1), (.invalidValue, 64),
    ])
    func `What the daemon refuses has an exit code of its own`(code: Problem.Code, status: Int32) async throws {
        let failing = try ServedSocket(failingWith: Problem(code, "because", hint: "do this"))
        let program = try await Program.run(["status", "--runtime", failing.directory.path])
        #expect(program.status == status)
        #expect(
            program.errors == "leadkeeper: failed to list the connections: because\nleadkeeper: hint: do this\n")
    }

    @Test func `The runtime directory may come from the environment, and the option beats it`() async throws {
        let environment = ["RUNTIME_DIRECTORY": served.directory.path]
        #expect(try await Program.run(["status"], environment: environment).status == 0)
        let other = try await Program.run(["status", "--runtime", "/nonexistent"], environment: environment)
        #expect(other.status == 69)
        #expect(other.errors.contains("/nonexistent/control.sock: No such file or directory"))
    }

    @Test func `A daemon that is gone is unavailable`() async throws {
        await served.server.stop()
        let program = try await run("status")
        #expect(program.status == 69)
        #expect(program.errors.contains("hint: is it running?"))
    }

    @Test func `A slip of the finger never brings up the whole help`() async throws {
        let program = try await Program.run(["stauts"])
        #expect(program.status == 64)
        #expect(program.output.isEmpty)
        #expect(program.errors == "leadkeeper: unknown command “stauts”\nleadkeeper: hint: did you mean `status`?\n")
    }

    @Test func `Help and version are printed to standard output`() async throws {
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

    @Test func `A reader that goes away is no trouble`() async throws {
        let gone = Pipe()
        try gone.fileHandleForReading.close()
        let program = try await ChildProcess.run(
            Program.path, ["--help"], output: .descriptor(gone.fileHandleForWriting.fileDescriptor))
        #expect(program.exit == .code(0))
        #expect(program.errors.isEmpty)
    }
}
