internal import Launch

extension Command {
    static let keyring = Command(
        "keyring", options: [.keyring, .keyringDirectory, .allowUser, .allowGroup, .deadline, .lookups],
        does: "the keyring worker",
        details:
            "Runs the process that holds the secrets. It takes its socket from systemd, or makes one at --keyring."
    ) { invocation throws(Failure) in
        try Leadkeeper.become(.keyring, invocation.raw)
    }
}

extension Option {
    static let allowUser = Option(
        "allow-user", "USER", offering: .users, isRepeatable: true,
        does: "a user that may ask for secrets, beside root and the worker's own; may be repeated")
    static let allowGroup = Option(
        "allow-group", "GROUP", offering: .groups, isRepeatable: true,
        does: "a group whose members may ask, by their primary group; may be repeated")
    static let deadline = Option("deadline", "MS", does: "how many milliseconds one request may take")
    static let lookups = Option("lookups", "N", does: "after how many lookups the worker starts afresh")
}
