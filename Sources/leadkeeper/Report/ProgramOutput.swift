internal import Glibc
internal import Launch
internal import Unix

/// What other programs of this machine print.
enum ProgramOutput {
    /// Why there is none.
    enum Obstacle: Error {
        /// It could not be started.
        case notStarted(String)
        /// It ended otherwise than with 0.
        case failed
    }

    /// Runs a program and answers what it writes to standard output, at most so many bytes; blocks until it has ended.
    ///
    /// A name is looked for in `PATH`. What it writes to standard error goes where ours goes, unless it is `quiet`.
    static func of(
        _ program: String, _ arguments: [String], limit: Int, quiet: Bool = false
    ) throws(Obstacle) -> [UInt8] {
        guard let pipe = makePipe() else { throw .notStarted(errorText()) }
        // The program has no reading end, so it need not wait for ever where it writes more than is read.
        defer { close(pipe.reading) }
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        // Where no variable is left, `environ` points nowhere: environ(7).
        let known: [String] = Launch.variables.sorted().compactMap { name in
            guard let value = getenv(name) else { return nil }
            return "\(name)=\(String(cString: value))"
        }
        let variables = known.map { strdup($0) } + [nil]
        defer { for variable in variables { free(variable) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipe.writing, STDOUT_FILENO)
        if quiet { posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) }
        var child: pid_t = 0
        let result = posix_spawnp(&child, program, &actions, nil, words, variables)
        close(pipe.writing)
        guard result == 0 else { throw .notStarted(errorText(result)) }
        let bytes = read(pipe.reading, limit: limit)
        if bytes.count >= limit { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0 || bytes.count >= limit else { throw .failed }
        return bytes
    }

    private static func read(_ descriptor: Int32, limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < limit {
            let count = Glibc.read(descriptor, &block, block.count)
            if count > 0 {
                bytes += block[..<count]
            } else if count == 0 || errno != EINTR {
                break
            }
        }
        return bytes
    }
}
