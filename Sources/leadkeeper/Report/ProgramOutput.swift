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
        // Where no variable is left, `environ` points nowhere: environ(7).
        let known: [String] = Launch.variables.sorted().compactMap { name in
            guard let value = getenv(name) else { return nil }
            return "\(name)=\(String(cString: value))"
        }
        guard let child = ChildProgram(program, arguments, environment: known, isQuiet: quiet) else {
            throw .notStarted(errorText())
        }
        let bytes = read(child.output, limit: limit)
        // It may write more than is read, and would wait for that.
        guard bytes.count < limit else {
            child.kill()
            return bytes
        }
        guard child.end() == 0 else { throw .failed }
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
