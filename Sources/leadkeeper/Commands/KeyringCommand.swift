internal import Launch

extension Command {
    static let keyring = Command(
        "keyring", options: [.keyring, .keyringDirectory, .allowUser, .allowGroup, .deadline, .lookups],
        does: "run the keyring worker",
        details:
            "Runs the process that holds the secrets. It gets its socket from systemd, or creates one at --keyring."
    ) { invocation throws(Failure) in
        try Leadkeeper.become(.keyring, invocation.raw)
    }
}

extension Option {
    static let allowUser = Option(
        "allow-user", "USER", offering: .users, isRepeatable: true,
        does: "a user that can read secrets, besides root and the worker's own; can be repeated")
    static let allowGroup = Option(
        "allow-group", "GROUP", offering: .groups, isRepeatable: true,
        does: "a primary group whose users can read secrets; can be repeated")
    static let deadline = Option("deadline", "MS", does: "time limit of one request, in milliseconds")
    static let lookups = Option("lookups", "N", does: "after how many lookups the worker restarts")
}
