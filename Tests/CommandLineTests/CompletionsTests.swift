import Foundation
import TestSupport
import Testing

@testable import leadkeeper

/// The completions, as the shells themselves make of them what they offer.
@Suite struct CompletionsTests {
    /// A line up to the tab, and words that must and must not be offered then.
    struct Case: Sendable, CustomTestStringConvertible {
        var line: String
        var offered: Set<String>
        var withheld: Set<String> = []

        var testDescription: String { line }
    }

    static let cases = [
        Case(
            line: "leadkeeper ", offered: Set(Command.all.map { $0.words[0] }),
            withheld: ["set", "contoso", "secret set"]),
        Case(line: "leadkeeper st", offered: ["status"], withheld: ["history"]),
        Case(line: "leadkeeper secret ", offered: ["set", "show", "remove"], withheld: ["status", "contoso"]),
        Case(
            line: "leadkeeper status ", offered: ["contoso", "fabrikam", "@mail", "@administrator"],
            withheld: ["half", "test"]),
        Case(line: "leadkeeper status contoso f", offered: ["fabrikam"], withheld: ["@mail"]),
        Case(line: "leadkeeper notices ", offered: ["test", "contoso"]),
        Case(line: "leadkeeper notices test c", offered: ["contoso"], withheld: ["fabrikam"]),
        Case(line: "leadkeeper probe ", offered: ["contoso", "fabrikam", "@mail"], withheld: ["show"]),
        Case(line: "leadkeeper secret set contoso ", offered: [], withheld: ["fabrikam", "@mail"]),
        Case(line: "leadkeeper secret show @m", offered: ["@mail"], withheld: ["@administrator"]),
        Case(line: "leadkeeper secret set --e", offered: ["--expires"], withheld: ["--all"]),
        Case(line: "leadkeeper history --limit 5 f", offered: ["fabrikam"]),
        Case(
            line: "leadkeeper probe --", offered: ["--all", "--sign-in-only", "--json", "--help"], withheld: ["--limit"]
        ),
        Case(line: "leadkeeper status --color a", offered: ["auto", "always"], withheld: ["never"]),
        Case(line: "leadkeeper status --sort e", offered: ["expiry"], withheld: ["name"]),
        Case(line: "leadkeeper status --output ", offered: ["csv", "names"], withheld: ["contoso"]),
        Case(line: "leadkeeper help st", offered: ["status"], withheld: ["contoso"]),
        Case(line: "leadkeeper keyring --allow-user roo", offered: ["root"]),
        Case(line: "leadkeeper rotate --", offered: ["--dry-run", "--abort"], withheld: ["--force"]),
        Case(
            line: "leadkeeper handoff ", offered: ["contoso", "fabrikam"],
            withheld: ["show", "confirm", "vouch", "compare"]),
        Case(
            line: "leadkeeper handoff contoso ", offered: ["show", "confirm", "vouch", "compare"],
            withheld: ["fabrikam"]),
        Case(line: "leadkeeper handoff contoso s", offered: ["show"], withheld: ["confirm"]),
        Case(line: "leadkeeper handoff contoso show --f", offered: ["--force"], withheld: ["confirm"]),
        Case(line: "leadkeeper migrate contoso --to f", offered: ["fabrikam"], withheld: ["@mail"]),
        Case(line: "leadkeeper completions ", offered: ["bash", "zsh", "fish"], withheld: ["contoso"]),
    ]

    private static func isInstalled(_ program: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)")
    }

    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().path

    /// Has a shell complete the line, and returns the words that it shows then.
    private func words(_ line: String, in shell: Shell) async throws -> Set<String> {
        let directory = try TemporaryDirectory()
        let connections = "\(directory.path)/connections"
        try FileManager.default.createDirectory(atPath: connections, withIntermediateDirectories: true)
        for name in ["contoso.conf", "fabrikam.conf", "half.conf~"] {
            #expect(FileManager.default.createFile(atPath: "\(connections)/\(name)", contents: nil))
        }
        let completions = "\(directory.path)/_leadkeeper"
        let printed = try await Program.run(["completions", shell.rawValue])
        #expect(printed.status == 0)
        try Data(printed.output.utf8).write(to: URL(filePath: completions))
        let (program, arguments) =
            switch shell {
            case .bash: ("python3", ["\(Self.directory)/bash-completions.py", completions, line])
            case .zsh: ("zsh", ["-f", "\(Self.directory)/zsh-completions.zsh", directory.path, line])
            case .fish: ("fish", ["--no-config", "-c", "source \(completions); complete -C '\(line)'"])
            }
        let ended = try await ChildProcess.run(
            "/usr/bin/\(program)", arguments,
            environment: [
                "CONFIGURATION_DIRECTORY": directory.path, "HOME": directory.path, "LC_ALL": "C.UTF-8",
                "PATH": "/usr/bin:/bin", "TERM": "dumb",
            ])
        #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.errors)")
        let lines = ended.output.split(separator: "\n")
        // Fish tells behind a tab what a word does; bash puts tabs between words.
        let offers = shell == .fish ? lines.map { $0.split(separator: "\t", maxSplits: 1)[0] } : lines
        return Set(offers.flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) })
    }

    private func check(_ example: Case, in shell: Shell) async throws {
        let words = try await words(example.line, in: shell)
        #expect(words.isSuperset(of: example.offered), "\(words)")
        #expect(words.isDisjoint(with: example.withheld), "\(words)")
    }

    @Test(
        .enabled(if: isInstalled("bash") && isInstalled("python3"), "bash or python3 is not installed"),
        arguments: cases)
    func `bash offers what may stand there`(example: Case) async throws {
        try await check(example, in: .bash)
    }

    @Test(.enabled(if: isInstalled("zsh"), "zsh is not installed"), arguments: cases)
    func `zsh offers what may stand there`(example: Case) async throws {
        try await check(example, in: .zsh)
    }

    @Test(.enabled(if: isInstalled("fish"), "fish is not installed"), arguments: cases)
    func `fish offers what may stand there`(example: Case) async throws {
        try await check(example, in: .fish)
    }

    @Test(.enabled(if: isInstalled("bash") && isInstalled("python3"), "bash or python3 is not installed"))
    func `bash completes behind an equals sign, where it breaks words`() async throws {
        #expect(try await words("leadkeeper status --color=al", in: .bash).contains("--color=always"))
    }
}
