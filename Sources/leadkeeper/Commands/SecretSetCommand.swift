internal import Control
internal import Credentials
internal import Glibc

extension Command {
    static let secretSet = Command(
        "secret set", .name,
        options: [.issued, .expires, .lapsed, .keyID, .unproven, .noWait, .runtime, .json, .quiet, .color],
        does: "save a secret",
        details:
            """
            Asks for the secret on a terminal without showing it, or reads it from standard input, without the line \
            end after it. NAME is a connection, @mail, @administrator or @heartbeat. DATE is 2027-05-20, or \
            2027-05-20T08:30+02:00. It refuses what cannot be a secret, such as the Secret ID instead of the Value, \
            and dates that cannot be right. leadkeeper tries the new secret before it replaces one that works. Exits \
            0 once the new secret is in use; 1 if it is refused, and the one in use stays; 75 if leadkeeper cannot \
            tell yet: then it tries the new one again by itself, and uses it once it works. If there is no secret in \
            use, or Microsoft refuses the one in use, the new one is used in any case. Only root and the service's \
            user can do this.
            """,
        excess: secretIsNoArgument
    ) { invocation throws(Failure) in
        try SecretSetCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let issued = Option("issued", "DATE", does: "when the secret was issued; default: now")
    static let expires = Option(
        "expires", "DATE|never", offering: .words(["never"]),
        does: "when the secret expires, if you know it")
    static let lapsed = Option("lapsed", does: "accept an --expires in the past: the secret has really expired")
    static let unproven = Option("unproven", does: "use the secret at once, without trying it first")
    static let noWait = Option("no-wait", does: "do not wait for Microsoft's answer")
}

/// `leadkeeper secret set`: stores a secret.
enum SecretSetCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let operation = "save the secret of \(name)"
        let facts = try EnteredDates.facts(context.invocation, times: context.times)
        // Nobody is to type a secret for a name that is not there.
        if isatty(STDIN_FILENO) == 1 { _ = try context.client.ask(GetConnection(name), to: operation) }
        let secret = try SecretInput.read(
            prompt: "Secret of \(name) (not shown): ", kind: name == .administrator ? .clientSecret : nil,
            to: operation)
        let answer: SecretAnswer = try Progress.shown(facts.waits ? "trying the secret of \(name)" : nil) {
            () throws(Failure) -> SecretAnswer in
            try context.client.ask(StoreSecret(secret, of: name, facts), to: operation)
        }
        if answer.outcome == .inUse, let doubt = answer.connection.secret.doubt {
            Output.complain("leadkeeper: warning: \(doubt.printable)\n")
        }
        return try SecretWords(answer: answer, times: context.times).tell(
            context, to: operation, hasWaited: facts.waits)
    }
}
