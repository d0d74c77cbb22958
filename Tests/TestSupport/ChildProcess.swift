internal import Foundation
public import Glibc

/// A process that a test started, what it wrote, and how it ended; killed when the last holder lets go.
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

    /// Its process id.
    public let pid: pid_t

    private let condition = NSCondition()
    private var ended: Exit?
    private var written = ""
    private var isSilent = false

    /// Starts a program with just this environment.
    ///
    /// - Parameter input: what it reads from standard input, which then ends.
    public init(_ executable: String, _ arguments: [String], environment: [String: String], input: String = "") throws {
        var output: [Int32] = [0, 0]
        guard pipe(&output) == 0 else { throw Failure(description: "failed to make a pipe") }
        for descriptor in output { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let standardInput = try Self.file(with: input)
        defer { close(standardInput) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, standardInput, 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        posix_spawn_file_actions_adddup2(&actions, output[1], 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = ([executable] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var started: pid_t = 0
        let result = posix_spawn(&started, executable, &actions, &attributes, &words, &variables)
        close(output[1])
        guard result == 0 else {
            close(output[0])
            throw Failure(description: "failed to start \(executable): \(String(cString: strerror(result)))")
        }
        let pid = started
        self.pid = pid
        let reader = output[0]
        Thread.detachNewThread { [weak self] in Self.read(reader) { self?.append($0) } }
        Thread.detachNewThread { [weak self] in Self.awaitEnd(of: pid) { reap in self?.end(reap) ?? reap() } }
    }

    deinit {
        condition.withLock { if ended == nil { _ = kill(pid, SIGKILL) } }
    }

    /// What it wrote to standard output and standard error so far.
    public var output: String {
        condition.withLock { written }
    }

    /// Whether it runs still.
    public var isRunning: Bool {
        condition.withLock { ended == nil }
    }

    /// Sends a signal, unless it has ended.
    public func send(_ signal: Int32) {
        condition.withLock { if ended == nil { _ = kill(pid, signal) } }
    }

    /// Waits until it has ended; absent when it does not in time.
    public func exit(within seconds: Double = 10) async -> Exit? {
        await wait(seconds) { $0.ended }
    }

    /// Waits until it has written `text` so many times, or can write no more, and tells whether it did.
    public func writes(_ text: String, times: Int = 1, within seconds: Double = 10) async -> Bool {
        await wait(seconds) { process in
            if process.written.components(separatedBy: text).count > times { return true }
            return process.isSilent ? false : nil
        } ?? false
    }

    /// Ends it and waits for that.
    public func stop(_ signal: Int32 = SIGTERM) async {
        send(signal)
        if await exit(within: 5) == nil {
            send(SIGKILL)
            _ = await exit(within: 5)
        }
    }

    /// A file without a name, at its beginning.
    ///
    /// Not a pipe, whose other end a process that is started at the same time would keep open.
    private static func file(with text: String) throws -> Int32 {
        var template = Array("/tmp/leadkeeper-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Failure(description: "failed to make a file for standard input") }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw Failure(description: "failed to write standard input")
        }
        return descriptor
    }

    private func wait<Value: Sendable>(
        _ seconds: Double, until value: @escaping @Sendable (ChildProcess) -> Value?
    ) async -> Value? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let deadline = Date(timeIntervalSinceNow: seconds)
                let found: Value? = self.condition.withLock {
                    while true {
                        if let found = value(self) { return found }
                        guard self.condition.wait(until: deadline) else { return value(self) }
                    }
                }
                continuation.resume(returning: found)
            }
        }
    }

    private func append(_ text: String?) {
        condition.withLock {
            if let text { written += text } else { isSilent = true }
            condition.broadcast()
        }
    }

    /// Under the lock, so that nobody signals a process id that is free again.
    private func end(_ reap: () -> Exit) -> Exit {
        condition.withLock {
            let exit = reap()
            ended = exit
            condition.broadcast()
            return exit
        }
    }

    private static func read(_ descriptor: Int32, _ append: (String?) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            append(String(decoding: buffer[..<count], as: UTF8.self))
        }
        append(nil)
        close(descriptor)
    }

    private static func awaitEnd(of pid: pid_t, _ end: (() -> Exit) -> Exit) {
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, Int32(WEXITED | WNOWAIT)) != 0, errno == EINTR {}
        _ = end {
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            return status & 0x7f == 0 ? .code(status >> 8 & 0xff) : .signal(status & 0x7f)
        }
    }
}
