internal import Glibc

/// Another program that runs for an answer on its standard output.
///
/// It is given nothing but what is named here: every descriptor of ours is closed on exec. posix_spawnp(3).
public struct ChildProgram: ~Copyable {
    private let id: pid_t
    /// Where its standard output is read; closed with this value.
    public let output: Int32

    /// Starts it; `nil`, with `errno`, where that fails.
    ///
    /// - Parameters:
    ///   - program: its path, or a name that is looked for in `PATH`.
    ///   - environment: texts `NAME=value`.
    ///   - input: its standard input, which stays the caller's to close; without one it has none.
    ///   - isQuiet: whether what it writes to standard error is dropped; it goes where ours goes otherwise.
    public init?(
        _ program: String, _ arguments: [String], environment: [String], input: Int32? = nil, isQuiet: Bool = false
    ) {
        guard let pipe = makePipe() else { return nil }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if let input {
            unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        if isQuiet { unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) }
        unsafe posix_spawn_file_actions_adddup2(&actions, pipe.writing, STDOUT_FILENO)
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var id: pid_t = 0
        let result = unsafe posix_spawnp(&id, program, &actions, nil, &words, &variables)
        close(pipe.writing)
        guard result == 0 else {
            close(pipe.reading)
            errno = result
            return nil
        }
        self.id = id
        output = pipe.reading
    }

    /// Waits for its end, and answers its exit code; `nil` where a signal has ended it.
    public consuming func end() -> Int32? {
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : nil
    }

    /// Ends it and waits for that.
    public consuming func kill() {
        _ = Glibc.kill(id, SIGKILL)
        _ = end()
    }

    deinit { close(output) }
}
