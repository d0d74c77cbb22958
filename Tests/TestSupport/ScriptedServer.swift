public import Foundation
internal import Synchronization

/// A server in Python that a test runs beside itself, and that ends with it.
///
/// The script prints one line when it is ready and ends when its standard input does. Lines that it prints later are kept and
/// can be waited for.
public final class ScriptedServer: Sendable {
    /// The server could not be started, or ended before it was ready.
    public struct Failure: Error, CustomStringConvertible {
        /// What happened.
        public let description: String
    }

    private struct State {
        var partial: [UInt8] = []
        var lines: [String] = []
        var hasEnded = false
        var waiters: [(count: Int, continuation: CheckedContinuation<[String], any Error>)] = []
    }

    private let input: Pipe
    private let output: Pipe
    private let state = Mutex(State())

    /// Debian's Python, which has Debian's modules; another one may come first in the path.
    public static let python = "/usr/bin/python3"

    /// Starts `script` with `arguments` and waits for its first line.
    public init(script: URL, arguments: [String]) async throws {
        input = Pipe()
        output = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: Self.python)
        process.arguments = [script.path] + arguments
        process.standardInput = input
        process.standardOutput = output
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.receive(data)
        }
        try process.run()
        _ = try await lines(1)
    }

    deinit {
        output.fileHandleForReading.readabilityHandler = nil
        try? input.fileHandleForWriting.close()
    }

    /// The first line.
    public var greeting: String {
        state.withLock { $0.lines.first ?? "" }
    }

    /// Waits until the server has printed `count` lines, the greeting included, and answers all so far.
    ///
    /// Throws when it ends before.
    public func lines(_ count: Int) async throws -> [String] {
        try await withCheckedThrowingContinuation { continuation in
            state.withLock { $0.waiters.append((count, continuation)) }
            resumeWaiters()
        }
    }

    private func receive(_ data: Data) {
        state.withLock { state in
            if data.isEmpty { state.hasEnded = true }
            state.partial += data
            while let end = state.partial.firstIndex(of: 10) {
                state.lines.append(String(decoding: state.partial[..<end], as: UTF8.self))
                state.partial.removeSubrange(...end)
            }
        }
        resumeWaiters()
    }

    private func resumeWaiters() {
        let (ready, lines) = state.withLock { state in
            let ready = state.waiters.filter { $0.count <= state.lines.count || state.hasEnded }
            state.waiters.removeAll { $0.count <= state.lines.count || state.hasEnded }
            return (ready, state.lines)
        }
        for waiter in ready {
            if waiter.count <= lines.count {
                waiter.continuation.resume(returning: lines)
            } else {
                waiter.continuation.resume(throwing: Failure(description: "the server ended after \(lines.count) lines"))
            }
        }
    }
}
