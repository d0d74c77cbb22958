internal import Control
internal import Credentials
internal import Glibc
internal import SecureMemory

extension Command {
    static let handoff = Command(
        "handoff", .nameAndAction(HandOffAction.allCases.map(\.rawValue)), options: [.force, .runtime, .json, .color],
        does: "what to enter in Partner Center; say it is done; compare",
        details:
            """
            With show, prints the values that belong in Partner Center, the secret among them, and the numbered steps \
            there; the ledger records who asked, before it is shown. With confirm, records that the offer is live with \
            them, whoever replaced the secret, which ends the reminders; leadkeeper then looks for the marketplace's \
            test lead. With vouch, a day later at the earliest, a person answers for it that the marketplace uses \
            them, where no test lead is seen: leadkeeper removes the old secret only after one of the two. Only root \
            and the service's user may do these. With compare, asks Partner Center for the offer and prints in what it \
            is not as declared; the secret is masked there and cannot be compared. That exits 0 if they agree, 1 if \
            they differ, 75 if the offer could not be asked for.
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
                "record that \($0) is handed over"
            }
        case .vouch?:
            try record(VouchForHandOff.init, \.vouchedAt, "recorded that the marketplace uses it", context) {
                "vouch for the hand-off of \($0)"
            }
        case .compare?: try OfferReport.run(context)
        case nil: throw .usage("what to do is missing")
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
                "failed to \(operation): standard output is no terminal", hint: "--force writes it to a file or a pipe")
        }
        let sheet = try context.client.ask(GetHandOff(name), to: operation)
        let secret = try context.client.ask(ShowHandOff(name), to: operation)
        let paper = HandOffPaper(sheet, context)
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
        return try tell(status, isRepeated ? "nothing has changed, that was said before" : done, context)
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
