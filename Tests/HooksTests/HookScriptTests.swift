import Foundation
import Hooks
import Synchronization
import TestBasics
import Testing

/// Real scripts, good and bad.
@Suite struct HookScriptTests {
    /// What a script was run to, and what it wrote.
    private struct Run {
        let answer: HookAnswer
        let output: String
        let duration: Duration
    }

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func script(_ text: String, mode: Int = 0o755) throws -> String {
        let path = "\(directory.path)/\(UUID().uuidString)"
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private func run(
        at path: String, input: String = "{}", seconds: Int = 30, environment: [String] = ["PATH=/usr/bin:/bin"]
    ) async throws -> Run {
        // A child that another test starts while this process writes the script holds it open; execve(2), `ETXTBSY`.
        while true {
            let run = try await onOwnThread {
                var output: [UInt8] = []
                let start = ContinuousClock.now
                let answer = HookScript(path, seconds: seconds)
                    .run(input: Array(input.utf8), environment: environment) { output += $0 }
                return Run(
                    answer: answer, output: String(decoding: output, as: UTF8.self),
                    duration: ContinuousClock.now - start)
            }
            guard case .notRun(let why) = run.answer, why.contains("busy") else { return run }
        }
    }

    private func run(_ text: String, input: String = "{}", seconds: Int = 30) async throws -> Run {
        try await run(at: script("#!/bin/sh\n" + text), input: input, seconds: seconds)
    }

    @Test(arguments: [0, 1, 65, 75, 255] as [Int32]) func `the exit code is the answer`(code: Int32) async throws {
        #expect(try await run("exit \(code)").answer == .exited(code))
    }

    @Test func `it gets just that environment and input`() async throws {
        let run = try await run(
            at: script("#!/bin/sh\necho \"$A|$B|$HOME\"; cat\n"), input: "{\"x\":1}",
            environment: ["PATH=/usr/bin:/bin", "A=one two", "B="])
        #expect(run.answer == .exited(0) && run.output == "one two||\n{\"x\":1}")
    }

    @Test func `its signals are as they are anywhere`() async throws {
        let run = try await run("sed -n 's/^Sig\\(Blk\\|Ign\\):\t*//p' /proc/self/status")
        let masks = run.output.split(separator: "\n").compactMap { UInt64($0, radix: 16) }
        // Two more are the C library's own; signal(7).
        #expect(masks.count == 2 && masks.allSatisfy { $0 & 0x7FFF_FFFF == 0 }, "\(run.output)")
    }

    @Test func `one that hangs is ended in its time, with what it has started`() async throws {
        let run = try await run("sleep 300 & echo $!; wait", seconds: 1)
        #expect(run.answer == .tooLate(seconds: 1))
        #expect(run.duration < .seconds(20))
        let child = try #require(Int32(run.output.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(hasEnded(child))
    }

    @Test func `one that heeds no signal is ended too`() async throws {
        let run = try await run("trap '' TERM INT HUP; echo ready; while :; do sleep 1; done", seconds: 1)
        #expect(run.answer == .tooLate(seconds: 1) && run.output == "ready\n")
        #expect(run.duration >= .seconds(3) && run.duration < .seconds(20))
    }

    @Test func `what it leaves running does not keep it, and ends`() async throws {
        let run = try await run("sleep 300 & echo $!; exit 0")
        #expect(run.answer == .exited(0) && run.duration < .seconds(20))
        let child = try #require(Int32(run.output.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(hasEnded(child))
    }

    /// Whether there is no such process, or one that is only still to be waited for.
    private func hasEnded(_ process: Int32) -> Bool {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
                return true
            }
            if status.contains(") Z ") { return true }
            sched_yield()
        }
        return false
    }

    @Test func `of a hundred MiB of output the beginning is kept`() async throws {
        let run = try await run("head --bytes=104857600 /dev/zero | tr '\\0' x; echo end >&2; exit 3")
        #expect(run.answer == .exited(3))
        #expect(run.output.hasPrefix("xxxx") && run.output.hasSuffix("[the rest of the output is left out]\n"))
        #expect(run.output.utf8.count < HookScript.longestOutput + 100)
    }

    @Test func `one that a signal ends is told from one that ends itself`() async throws {
        #expect(try await run("kill -9 $$").answer == .killed(signal: 9))
        #expect(try await run("kill -SEGV $$").answer == .killed(signal: 11))
    }

    @Test func `a large event that it does not read holds nothing up`() async throws {
        let run = try await run("exit 0", input: String(repeating: "x", count: 1 << 20))
        #expect(run.answer == .exited(0) && run.duration < .seconds(20))
        #expect(try await self.run("wc -c", input: String(repeating: "x", count: 1 << 20)).output == "1048576\n")
    }

    @Test func `what cannot be run says why, and what mends it`() async throws {
        let absent = "\(directory.path)/absent"
        #expect(try await run(at: absent).answer == .notRun("there is no script \(absent)"))
        let plain = try script("#!/bin/sh\n", mode: 0o644)
        #expect(
            try await run(at: plain).answer
                == .notRun("\(plain) cannot be run by the user of the service: chmod a+rx \(plain)"))
        let bare = try script("echo no first line\n")
        #expect(
            try await run(at: bare).answer
                == .notRun("\(bare) cannot be run: its first line has to name a program, such as #!/bin/sh"))
        let lost = try script("#!/no/such/interpreter\n")
        #expect(
            try await run(at: lost).answer
                == .notRun("\(lost) cannot be run: the program that its first line names is not there"))
        #expect(
            try await run(at: directory.path).answer
                == .notRun("\(directory.path) cannot be run by the user of the service: chmod a+rx \(directory.path)"))
    }
}
