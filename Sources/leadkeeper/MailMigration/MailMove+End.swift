internal import Configuration
internal import Control
internal import Credentials

/// Letting the old way go, and going back to it.
extension MailMove {
    /// Lets the old way go, once the new one has worked for long enough.
    func finish() throws(Failure) -> ExitCode {
        switch stage {
        case .finished:
            try removeLeftSecrets()
            return try say("Mail has moved to an Entra app: nothing is left to do.", stage: .finished)
        case nil, .prepared:
            throw Failure(
                .no, "failed to \(operation): mail does not leave by the new way yet",
                hint: "`leadkeeper mail migrate` goes on")
        case .switched: break
        }
        guard let file else { return .done }
        try synchronize()
        let status = try context.client.ask(GetMailMigration(), to: operation)
        if let obstacle = status.obstacle, !context.invocation.has(.now) {
            let day = status.finishAt.map { " on \(context.times.dayAndDistance($0.instant))" } ?? ""
            throw Failure(
                .temporary, "failed to let the old way for mail go: \(obstacle)",
                hint: "try again\(day), or use --now; --undo goes back to the old way")
        }
        let probe = try probe()
        guard probe.result == .ok else {
            try tell(ProbeLines(output: context.output).verdict(probe))
            return try say(
                "The new way cannot be proven now, so the old one is kept.", probe.result == .failed ? .no : .temporary,
                stage: .switched, probe: probe)
        }
        try put(file.at(.finished), insteadOf: file)
        try removeLeftSecrets()
        return try say(
            "Mail leaves by the new way alone, and the old way and its password are gone. The settings of "
                + "[Mail] stand in \(directory.file); leadkeeper.conf may keep its own.",
            stage: .finished, probe: probe)
    }

    /// Goes back a step.
    func undo() throws(Failure) -> ExitCode {
        guard let file else { return try say("No move of mail is under way: nothing is to be undone.", stage: nil) }
        switch file.stage {
        case .finished:
            throw Failure(
                .no, "failed to go back to the old way for mail: it is gone",
                hint: "remove \(directory.file), reload, and store the password with `leadkeeper secret set @mail`")
        case .switched:
            try put(file.at(.prepared), insteadOf: file)
            return try say(
                "Mail leaves by the old way again. The new one stays prepared: `leadkeeper mail migrate` goes on, and "
                    + "--undo once more forgets it.", stage: .prepared)
        case .prepared:
            try put(nil, insteadOf: file)
            try removeSecret(of: .spareMail)
            return try say("The move is undone: mail leaves as before it, and nothing of it is kept.", stage: nil)
        }
    }

    private func removeLeftSecrets() throws(Failure) {
        for name in [CredentialName.spareMail, MailMigrationFile.channel?.credential].compactMap(\.self) {
            try removeSecret(of: name)
        }
    }
}
