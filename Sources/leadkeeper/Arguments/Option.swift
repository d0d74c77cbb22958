/// An option of the command line, with the two hyphens left out.
enum Option: String, CaseIterable {
    case config, state, runtime, keyring
    case keyringDirectory = "keyring-directory"
    case allowUser = "allow-user"
    case allowGroup = "allow-group"
    case deadline, lookups
    case issued, expires, lapsed
    case keyID = "key-id"
    case force, all, check
    case dryRun = "dry-run"
    case abort, to
    case publishEdits = "publish-edits"
    case allowEmpty = "allow-empty"
    case withMaster = "with-master"
    case signInOnly = "sign-in-only"
    case unproven
    case noWait = "no-wait"
    case after, before, limit
    case json, color, help, version

    /// What its value is called in the help; `nil` for an option without one.
    var value: String? {
        switch self {
        case .config, .state, .runtime, .keyringDirectory: "DIR"
        case .withMaster: "FILE"
        case .keyring: "SOCKET"
        case .allowUser: "USER"
        case .allowGroup: "GROUP"
        case .deadline: "MS"
        case .lookups, .limit: "N"
        case .issued: "DATE"
        case .expires: "DATE|never"
        case .keyID, .after, .before: "ID"
        case .to: "NAME"
        case .color: "WHEN"
        case .lapsed, .force, .all, .check, .dryRun, .abort, .publishEdits, .allowEmpty, .signInOnly, .unproven, .noWait, .json,
            .help,
            .version:
            nil
        }
    }

    /// What it does.
    var summary: String {
        switch self {
        case .config: "the configuration; else $CONFIGURATION_DIRECTORY, else \(Places.standardConfiguration)"
        case .state: "the ledger's directory; else $STATE_DIRECTORY, else \(Places.standardState)"
        case .runtime: "the control socket's directory; else $RUNTIME_DIRECTORY, else \(Places.standardRuntime)"
        case .keyring: "the keyring worker's socket"
        case .keyringDirectory: "the directory of the keyring's files"
        case .allowUser: "a user that may ask for secrets, beside root and the worker's own; may be repeated"
        case .allowGroup: "a group whose members may ask, by their primary group; may be repeated"
        case .deadline: "how many milliseconds one request may take"
        case .lookups: "after how many lookups the worker starts afresh"
        case .issued: "when the secret was issued; without it, now"
        case .expires: "when the secret expires, if it is known"
        case .lapsed: "accept an --expires in the past: the secret has really expired"
        case .keyID: "the key id that Entra shows beside the client secret"
        case .force: "do what is refused without it"
        case .dryRun: "print what would be done, and change nothing"
        case .abort: "call the rotation off"
        case .publishEdits: "publish somebody's pending edits in the offer along"
        case .allowEmpty: "it is meant that there are no connections any more"
        case .to: "the connection that takes its place"
        case .withMaster: "add the sealed master password, of use on this machine alone"
        case .all: "every connection"
        case .check: "print nothing; the exit code says whether somebody has to act"
        case .signInOnly: "sign in and go no further: no validation lead is written"
        case .unproven: "use the secret at once, without trying it first"
        case .noWait: "do not wait for Microsoft's answer"
        case .after: "events after that number, oldest first"
        case .before: "notices before that number"
        case .limit: "how many entries, 1 to 1000; without it, 100"
        case .json: "print JSON"
        case .color: "auto, always or never; auto is for terminals without $NO_COLOR"
        case .help: "print this"
        case .version: "print the version"
        }
    }

    /// As it is written: `--key-id ID`.
    var spelling: String { "--\(rawValue)" + (value.map { " \($0)" } ?? "") }
}
