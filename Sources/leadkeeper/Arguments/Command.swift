/// A command of the program, as its own file declares it: what arguments are understood by, what the help and the
/// shells' completions are made of, and what is run.
struct Command: Sendable {
    /// The words that it is called by, such as `secret set`.
    let name: String
    /// What it takes beside options.
    let operands: Operands
    /// The options that it takes, beside `--help`.
    let options: [Option]
    /// What it does, in a few words.
    let summary: String
    /// What it does, in whole sentences.
    let details: String
    /// What is said where it is given too many arguments, beside how it is used.
    let excess: String?
    /// Does it, and answers how the process ends.
    let run: @Sendable (Invocation) throws(Failure) -> ExitCode

    init(
        _ name: String, _ operands: Operands = .none, options: [Option] = [], does summary: String, details: String,
        excess: String? = nil, run: @escaping @Sendable (Invocation) throws(Failure) -> ExitCode
    ) {
        self.name = name
        self.operands = operands
        self.options = options
        self.summary = summary
        self.details = details
        self.excess = excess
        self.run = run
    }

    /// All commands, in the order of the help.
    static let all: [Command] = [
        .run, .keyring, .hook, .setup, .check, .status, .secretSet, .secretUndo, .secretShow, .secretRemove,
        .certificateMake, .certificateShow, .probe, .doctor, .forecast, .rotate,
        .handoff, .adopt, .migrate, .mailMigrate, .explain, .history, .notices,
        .noticesTest, .noticesPreview, .noticesShow, .noticesSnooze, .noticesAck, .noticesHold, .noticesRelease,
        .reload, .backup, .restore, .report, .completions, .version, .help,
    ]

    /// What is said of too many arguments where a command takes a secret: one of them may be that.
    static let secretIsNoArgument = """
        the secret is never an argument: leadkeeper asks for it, or reads it from standard input. If you typed one, \
        it is in the shell's history now
        """

    /// The command of that name.
    static func named(_ name: String) -> Command? { all.first { $0.name == name } }

    /// The words that it is called by.
    var words: [String] { name.split(separator: " ").map(String.init) }

    /// All options, `--help` among them.
    var allOptions: [Option] { options + [.help] }

    /// The first words of all commands, each once, with what they do where they are a command by themselves.
    static var firstWords: [(word: String, command: Command?)] {
        var seen: Set<String> = []
        return all.compactMap { command in
            let word = command.words[0]
            return seen.insert(word).inserted ? (word, named(word)) : nil
        }
    }

    /// The commands of two words that begin with that one.
    static func commands(after word: String) -> [Command] {
        all.filter { $0.words.count > 1 && $0.words[0] == word }
    }
}

/// No two commands have one name.
extension Command: Equatable {
    static func == (one: Command, other: Command) -> Bool { one.name == other.name }
}
