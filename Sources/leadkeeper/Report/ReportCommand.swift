internal import Configuration
internal import Control
internal import Credentials
internal import Glibc
internal import JSON
internal import Unix

extension Command {
    static let report = Command(
        "report", .path("FILE"), options: [.anonymous, .config, .runtime, .json, .color],
        does: "write a report without secrets for whoever helps",
        details:
            """
            Writes a report into a new file that only you can read: versions, settings, the state of connections and \
            units, and what happened lately, from the history and the journal. It is text, to be read before you send \
            it. It has no secrets and nothing that somebody typed or a server said, but names of connections, hosts \
            and addresses; with --anonymous a number stands for each. It also works if the daemon does not answer. Use \
            root: others cannot read the journal.
            """
    ) { invocation throws(Failure) in
        try ReportCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let anonymous = Option(
        "anonymous", does: "have numbers stand for the names of connections, hosts and addresses")
}

/// `leadkeeper report`: writes what whoever helps needs to know into a file.
enum ReportCommand {
    /// What is said where something was written.
    private struct Written: Encodable {
        let file: String
        let bytes: Int
    }

    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let path = context.invocation.path
        let file = try newFile(path)
        let report = made(context)
        guard let bytes = try? JSONCoder.encode(report, pretty: true) else {
            unlink(path)
            throw Failure(.internal, "failed to write \(path): the report cannot be put as JSON")
        }
        try write(bytes + [UInt8(ascii: "\n")], to: file, path)
        guard !context.isJSON else {
            try context.print(json: Written(file: path, bytes: bytes.count + 1))
            return .done
        }
        for gap in report.missing { Output.complain("leadkeeper: warning: \(gap.rawValue)\n") }
        let named = report.isAnonymous ? "" : "; it has names, hosts and addresses, which --anonymous replaces"
        try context.output.write(
            "\(path.printable) has the report, without secrets\(named). Read it before you send it.\n")
        return .done
    }

    private static func made(_ context: CommandContext) -> Report {
        let invocation = context.invocation
        let isAnonymous = invocation.has(.anonymous)
        let names = ReportNames(isAnonymous: isAnonymous)
        var missing: [Report.Gap] = []
        var list = try? context.client.connections(to: "list the connections")
        if list != nil, list?.health == nil {
            list?.health = try? context.client.ask(GetHealth(), to: "ask how leadkeeper is")
        }
        var daemon: Report.Daemon?
        if let list {
            let most = PageLimit.range.upperBound
            let events = try? context.client.ask(ListEvents(limit: most), to: "list what happened")
            let notices = try? context.client.ask(ListNotices(limit: most), to: "list notices")
            daemon = Report.Daemon(
                list, events ?? EventList(events: []), notices ?? NoticeList(notices: []), names)
        } else {
            missing.append(.daemon)
        }
        let units = Report.Unit.shown()
        if units == nil { missing.append(.units) }
        let journal = Report.JournalEntry.newest(names)
        if journal?.isEmpty != false { missing.append(.journal) }
        let settings = Settings.load(directory: Places.configuration(invocation))
        return Report(
            about: [.what, isAnonymous ? .anonymous : .named], isAnonymous: isAnonymous,
            at: Timestamp(context.times.now), versions: Report.Versions(of: list?.health?.keyring), daemon: daemon,
            configuration: Report.Files(settings, names), units: units ?? [], journal: journal ?? [],
            missing: missing)
    }

    // MARK: The file

    /// Makes a file that is new and this user's alone; open(2).
    private static func newFile(_ path: String) throws(Failure) -> Int32 {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file < 0 else { return file }
        guard errno != EEXIST else {
            throw Failure(
                .cannotWrite, "failed to write \(path): it exists already",
                hint: "give the report another name; it is never written over anything")
        }
        throw Failure(.cannotWrite, "failed to write \(path): \(errorText())")
    }

    /// Writes all of it and closes the file, or removes it again.
    private static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws(Failure) {
        var cause: String?
        var rest = bytes[...]
        while !rest.isEmpty, cause == nil {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { cause = errorText() }
        }
        if close(file) != 0, cause == nil { cause = errorText() }
        guard let cause else { return }
        unlink(path)
        throw Failure(.cannotWrite, "failed to write \(path): \(cause)")
    }
}
