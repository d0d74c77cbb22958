internal import Control
internal import Credentials

extension Command {
    static let secretSet = Command(
        "secret set", .name,
        options: [.issued, .expires, .lapsed, .keyID, .unproven, .noWait, .runtime, .json, .color],
        does: "store a secret",
        details:
            """
            Asks for the secret on a terminal without showing it, else reads it from standard input, where one line \
            end after it is dropped. NAME is a connection, @mail or @administrator. Refuses what cannot be a secret, \
            such as the Secret ID in place of the Value, and what cannot be its dates. DATE is 2027-05-20, or \
            2027-05-20T08:30+02:00. The new secret is tried before it takes the place of one that works. Exits 0 once \
            it is in use, 1 if it is refused, and the one in use stays; 75 if that cannot be told now: then it is \
            tried again by itself and used once it works. Where none is in use, or Microsoft refuses the one that is, \
            the new one is used in any case. Only root and the service's user may do this.
            """,
        excess: """
            a secret is never an argument: it is asked for, or read from standard input. If one was typed, it is in \
            the shell's history now
            """
    ) { invocation throws(Failure) in
        try SecretSetCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let issued = Option("issued", "DATE", does: "when the secret was issued; without it, now")
    static let expires = Option(
        "expires", "DATE|never", offering: .words(["never"]),
        does: "when the secret expires, if it is known")
    static let lapsed = Option("lapsed", does: "accept an --expires in the past: the secret has really expired")
    static let unproven = Option("unproven", does: "use the secret at once, without trying it first")
    static let noWait = Option("no-wait", does: "do not wait for Microsoft's answer")
}

/// `leadkeeper secret set`: stores a secret.
enum SecretSetCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let operation = "store the secret of \(name)"
        let facts = try EnteredDates.facts(context.invocation, times: context.times)
        let secret = try SecretInput.read(
            prompt: "Secret of \(name) (it is not shown): ", kind: name == .administrator ? .clientSecret : nil,
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
