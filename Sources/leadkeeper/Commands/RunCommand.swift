internal import Launch

extension Command {
    static let run = Command(
        "run", options: [.config, .state, .runtime, .keyring, .hooks],
        does: "run the daemon in the foreground",
        details:
            """
            Watches every credential, tests it, and notifies the contacts before it expires, until SIGTERM. SIGHUP \
            reloads the configuration, as `leadkeeper reload` does, which also prints the result.
            """
    ) { invocation throws(Failure) in
        try Leadkeeper.become(.daemon, Places.arguments(ofDaemon: invocation))
    }
}
