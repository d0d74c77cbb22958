internal import Basics
internal import Control

extension Command {
    static let secretRemove = Command(
        "secret remove", .name, options: [.runtime, .json, .quiet, .color],
        does: "remove a secret",
        details:
            """
            Removes every version of the secret from the keyring, and prints which ones. It does not ask first. Only \
            root and the service's user can do this.
            """
    ) { invocation throws(Failure) in
        try SecretRemoveCommand.run(CommandContext(invocation))
    }
}

/// `leadkeeper secret remove`: removes every version.
enum SecretRemoveCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let removal = try context.client.ask(RemoveSecret(name), to: "remove the secret of \(name)")
        let code: ExitCode = removal.waiting.isEmpty ? .done : .temporary
        guard !context.isJSON else {
            try context.print(json: removal)
            return code
        }
        let count = removal.versions.count
        let versions = "\(count.counted("version")) of the secret of \(removal.name)\n"
        var text = (removal.waiting.isEmpty ? "removed " : "removing ") + versions
        for version in removal.versions {
            text +=
                "  \(version.printable)\(removal.waiting.contains(version) ? ", removed once the keyring answers" : "")\n"
        }
        try context.output.write(text)
        return code
    }
}
