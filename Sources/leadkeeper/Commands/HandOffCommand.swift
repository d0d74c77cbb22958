internal import Control
internal import Credentials
internal import Glibc
internal import SecureMemory

extension Command {
    static let handoff = Command(
        "handoff", .nameAndAction(HandOffAction.allCases.map(\.rawValue)), options: [.force, .runtime, .json, .color],
        does: "what to enter in Partner Center; confirm; compare",
        details:
            """
            show prints the values for Partner Center, the secret among them, and the numbered steps; the ledger \
            first records who asked. confirm records that the offer is live with them, which ends the reminders; \
            leadkeeper then looks for the marketplace's test lead. vouch, a day later at the earliest, records a \
            person's word that the marketplace uses them, if no test lead has been seen: leadkeeper removes the old \
            secret only after a test lead or that word. Only root and the service's user can do these. compare reads \
            the offer in Partner Center and prints what differs from the configuration; the secret is masked there \
            and cannot be compared. It exits 0 if they match, 1 if they differ, 75 if the offer could not be read.
            """
    ) { invocation throws(Failure) in
        try HandOffCommand.run(CommandContext(invocation))
    }
}

/// `leadkeeper handoff`: what to enter in Partner Center, that it is done, and whether it is there.
enum HandOffCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        switch context.invocation.word.flatMap(HandOffAction.init) {
        case .show?: try show(context)
        case .confirm?:
            try record(ConfirmHandOff.init, \.confirmedAt, "recorded that Partner Center has it", context) {
                "confirm the hand-off of \($0)"
            }
        case .vouch?:
            try record(VouchForHandOff.init, \.vouchedAt, "recorded that the marketplace uses it", context) {
                "vouch for the hand-off of \($0)"
            }
        case .compare?: try OfferReport.run(context)
        case nil: throw .usage("missing argument: show, confirm, vouch or compare")
        }
    }

    private static func show(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let operation = "show what to hand over for \(name)"
        if context.isJSON {
            // All but the secret: that one is never text in a structure.
            let sheet = try context.client.ask(GetHandOff(name), to: operation)
            try context.print(json: sheet)
            return .done
        }
        guard isatty(STDOUT_FILENO) == 1 || context.invocation.has(.force) else {
            throw .usage(
                "failed to \(operation): standard output is not a terminal",
                hint: "use --force to write the secret to a file or a pipe")
        }
        let sheet = try context.client.ask(GetHandOff(name), to: operation)
        let secret = try context.client.ask(ShowHandOff(name), to: operation)
        let paper = HandOffPaper(sheet, context.times, context.output)
        try context.output.write(paper.beforeSecret)
        try secret.bytes.withBytes { bytes throws(Failure) in try Output.write(bytes) }
        try context.output.write(paper.afterSecret)
        return .done
    }

    /// Has the daemon write down what a person says of the hand-off, and tells whether that is news.
    private static func record<Statement: ConnectionRequest>(
        _ statement: (CredentialName) -> Statement, _ moment: KeyPath<HandOffRecord, Timestamp?>, _ done: String,
        _ context: CommandContext, operation: (CredentialName) -> String
    ) throws(Failure) -> ExitCode where Statement.Answer == ConnectionStatus {
        let name = try context.requiredName()
        let operation = operation(name)
        let before = try context.client.ask(GetConnection(name), to: operation)
        let status = try context.client.ask(statement(name), to: operation)
        let isRepeated = before.handOff[keyPath: moment] != nil && before.secret.version == status.secret.version
        return try tell(status, isRepeated ? "nothing has changed, this was recorded before" : done, context)
    }

    private static func tell(_ status: ConnectionStatus, _ what: String, _ context: CommandContext) throws(Failure)
        -> ExitCode
    {
        if context.isJSON {
            try context.print(json: status)
        } else {
            let details = StatusDetails(times: context.times, output: context.output)
            try context.output.write("\(status.name): \(what)\n" + details.handOff(status) + details.rotation(status))
        }
        return .done
    }
}

/// What `handoff` does.
enum HandOffAction: String, CaseIterable {
    case show, confirm, vouch, compare
}
