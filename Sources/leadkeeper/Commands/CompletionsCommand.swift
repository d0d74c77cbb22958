/// `leadkeeper completions`: prints a shell's completions, made from the table of commands.
enum CompletionsCommand {
    static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
        guard let shell = invocation.shell else { throw .usage("a shell is missing") }
        try Output(.never).write(shell.completions)
        return .done
    }
}
