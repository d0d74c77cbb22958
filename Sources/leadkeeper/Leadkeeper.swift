internal import Control
internal import Glibc
internal import KeyringWorker
internal import LeadkeeperDaemon
internal import SecureMemory

/// The program: arguments in, an exit code out.
@main
enum Leadkeeper {
    static func main() {
        occupyStandardStreams()
        // First of all: an option's value, standard input or an answer may be a secret.
        guard ProcessHardening.apply() else {
            report(Failure(.internal, "failed to make the process undumpable"))
            exit(ExitCode.internal.rawValue)
        }
        ProcessEnvironment.keep(only: Places.variables)
        signal(SIGPIPE, SIG_IGN)
        do throws(Failure) {
            exit(try run(Invocation(Array(CommandLine.arguments.dropFirst()))).rawValue)
        } catch {
            report(error)
            exit(error.code.rawValue)
        }
    }

    /// Opens /dev/null in place of each standard stream that is closed.
    ///
    /// The next file or socket would take its number else, and get what is logged.
    private static func occupyStandardStreams() {
        while true {
            let descriptor = open("/dev/null", O_RDWR)
            guard 0...STDERR_FILENO ~= descriptor else {
                close(descriptor)
                return
            }
        }
    }

    private static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
        switch invocation.request {
        case .version: try Output(.never).write("leadkeeper \(Release.version)\n")
        case .help(let command?): try Output(.never).write(Help.text(of: command))
        case .help(nil): try Output(.never).write(Help.text())
        case .command(let command): return try run(command, invocation)
        }
        return .done
    }

    private static func run(_ command: Command, _ invocation: Invocation) throws(Failure) -> ExitCode {
        switch command {
        case .run:
            Daemon.run(
                DaemonOptions(
                    configurationDirectory: Places.configuration(invocation), stateDirectory: Places.state(invocation),
                    runtimeDirectory: Places.runtime(invocation), keyringSocket: Places.keyring(invocation)))
        case .keyring: try runKeyringWorker(invocation)
        case .check: try CheckCommand.run(invocation)
        case .status: try StatusCommand.run(Session(invocation))
        case .secretSet: try SecretSetCommand.run(Session(invocation))
        case .secretUndo: try SecretUndoCommand.run(Session(invocation))
        case .secretShow: try SecretShowCommand.run(Session(invocation))
        case .secretRemove: try SecretRemoveCommand.run(Session(invocation))
        case .probe: try ProbeCommand.run(Session(invocation))
        case .rotate: try RotateCommand.run(Session(invocation))
        case .handoff: try HandOffCommand.run(Session(invocation))
        case .adopt: try AdoptCommand.run(Session(invocation))
        case .migrate: try MigrateCommand.run(Session(invocation))
        case .history: try HistoryCommand.run(Session(invocation))
        case .notices: try NoticesCommand.run(Session(invocation))
        case .reload: try ReloadCommand.run(Session(invocation))
        case .backup: try BackupCommand.run(Session(invocation))
        case .restore: try RestoreCommand.run(Session(invocation))
        case .noticesTest: try NoticesCommand.runTest(Session(invocation))
        case .completions: try CompletionsCommand.run(invocation)
        }
    }

    private static func runKeyringWorker(_ invocation: Invocation) throws(Failure) -> Never {
        do throws(WorkerOptions.UsageError) {
            exit(Worker.run(try WorkerOptions(arguments: invocation.raw)))
        } catch {
            throw .usage(error.description)
        }
    }

    /// Tells why nothing was done: one line, and perhaps a second one with a hint.
    static func report(_ failure: Failure) {
        Output.complain("leadkeeper: \(failure.message.printable)\n")
        if let hint = failure.hint { Output.complain("leadkeeper: hint: \(hint.printable)\n") }
    }
}
