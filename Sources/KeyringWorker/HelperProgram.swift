internal import Glibc
internal import KeyringHelpers
internal import Launch
internal import SecureMemory
internal import Unix

/// A program of leadkeeper's own that the worker starts for one piece of work: so the worker, which lives long, has
/// none of the libraries of that work in its memory.
///
/// A secret goes in by standard input and comes out by standard output, and is in no argument. Whoever ends this process
/// ends the program too.
struct HelperProgram {
    /// How it ended.
    struct Answer {
        /// Its exit code; `nil` where a signal has ended it.
        let code: Int32?
        /// What it wrote to standard output.
        let output: SharedSecret

        /// The lines of what it wrote, where that is no secret.
        var lines: [String] {
            output.bytes.withBytes { String(decoding: $0, as: UTF8.self) }.split(separator: "\n").map(String.init)
        }
    }

    /// Why it was not started.
    struct Failure: Error {
        let operation: String
        let cause: String
    }

    /// The most bytes that are taken of what it writes.
    private static let longestAnswer = 16_384

    let program: InnerProgram

    /// Runs it to its end; blocks for as long as it takes.
    func run(_ arguments: [String], input: SharedSecret?) throws(Failure) -> Answer {
        let operation = "start \(program.rawValue)"
        guard let path = program.path else { throw Failure(operation: operation, cause: "it is not there") }
        guard let pipe = makePipe() else { throw Failure(operation: operation, cause: errorText()) }
        let child = ChildProgram(path, arguments, environment: ProcessEnvironment.entries, input: pipe.reading)
        let cause = errno
        close(pipe.reading)
        guard let child else {
            close(pipe.writing)
            throw Failure(operation: operation, cause: errorText(cause))
        }
        // Where it has ended already, its exit code tells more than that nobody reads.
        _ = input?.bytes.write(to: pipe.writing)
        close(pipe.writing)
        let output = SecretBytes.read(from: child.output, limit: Self.longestAnswer)
        let answer = SharedSecret(output ?? SecretBytes(copying: []))
        return Answer(code: child.end(), output: answer)
    }
}
