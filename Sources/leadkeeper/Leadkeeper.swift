internal import Basics
internal import Control
internal import Glibc
internal import Launch
internal import SecureMemory

/// The program that people call: arguments in, an exit code out; `run` and `keyring` are programs of their own, which
/// it becomes.
@main
enum Leadkeeper {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // What its unit gives to a script is the script's, and this program goes on without it.
        let environment = arguments.first == Command.hook.name ? ProcessEnvironment.entries : []
        // Before anything else: an option's value, standard input or an answer may be a secret.
        guard Launch.begin() else {
            report(Failure(.internal, "failed to make the process undumpable"))
            exit(ExitCode.internal.rawValue)
        }
        if CheckPlugin.isMeant { exit(CheckPlugin.run(arguments)) }
        do throws(Failure) {
            var invocation = try Invocation(arguments)
            invocation.environment = environment
            exit(try run(invocation).rawValue)
        } catch {
            report(error)
            exit(error.code.rawValue)
        }
    }

    private static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
        switch invocation.request {
        case .version: try Output(.never).write("leadkeeper \(Release.version)\n")
        case .help(let command?): try Output(.never).write(Help.text(of: command))
        case .help(nil): try Output(.never).write(Help.text())
        case .command(let command): return try command.run(invocation)
        }
        return .done
    }

    /// Becomes another program of leadkeeper's, which does not return.
    static func become(_ program: InnerProgram, _ arguments: [String]) throws(Failure) -> Never {
        do throws(InnerProgram.Failure) {
            try program.become(arguments)
        } catch {
            // Not 69: of the keyring worker that says that the keyring hangs, and its unit has bus and keyring
            // restarted.
            throw Failure(
                .internal, error.description, hint: "parts of leadkeeper are missing; reinstall it")
        }
    }

    /// Tells why nothing was done: one line, and perhaps a second one with a hint.
    static func report(_ failure: Failure) {
        Output.complain("leadkeeper: \(failure.message.printable)\n")
        if let hint = failure.hint { Output.complain("leadkeeper: hint: \(hint.printable)\n") }
    }
}
