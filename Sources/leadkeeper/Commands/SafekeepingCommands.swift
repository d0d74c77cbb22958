internal import Control
internal import Credentials
internal import Safekeeping

/// `leadkeeper backup`: copies ledger and keyring into a directory.
enum BackupCommand {
    static func run(_ session: Session) throws(Failure) -> ExitCode {
        let invocation = session.invocation
        let manifest: Manifest
        do {
            let backup = try Backup(in: invocation.directory, of: Backup.Places(invocation))
            manifest = try make(backup, session)
        } catch {
            throw Failure(ofSafekeeping: error)
        }
        guard !session.isJSON else {
            try session.print(json: manifest)
            return .done
        }
        let made =
            "backed up \(manifest.secrets) \(manifest.secrets == 1 ? "secret" : "secrets") and \(manifest.lastEvent) events to "
            + invocation.directory.printable
        let master =
            manifest.hasMaster
            ? "the sealed master password with it opens on this machine alone"
            : "the keyring's master password is not in it: keep it elsewhere, or nothing here can be opened again"
        try session.output.write([made, master].map { Paragraph.wrap($0) + "\n" }.joined())
        return .done
    }

    /// Asks the daemon for the ledger; where none answers, takes it itself.
    private static func make(_ backup: Backup, _ session: Session) throws -> Manifest {
        let operation = "copy the ledger"
        let daemon = Backup.Daemon { () throws(Failure) in
            let status = try session.client.ask(BeginBackup(), to: operation)
            guard let copy = status.copy, !copy.contains("/") else {
                throw Failure(.internal, "failed to \(operation): the daemon's answer is not understood")
            }
            return copy
        } end: { () throws(Failure) in
            _ = try session.client.ask(EndBackup(), to: "end the backup")
        }
        let master = session.invocation[.withMaster]
        do {
            return try backup.run(beside: daemon, master: master, at: session.times.now)
        } catch let unreachable as Failure where unreachable.code == .unavailable {
            do {
                return try backup.run(master: master, at: session.times.now)
            } catch  where error.code == .busy {
                // A daemon has the ledger after all, and why it does not answer is what helps.
                throw unreachable
            }
        }
    }
}

/// `leadkeeper restore`: puts a backup back.
enum RestoreCommand {
    /// What `--json` prints.
    private struct Report: Encodable {
        var keptAside: [String]
        var manifest: Manifest
    }

    static func run(_ session: Session) throws(Failure) -> ExitCode {
        let outcome: Restoration.Outcome
        do throws(SafekeepingError) {
            let restoration = try Restoration(of: session.invocation.directory, to: Backup.Places(session.invocation))
            outcome = try restoration.run(isForced: session.invocation.has(.force), at: session.times.now)
        } catch {
            throw Failure(ofSafekeeping: error)
        }
        guard !session.isJSON else {
            try session.print(json: Report(keptAside: outcome.keptAside, manifest: outcome.manifest))
            return .done
        }
        let manifest = outcome.manifest
        let made = session.times.time(manifest.madeAt.instant)
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
        try session.output.write(text)
        return .done
    }
}

extension Backup.Places {
    fileprivate init(_ invocation: Invocation) {
        self.init(state: Places.state(invocation), keyrings: Places.keyringFiles(invocation))
    }
}

extension Failure {
    /// What backup and restore say.
    fileprivate init(ofSafekeeping error: any Error) {
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
