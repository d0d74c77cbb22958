internal import Glibc
internal import Unix

/// A program of the sysadmin's, run once for one event.
public struct HookScript: Hashable, Sendable {
    /// How much of its output is passed on, in bytes.
    public static let longestOutput = 65_536
    /// What it may go on to write between its end and ours, in bytes: a process that it left behind may never stop.
    private static let longestRest = 1 << 20
    /// How long it gets to end by itself once its time is over.
    private static let grace = Duration.seconds(2)

    /// Where it is: an absolute path.
    public let path: String
    /// How long it may take, in seconds.
    public let seconds: Int

    /// That program.
    public init(_ path: String, seconds: Int) { (self.path, self.seconds) = (path, seconds) }

    /// Why it cannot be run, as far as that is seen without running it; `nil` where nothing is in the way.
    var obstacle: String? { access(path, X_OK) == 0 ? nil : cause(errno) }

    /// Runs it and waits for its end; nothing that it started in its process group outlives it.
    ///
    /// Blocks the calling thread, for its time limit and two seconds at most. posix_spawn(3), pidfd_open(2).
    /// - Parameters:
    ///   - input: what its standard input gives; it need not read it.
    ///   - environment: all of its environment, each as `NAME=value`.
    ///   - output: is given what it writes, as it comes.
    public func run(input: [UInt8], environment: [String], output: (ArraySlice<UInt8>) -> Void) -> HookAnswer {
        guard let input = memoryFile(holding: input) else { return .notRun("no memory for the event: \(errorText())") }
        defer { close(input) }
        guard let pipe = Self.pipe() else { return .notRun("no pipe for the script's output: \(errorText())") }
        defer { close(pipe.reading) }
        let child: pid_t
        switch spawn(input: input, output: pipe.writing, environment) {
        case .success(let started): child = started
        case .failure(let failure):
            close(pipe.writing)
            return .notRun(cause(failure.number))
        }
        close(pipe.writing)
        guard let descriptor = processDescriptor(of: child) else {
            let cause = errorText()
            kill(-child, SIGKILL)
            waitpid(child, nil, 0)
            return .notRun("the script cannot be waited for: \(cause)")
        }
        defer { close(descriptor) }
        var transcript = Transcript(of: pipe.reading)
        let isInTime = wait(for: descriptor, of: child, &transcript, output)
        transcript.takeRest(Self.longestRest, output)
        // Before it is waited for, while the number of its group is nobody else's.
        kill(-child, SIGKILL)
        var status: Int32 = 0
        waitpid(child, &status, 0)
        guard isInTime else { return .tooLate(seconds: seconds) }
        return status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: status & 0x7F)
    }

    /// Waits for its end and reads what it writes; answers whether it ended in its time.
    private func wait(
        for descriptor: Int32, of child: pid_t, _ transcript: inout Transcript, _ output: (ArraySlice<UInt8>) -> Void
    ) -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        var isEnding = false
        while true {
            let now = ContinuousClock.now
            if now >= end, !isEnding {
                isEnding = true
                kill(-child, SIGTERM)
            }
            if now >= end + Self.grace {
                kill(-child, SIGKILL)
                return false
            }
            var entries = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: transcript.hasEnded ? -1 : transcript.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let left = (isEnding ? end + Self.grace : end) - now
            let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
            guard poll(&entries, 2, Int32(clamping: milliseconds)) > 0 else { continue }
            if entries[1].revents != 0 { transcript.take(output) }
            if entries[0].revents != 0 { return !isEnding }
        }
    }

    private struct SpawnFailure: Error { let number: Int32 }

    private func spawn(input: Int32, output: Int32, _ environment: [String]) -> Result<pid_t, SpawnFailure> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        let arguments = [strdup(path), nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child: pid_t = 0
        let result = posix_spawn(&child, path, &actions, &attributes, arguments, variables)
        return result == 0 ? .success(child) : .failure(SpawnFailure(number: result))
    }

    /// Why it could not be started, and what mends it.
    private func cause(_ number: Int32) -> String {
        switch number {
        case ENOENT where access(path, F_OK) == 0:
            "\(path) cannot be run: the program that its first line names is not there"
        case ENOENT, ENOTDIR: "there is no script \(path)"
        case EACCES: "\(path) cannot be run by the user of the service: chmod a+rx \(path)"
        case ENOEXEC: "\(path) cannot be run: its first line has to name a program, such as #!/bin/sh"
        case _: "\(path) cannot be run: \(errorText(number))"
        }
    }

    /// A pipe whose reading end does not block, and whose writing end is as programs expect it.
    private static func pipe() -> (reading: Int32, writing: Int32)? {
        guard let pipe = makePipe() else { return nil }
        _ = fcntl(pipe.reading, F_SETFL, O_NONBLOCK)
        return pipe
    }
}

/// What a script has written: the beginning is passed on, all of it is read.
private struct Transcript {
    let descriptor: Int32
    private(set) var hasEnded = false
    private var passedOn = 0

    init(of descriptor: Int32) { self.descriptor = descriptor }

    /// Reads once; answers how much there was.
    @discardableResult
    mutating func take(_ output: (ArraySlice<UInt8>) -> Void) -> Int {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else {
            if count == 0 || errno != EAGAIN && errno != EINTR { hasEnded = true }
            return 0
        }
        let room = HookScript.longestOutput - passedOn
        guard room > 0 else { return count }
        output(buffer[..<min(count, room)])
        passedOn += min(count, room)
        if count >= room { output(Array("\n[the rest of the output is left out]\n".utf8)[...]) }
        return count
    }

    /// Reads what is there already, so much at most.
    mutating func takeRest(_ limit: Int, _ output: (ArraySlice<UInt8>) -> Void) {
        var taken = 0
        while !hasEnded, taken < limit {
            let count = take(output)
            guard count > 0 else { return }
            taken += count
        }
    }
}
