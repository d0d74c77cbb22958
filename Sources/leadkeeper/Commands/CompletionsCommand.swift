extension Command {
    static let completions = Command(
        "completions", .word(Shell.allCases.map(\.rawValue), called: "shell"),
        does: "print the completions for a shell",
        details:
            """
            Prints the shell's completions of this program's commands, options and connections. The package installs \
            them; without it, `source <(leadkeeper completions bash)` sets them up for a session.
            """
    ) { invocation throws(Failure) in
        try CompletionsCommand.run(invocation)
    }
}

/// `leadkeeper completions`: prints a shell's completions, made from the table of commands.
enum CompletionsCommand {
    static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
        guard let shell = invocation.word.flatMap(Shell.init) else { throw .usage("a shell is missing") }
        try Output(.never).write(shell.completions)
        return .done
    }
}
