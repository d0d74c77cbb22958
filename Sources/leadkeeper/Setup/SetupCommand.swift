internal import Control
internal import Credentials

extension Command {
    static let setup = Command(
        "setup", .connections(0...1, spelling: "[NAME]", withReserved: false),
        options: [
            .url, .method, .directoryID, .applicationID, .userName, .contacts, .offer, .issued, .expires, .keyID,
            .from, .yes, .config, .runtime, .json, .color,
        ],
        does: "configure a connection, from the first question to the proof",
        details:
            """
            Asks for what Partner Center's form asks for, checks each answer at once, writes the connection's file, \
            reloads, saves the secret, proves it and runs the doctor; what remains to be done by hand comes last. \
            First it prints what has to be there at Microsoft. Options answer questions in advance; with --yes and \
            all of them, nothing is asked, and the secret is read from standard input. With --from it sets up one \
            connection for each row of a table, whose columns are name, url, method, directory, application, user, \
            contacts, offer, language, issued, expires and key id; secrets then come on standard input, one on a \
            line, as NAME, a tab and the secret. It writes files as whoever calls it, and over none that is there. \
            Stop it at any time and run it again: it goes on where it stood. Exits 0 when everything works; 1 if \
            Microsoft refuses something or the doctor finds a fault; 69 if the daemon does not run; 75 if something \
            cannot be told yet.
            """,
        excess: secretIsNoArgument
    ) { invocation throws(Failure) in
        try SetupCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let url = Option(
        "url", "URL",
        does: "where leads go: the environment, https://HOST of an endpoint or https://ACCOUNT.table.core.windows.net")
    static let method = Option(
        "method", "METHOD", offering: .words(SignInMethod.ofLeads.map(\.rawValue)),
        does: "azure-ad, office365, https-endpoint or azure-table; default: azure-ad")
    static let userName = Option("user-name", "NAME", does: "with --method office365: who signs in")
    static let contacts = Option("contacts", "LIST", does: "who is notified, with ; between addresses")
    static let offer = Option("offer", "ID", does: "the offer whose leads go there, by its id in Partner Center")
    static let from = Option("from", "FILE", offering: .files, does: "a table of connections, as CSV")
    static let yes = Option("yes", does: "do not ask")
}

/// `leadkeeper setup`: one connection by questions, or many by a table.
enum SetupCommand {
    static let operation = "set up connections"
    /// The options that say what stands in a connection's file.
    static let descriptions: [Option] = [
        .url, .method, .directoryID, .applicationID, .userName, .contacts, .offer,
    ]

    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let invocation = context.invocation
        guard let file = invocation[.from] else { return try ConnectionSetup(context).run() }
        for option in descriptions + [.issued, .expires, .keyID] where invocation.has(option) {
            throw .usage("--\(option.name) is not for --from", hint: "every row has its own values")
        }
        guard context.name == nil else { throw .usage("use either a name or --from, not both") }
        return try TableSetup(context, file: file).run()
    }
}
