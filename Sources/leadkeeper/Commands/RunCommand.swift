internal import Launch

extension Command {
    static let run = Command(
        "run", options: [.config, .state, .runtime, .keyring],
        does: "the daemon, in the foreground",
        details:
            """
            Keeps every credential, proves it, and tells the contacts before it lapses, until SIGTERM ends it. SIGHUP \
            reads the configuration again, as `leadkeeper reload` does, which also tells what came of it.
            """
    ) { invocation throws(Failure) in
        try Leadkeeper.become(.daemon, Places.arguments(ofDaemon: invocation))
    }
}
