internal import Basics
internal import Configuration
internal import Control
internal import Credentials
internal import SecureMemory

/// One run of `leadkeeper setup --from`: a connection for each row of a table, all of them checked before any is
/// written, and one reload for all.
struct TableSetup {
    private let context: CommandContext
    private let change: ConfigurationChange
    private let files: ConnectionFiles
    private let settings: Settings
    private let file: String

    private var operation: String { change.operation }

    /// Looks at what there is; throws where nothing could be written.
    init(_ context: CommandContext, file: String) throws(Failure) {
        self.context = context
        self.file = file
        change = ConfigurationChange(context, to: SetupCommand.operation)
        files = ConnectionFiles(path: change.path, operation: change.operation)
        settings = try change.settings()
        try files.checkAccess()
    }

    func run() throws(Failure) -> ExitCode {
        let table = try checkedTable()
        let isDaemonThere = try change.isDaemonThere()
        let secrets = try secrets(for: table.rows)
        let new = table.rows.filter { settings[$0.draft.name] == nil }
        try preview(table.rows, new: new, secrets: secrets)
        guard isDaemonThere || secrets.isEmpty else {
            throw Failure(
                .unavailable, "failed to \(operation): leadkeeper does not run, so no secret can be saved",
                hint: "`systemctl enable --now leadkeeper` starts it; nothing was changed")
        }
        try confirm(new)
        if !new.isEmpty {
            try Progress.shown("writing \(new.count) files") { () throws(Failure) in
                try files.write(new.map(\.draft))
            }
        }
        guard isDaemonThere else {
            throw Failure(
                .unavailable, "failed to \(operation): their files are there, and leadkeeper does not run",
                hint: "`systemctl enable --now leadkeeper` starts it; then run the same again, with the secrets")
        }
        try Progress.shown("reloading") { () throws(Failure) in
            try change.use(orElse: { files.remove(new.map(\.draft)) })
        }
        return try conclude(table.rows, new: new, try save(secrets, of: table.rows))
    }

    // MARK: What is to be

    /// The table, without any fault: neither in a row, nor in what the configuration would be with all of them.
    private func checkedTable() throws(Failure) -> ConnectionTable {
        let bytes: [UInt8]
        switch RegularFile.bytes(at: file, limit: 16 << 20) {
        case .success(let found): bytes = found
        case .failure(let cause):
            throw .usage("failed to \(operation): failed to read \(file): \(cause.text)")
        }
        var table = ConnectionTable(bytes, times: context.times)
        let result = Settings.load(directory: change.path, proposing: table.rows.map(\.draft.file))
        let lines = Dictionary(
            table.rows.map { (ConnectionDraft.path(of: $0.draft.name, in: change.path), $0.line) }
        ) { first, _ in first }
        table.add(
            result.faults.map { fault in
                let key = [fault.group.map { "[\($0)]" }, fault.key].compactMap(\.self).joined(separator: " ")
                return (lines[fault.file] ?? 0, "\(key): \(fault.cause)")
            })
        if let proposed = result.settings {
            table.add(
                table.rows.compactMap { row in
                    guard let present = settings[row.draft.name], present != proposed[row.draft.name] else {
                        return nil
                    }
                    return (
                        row.line,
                        "\(row.draft.name): \(ConnectionDraft.path(of: row.draft.name, in: change.path)) is there, and "
                            + "says something else"
                    )
                })
        }
        guard table.faults.isEmpty else {
            throw refuse(table.faults, in: file)
        }
        return table
    }

    /// The secrets on standard input; none where somebody sits there.
    private func secrets(for rows: [ConnectionTable.Row]) throws(Failure) -> [CredentialName: SharedSecret] {
        guard !Question.isPossible else { return [:] }
        let kinds = Dictionary(rows.map { ($0.draft.name, $0.kind) }) { first, _ in first }
        let lines = try SecretLines(of: kinds, to: operation)
        guard lines.faults.isEmpty else { throw refuse(lines.faults, in: "standard input") }
        return lines.secrets
    }

    /// Says all that is wrong, and that nothing was done.
    private func refuse(_ faults: [(line: Int, text: String)], in place: String) -> Failure {
        for fault in faults.sorted(by: { ($0.line, $0.text) < ($1.line, $1.text) }) {
            Output.complain("leadkeeper: \(place.printable):\(fault.line): \(fault.text.printable)\n")
        }
        let count = faults.count.counted("fault")
        return .usage("failed to \(operation): \(place) has \(count)", hint: "nothing was changed")
    }

    // MARK: What people see of it

    /// How many rows are shown.
    private static let shown = 20

