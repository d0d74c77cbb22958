internal import TestBasics

/// The `openssl` command.
enum OpenSSL {
    struct Failure: Error, CustomStringConvertible {
        let arguments: [String]
        let ended: ChildProcess.Ended

        var description: String {
            "failed to run openssl \(arguments.joined(separator: " ")): exit \(ended.status): \(ended.errors)"
        }
    }

    /// Runs the command to its end, without blocking the caller's thread.
    static func run(_ arguments: [String]) async throws {
        let ended = try await ChildProcess.run("openssl", arguments)
        guard ended.status == 0 else { throw Failure(arguments: arguments, ended: ended) }
    }
}
