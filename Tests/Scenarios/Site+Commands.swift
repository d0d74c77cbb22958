import Foundation
import Glibc
import TestSupport
import Testing

/// What a command answered.
struct Answer: Sendable {
    /// How it ended.
    let exit: ChildProcess.Exit
    /// What it printed.
    let output: String
    /// What it complained of, on standard error.
    let complaint: String

    /// What it printed with `--json`.
    var json: JSONView {
        JSONView(value: try? JSONSerialization.jsonObject(with: Data(output.utf8)))
    }
}

/// A look into JSON by names and numbers; what is not there is null.
@dynamicMemberLookup
struct JSONView {
    let value: Any?

    subscript(dynamicMember name: String) -> JSONView { JSONView(value: (value as? [String: Any])?[name]) }
    subscript(index: Int) -> JSONView { elements.indices.contains(index) ? elements[index] : JSONView(value: nil) }

    /// The elements of an array.
    var elements: [JSONView] { (value as? [Any] ?? []).map { JSONView(value: $0) } }
    var string: String? { value as? String }
    var int: Int? { value as? Int }
    var bool: Bool? { value as? Bool }
}

extension ChildProcess {
    /// Waits for the end of a command.
    func answer() async throws -> Answer {
        guard let exit = await exit() else {
            throw ChildProcess.Failure(description: "a command did not end: \(output)")
        }
        return Answer(exit: exit, output: standardOutput, complaint: standardError)
    }
}

extension Site {
    /// Starts a command as a person types it.
    func begin(_ arguments: String..., input: String = "") throws -> ChildProcess {
        try begin(arguments, input: input)
    }

    /// Runs a command to its end.
    func command(_ arguments: String..., input: String = "") async throws -> Answer {
        try await begin(arguments, input: input).answer()
    }

    /// Runs a command that has to succeed.
    @discardableResult
    func done(_ arguments: String..., input: String = "", sourceLocation: SourceLocation = #_sourceLocation)
        async throws
        -> Answer
    {
        let answer = try await begin(arguments, input: input).answer()
        #expect(answer.exit == .code(0), "\(arguments): \(answer.complaint)", sourceLocation: sourceLocation)
        return answer
    }

    /// Starts a command, perhaps through another program such as `prlimit`.
    func begin(_ arguments: [String], input: String, prefix: [String] = []) throws -> ChildProcess {
        let words = prefix + [PrivateKeyring.leadkeeper] + arguments + ["--runtime", "\(directory.path)/run"]
        let process = try ChildProcess(words[0], Array(words.dropFirst()), environment: environment, input: input)
        // What it prints may be a secret, as that of `secret show` is; its arguments and environment may not.
        watchArguments(of: process)
        return process
    }

    // MARK: What people do

    /// Has the configuration checked.
    func check() async throws -> ChildProcess.Ended {
        try await ChildProcess.run(
            PrivateKeyring.leadkeeper, ["check", "--config", "\(directory.path)/config"], environment: environment)
    }

    /// Stores a secret of a connection that lapses after so many days.
    @discardableResult
    func store(_ secret: String, for name: String, days: Int = 200, _ options: String...) async throws -> Answer {
        let arguments = ["secret", "set", name, "--expires", Self.date(inDays: days), "--json"]
        return try await begin(arguments + options, input: secret).answer()
    }

    /// The bytes of a connection's secret, as `secret show` prints them.
    func shownSecret(of name: String) async throws -> Answer {
        try await command("secret", "show", name, "--force")
    }

    /// The status of one connection.
    func status(of name: String) async throws -> JSONView {
        try await done("status", name, "--json").json.connections[0]
    }

    /// The events of the history by their types.
    func history(of name: String) async throws -> [String] {
        try await done("history", name, "--limit", "1000", "--json").json.events.elements.compactMap(\.type.string)
    }

    /// The notices of a connection, the newest first.
    func notices(of name: String) async throws -> [JSONView] {
        try await done("notices", name, "--json").json.notices.elements
    }

    /// A date as `--expires` takes it.
    static func date(inDays days: Int) -> String {
        Date(timeIntervalSinceNow: Double(days) * 86_400).formatted(.iso8601)
    }
}
