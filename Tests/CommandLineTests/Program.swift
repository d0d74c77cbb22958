import TestSupport

@testable import ControlTestSupport

/// The built program.
enum Program {
    static let path = PrivateKeyring.leadkeeper

    /// Runs it to its end.
    static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> ChildProcess.Ended {
        try await ChildProcess.run(
            path, arguments,
            environment: ["TZ": "Europe/Stockholm", "PATH": "/usr/bin:/bin"].merging(environment) { _, new in new },
            input: .text(input))
    }
}

/// Tests that have the program ask a daemon of theirs.
protocol ProgramSuite {
    var served: ServedSocket { get }
}

extension ProgramSuite {
    func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) async throws
        -> ChildProcess.Ended
    {
        try await run(arguments, input: input, environment: environment)
    }

    func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) async throws
        -> ChildProcess.Ended
    {
        try await Program.run(arguments + ["--runtime", served.directory.path], input: input, environment: environment)
    }

    /// Whether every line has a place on a terminal of 80 columns.
    func isNarrow(_ text: String) -> Bool {
        text.split(separator: "\n").allSatisfy { $0.count <= 80 }
    }
}
