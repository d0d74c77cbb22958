internal import Basics
internal import Control
internal import Credentials
internal import Safekeeping

extension Command {
    static let restore = Command(
        "restore", .directory, options: [.forceRestore, .state, .keyringDirectory, .json, .quiet, .color],
        does: "restore a backup",
        details:
            """
            Verifies the backup in DIR and restores its ledger and keyring; the current files are kept aside. Stop \
            the services first. Exits 77 if the backup is older than the current ledger or comes from another \
            installation, unless you use --force; exits 1 if the backup is damaged. The daemon then probes every \
            connection before it notifies anybody. Run it again to finish a restore that was interrupted. Only root \
            can do this.
            """
    ) { invocation throws(Failure) in
        try RestoreCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let forceRestore = Option(
        "force", does: "restore a backup that is older than the ledger, or from another installation")
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
            outcome = try restoration.run(isForced: context.invocation.has(.forceRestore), at: context.times.now)
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
                "restored the backup of \(made): \(manifest.secrets.counted("secret"))")
            + "\n"
        if !outcome.keptAside.isEmpty {
            text += "previous files, kept aside:\n" + outcome.keptAside.map { "  \($0.printable)\n" }.joined()
        }
        text +=
            Paragraph.wrap(
                "Start the services again. They probe every connection before they notify anybody about it.") + "\n"
        try context.output.write(text)
        return .done
    }
}
