internal import Basics
internal import Control
internal import JSON

extension Command {
    static let help = Command(
        "help", .commandName, does: "what a command does, and its options",
        details: "Prints what `leadkeeper COMMAND --help` prints; without a command, the list of all."
    ) { invocation throws(Failure) in
        try HelpCommand.run(invocation)
    }

    static let version = Command(
        "version", options: [.runtime, .json, .color], does: "the versions of command, daemon and keyring",
        details:
            """
            Prints the version of this command and that of the daemon that runs, which are the same unless the daemon \
            was not restarted after an upgrade, and which program keeps the secrets. Exits 69 if the daemon does not answer.
            """
    ) { invocation throws(Failure) in
        try VersionCommand.run(CommandContext(invocation))
    }
}

/// `leadkeeper help`: what `--help` prints.
enum HelpCommand {
    static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
        let output = Output(.never)
        guard !invocation.text.isEmpty else {
            try output.write(Help.text())
            return .done
        }
        // Whatever is no command has been refused before.
        let command = Command.named(invocation.text)
        let others = Command.commands(after: invocation.text).filter { $0 != command }
        let all = [command].compactMap(\.self).map(Help.text) + others.map { "usage: \(Help.usage(of: $0))\n" }
        try output.write(all.joined(separator: command == nil ? "" : "\n"))
        return .done
    }
}

/// `leadkeeper version`: which versions work together here.
enum VersionCommand {
    /// The versions; `null` where the daemon does not answer, or does not know.
    private struct Versions: Encodable {
        var command = Release.version
        @Nullable var daemon: String?
        @Nullable var keyring: String?
        @Nullable var keyringVersion: String?

        /// The lines, each with its end.
        var text: String {
            let program = keyring.map { "\($0) \(keyringVersion ?? "of a version that is not known")" }
            return "leadkeeper \(command)\ndaemon     \((daemon ?? "not known").printable)\n"
                + "keyring    \((program ?? "not known").printable)\n"
        }
    }

    /// What of the daemon's description of its API matters.
    private struct Description: Decodable {
        struct Info: Decodable {
            var version: String
        }

        var info: Info
    }

    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        var failure: Failure?
        var versions = Versions()
        do throws(Failure) {
            let document = try context.client.ask(GetOpenAPI(), to: "ask for the daemon's version")
            versions.daemon = (try? JSONCoder.decode(Description.self, from: Array(document.text.utf8)))?.info.version
            let keyring = try context.client.ask(GetHealth(), to: "ask for the keyring's version").keyring
            (versions.keyring, versions.keyringVersion) = (keyring.provider, keyring.providerVersion)
        } catch {
            failure = error
        }
        if context.isJSON {
            try context.print(json: versions)
        } else {
            try context.output.write(versions.text)
        }
        if let failure { throw failure }
        if let daemon = versions.daemon, daemon != Release.version, !context.isJSON {
            Output.complain("leadkeeper: hint: the daemon is of another version; restart it\n")
        }
        return .done
    }
}
