import Foundation
import TestBasics

/// A terminal of tmux's with one program in it: what a person would see there, and what they type.
public final class TmuxTerminal: Sendable {
    /// tmux(1).
    static let program = "/usr/bin/tmux"
    /// Whether it is installed.
    public static let isAvailable = FileManager.default.isExecutableFile(atPath: program)

    private let socket: String
    private let environment: [String: String]
    /// tmux in control mode: it writes `%output` with every byte that the terminal gets.
    private let control: ChildProcess

    /// Starts a program; once it has ended, the terminal says `ended with` and its exit code.
    ///
    /// - Parameters:
    ///   - directory: where the socket is made.
    ///   - columns: how wide the terminal is.
    ///   - rows: how high it is.
    public init(
        _ command: [String], environment: [String: String], in directory: String, columns: Int = 100, rows: Int = 60
    ) throws {
        socket = "\(directory)/tmux-\(UUID().uuidString.prefix(8))"
        self.environment = environment.merging(["LC_ALL": "C.UTF-8"]) { _, new in new }
        let words = command.map { "'\($0.replacingOccurrences(of: "'", with: "'\\''"))'" }.joined(separator: " ")
        control = try ChildProcess(
            Self.program,
            [
                "-S", socket, "-f", "/dev/null", "-C", "new-session", "-x", "\(columns)", "-y", "\(rows)", "-s", "test",
                "trap : INT; \(words); echo \"ended with $?\"; exec cat",
            ], environment: self.environment, input: .open)
    }

    /// Waits until that has been shown, so many times.
    public func shows(_ text: String, times: Int = 1, within seconds: Double = Patience.seconds) async -> Bool {
        await control.writes(text, times: times, within: seconds)
    }

    /// Everything that was shown so far, with control characters in octal.
    public var shown: String {
        control.output.split(separator: "\n").filter { $0.hasPrefix("%output ") }
            .map {
                $0.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).last.map(String.init) ?? ""
            }
            .joined().replacingOccurrences(of: "\\015\\012", with: "\n")
    }

    /// What stands on the screen now, line by line, without blanks at their ends.
    public func screen() async throws -> [String] {
        let ended = try await ChildProcess.run(
            Self.program, ["-S", socket, "capture-pane", "-p", "-t", "test"], environment: environment)
        return ended.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Makes the terminal as wide as that.
    public func resize(columns: Int) async throws {
        try await run("resize-window", "-t", "test", "-x", "\(columns)")
    }

    /// Types a line, and Enter.
    public func type(_ text: String) async throws {
        if !text.isEmpty { try await run("send-keys", "-t", "test", "-l", "--", text) }
        try await press("Enter")
    }

    /// Presses a key, such as `C-c`.
    public func press(_ key: String) async throws { try await run("send-keys", "-t", "test", key) }

    /// Pastes a text, line ends and all.
    public func paste(_ text: String) async throws {
        try await run("set-buffer", "--", text)
        try await run("paste-buffer", "-t", "test")
    }

    /// Ends tmux and whatever runs in it.
    public func end() async {
        _ = try? await ChildProcess.run(Self.program, ["-S", socket, "kill-server"], environment: environment)
        await control.stop()
    }

    private func run(_ arguments: String...) async throws {
        let ended = try await ChildProcess.run(Self.program, ["-S", socket] + arguments, environment: environment)
        guard ended.status == 0 else { throw ChildProcess.Failure(description: "tmux: \(ended.errors)") }
    }
}
