internal import Control
internal import Credentials
internal import Wording

extension Command {
    static let rotate = Command(
        "rotate", .name, options: [.dryRun, .abort, .publishEdits, .retire, .runtime, .json, .quiet, .color],
        does: "begin, show or undo a rotation",
        details:
            """
            Replaces the secret: leadkeeper creates a new one, tests it, and gets it into Partner Center before it \
            removes the old one. --dry-run prints what it would do, each step with its effect, and what blocks it. \
            --abort cancels the rotation, and the old secret stays in use. If people replace the secret \
            (Mode=remind), it prints the steps for them. Run it again to retry a rotation that is stuck; with \
            --publish-edits, a rotation that waits because the offer has unpublished edits publishes them too. \
            --retire removes the old secret although somebody still signs in with it. Only \
            root and the service's user can start and cancel a rotation.
            """
    ) { invocation throws(Failure) in
        try RotateCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let dryRun = Option("dry-run", does: "print what would be done, without changing anything")
    static let abort = Option("abort", does: "cancel the rotation")
    static let retire = Option("retire", does: "remove the old secret although somebody still uses it")
    static let publishEdits = Option("publish-edits", does: "also publish the offer's unpublished edits")
}

/// `leadkeeper rotate`: begins, shows, or undoes a rotation.
enum RotateCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let kinds: [Option] = [.dryRun, .abort, .publishEdits, .retire]
        guard kinds.count(where: context.invocation.has) < 2 else {
            throw .usage("use only one of --dry-run, --abort, --publish-edits and --retire")
        }
        if context.invocation.has(.publishEdits) {
            let status = try context.client.ask(
                BeginRotation(name, publishingEdits: true), to: "continue the rotation of \(name)")
            return try show(status, "the rotation continues, and also publishes the unpublished edits", context)
        }
        if context.invocation.has(.retire) {
            let status = try context.client.ask(
                BeginRotation(name, retiringOld: true), to: "remove the old secret of \(name)")
            return try show(status, "recorded; the old secret is removed, whoever still uses it", context)
        }
        if context.invocation.has(.abort) {
            let status = try context.client.ask(AbortRotation(name), to: "cancel the rotation of \(name)")
            return try show(status, "the rotation is cancelled; the old secret stays in use", context)
        }
        let plan = try context.client.ask(PlanRotation(name), to: "plan the rotation of \(name)")
        if context.invocation.has(.dryRun) || plan.isForPeople {
            if context.isJSON {
                try context.print(json: plan)
            } else {
                try context.output.write(text(plan, context.output))
            }
            return plan.isForPeople || plan.obstacle == nil ? .done : .no
        }
        let status = try context.client.ask(
            BeginRotation(name), to: "rotate the secret of \(name)")
        let sentence =
            status.method == SignInMethod.office365.rawValue
            ? "the password is being changed; until Partner Center has the new one and the offer is "
                + "live, no lead arrives"
            : "the rotation has started"
        return try show(status, sentence, context)
    }

    private static func show(_ status: ConnectionStatus, _ sentence: String, _ context: CommandContext) throws(Failure)
        -> ExitCode
    {
        if context.isJSON {
            try context.print(json: status)
        } else {
            let details = StatusDetails(times: context.times, output: context.output)
            try context.output.write(
                Paragraph.wrap("\(status.name): \(sentence)".printable) + "\n" + details.handOff(status)
                    + details.rotation(status))
        }
        return .done
    }

    /// The plan, or the steps for a person where none is made.
    private static func text(_ plan: RotationPlanStatus, _ output: Output) -> String {
        guard !plan.isForPeople else {
            // Where nothing is asked for a new one, no mode makes it.
            let key = plan.steps.first.map { $0.effect == nil } ?? false ? "forPeopleAlone" : "forPeople"
            let head = Markup { $0 == "name" ? plan.name : nil }.onTerminal(Catalog.english.text("rotate.\(key)"))
            return Paragraph.wrap(head) + "\n\n" + Steps.text(plan.byHand)
        }
        let heading = plan.isUnderWay ? "a rotation is in progress; the remaining steps" : "what a rotation would do"
        var text = output.toned("\(plan.name): \(heading)", .strong) + "\n"
        let width = plan.steps.compactMap(\.effect?.rawValue.count).max() ?? 0
        for (number, step) in plan.steps.enumerated() {
            let label = "\(number < 9 ? " " : "")\(number + 1). \((step.effect?.rawValue ?? "–").padded(to: width))  "
            text += Paragraph.wrap(step.sentence.printable, label: label) + "\n"
        }
        let obstacle = plan.obstacle.map { "blocked: \($0)" } ?? "nothing seems to block it"
        return text + "\n" + output.toned(Paragraph.wrap(obstacle.printable), plan.obstacle == nil ? .good : .warning)
            + "\n"
    }
}

extension RotationPlanStatus {
    /// Whether there is nothing to plan, as people replace the secret.
    fileprivate var isForPeople: Bool { mode == .remind && !isUnderWay }
}
