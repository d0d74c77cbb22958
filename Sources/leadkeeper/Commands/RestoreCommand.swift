internal import Control
internal import Credentials
internal import Safekeeping

extension Command {
    static let restore = Command(
        "restore", .directory, options: [.force, .state, .keyringDirectory, .json, .color],
        does: "put a backup back",
        details:
            """
            Verifies the backup in DIR and puts its ledger and keyring in place of those that are there, which are \
            kept aside. The services have to be stopped. Refused with 77 for a backup that is older than the ledger \
            that is there or of another installation, unless --force is given; with 1 for a damaged one in any case. \
            The daemon then probes every connection before it tells anybody anything. Given again, it finishes what \
            was cut short. Only root may do this.
            """
    ) { invocation throws(Failure) in
        try RestoreCommand.run(CommandContext(invocation))
    }
}

/// `leadkeeper restore`: puts a backup back.
enum RestoreCommand {
    /// What `--json` prints.
    private struct Report: Encodable {
        var keptAside: [String]
        var manifest: Manifest
    }

    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let outcome: Restoration.Outcome
        do throws(SafekeepingError) {
            let restoration = try Restoration(of: context.invocation.directory, to: Backup.Places(context.invocation))
            outcome = try restoration.run(isForced: context.invocation.has(.force), at: context.times.now)
        } catch {
            throw Failure(ofSafekeeping: error)
        }
        guard !context.isJSON else {
            try context.print(json: Report(keptAside: outcome.keptAside, manifest: outcome.manifest))
            return .done
        }
        let manifest = outcome.manifest
        let made = context.times.time(manifest.madeAt.instant)
        var text =
            Paragraph.wrap(
                "put back the backup of \(made): \(manifest.secrets) \(manifest.secrets == 1 ? "secret" : "secrets")")
            + "\n"
        if !outcome.keptAside.isEmpty {
            text += "kept aside:\n" + outcome.keptAside.map { "  \($0.printable)\n" }.joined()
        }
        text +=
            Paragraph.wrap(
                "Start the services again; every connection is probed before anybody is told anything about it.") + "\n"
        try context.output.write(text)
        return .done
    }
}
