internal import Basics
internal import Glibc

/// The version of a program, as it says it itself.
///
/// It is that of the program that is installed: one that was replaced while it runs says the version of the new one.
enum ProgramVersion {
    /// Runs the program with `--version` and reads its answer; `nil` where it is not there, or says none in time.
    ///
    /// It is found by `PATH`, as the units find it, and is given nothing: no descriptor, no input, no environment but
    /// that. posix_spawnp(3).
    static func ask(_ program: String, within patience: Duration) -> String? {
        var pipe: [Int32] = [0, 0]
        guard Glibc.pipe(&pipe) == 0 else { return nil }
        defer { close(pipe[0]) }
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        guard let child = start(program, output: pipe[1]) else { return nil }
        // Ends where it wrote nothing for so long, whether or not it has ended.
        let bytes = read(pipe[0], before: .now + patience)
        kill(child, SIGKILL)
        while waitpid(child, nil, 0) < 0, errno == EINTR {}
        return version(in: String(decoding: bytes, as: UTF8.self))
    }

    /// The version in what a program prints: the last word of the first line, as GNU's standards for `--version` say.
    static func version(in text: String) -> String? {
        let line = text.prefix { $0 != "\n" }
        guard let word = line.split(separator: " ").last, word.utf8.count <= 32, word.first?.isASCIIDigit == true,
            word.utf8.allSatisfy({ $0.isAlphanumeric || "._+~:-".utf8.contains($0) })
        else { return nil }
        return String(word)
    }

    /// Starts it; closes `output` here in any case.
    private static func start(_ program: String, output: Int32) -> pid_t? {
        defer { close(output) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        let path = getenv("PATH").map { "PATH=" + String(cString: $0) }
        let words: [String] = [program, "--version"]
        var arguments = words.map { strdup($0) } + [nil]
        var environment = [path].compactMap(\.self).map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var child: pid_t = 0
        return posix_spawnp(&child, program, &actions, nil, &arguments, &environment) == 0 ? child : nil
    }

    /// What comes until the end, a page at most, or until that moment.
    private static func read(_ descriptor: Int32, before end: ContinuousClock.Instant) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < block.count {
            let left = (end - .now) / .milliseconds(1)
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&entry, 1, Int32(max(0, left)))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { break }
            let count = Glibc.read(descriptor, &block, block.count)
            guard count > 0 else { break }
            bytes += block[..<count]
        }
        return bytes
    }
}
