internal import Foundation
public import Glibc

/// A process that a test started, what it wrote, and how it ended; killed when the last holder lets go.
///
/// The only way in which tests start programs: with `posix_spawn`, since Foundation's `Process` crashes when several
/// threads start one at once, and hands down the signals that Dispatch's threads block.
public final class ChildProcess: @unchecked Sendable {
    // Sendable: everything mutable is touched under `condition` alone.

    /// Why a process could not be started.
    public struct Failure: Error, CustomStringConvertible {
        /// What failed.
        public let description: String

        /// Says what failed.
        public init(description: String) {
            self.description = description
        }
    }

    /// How a process ended.
    public enum Exit: Hashable, Sendable {
        /// By itself, with this code.
        case code(Int32)
        /// By this signal.
        case signal(Int32)
    }

    /// What a process reads from standard input.
    public enum Input: Sendable {
        /// This, and then no more.
        case text(String)
        /// Nothing, but it ends only with `closeInput()` or with this object.
        case open
        /// What this descriptor gives, which stays the caller's.
        case descriptor(Int32)
    }

    /// Where a process writes.
    public enum Output: Sendable {
        /// To `output`.
        case kept
        /// To this descriptor, which stays the caller's.
        case descriptor(Int32)
    }

    /// What a process took from its start to its end.
    public struct Usage: Sendable {
        /// Time.
        public let wall: Duration
        /// Processor time, in user space and in the kernel; of its own children too, as far as it waited for them.
        public let processor: Duration
    }

    /// Its process id.
    public let pid: pid_t

    private let start = ContinuousClock.now
    private let condition = NSCondition()
    private let onEnd: @Sendable () -> Void
    private var ended: Exit?
    private var written: [[UInt8]] = [[], []]
    private var openStreams: Int
    private var inputEnd: Int32?
    private var used: Usage?

    /// Starts a program with just this environment, and no signal blocked or ignored.
    ///
    /// - Parameters:
    ///   - executable: a path, or a name to look for in the test's own `PATH`.
    ///   - onEnd: called once it has ended, unless the last holder has let go.
    public init(
        _ executable: String, _ arguments: [String], environment: [String: String], input: Input,
        output: Output = .kept,
        errors: Output = .kept, onEnd: @escaping @Sendable () -> Void = {}
    ) throws {
        self.onEnd = onEnd
        let streams = try Streams(input, [output, errors])
        pid = try streams.spawn(executable, arguments, environment)
        inputEnd = streams.inputEnd
        openStreams = streams.outputEnds.count { $0 != nil }
        for case (let index, let descriptor?) in streams.outputEnds.enumerated() {
            Thread.detachNewThread { [weak self] in Self.read(descriptor) { self?.append($0, to: index) } }
        }
        Thread.detachNewThread { [weak self, pid] in Self.awaitEnd(of: pid) { reap in self?.end(reap) ?? reap().exit } }
    }

    /// Starts a program with just this environment and this text on standard input.
    public convenience init(
        _ executable: String, _ arguments: [String], environment: [String: String], input: String = ""
    ) throws {
        try self.init(executable, arguments, environment: environment, input: .text(input))
    }

    deinit {
        closeInput()
        send(SIGKILL)
    }

    /// What it wrote to standard output and then what to standard error, so far.
    public var output: String { standardOutput + standardError }

    /// What it wrote to standard output so far.
    public var standardOutput: String { condition.withLock { String(decoding: written[0], as: UTF8.self) } }

    /// What it wrote to standard error so far.
    public var standardError: String { condition.withLock { String(decoding: written[1], as: UTF8.self) } }

    /// Whether it runs still.
    public var isRunning: Bool {
        condition.withLock { ended == nil }
    }

    /// What it took; absent while it runs.
    public var usage: Usage? {
        condition.withLock { used }
    }

    /// Sends a signal, unless it has ended.
    public func send(_ signal: Int32) {
        condition.withLock { if ended == nil { _ = kill(pid, signal) } }
    }

    /// Ends an open standard input.
    public func closeInput() {
        condition.withLock {
            if let inputEnd { close(inputEnd) }
            inputEnd = nil
        }
    }

    /// Waits until it has ended and all that it wrote is in `output`; absent when it does not end in time.
    ///
    /// - Parameter seconds: there only to end a hang.
    public func exit(within seconds: Double = Patience.seconds) async -> Exit? {
        let exit = await wait(seconds) { process, _ in process.ended }
        // What a process has started itself may hold its streams open for longer.
        if exit != nil { _ = await wait(5) { _, isSilent in isSilent ? true : nil } }
        return exit
    }

    /// Waits until it has written `text` so many times, or can write no more, and tells whether it did.
    public func writes(_ text: String, times: Int = 1, within seconds: Double = Patience.seconds) async -> Bool {
        await wait(seconds) { process, isSilent in
            let count = process.written.reduce(0) {
                $0 + String(decoding: $1, as: UTF8.self).components(separatedBy: text).count - 1
            }
            return count >= times ? true : isSilent ? false : nil
        } ?? false
    }

    /// Ends it and waits for that.
    public func stop(_ signal: Int32 = SIGTERM) async {
        send(signal)
        if await exit(within: 5) == nil {
            send(SIGKILL)
            _ = await exit()
        }
    }

    private func wait<Value: Sendable>(
        _ seconds: Double, until value: @escaping @Sendable (_ process: ChildProcess, _ isSilent: Bool) -> Value?
    ) async -> Value? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let deadline = Date(timeIntervalSinceNow: seconds)
                let found: Value? = self.condition.withLock {
                    while true {
                        if let found = value(self, self.openStreams == 0) { return found }
                        guard self.condition.wait(until: deadline) else { return value(self, self.openStreams == 0) }
                    }
                }
                continuation.resume(returning: found)
            }
        }
    }

    private func append(_ bytes: ArraySlice<UInt8>?, to stream: Int) {
        condition.withLock {
            if let bytes { written[stream] += bytes } else { openStreams -= 1 }
            condition.broadcast()
        }
    }

    /// Under the lock, so that nobody signals a process id that is free again.
    private func end(_ reap: () -> (exit: Exit, processor: Duration)) -> Exit {
        defer { onEnd() }
        return condition.withLock {
            let (exit, processor) = reap()
            used = Usage(wall: ContinuousClock.now - start, processor: processor)
            ended = exit
            condition.broadcast()
            return exit
        }
    }

    private static func read(_ descriptor: Int32, _ append: (ArraySlice<UInt8>?) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            append(buffer[..<count])
        }
        append(nil)
        close(descriptor)
    }

    private static func awaitEnd(of pid: pid_t, _ end: (() -> (exit: Exit, processor: Duration)) -> Exit) {
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, Int32(WEXITED | WNOWAIT)) != 0, errno == EINTR {}
        _ = end {
            var status: Int32 = 0
            var used = rusage()
            wait4(pid, &status, 0, &used)
            let processor = [used.ru_utime, used.ru_stime].reduce(Duration.zero) {
                $0 + .seconds($1.tv_sec) + .microseconds($1.tv_usec)
            }
            return (status & 0x7f == 0 ? .code(status >> 8 & 0xff) : .signal(status & 0x7f), processor)
        }
    }
}
