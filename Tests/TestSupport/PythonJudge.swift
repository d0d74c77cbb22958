internal import Foundation

/// A script under Tests/Judges that has packages of PyPI judge what we make, in a virtual environment that is made once
/// and kept.
public struct PythonJudge: Sendable {
    private let script: String
    private let requirements: [String]
    private let folder: URL
    private let preparation: Task<Bool, Never>

    /// Makes the environment, where it is not there or has other packages.
    ///
    /// - Parameters:
    ///   - script: the file's name under Tests/Judges.
    ///   - folder: the environment's name under .build, its own for each judge.
    ///   - requirements: the packages, with their versions.
    public init(_ script: String, in folder: String, requirements: [String]) {
        let directory = Repository.root.appending(path: ".build/\(folder)")
        (self.script, self.requirements, self.folder) = (script, requirements, directory)
        preparation = Task { await Self.prepare(directory, with: requirements) }
    }

    /// Whether the packages are there; `false` where the package index cannot be reached.
    public var isReady: Bool {
        get async { await preparation.value }
    }

    /// Gives the judge its orders, one JSON object each, and answers what it found, one object for each.
    public func run(_ arguments: [String] = [], _ orders: [[String: Any]]) async throws -> [[String: Any]] {
        let lines = try orders.map { try JSONSerialization.data(withJSONObject: $0) + Data("\n".utf8) }
        let answer = try await ChildProcess.run(
            Self.python(in: folder), [Repository.root.appending(path: "Tests/Judges/\(script)").path] + arguments,
            environment: Self.environment, input: .text(String(decoding: Data(lines.joined()), as: UTF8.self)))
        guard answer.status == 0 else { throw Failure(text: answer.errors) }
        return try answer.output.split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
        }
    }

    /// The judge itself has failed.
    public struct Failure: Error {
        /// What it said.
        public let text: String
    }

    /// That of the tests: pip may need to be told where packages come from.
    private static var environment: [String: String] { ProcessInfo.processInfo.environment }

    private static func python(in folder: URL) -> String { folder.appending(path: "bin/python").path }

    private static func prepare(_ folder: URL, with requirements: [String]) async -> Bool {
        let marker = folder.appending(path: "requirements.txt")
        let wanted = requirements.joined(separator: "\n")
        if (try? String(contentsOf: marker, encoding: .utf8)) == wanted { return true }
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "20"]
        for (command, arguments) in [
            ("python3", ["-m", "venv", "--clear", folder.path]), (python(in: folder), install + requirements),
        ] {
            guard let answer = try? await ChildProcess.run(command, arguments, environment: environment),
                answer.status == 0
            else { return false }
        }
        return (try? wanted.write(to: marker, atomically: true, encoding: .utf8)) != nil
    }
}
