internal import Control
internal import Systemd

/// `leadkeeper reload`: has the daemon read the configuration again, and tells what came of it.
enum ReloadCommand {
    static func run(_ session: Session) throws(Failure) -> ExitCode {
        let isEmptyMeant = session.invocation.has(.allowEmpty)
        let status = try session.client.ask(ReloadConfiguration(allowingEmpty: isEmptyMeant), to: "reload")
        guard !session.isJSON else {
            try session.print(json: status)
            return status.result == .reloaded ? .done : .configuration
        }
        // Under systemd they are in the journal already, where the daemon has written them.
        if !JournalSocket.isStandardError {
            let warnings = status.warnings.map { "warning: \($0)" }
            for line in status.faults + warnings { Output.complain("leadkeeper: \(line.printable)\n") }
        }
        guard status.result == .reloaded else {
            throw Failure(
                .configuration, "failed to reload, the old configuration stays in use: \(status.message)", hint: status.hint)
        }
        let count = status.connections
        try session.output.write("\(status.message.printable): \(count) \(count == 1 ? "connection" : "connections")\n")
        return .done
    }
}
