internal import Configuration
internal import Control
internal import Credentials

/// One run of `leadkeeper mail migrate`: what it works with, and what all of its steps have in common.
struct MailMove {
    let context: CommandContext
    private let change: ConfigurationChange
    let directory: MailMigrationDirectory
    /// The file as it was when the run began; `nil` where there is none.
    let file: MailMigrationFile?
    /// The settings as they are.
    let settings: Settings

    var operation: String { MailMigrateCommand.operation }

    /// Looks at the configuration, which must be without faults: nothing is written where it is not.
    init(_ context: CommandContext) throws(Failure) {
        self.context = context
        change = ConfigurationChange(context, to: MailMigrateCommand.operation)
        directory = MailMigrationDirectory(change.path, to: change.operation)
        file = try directory.read()
        settings = try change.settings()
    }

    /// The settings as they would be with a file; throws with all that would be wrong with them.
    func settings(proposing file: MailMigrationFile) throws(Failure) -> Settings {
        try change.settings(proposing: [ProposedFile(MailMigrationFile.name, file.text)])
    }

    /// How far it has come; `nil` before its beginning.
    var stage: MailMigrationFile.Stage? { file?.stage }

    // MARK: What the daemon is asked

    /// Has the daemon use what is there, which an earlier run may have written without getting so far.
    func synchronize() throws(Failure) { try change.synchronize() }

    /// Writes the file, and has the daemon use it; what it refuses is put back as it was.
    func put(_ new: MailMigrationFile?, insteadOf old: MailMigrationFile?) throws(Failure) {
        try directory.write(new, insteadOf: old)
        try change.use { () throws(Failure) in try directory.write(old, insteadOf: new) }
    }

    /// Whether mail can be sent by the way that is configured: signs in.
    func probe() throws(Failure) -> ProbeStatus {
        try Progress.shown("signing in for mail") { () throws(Failure) -> ProbeStatus in
            try context.client.ask(ProbeConnection(.mail, .signIn), to: operation)
        }
    }

    /// Removes a secret that is of no use any more, where there is one.
    func removeSecret(of name: CredentialName) throws(Failure) {
        do throws(Failure) {
            _ = try context.client.ask(RemoveSecret(name), to: "remove the secret of \(name)")
        } catch  where error.code == .no || error.code == .usage {
            // There is none.
        }
    }

    // MARK: What is said

    /// Says how the move stands, and how the process ends.
    func say(_ text: String, _ code: ExitCode = .done, stage: MailMigrationFile.Stage?, probe: ProbeStatus? = nil)
        throws(Failure) -> ExitCode
    {
        if context.isJSON {
            let status = try context.client.ask(GetMailMigration(), to: operation)
            try context.print(
                json: Report(stage: stage?.rawValue ?? "none", message: text, probe: probe, daemon: status))
        } else {
            try context.output.write(Paragraph.wrap(text.printable) + "\n")
        }
        return code
    }

    /// What `--json` prints.
    private struct Report: Encodable {
        var stage: String
        var message: String
        var probe: ProbeStatus?
        var daemon: MailMigrationStatus
    }

    /// Writes for people alone.
    func tell(_ text: @autoclosure () -> String) throws(Failure) {
        if !context.isJSON { try context.output.write(text()) }
    }
}
