import TestSupport

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
