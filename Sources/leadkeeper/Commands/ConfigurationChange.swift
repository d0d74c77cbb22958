internal import Configuration
internal import Control
internal import Credentials

/// A change of the configuration's files by a command: looked at before it is written, and put to use afterwards.
struct ConfigurationChange {
    let client: ControlClient
    /// The configuration's directory.
    let path: String
    /// What the change is for, as in "failed to <operation>".
    let operation: String

    init(_ context: CommandContext, to operation: String) {
        client = context.client
        path = Places.configuration(context.invocation)
        self.operation = operation
    }

    /// The settings as they would be with these files; throws with all that would be wrong with them, and then nothing
    /// is to be written.
    func settings(proposing files: [ProposedFile] = []) throws(Failure) -> Settings {
        let result = Settings.load(directory: path, proposing: files)
        guard let settings = result.settings else {
            for fault in result.faults { Output.complain("leadkeeper: \(fault.description.printable)\n") }
            throw Failure(
                .configuration,
                "failed to \(operation): the configuration \(files.isEmpty ? "has" : "would have") "
                    + result.faultCount, hint: "nothing was changed")
        }
        return settings
    }

    /// Has the daemon read the configuration, and tells whether it is in use.
    func reloaded() throws(Failure) -> ReloadStatus {
        try client.ask(ReloadConfiguration(), to: operation)
    }

    /// Has the daemon use what is there.
    func synchronize() throws(Failure) {
        let status = try reloaded()
        guard status.result == .reloaded else { throw refusal(status) }
    }

    /// Tells what the daemon does not like about the configuration.
    func refusal(_ status: ReloadStatus) -> Failure {
        for fault in status.faults { Output.complain("leadkeeper: \(fault.printable)\n") }
        return Failure(
            .configuration, "failed to \(operation): the daemon refuses the configuration: \(status.message)",
            hint: status.hint)
    }

    /// Has the daemon use what was written just now; what it refuses is taken back.
    func use(orElse takeBack: () throws(Failure) -> Void) throws(Failure) {
        let status: ReloadStatus
        do throws(Failure) {
            status = try reloaded()
        } catch {
            // The daemon is not there, or was slow: nobody knows what it uses, so it has to be what it used before.
            try takeBack()
            throw error
        }
        guard status.result != .reloaded else { return }
        try takeBack()
        _ = try? reloaded()
        throw refusal(status)
    }

    /// Whether the daemon answers; throws where it does, and says no.
    func isDaemonThere() throws(Failure) -> Bool {
        do throws(Failure) {
            _ = try client.ask(GetHealth(), to: operation)
            return true
        } catch {
            guard error.code == .unavailable else { throw error }
            return false
        }
    }
}
