/// A shell that can complete this program's arguments.
enum Shell: String, CaseIterable {
    case bash, zsh, fish

    /// What makes it do so, for the directory in which it looks for completions.
    var completions: String {
        switch self {
        case .bash: BashCompletions.text
        case .zsh: ZshCompletions.text
        case .fish: FishCompletions.text
        }
    }

    /// A text as one word of the shell, to be taken literally.
    func quoted(_ text: String) -> String {
        switch self {
        case .bash, .zsh: "'" + text.replacing("'", with: #"'\''"#) + "'"
        case .fish: "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
        }
    }
}

extension Command {
    /// The words that it is called by.
    var words: [String] { rawValue.split(separator: " ").map(String.init) }

    /// The first words of all commands, each once, with what they do where they are a command by themselves.
    static var firstWords: [(word: String, command: Command?)] {
        var seen: Set<String> = []
        return allCases.compactMap { command in
            let word = command.words[0]
            return seen.insert(word).inserted ? (word, Command(rawValue: word)) : nil
        }
    }

    /// The commands of two words that begin with that one.
    static func commands(after word: String) -> [Command] {
        allCases.filter { $0.words.count > 1 && $0.words[0] == word }
    }

    /// Whether its names may be `@mail` and `@administrator` too.
    var takesReservedNames: Bool { ![.none, .directory, .shell].contains(names) && self != .probe }

    /// All options, `--help` among them.
    var allOptions: [Option] { options + [.help] }
}

extension Option {
    /// What a shell can offer for an option's value.
    enum Offer: Equatable {
        case directories, files, users, groups, names
        case words([String])
        case nothing
    }

    /// What can be offered for its value; `nil` for an option without one.
    var offer: Offer? {
        guard value != nil else { return nil }
        return switch self {
        case .config, .state, .runtime, .keyringDirectory: .directories
        case .keyring, .withMaster: .files
        case .allowUser: .users
        case .to: .names
        case .allowGroup: .groups
        case .color: .words(ColorChoice.allCases.map(\.rawValue))
        case .expires: .words(["never"])
        default: .nothing
        }
    }

    /// The options that have a value, by what can be offered for it.
    static func offering(_ offer: Offer) -> [Option] { allCases.filter { $0.offer == offer } }
}
