public import Foundation

/// A server in Python that a test runs beside itself, and that ends with it.
///
/// The script prints one line when it is ready and ends when its standard input does. Lines that it prints later are
/// kept and can be waited for; what it complains of is shown among what the tests print.
public final class ScriptedServer: Sendable {
    /// The server could not be started, or ended before it was ready.
    public struct Failure: Error, CustomStringConvertible {
        /// What happened.
        public let description: String
    }

    /// Debian's Python, which has Debian's modules; another one may come first in the path.
    public static let python = "/usr/bin/python3"

    /// The first line.
    public let greeting: String

    private let process: ChildProcess

    /// Starts `script` with `arguments` and waits for its first line.
    ///
    /// - Parameter launcher: the words of a command that runs the one behind them, somewhere else.
    public init(script: URL, arguments: [String], launcher: [String] = []) async throws {
        let words = launcher + [Self.python, script.path] + arguments
        process = try ChildProcess(
            words[0], Array(words.dropFirst()), environment: ["PATH": "/usr/bin:/bin"], input: .open,
            errors: .descriptor(STDERR_FILENO))
        greeting = try await Self.lines(1, of: process)[0]
    }

    /// Waits until the server has printed `count` lines, the greeting included, and answers all so far.
    ///
    /// Throws when it ends before.
    public func lines(_ count: Int) async throws -> [String] {
        try await Self.lines(count, of: process)
    }

    private static func lines(_ count: Int, of process: ChildProcess) async throws -> [String] {
        let isEnough = await process.writes("\n", times: count)
        let lines = process.standardOutput.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard isEnough else { throw Failure(description: "the server ended after \(lines.count) lines") }
        return lines.map(String.init)
    }
}
