internal import Basics
internal import Glibc
internal import Unix

/// The version of a program, as it says it itself.
///
/// It is that of the program that is installed: one that was replaced while it runs says the version of the new one.
enum ProgramVersion {
    /// Runs the program with `--version` and reads its answer; `nil` where it is not there, or says none in time.
    ///
    /// It is found by `PATH`, as the units find it, and is given nothing: no descriptor, no input, no environment but
    /// that.
    static func ask(_ program: String, within patience: Duration) -> String? {
        let path = getenv("PATH").map { "PATH=" + String(cString: $0) }
        let environment = [path].compactMap(\.self)
        guard let child = ChildProgram(program, ["--version"], environment: environment, isQuiet: true) else {
            return nil
        }
        // Ends where it wrote nothing for so long, whether or not it has ended.
        let bytes = read(child.output, before: .now + patience)
        child.kill()
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
