import Foundation
import Glibc
import TestSupport
import Testing
import Unix

/// `leadkeeper hook`, with real scripts, and what `leadkeeper check` says of its socket.
@Suite struct HookCommandTests {
    private static let event = """
        {"specversion":"1.0","id":"msg1","source":"//gate/leadkeeper","type":"org.leadkeeper.notice.lapses",\
        "time":"2026-12-04T00:00:00Z","datacontenttype":"application/json","channel":"ops","data":{"id":"msg1",\
        "kind":"lapses","level":"act-now","levelWords":"ACT NOW","host":"gate","language":"en","subject":"Leads stop",\
        "text":"Your leads stop.\\nToday.","at":"2026-12-04T00:00:00Z"}}
        """

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func script(_ text: String) async throws -> String {
        let path = "\(directory.path)/script"
        let made = try await ChildProcess.run(
            "/usr/bin/install", ["--mode=755", "/dev/stdin", path], input: .text("#!/bin/sh\n\(text)\n"))
        try #require(made.status == 0)
        return path
    }

    @Test func `a script has the facts, what its unit has set, and nothing of the caller's own`() async throws {
        let path = try await script("env | sort; cat")
        let program = try await Program.run(
            ["hook", path], input: Self.event,
            environment: [
                "TOPIC": "alerts", "PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": "/x", "LEADKEEPER_FORGED": "1",
                "LEADKEEPER_TEXT": "forged",
            ])
        #expect(program.status == 0 && program.output.isEmpty, "\(program)")
        let lines = program.errors.split(separator: "\n").map(String.init)
        for line in [
            "TOPIC=alerts", "LEADKEEPER_CHANNEL=ops", "LEADKEEPER_LEVEL=act-now",
            "LEADKEEPER_TEXT=Your leads stop. Today.",
            "LEADKEEPER_CONNECTION=", Self.event,
        ] { #expect(lines.contains(line), "\(line)") }
        #expect(!program.errors.contains("NOTIFY_SOCKET") && !program.errors.lowercased().contains("forged"))
    }

    @Test(arguments: [
        ("exit 0", 0, ""), ("exit 75", 75, "exit code 75"), ("exit 3", 1, "exit code 3"), ("kill $$", 1, "signal 15"),
    ])
    func `it ends as the script does`(text: String, status: Int32, words: String) async throws {
        let program = try await Program.run(["hook", script(text)], input: Self.event)
        #expect(
            program.status == status && (words.isEmpty ? program.errors.isEmpty : program.errors.contains(words)),
            "\(program)")
    }

    @Test func `a time limit holds, and one out of bounds is refused`() async throws {
        let path = try await script("exec sleep 300")
        let program = try await Program.run(["hook", "--timeout", "1", path], input: Self.event)
        #expect(program.status == 1 && program.errors.contains("ended after 1 seconds"), "\(program)")
        for seconds in ["0", "241", "-1", "1s", "", "99999999999999999999"] {
            #expect(try await Program.run(["hook", "--timeout=\(seconds)", path], input: Self.event).status == 64)
        }
    }

    @Test func `what is no notice, no path or no script is told`() async throws {
        let path = try await script("echo ran")
        let malformed = try await Program.run(["hook", path], input: "{}")
        #expect(malformed.status == 64 && !malformed.errors.contains("ran"), "\(malformed)")
        #expect(try await Program.run(["hook", "script"], input: Self.event).status == 64)
        #expect(try await Program.run(["hook"], input: Self.event).status == 64)
        let absent = try await Program.run(["hook", "\(directory.path)/absent"], input: Self.event)
        #expect(absent.status == 1 && absent.errors.contains("there is no script"), "\(absent)")
        let optional = try await Program.run(["hook", "--optional", "\(directory.path)/absent"], input: Self.event)
        #expect(optional.status == 0 && optional.errors.contains("nothing is run"), "\(optional)")
    }

    @Test func `over a socket the answer is the script's exit code, and the unit has not failed`() async throws {
        let path = try await script("exit 7")
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
        defer { close(ends[0]) }
        let bytes = Array(Self.event.utf8)
        try #require(send(ends[0], bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        shutdown(ends[0], Int32(SHUT_WR))
        let process = try ChildProcess(Program.path, ["hook", path], environment: [:], input: .descriptor(ends[1]))
        close(ends[1])
        #expect(await process.exit() == .code(0))
        var answer = [UInt8](repeating: 0, count: 64)
        let count = recv(ends[0], &answer, answer.count, 0)
        #expect(String(decoding: answer.prefix(max(0, count)), as: UTF8.self) == "exit 7\n")
    }

    @Test func `check warns where a channel leads to a script and the unit does not listen`() async throws {
        try FileManager.default.createDirectory(
            atPath: "\(directory.path)/connections", withIntermediateDirectories: true)
        try Data("[Channel ops]\nKind=command\n".utf8).write(to: URL(filePath: "\(directory.path)/leadkeeper.conf"))
        let arguments = ["check", "--config", directory.path, "--hooks", directory.path]
        let absent = try await Program.run(arguments)
        #expect(absent.status == 0)
        #expect(
            absent.errors.contains("[Channel ops] Kind: found that leadkeeper-hook.socket")
                && absent.errors.contains("systemctl enable --now leadkeeper-hook.socket"), "\(absent)")
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        try #require(
            UnixAddress.withAddress(of: "\(directory.path)/hook.sock") { bind(descriptor, $0, $1) } == 0
                && listen(descriptor, 1) == 0)
        let listening = try await Program.run(arguments)
        #expect(listening.status == 0 && listening.errors.isEmpty, "\(listening)")
    }
}
