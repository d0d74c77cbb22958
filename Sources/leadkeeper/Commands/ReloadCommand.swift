internal import Basics
internal import Control
internal import Logging

extension Command {
    static let reload = Command(
        "reload", options: [.allowEmpty, .runtime, .json, .quiet, .color],
        does: "reload the configuration",
        details:
            """
            Makes the daemon read the configuration again, and waits until it is in use; `systemctl reload \
            leadkeeper` does the same. If the configuration has errors, nothing changes, the errors are printed, and \
            the exit code is 78; the same happens if it has no connections any more, unless you use --allow-empty. \
            Only root and the service's user can do this.
            """
    ) { invocation throws(Failure) in
        try ReloadCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let allowEmpty = Option("allow-empty", does: "accept a configuration without connections")
}

/// `leadkeeper reload`: has the daemon read the configuration again, and tells what came of it.
enum ReloadCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let isEmptyMeant = context.invocation.has(.allowEmpty)
        let status = try context.client.ask(ReloadConfiguration(allowingEmpty: isEmptyMeant), to: "reload")
        guard !context.isJSON else {
            try context.print(json: status)
            return status.result == .reloaded ? .done : .configuration
        }
        // Under systemd they are in the journal already, where the daemon has written them.
        if !JournalSocket.isStandardError {
            let warnings = status.warnings.map { "warning: \($0)" }
            for line in status.faults + warnings { Output.complain("leadkeeper: \(line.printable)\n") }
        }
        guard status.result == .reloaded else {
            throw Failure(
                .configuration, "failed to reload, the old configuration stays in use: \(status.message)",
                hint: status.hint)
        }
        let count = status.connections
        try context.output.write("\(status.message.printable): \(count.counted("connection"))\n")
        return .done
    }
}
