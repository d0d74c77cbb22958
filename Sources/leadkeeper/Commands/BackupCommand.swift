internal import Control
internal import Credentials
internal import Safekeeping

extension Command {
    static let backup = Command(
        "backup", .directory, options: [.withMaster, .state, .keyringDirectory, .runtime, .json, .color],
        does: "copy ledger and keyring into a directory",
        details:
            """
            Copies the ledger, then the keyring's files, into DIR, which must be empty or not there yet, with a \
            manifest and SHA-256 sums. The daemon may run. No secret is in it in clear; what opens the keyring is not \
            in it either: keep the master password elsewhere. Only root may do this.
            """
    ) { invocation throws(Failure) in
        try BackupCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let withMaster = Option(
        "with-master", "FILE", offering: .files,
        does: "add the sealed master password, of use on this machine alone")
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
            "backed up \(manifest.secrets) \(manifest.secrets == 1 ? "secret" : "secrets") and "
            + "\(manifest.lastEvent) events to "
            + invocation.directory.printable
        let master =
            manifest.hasMaster
            ? "the sealed master password with it opens on this machine alone"
            : "the keyring's master password is not in it: keep it elsewhere, or nothing here can be opened again"
        try context.output.write([made, master].map { Paragraph.wrap($0) + "\n" }.joined())
        return .done
    }

    /// Asks the daemon for the ledger; where none answers, takes it itself.
    private static func make(_ backup: Backup, _ context: CommandContext) throws -> Manifest {
        let operation = "copy the ledger"
        let daemon = Backup.Daemon { () throws(Failure) in
            let status = try context.client.ask(BeginBackup(), to: operation)
            guard let copy = status.copy, !copy.contains("/") else {
                throw Failure(.internal, "failed to \(operation): the daemon's answer is not understood")
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
