internal import Configuration
internal import Control
internal import Credentials

/// From the first question to the switch.
extension MailMove {
    /// Goes on from where it stands.
    func begin() throws(Failure) -> ExitCode {
        switch stage {
        case nil, .prepared: try prepare()
        case .switched: try look()
        case .finished:
            try say(
                "Mail has moved to an Entra app, and the old way is gone: nothing is left to do.", stage: .finished)
        }
    }

    private func prepare() throws(Failure) -> ExitCode {
        if let reason = nothingToMove { return try say(reason, stage: stage) }
        let from = settings.mail.from
        let choice = MailWayChoice(
            invocation: context.invocation, settings: settings, prepared: file?.way(from: from), operation: operation)
        let way = try choice.way()
        let prepared = MailMigrationFile(to: way, from: settings.mail)
        try check(prepared, way)
        if prepared == file {
            try synchronize()
        } else {
            try put(prepared, insteadOf: file)
            try tell(MailWayPaper(way: way).text + "\n")
        }
        let trial = try prove(way)
        guard trial.probe.result == .ok else { return try refused(trial.probe) }
        let untaken = trial.mails.filter { !$0.accepted }
        for mail in untaken {
            Output.complain("leadkeeper: warning: no test mail for \(mail.recipient): \(mail.message.printable)\n")
        }
        if Question.isPossible, !context.isJSON,
            try !Question.confirm("The new way works. Switch mail over to it now?", to: operation)
        {
            return try say(
                "Mail leaves as before. Run `leadkeeper mail migrate` again to switch.", stage: .prepared,
                probe: trial.probe)
        }
        return try switchOver(from: prepared)
    }

    /// Why there is nothing to move; `nil` where there is.
    private var nothingToMove: String? {
        let mail = settings.mail
        switch mail.signIn {
        case .oauth:
            return stage == nil
                ? "Mail leaves by token already: nothing is to be done."
                : "Mail leaves by token already. `leadkeeper mail migrate --undo` removes what was prepared."
        case .none: return "leadkeeper does not sign in to \(mail.host) to send mail: nothing is to be done."
        case .password:
            if settings.mailPasswordSignIn != nil || context.invocation.has(.anyway) || stage != nil { return nil }
            return "Mail leaves by \(mail.host), which is not Microsoft's: nothing is to be done. (--anyway moves it "
                + "to an Entra app all the same.)"
        }
    }

    /// Looks at what the configuration would be, before anything is written.
    private func check(_ file: MailMigrationFile, _ way: MailWay) throws(Failure) {
        let mail = try settings(proposing: file.at(.switched)).mail
        guard mail.application == way.application, mail.mailbox == way.mailbox.description,
            (mail.service == .graph) == way.isGraph
        else {
            throw Failure(
                .configuration,
                "failed to \(operation): another file of \(MailMigrationFile.dropInDirectory) sets [Mail] after "
                    + MailMigrationFile.name,
                hint: "give that file a name that comes before \(MailMigrationFile.name); nothing was changed")
        }
    }

    /// Tries the new way: with the secret that is kept for it, else with one that is asked for.
    private func prove(_ way: MailWay) throws(Failure) -> MailTrialStatus {
        let sendsTestMail = try wantsTestMail()
        let activity = "trying the new way"
        if !context.invocation.has(.newSecret), try context.client.ask(GetMailMigration(), to: operation).secretKept {
            let trial = try Progress.shown(activity) { () throws(Failure) -> MailTrialStatus in
                try context.client.ask(TryMail(sendingTestMail: sendsTestMail), to: operation)
            }
            guard trial.probe.result != .ok, trial.probe.step == .token, Question.isPossible else { return trial }
            try tell(ProbeLines(output: context.output).verdict(trial.probe))
            guard
                try Question.confirm(
                    "The app cannot sign in with the secret that is kept. Enter another?", to: operation)
            else { return trial }
        }
        var facts = try EnteredDates.facts(context.invocation, times: context.times)
        let secret = try SecretInput.read(
            prompt: "Client secret (Value) of the app \(way.application.id) (not shown): ", kind: .clientSecret,
            to: operation)
        if Question.isPossible, facts.expiry == .unknown {
            facts.expiry = try EnteredDates.askedExpiry(context.times, to: operation)
        }
        return try Progress.shown(activity) { () throws(Failure) -> MailTrialStatus in
            try context.client.ask(
                StoreMailSecret(secret, facts, sendingTestMail: sendsTestMail), to: operation)
        }
    }

    private func wantsTestMail() throws(Failure) -> Bool {
        if context.invocation.has(.testMail) { return true }
        guard Question.isPossible else { return false }
        let operators = settings.operators.map(\.description).joined(separator: ", ")
        return try Question.confirm("Send a test mail to \(operators) by the new way?", to: operation)
    }

    /// Says what the new way was refused with, and what mends it.
    private func refused(_ probe: ProbeStatus) throws(Failure) -> ExitCode {
        try tell(ProbeLines(output: context.output).verdict(probe))
        let isRefused = probe.result == .failed
        return try say(
            "\(isRefused ? "The new way does not work yet" : "Nobody can tell yet whether the new way works"), and mail "
                + "leaves as before. Run `leadkeeper mail migrate` again to go on.",
            isRefused ? .no : .temporary, stage: .prepared, probe: probe)
    }

    /// Has mail leave by the new way, and goes back where that does not hold.
    private func switchOver(from prepared: MailMigrationFile) throws(Failure) -> ExitCode {
        let switched = prepared.at(.switched)
        try put(switched, insteadOf: prepared)
        let probe: ProbeStatus
        do throws(Failure) {
            probe = try self.probe()
        } catch {
            try put(prepared, insteadOf: switched)
            throw error
        }
        guard probe.result != .failed else {
            try put(prepared, insteadOf: switched)
            return try refused(probe)
        }
        return try told(switched, probe)
    }

    /// How the new way fares.
    private func look() throws(Failure) -> ExitCode {
        guard let file else { return .done }
        try synchronize()
        return try told(file, try probe())
    }

    private func told(_ file: MailMigrationFile, _ probe: ProbeStatus) throws(Failure) -> ExitCode {
        if probe.result == .failed { try tell(ProbeLines(output: context.output).verdict(probe)) }
        let status = try context.client.ask(GetMailMigration(), to: operation)
        let day = status.finishAt.map { context.times.dayAndDistance($0.instant) } ?? "in a week"
        let works =
            probe.result == .failed ? "Mail should leave by the new way, which fails" : "Mail leaves by the new way"
        let next =
            probe.result == .failed
            ? "`leadkeeper mail migrate --undo` goes back to the old one."
            : status.obstacle == nil
                ? "`leadkeeper mail migrate --finish` lets the old one go."
                : "The old one is kept until \(day): then run `leadkeeper mail migrate --finish`; --undo goes back to it."
        return try say("\(works). \(next)", probe.result == .failed ? .no : .done, stage: file.stage, probe: probe)
    }
}
