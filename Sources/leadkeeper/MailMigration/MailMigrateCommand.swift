internal import Control

extension Command {
    static let mailMigrate = Command(
        "mail migrate",
        options: [
            .way, .server, .mailbox, .directoryID, .applicationID, .newSecret, .issued, .expires, .keyID, .testMail,
            .anyway,
            .finish, .now, .undo, .config, .runtime, .json, .color,
        ],
        does: "move mail from a password to an Entra app",
        details:
            """
            Sets up mail by token beside mail by password, and switches once the new way is proven. It asks for what \
            it needs, or takes options; the client secret is asked for without showing it, or read from standard \
            input. It writes one file of its own below leadkeeper.conf.d and changes no other. First it prints what \
            an administrator has to allow. Then it signs in as the app, and sends the operators a test mail with \
            --test-mail. Only if that succeeds does mail leave by the new way; for a week the old one stays as a channel \
            that sends the operators what cannot wait, until --finish. You can stop it at any time and run it again: it goes on where it stood. --undo goes back a \
            step. Exits 0 when a step is done, or nothing is to be done; 1 if the new way is refused, and then mail \
            leaves as before; 75 if that cannot be told yet, or a week has not passed. Only root and the service's \
            user can do this.
            """,
        excess: secretIsNoArgument
    ) { invocation throws(Failure) in
        try MailMigrateCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let way = Option(
        "way", "graph|smtp", offering: .words(["graph", "smtp"]),
        does: "graph: through Microsoft Graph; smtp: to the mail server, with a token")
    static let server = Option("server", "URL", does: "with --way smtp: the mail server; default: Exchange Online's")
    static let mailbox = Option(
        "mailbox", "ADDRESS", does: "the mailbox that mail leaves from; default: who signs in now")
    static let directoryID = Option("directory-id", "ID", does: "the app's directory (tenant) ID")
    static let applicationID = Option("application-id", "ID", does: "the app's application (client) ID")
    static let newSecret = Option("new-secret", does: "take another client secret than the one that is kept")
    static let testMail = Option("test-mail", does: "send the operators a test mail by the new way first")
    static let anyway = Option("anyway", does: "move mail from a server that is not Microsoft's, too")
    static let finish = Option("finish", does: "let the old way go, once the new one has worked for a week")
    static let now = Option("now", does: "with --finish: do not wait for the week to pass")
    static let undo = Option("undo", does: "go back a step: to the old way, or to before the move")
}

/// `leadkeeper mail migrate`: from a password to tokens, one step after the other.
enum MailMigrateCommand {
    static let operation = "move mail to an Entra app"

    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let invocation = context.invocation
        guard !(invocation.has(.finish) && invocation.has(.undo)) else {
            throw .usage("use either --finish or --undo, not both")
        }
        guard invocation.has(.finish) || !invocation.has(.now) else { throw .usage("--now is for --finish") }
        let move = try MailMove(context)
        if invocation.has(.undo) { return try move.undo() }
        if invocation.has(.finish) { return try move.finish() }
        return try move.begin()
    }
}
