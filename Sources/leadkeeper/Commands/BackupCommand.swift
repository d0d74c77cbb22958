internal import Basics
internal import Control
internal import Credentials
internal import Safekeeping

extension Command {
    static let backup = Command(
        "backup", .directory, options: [.withMaster, .state, .keyringDirectory, .runtime, .json, .quiet, .color],
        does: "copy the ledger and the keyring to a directory",
        details:
            """
            Copies the ledger, then the keyring's files, to DIR, which has to be empty or not exist yet, with a \
            manifest and SHA-256 sums. The daemon can keep running. The backup contains no secret in plain text, and \
            not the master password that opens the keyring: keep that elsewhere. Only root can do this.
            """
    ) { invocation throws(Failure) in
        try BackupCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let withMaster = Option(
        "with-master", "FILE", offering: .files,
        does: "add the sealed master password, which only this machine can open")
}

/// `leadkeeper backup`: copies ledger and keyring into a directory.
enum BackupCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let invocation = context.invocation
        let manifest: Manifest
        do {
            let backup = try Backup(in: invocation.directory, of: Backup.Places(invocation))
            manifest = try make(backup, context)
        } catch {
            throw Failure(ofSafekeeping: error)
        }
        guard !context.isJSON else {
            try context.print(json: manifest)
            return .done
        }
        let made =
            "backed up \(manifest.secrets.counted("secret")) and "
            + "\(manifest.lastEvent) events to "
            + invocation.directory.printable
        let master =
            manifest.hasMaster
            ? "only this machine can open the sealed master password in it"
            : "the keyring's master password is not in it: keep it elsewhere, because nothing opens without it"
        try context.output.write([made, master].map { Paragraph.wrap($0) + "\n" }.joined())
        return .done
    }

    /// Asks the daemon for the ledger; where none answers, takes it itself.
    private static func make(_ backup: Backup, _ context: CommandContext) throws -> Manifest {
        let operation = "copy the ledger"
        let daemon = Backup.Daemon { () throws(Failure) in
            let status = try context.client.ask(BeginBackup(), to: operation)
            guard let copy = status.copy, !copy.contains("/") else {
                throw Failure(.internal, "failed to \(operation): the daemon's answer is not valid")
            }
            return copy
        } end: { () throws(Failure) in
            _ = try context.client.ask(EndBackup(), to: "end the backup")
        }
        let master = context.invocation[.withMaster]
        do {
            return try backup.run(beside: daemon, master: master, at: context.times.now)
        } catch let unreachable as Failure where unreachable.code == .unavailable {
            do {
                return try backup.run(master: master, at: context.times.now)
            } catch  where error.code == .busy {
                // A daemon has the ledger after all, and why it does not answer is what helps.
                throw unreachable
            }
        }
    }
}

extension Backup.Places {
    init(_ invocation: Invocation) {
        self.init(state: Places.state(invocation), keyrings: Places.keyringFiles(invocation))
    }
}

extension Failure {
    /// What backup and restore say.
    init(ofSafekeeping error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as SafekeepingError:
            let code: ExitCode =
                switch error.code {
                case .cannotWrite: .cannotWrite
                case .busy: .temporary
                case .notPermitted, .refused: .notPermitted
                case .damaged, .unusable: .no
                }
            self.init(code, error.description, hint: error.hint)
        default: self.init(.internal, "\(error)")
        }
    }
}
