internal import Control

extension Command {
    static let secretUndo = Command(
        "secret undo", .name, options: [.runtime, .json, .color],
        does: "put the secret before the one in use back",
        details:
            """
            Puts the secret before the one in use back, while the keyring has it, and says what Microsoft thinks of \
            it. A new secret that is still on trial is given up. Only root and the service's user may do this.
            """
    ) { invocation throws(Failure) in
        try SecretUndoCommand.run(CommandContext(invocation))
    }
}

/// `leadkeeper secret undo`: puts the version before the one in use back.
enum SecretUndoCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let operation = "put the secret of \(name) before back"
        let answer: SecretAnswer = try Progress.shown("trying the secret of \(name)") {
            () throws(Failure) -> SecretAnswer in
            try context.client.ask(UndoSecret(name), to: operation)
        }
        return try SecretWords(answer: answer, times: context.times).tell(context, to: operation, hasWaited: true)
    }
}
