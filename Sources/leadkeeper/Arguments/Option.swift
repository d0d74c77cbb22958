/// An option of the command line; those of one command alone are declared beside it.
///
/// Its name tells which it is: one that several commands have may do something else in each.
struct Option: Hashable, Sendable {
    /// What a shell can offer for an option's value.
    enum Offer: Hashable, Sendable {
        case directories, files, users, groups, names
        case words([String])
        case nothing
    }

    /// Its name, with the two hyphens left out.
    let name: String
    /// Its one letter, behind one hyphen; `nil` where it has none.
    let short: Character?
    /// What its value is called in the help; `nil` for an option without one.
    let value: String?
    /// What can be offered for its value; `nil` for an option without one.
    let offer: Offer?
    /// Whether it may be given more than once.
    let isRepeatable: Bool
    /// What it does.
    let summary: String

    init(
        _ name: String, short: Character? = nil, _ value: String? = nil, offering offer: Offer = .nothing,
        isRepeatable: Bool = false,
        does summary: String
    ) {
        self.name = name
        self.short = short
        self.value = value
        self.offer = value == nil ? nil : offer
        self.isRepeatable = isRepeatable
        self.summary = summary
    }

    /// As it is written: `--key-id ID`.
    var spelling: String { (short.map { "-\($0), " } ?? "") + "--\(name)" + (value.map { " \($0)" } ?? "") }

    /// Whether its value is a path.
    var isPath: Bool { offer == .directories || offer == .files }

    /// All options of all commands, each once.
    static let known: [Option] = {
        var seen: Set<String> = []
        return (Command.all.flatMap(\.options) + [.help, .version]).filter { seen.insert($0.name).inserted }
    }()

    /// The options that have a value, by what can be offered for it.
    static func offering(_ offer: Offer) -> [Option] { known.filter { $0.offer == offer } }
}

extension Option {
    static func == (one: Option, other: Option) -> Bool { one.name == other.name }

    func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// Options of several commands.
extension Option {
    static let config = Option(
        "config", "DIR", offering: .directories,
        does: "the configuration; default: $CONFIGURATION_DIRECTORY, or \(Places.standardConfiguration)")
    static let state = Option(
        "state", "DIR", offering: .directories,
        does: "the ledger's directory; default: $STATE_DIRECTORY, or \(Places.standardState)")
    static let runtime = Option(
        "runtime", "DIR", offering: .directories,
        does: "the control socket's directory; default: $RUNTIME_DIRECTORY, or \(Places.standardRuntime)")
    static let keyring = Option("keyring", "SOCKET", offering: .files, does: "the keyring worker's socket")
    static let hooks = Option(
        "hooks", "DIR", offering: .directories,
        does: "the directory of the hooks' sockets; default: \(Places.standardHooks)")
    static let keyringDirectory = Option(
        "keyring-directory", "DIR", offering: .directories,
        does: "the directory of the keyring's files")
    static let keyID = Option("key-id", "ID", does: "the key id that Entra shows beside the client secret")
    static let force = Option("force", does: "write the secret even if the output is not a terminal")
    static let limit = Option("limit", "N", does: "how many entries; default: 100")
    static let quiet = Option("quiet", short: "q", does: "print nothing but errors; the exit code tells the answer")
    static let json = Option("json", does: "print JSON")
    static let color = Option(
        "color", "WHEN", offering: .words(ColorChoice.allCases.map(\.rawValue)),
        does: "auto, always or never; auto is for terminals without $NO_COLOR")
    static let help = Option("help", short: "h", does: "print this help")
    static let version = Option("version", does: "print the version")
}
