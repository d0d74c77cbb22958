internal import Control
internal import Credentials
internal import Triage

extension Command {
    static let status = Command(
        "status", .names,
        options: [
            .failing, .expiring, .contact, .match, .sort, .outputFormat, .allConditions, .check, .watch, .runtime,
            .json,
            .color,
        ],
        does: "what is watched, when it expires, whether it works, what is needed",
        details:
            """
            Without a name, prints how many need somebody and how leadkeeper itself is, then one line for each \
            connection, the most urgent first: how it stands, when it expires, what is needed of whom, and who was \
            told when. With names, prints what matters about each, and with --all everything: expiry, last probe step \
            by step, advice, conditions. With --check, prints nothing \
            and exits 0 if no action is needed, 1 if somebody has to act on one of the connections or on leadkeeper \
            itself, 69 if the daemon does not answer. With --watch, shows it anew every two seconds until q is pressed.
            """
    ) { invocation throws(Failure) in
        try StatusCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let check = Option("check", does: "print nothing; the exit code tells whether action is needed")
    static let failing = Option("failing", does: "only what needs somebody or does not work")
    static let expiring = Option("expiring", "SPAN", does: "only what expires within that time, such as 30d")
    static let contact = Option("contact", "ADDRESS", does: "only what that person is told about")
    static let match = Option(
        "match", "PATTERN", does: "only names or addresses with that in them, or of that pattern, such as 'eu-*'")
    static let sort = Option(
        "sort", "ORDER", offering: .words(StatusSelection.Order.allCases.map(\.rawValue)),
        does: "urgency (default), name, expiry, or checked: the longest ago first")
    static let outputFormat = Option(
        "output", short: "o", "FORMAT", offering: .words(StatusFormat.allCases.map(\.rawValue)),
        does: "wide, json, csv or names")
    static let allConditions = Option("all", does: "with names: everything about each, conditions too")
    static let watch = Option("watch", does: "show it anew every two seconds; q ends it, ? shows the keys")
}

/// How the connections are printed, where not as a table for people.
enum StatusFormat: String, CaseIterable {
    /// The table with all columns, each connection on one line.
    case wide
    /// What the daemon answers.
    case json
    /// A line for each connection, RFC 4180, with a heading.
    case csv
    /// The names alone.
    case names
}

/// `leadkeeper status`: what is kept, when it lapses, whether it works, what is needed.
enum StatusCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let invocation = context.invocation
        let selection = try StatusSelection(invocation)
        let format = try format(invocation)
        if invocation.has(.check) { return try check(context, selection) }
        if invocation.has(.watch) { return try watch(context, selection, format) }
        if format == .json {
            try printJSON(context, selection)
        } else if !invocation.names.isEmpty, format == nil {
            try printDetails(context, selection)
        } else {
            let overview = try StatusOverview.ask(context, selection, times: context.times)
            try context.output.write(
                StatusPage(times: context.times, output: context.output, width: TerminalSize.columns)
                    .text(overview, as: format))
        }
        return .done
    }

    private static func check(_ context: CommandContext, _ selection: StatusSelection) throws(Failure) -> ExitCode {
        do throws(Failure) {
            var needsAttention = false
            let health = try each(context, withHealth: true) { connection throws(Failure) in
                let isChosen = selection.takes(connection, at: context.times.now)
                needsAttention = needsAttention || isChosen && connection.needsAttention
            }.health
            return needsAttention || health?.needsAttention == true ? .no : .done
        } catch {
            // The exit code is all that is asked for, and nobody answers.
            guard error.code == .unavailable || error.code == .temporary else { throw error }
            return .unavailable
        }
    }

    private static func printJSON(_ context: CommandContext, _ selection: StatusSelection) throws(Failure) {
        guard context.invocation.names.isEmpty else {
            var connections: [ConnectionStatus] = []
            let list = try each(context, withHealth: true) { connection throws(Failure) in
                if selection.takes(connection, at: context.times.now) { connections.append(connection) }
            }
            if context.invocation.has(.sort) { connections = selection.sorted(connections, at: context.times.now) }
            return try context.print(
                json: StatusDocument(connections: connections, health: list.health, hold: list.hold))
        }
        try StatusDocument.print(context, selection)
    }

    private static func printDetails(_ context: CommandContext, _ selection: StatusSelection) throws(Failure) {
        let details = StatusDetails(times: context.times, output: context.output)
        let all = context.invocation.has(.allConditions)
        var texts: [String] = []
        _ = try each(context, withHealth: false) { connection throws(Failure) in
            guard selection.takes(connection, at: context.times.now) else { return }
            texts.append(all ? details.text(connection) : details.brief(connection))
        }
        try context.output.write(texts.joined(separator: "\n"))
    }

    private static func watch(
        _ context: CommandContext, _ selection: StatusSelection, _ format: StatusFormat?
    ) throws(Failure) -> ExitCode {
        guard format == nil || format == .wide else {
            throw .usage("--watch shows a table, and takes no other --output than wide")
        }
        return try StatusWatch(context, selection, isWide: format == .wide).run()
    }

    private static func format(_ invocation: Invocation) throws(Failure) -> StatusFormat? {
        guard let text = invocation[.outputFormat] else { return invocation.has(.json) ? .json : nil }
        guard let format = StatusFormat(rawValue: text) else {
            throw .usage("--output has to be wide, json, csv or names")
        }
        guard format == .json || !invocation.has(.json) else {
            throw .usage("--json and --output \(text) exclude each other")
        }
        return format
    }

    /// Hands out all connections, or those that are named, one by one.
    ///
    /// - Returns: what is known of leadkeeper itself, in any case where all are asked for.
    private static func each(
        _ context: CommandContext, withHealth: Bool, take: (ConnectionStatus) throws(Failure) -> Void
    ) throws(Failure) -> ConnectionList {
        guard !context.invocation.names.isEmpty else {
            return try context.client.connections(to: "list the connections", brief: true, read: take)
        }
        for name in context.invocation.names {
            try take(try context.client.ask(GetConnection(name), to: "show the status of \(name)"))
        }
        var list = ConnectionList(connections: [])
        if withHealth { list.health = try context.client.ask(GetHealth(), to: "ask how leadkeeper is") }
        return list
    }
}
