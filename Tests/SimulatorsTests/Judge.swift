import Foundation
import TestSupport

/// Microsoft's own client library for Python, in a virtual environment that is made once and kept.
enum Judge {
    static let requirements = ["msal==1.39.0", "requests==2.34.2"]

    private static let python = Repository.root.appending(path: ".build/judge/bin/python").path

    /// That of the tests: pip may need to be told where packages come from.
    private static let environment = ProcessInfo.processInfo.environment

    /// Makes the environment, where it is not there; once for the whole process.
    private static let preparation = Task { () -> Bool in
        let marker = Repository.root.appending(path: ".build/judge/requirements.txt")
        let wanted = requirements.joined(separator: "\n")
        if (try? String(contentsOf: marker, encoding: .utf8)) == wanted { return true }
        let directory = marker.deletingLastPathComponent().path
        for (command, arguments) in [
            ("python3", ["-m", "venv", "--clear", directory]),
            (
                python,
                ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "20"] + requirements
            ),
        ] {
            guard let answer = try? await ChildProcess.run(command, arguments, environment: environment, within: 300),
                answer.status == 0
            else { return false }
        }
        return (try? wanted.write(to: marker, atomically: true, encoding: .utf8)) != nil
    }

    static var isReady: Bool {
        get async { await preparation.value }
    }

    /// Gives the judge its orders and answers what it found, one object for each.
    static func run(port: UInt16, caFile: String, _ orders: [[String: Any]]) async throws -> [[String: Any]] {
        let lines = try orders.map { try JSONSerialization.data(withJSONObject: $0) + Data("\n".utf8) }
        let answer = try await ChildProcess.run(
            python, [Repository.root.appending(path: "Tests/Judges/msal_judge.py").path, "\(port)", caFile],
            environment: environment,
            input: .text(String(decoding: Data(lines.joined()), as: UTF8.self)))
        guard answer.status == 0 else { throw Failure(text: answer.errors) }
        return try answer.output.split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
        }
    }

    struct Failure: Error {
        let text: String
    }
}
