extension ChildProcess {
    /// A program that has run to its end.
    public struct Ended: Sendable {
        /// How it ended.
        public let exit: Exit
        /// What it wrote to standard output.
        public let output: String
        /// What it wrote to standard error.
        public let errors: String

        /// Its exit code, or what a shell makes of the signal that ended it.
        public var status: Int32 {
            switch exit {
            case .code(let code): code
            case .signal(let signal): 128 + signal
            }
        }
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - executable: a path, or a name to look for in the test's own `PATH`.
    ///   - seconds: ends a hang, by throwing.
    public static func run(
        _ executable: String, _ arguments: [String], environment: [String: String] = ["PATH": "/usr/bin:/bin"],
        input: Input = .text(""), output: Output = .kept, within seconds: Double = Patience.seconds
    ) async throws -> Ended {
        let process = try ChildProcess(executable, arguments, environment: environment, input: input, output: output)
        guard let exit = await process.exit(within: seconds) else {
            throw Failure(description: "\(executable) did not end within \(seconds) seconds: \(process.output)")
        }
        return Ended(exit: exit, output: process.standardOutput, errors: process.standardError)
    }
}
