internal import Control
internal import Glibc
internal import SecureMemory

extension Command {
    static let secretShow = Command(
        "secret show", .name, options: [.force, .runtime, .color],
        does: "show a secret",
        details:
            """
            Prints the secret in use, to paste it into Partner Center. The ledger first records who asked. Only root \
            and the service's user can do this.
            """
    ) { invocation throws(Failure) in
        try SecretShowCommand.run(CommandContext(invocation))
    }
}

/// `leadkeeper secret show`: prints a secret.
enum SecretShowCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let operation = "show the secret of \(name)"
        let isTerminal = isatty(STDOUT_FILENO) == 1
        guard isTerminal || context.invocation.has(.force) else {
            throw .usage(
                "failed to \(operation): standard output is not a terminal",
                hint: "use --force to write the secret to a file or a pipe")
        }
        let secret = try context.client.ask(ShowSecret(name), to: operation)
        try secret.bytes.withBytes { bytes throws(Failure) in try Output.write(bytes) }
        if isTerminal { try context.output.write("\n") }
        return .done
    }
}
