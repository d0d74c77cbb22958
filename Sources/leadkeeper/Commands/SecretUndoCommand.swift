internal import Control

extension Command {
    static let secretUndo = Command(
        "secret undo", .name, options: [.runtime, .json, .quiet, .color],
        does: "go back to the previous secret",
        details:
            """
            Goes back to the previous secret, as long as the keyring has it, and prints whether Microsoft accepts \
            it. A new secret that is still on trial is discarded. Only root and the service's user can do this.
            """
    ) { invocation throws(Failure) in
        try SecretUndoCommand.run(CommandContext(invocation))
    }
}

/// `leadkeeper secret undo`: puts the version before the one in use back.
enum SecretUndoCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let operation = "go back to the previous secret of \(name)"
        let answer: SecretAnswer = try Progress.shown("trying the secret of \(name)") {
            () throws(Failure) -> SecretAnswer in
            try context.client.ask(UndoSecret(name), to: operation)
        }
        return try SecretWords(answer: answer, times: context.times).tell(context, to: operation, hasWaited: true)
    }
}
