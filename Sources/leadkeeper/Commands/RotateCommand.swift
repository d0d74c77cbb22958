internal import Control
internal import Credentials
internal import Wording

/// `leadkeeper rotate`: begins, shows, or undoes a rotation.
enum RotateCommand {
    static func run(_ session: Session) throws(Failure) -> ExitCode {
        let name = try session.requiredName()
        let kinds: [Option] = [.dryRun, .abort, .publishEdits]
        guard kinds.count(where: session.invocation.has) < 2 else {
            throw .usage("--dry-run, --abort and --publish-edits exclude each other")
        }
        if session.invocation.has(.publishEdits) {
            let status = try session.client.ask(
                BeginRotation(name, publishingEdits: true), to: "go on with the rotation of \(name)")
            return try show(status, "the rotation goes on, and publishes the pending edits along", session)
        }
        if session.invocation.has(.abort) {
            let status = try session.client.ask(AbortRotation(name), to: "call off the rotation of \(name)")
            return try show(status, "the rotation is called off; the old secret stays in use", session)
        }
        let plan = try session.client.ask(PlanRotation(name), to: "plan the rotation of \(name)")
        if session.invocation.has(.dryRun) || plan.isForPeople {
            if session.isJSON {
                try session.print(json: plan)
            } else {
                try session.output.write(text(plan, session.output))
            }
            return plan.isForPeople || plan.obstacle == nil ? .done : .no
        }
        let status = try session.client.ask(
            BeginRotation(name), to: "rotate the secret of \(name)")
        let sentence =
            status.method == SignInMethod.office365.rawValue
            ? "the password is being changed; until Partner Center has the new one and the offer is live, no lead arrives"
            : "a rotation has begun"
        return try show(status, sentence, session)
    }

    private static func show(_ status: ConnectionStatus, _ sentence: String, _ session: Session) throws(Failure) -> ExitCode {
        if session.isJSON {
            try session.print(json: status)
        } else {
            let details = StatusDetails(times: session.times, output: session.output)
            try session.output.write(
                Paragraph.wrap("\(status.name): \(sentence)".printable) + "\n" + details.handOff(status)
                    + details.rotation(status))
        }
        return .done
    }

    /// The plan, or the steps for a person where none is made.
    private static func text(_ plan: RotationPlanStatus, _ output: Output) -> String {
        guard !plan.isForPeople else {
            let head = Markup { $0 == "name" ? plan.name : nil }.onTerminal(Catalog.english.text("rotate.forPeople"))
            return Paragraph.wrap(head) + "\n\n" + Steps.text(plan.byHand)
        }
        let heading = plan.isUnderWay ? "a rotation is under way; what is left of it" : "what a rotation would do"
        var text = output.toned("\(plan.name): \(heading)", .strong) + "\n"
        let width = plan.steps.compactMap(\.effect?.rawValue.count).max() ?? 0
        for (number, step) in plan.steps.enumerated() {
            let label = "\(number < 9 ? " " : "")\(number + 1). \((step.effect?.rawValue ?? "–").padded(to: width))  "
            text += Paragraph.wrap(step.sentence.printable, label: label) + "\n"
        }
        let obstacle = plan.obstacle.map { "in the way: \($0)" } ?? "nothing is known to be in the way"
        return text + "\n" + output.toned(Paragraph.wrap(obstacle.printable), plan.obstacle == nil ? .good : .warning) + "\n"
    }
}

extension RotationPlanStatus {
    /// Whether there is nothing to plan, as people replace the secret.
    fileprivate var isForPeople: Bool { mode == .remind && !isUnderWay }
}
