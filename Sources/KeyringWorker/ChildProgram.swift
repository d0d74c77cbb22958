internal import Glibc
internal import Unix

/// Another program that the worker runs for an answer on standard output.
///
/// It is given nothing but what is named here: every descriptor of the worker is closed on exec. posix_spawnp(3).
struct ChildProgram: ~Copyable {
    private let id: pid_t
    /// Where its standard output is read.
    let output: Int32

    /// Starts it; `nil`, with `errno`, where that fails.
    ///
    /// - Parameters:
    ///   - program: its path, or a name that is looked for in `PATH`.
    ///   - environment: texts `NAME=value`.
    ///   - input: its standard input, which stays the caller's to close; without one it has none, and its standard
    ///     error is dropped.
    init?(_ program: String, _ arguments: [String], environment: [String], input: Int32? = nil) {
        guard let pipe = makePipe() else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, pipe.writing, STDOUT_FILENO)
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for text in words + variables { free(text) } }
        var id: pid_t = 0
        let result = posix_spawnp(&id, program, &actions, nil, &words, &variables)
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
    consuming func end() -> Int32? {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : nil
    }

    /// Ends it and waits for that.
    consuming func kill() {
        _ = Glibc.kill(id, SIGKILL)
        _ = end()
    }

    deinit { close(output) }
}
