internal import Configuration
internal import Control
internal import Credentials

/// One run of `leadkeeper setup` for one connection: questions, the file, the secret, the proof.
struct ConnectionSetup {
    let context: CommandContext
    let change: ConfigurationChange
    let files: ConnectionFiles
    /// The settings as they are.
    let settings: Settings
    /// Whether the daemon answers: without it nobody can be asked and no secret saved.
    let isDaemonThere: Bool

    var operation: String { change.operation }
    /// Whether somebody answers questions.
    var isInteractive: Bool { Question.isPossible && !context.invocation.has(.yes) }

    /// Looks at what there is; throws where nothing could be written, before anything is asked.
    init(_ context: CommandContext) throws(Failure) {
        self.context = context
        change = ConfigurationChange(context, to: context.name.map { "set up \($0)" } ?? "set up a connection")
        files = ConnectionFiles(path: change.path, operation: change.operation)
        settings = try change.settings()
        try files.checkAccess()
        isDaemonThere = try change.isDaemonThere()
    }

    /// Asks, writes, stores and proves; goes on where an earlier run has stopped.
    func run() throws(Failure) -> ExitCode {
        guard isInteractive || context.invocation.has(.yes) else {
            throw .usage("nobody can be asked here: use --yes, and an option for each answer")
        }
        if let name = context.name, settings[name] != nil, !isDescribed {
            return try finish(name, isNew: false, secret: try pipedSecret(of: name))
        }
        if isInteractive {
            try tell(Prerequisites.terminalText + "\n")
            if !isDaemonThere { remark(Self.noDaemon) }
        }
        let draft = try ConnectionInterview(setup: self).draft()
        let isNew = try isMissing(draft)
        // Read before anything is written: what is no secret changes nothing.
        let secret = try pipedSecret(of: draft.name)
        if isNew { try add(draft) }
        return try finish(draft.name, isNew: isNew, secret: secret)
    }

    private static let noDaemon = """
        leadkeeper does not run, so nothing can be checked at Microsoft now. You can answer the questions all the \
        same: setup writes the file, and goes on with the secret once leadkeeper runs.
        """

    /// Whether any option says what stands in a connection's file.
    private var isDescribed: Bool { SetupCommand.descriptions.contains { context.invocation.has($0) } }

    /// Whether the connection's file is still to be written; throws where one is there that says something else.
    private func isMissing(_ draft: ConnectionDraft) throws(Failure) -> Bool {
        let proposed = try change.settings(proposing: [draft.file])
        guard let present = settings[draft.name] else { return true }
        guard present == proposed[draft.name] else {
            throw Failure(
                .cannotWrite, "failed to \(operation): \(path(of: draft)) is there, and says something else",
                hint: "setup writes over no file: edit that one, or move it away")
        }
        return false
    }

    /// Writes the file and has it used; what the daemon refuses is taken back.
    private func add(_ draft: ConnectionDraft) throws(Failure) {
        if isInteractive {
            let lines = draft.text.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("#") }
            Output.complain(lines.map { $0.isEmpty ? "\n" : "    \(String($0).printable)\n" }.joined())
            guard try Question.confirm("Write this to \(path(of: draft))?", to: operation) else {
                throw Failure(.no, "failed to \(operation): you said no", hint: "nothing was changed")
            }
        }
        try files.write([draft])
        if isDaemonThere { try change.use(orElse: { files.remove([draft]) }) }
        try tell("\(path(of: draft)) is written\(isDaemonThere ? " and in use" : "").\n\n")
    }

    private func path(of draft: ConnectionDraft) -> String { ConnectionDraft.path(of: draft.name, in: change.path) }

    /// Writes for people alone.
    func tell(_ text: @autoclosure () -> String) throws(Failure) {
        if !context.isJSON { try context.output.write(text()) }
    }

    /// Says something beside a question.
    func remark(_ text: String) {
        if isInteractive { Output.complain(Paragraph.wrap(text.printable, label: "  ") + "\n") }
    }
}
