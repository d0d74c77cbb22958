import Foundation
import Launch
import TestSupport
import Testing

/// How the program that people call becomes the daemon or the keyring worker, and what each of the programs is linked
/// with.
@Suite struct InnerProgramTests {
    /// The built program alone, below a directory of its own.
    private struct Installation {
        let directory: TemporaryDirectory
        var path: String { "\(directory.path)/bin/leadkeeper" }

        init() async throws {
            directory = try TemporaryDirectory()
            try await Self.install(["-D", Program.path, path])
        }

        /// Puts a program there that tells its own path, process, arguments and standard input.
        func place(_ program: InnerProgram, in folder: String, mode: String = "755") async throws -> String {
            let path = "\(directory.path)/\(folder)/\(program.rawValue)"
            let script = "#!/bin/sh\necho \"$0\" $$\nfor word; do echo \"$word\"; done\ncat\nexit 41\n"
            try await Self.install(["-D", "--mode=\(mode)", "/dev/stdin", path], input: script)
            return path
        }

        /// Has install(1) write what is to be run.
        ///
        /// A child that another test starts while this process writes it would hold it open, and then it is busy;
        /// execve(2), `ETXTBSY`.
        private static func install(_ arguments: [String], input: String = "") async throws {
            let ended = try await ChildProcess.run("/usr/bin/install", arguments, input: .text(input))
            guard ended.status == 0 else { throw ChildProcess.Failure(description: ended.errors) }
        }

        func run(_ arguments: [String]) async throws -> ChildProcess.Ended {
            try await ChildProcess.run(
                path, arguments, environment: ["PATH": "/usr/bin:/bin"], input: .text("from standard input\n"))
        }
    }

    @Test(arguments: ["bin", "libexec/leadkeeper"])
    func `the keyring worker is found beside the program and in libexec, with arguments and streams as they are`(
        folder: String
    ) async throws {
        let installation = try await Installation()
        let inner = try await installation.place(.keyring, in: folder)
        let ended = try await installation.run(["keyring", "--allow-user=1", "--lookups", "7"])
        let lines = ended.output.split(separator: "\n").map(String.init)
        #expect(ended.status == 41, "\(ended.errors)")
        #expect(lines.first?.hasPrefix(inner + " ") == true)
        #expect(lines.dropFirst() == ["--allow-user", "1", "--lookups", "7", "from standard input"])
    }

    @Test func `the daemon is told where everything is`() async throws {
        let installation = try await Installation()
        _ = try await installation.place(.daemon, in: "libexec/leadkeeper")
        let ended = try await installation.run(["run", "--state", "/s"])
        let words = ended.output.split(separator: "\n").dropFirst().dropLast().map(String.init)
        #expect(
            words == [
                "--config", "/etc/leadkeeper", "--state", "/s", "--runtime", "/run/leadkeeper", "--keyring",
                "/run/leadkeeper-keyring/keyring.sock", "--hooks", "/run/leadkeeper-hooks",
            ])
    }

    @Test func `the process stays the same`() async throws {
        let installation = try await Installation()
        _ = try await installation.place(.keyring, in: "bin")
        let process = try ChildProcess(installation.path, ["keyring"], environment: [:])
        let id = process.pid
        #expect(await process.writes("/leadkeeper-keyring \(id)\n"))
        #expect(await process.exit() == .code(41))
    }

    @Test func `a program beside it comes first`() async throws {
        let installation = try await Installation()
        _ = try await installation.place(.daemon, in: "libexec/leadkeeper")
        let beside = try await installation.place(.daemon, in: "bin")
        #expect(try await installation.run(["run"]).output.hasPrefix(beside + " "))
    }

    @Test(arguments: ["run", "keyring"])
    func `a program that is not there is an error that says where it was looked for`(command: String) async throws {
        let installation = try await Installation()
        let ended = try await installation.run([command])
        #expect(ended.status == 70 && ended.output.isEmpty)
        let root = installation.directory.path
        let name = command == "run" ? "leadkeeper-daemon" : "leadkeeper-keyring"
        #expect(
            ended.errors.contains("\(root)/bin/\(name)") && ended.errors.contains("\(root)/libexec/leadkeeper/\(name)"))
        #expect(ended.errors.contains("hint: parts of leadkeeper are missing"))
    }

    @Test func `a program that may not be run is not looked for elsewhere`() async throws {
        let installation = try await Installation()
        let beside = try await installation.place(.daemon, in: "bin", mode: "644")
        _ = try await installation.place(.daemon, in: "libexec/leadkeeper")
        let ended = try await installation.run(["run"])
        #expect(ended.status == 70)
        #expect(ended.errors.hasPrefix("leadkeeper: failed to start \(beside): Permission denied\n"))
    }

    /// The shared libraries that a built program asks the dynamic linker for.
    private static func libraries(of program: String) async throws -> Set<String> {
        let directory = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path
        let ended = try await ChildProcess.run("/usr/bin/readelf", ["--dynamic", "--wide", "\(directory)/\(program)"])
        #expect(ended.status == 0, "\(ended.errors)")
        return Set(ended.output.matches(of: /\(NEEDED\) .*\[(lib[^.\]]+)/).map { String($0.1) })
    }

    @Test(arguments: [
        ("leadkeeper", ["libcurl", "libgmime-3", "libical", "libsecret-1", "libmicrohttpd"]),
        (
            "leadkeeper-keyring",
            [
                "libcrypto", "libcurl", "libgio-2", "libglib-2", "libgmime-3", "libical", "libmicrohttpd",
                "libsecret-1",
                "libsqlite3",
            ]
        ),
        ("leadkeeper-keyring-sign", ["libcurl", "libglib-2", "libsecret-1", "libsqlite3", "libsystemd"]),
        ("leadkeeper-keyring-store", ["libcrypto", "libcurl", "libgmime-3", "libical", "libmicrohttpd", "libsqlite3"]),
        ("leadkeeper-daemon", ["libicalss", "libsecret-1"]),
    ])
    func `a program is linked with no library that it has no use for`(program: String, foreign: [String]) async throws {
        let libraries = try await Self.libraries(of: program)
        #expect(libraries.contains("libc"))
        #expect(libraries.isDisjoint(with: foreign), "\(libraries.sorted())")
    }

    @Test func `each of the programs has the libraries of its own work`() async throws {
        #expect(try await Self.libraries(of: "leadkeeper").isSuperset(of: ["libglib-2", "libsqlite3"]))
        #expect(try await Self.libraries(of: "leadkeeper-keyring").isSuperset(of: ["libgcrypt", "libsystemd"]))
        #expect(try await Self.libraries(of: "leadkeeper-keyring-sign").contains("libcrypto"))
        #expect(try await Self.libraries(of: "leadkeeper-keyring-store").contains("libsecret-1"))
        #expect(
            try await Self.libraries(of: "leadkeeper-daemon").isSuperset(of: [
                "libcurl", "libgmime-3", "libical", "libmicrohttpd", "libsqlite3",
            ]))
    }
}