    private func preview(
        _ rows: [ConnectionTable.Row], new: [ConnectionTable.Row], secrets: [CredentialName: SharedSecret]
    ) throws(Failure) {
        guard !context.isJSON else { return }
        var table = Table(columns: [
            Table.Column(heading: "CONNECTION", least: 12, rank: 2),
            Table.Column(heading: "ENVIRONMENT", least: 20, rank: 0),
            Table.Column(heading: "METHOD", least: 9, rank: 3),
            Table.Column(heading: "SECRET", least: 6, rank: 4),
        ])
        table.rows = rows.prefix(Self.shown).map { row in
            [
                Table.Cell(row.draft.name.description),
                Table.Cell(row.draft[.url] ?? ""), Table.Cell(row.draft[.method] ?? ""),
                Table.Cell(secrets[row.draft.name] == nil ? "later" : "given"),
            ]
        }
        var text = table.lines(on: context.output)
        if rows.count > Self.shown { text += "… and \(rows.count - Self.shown) more\n" }
        text +=
            "\n\(rows.count.counted("connection")): \(new.count) to write, \(rows.count - new.count) there already; "
        text += secrets.count.counted("secret") + "\n"
        try context.output.write(text)
    }

    private func confirm(_ new: [ConnectionTable.Row]) throws(Failure) {
        guard !context.invocation.has(.yes) else { return }
        guard Question.isPossible else {
            throw .usage("nobody can be asked here: --yes sets these connections up", hint: "nothing was changed")
        }
        if new.isEmpty { return }
        guard try Question.confirm("Write \(new.count.counted("connection")) to \(change.path)?", to: operation) else {
            throw Failure(.no, "failed to \(operation): you said no", hint: "nothing was changed")
        }
    }

    // MARK: Secrets

    /// Saves them one after the other; what one of them runs into does not stop the others.
    private func save(_ secrets: [CredentialName: SharedSecret], of rows: [ConnectionTable.Row]) throws(Failure)
        -> [CredentialName: Failure?]
    {
        var outcomes: [CredentialName: Failure?] = [:]
        for row in rows {
            let name = row.draft.name
            guard let secret = secrets[name] else { continue }
            let activity = "saving secret \(outcomes.count + 1) of \(secrets.count)"
            do throws(Failure) {
                _ = try Progress.shown(activity) { () throws(Failure) -> SecretAnswer in
                    try context.client.ask(
                        StoreSecret(secret, of: name, row.facts), to: "save the secret of \(name)")
                }
                outcomes[name] = .some(nil)
            } catch {
                Leadkeeper.report(error)
                outcomes[name] = error
            }
        }
        return outcomes
    }

    // MARK: The end

    /// What a program is told of it.
    private struct Report: Encodable {
        struct Element: Encodable {
            var name: String
            var line: Int
            var isNew: Bool
            var secret: String
            var message: String?
        }

        var connections: [Element]
        var remaining: [String]
    }

    private func conclude(
        _ rows: [ConnectionTable.Row], new: [ConnectionTable.Row], _ outcomes: [CredentialName: Failure?]
    ) throws(Failure) -> ExitCode {
        let failures = outcomes.values.compactMap(\.self)
        let saved = outcomes.count - failures.count
        let remaining = Self.remaining(isWithoutSecrets: outcomes.count < rows.count, hasSaved: saved > 0)
        if context.isJSON {
            let written = Set(new.map(\.draft.name))
            try context.print(
                json: Report(
                    connections: rows.map { row in
                        let outcome = outcomes[row.draft.name]
                        return Report.Element(
                            name: row.draft.name.description, line: row.line, isNew: written.contains(row.draft.name),
                            secret: outcome.map { $0 == nil ? "saved" : "failed" } ?? "none",
                            message: outcome.flatMap(\.self)?.message)
                    }, remaining: remaining))
        } else {
            let secrets = "\(saved.counted("secret")) saved"
            try context.output.write(
                "\(new.count.counted("connection")) written and in use, \(secrets)\n\nWhat remains to be done:\n"
                    + Steps.text(remaining))
        }
        return failures.first?.code ?? .done
    }

    private static func remaining(isWithoutSecrets: Bool, hasSaved: Bool) -> [String] {
        let missing =
            "Save the secrets that are missing, one by one, or all of them by the same command with lines of NAME, a tab "
            + "and the secret on standard input:\n$ leadkeeper secret set NAME"
        let proof =
            "leadkeeper tries each secret by itself now. This shows what works, and what does not:\n$ leadkeeper status"
        return (isWithoutSecrets ? [missing] : []) + (hasSaved ? [proof] : []) + [
            "Enter each connection in Partner Center, and publish the offer:\n$ leadkeeper handoff NAME show"
        ]
    }
}
