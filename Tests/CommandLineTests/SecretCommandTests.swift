import Control
import Credentials
import JSON
import LeadkeeperDaemon
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// `leadkeeper secret`, from standard input to standard output.
@Suite struct SecretCommandTests: ProgramSuite {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket()
    }

    @Test func `a secret from standard input loses one line end and no more`() async throws {
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
            (
                "badly", [], 0,
                "Microsoft refuses it: secret-expired at token: the client secret has expired (AADSTS7000222).", ""
            ),
            ("badly", [], 0, "used anyway, because there was none before", ""),
            ("unclear", [], 75, "The one in use stays", ""), ("unclear", [], 75, "network at endpoint", ""),
            ("unclear", ["--no-wait"], 0, "It has not been tried yet", ""),
            ("locked", [], 75, "To try it, run `leadkeeper secret set` again", ""),
            ("refused", [], 1, "", "Microsoft refuses it, so the secret in use stays: secret-expired at token"),
            ("refused", [], 1, "", "leadkeeper: hint: Create a new client secret"),
            ("contoso", ["--unproven"], 0, "it never expires", ""),
        ] as [(String, [String], Int32, String, String)])
    func `what became of a secret is said in a sentence, and by the exit code`(
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
        #expect(try JSONCoder.decode(SecretAnswer.self, from: Array(json.output.utf8)).connection.name == name)
    }

    @Test(
        arguments: [
            ("contoso", 0, "The previous secret is in use again. Microsoft accepts it; it never expires."),
            ("withdrawn", 0, "The new secret is discarded."),
        ] as [(String, Int32, String)])
    func `the secret before comes back with what Microsoft says of it`(name: String, status: Int32, output: String)
        async throws
    {
        let answer = try await run("secret", "undo", name)
        #expect(answer.status == status && answer.output.hasPrefix(output), "\(answer.output)")
    }

    @Test func `a secret whose end nobody knows comes with the way to say it`() async throws {
        let program = try await run("secret", "set", "contoso", input: "hunter2")
        #expect(program.status == 0)
        #expect(program.output.contains("--expires DATE"))
        #expect(isNarrow(program.output))
    }

    @Test(arguments: ["", String(repeating: "a", count: 5_000), String(repeating: "a", count: 70_000)])
    func `what cannot be a secret is not stored`(input: String) async throws {
        let program = try await run("secret", "set", "contoso", input: input)
        #expect(program.status == 64)
        #expect(program.errors.hasPrefix("leadkeeper: failed to save the secret of contoso: "))
    }

    @Test func `a secret is shown to a terminal alone, unless forced`() async throws {
        let program = try await run("secret", "show", "contoso")
        #expect(program.status == 64)
        #expect(program.output.isEmpty)
        #expect(program.errors.contains("leadkeeper: hint: use --force"))
        #expect(await served.service.calls.isEmpty)
    }
}
