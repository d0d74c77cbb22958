internal import Control
internal import Credentials

extension Command {
    static let history = Command(
        "history", .optionalName, options: [.since, .follow, .after, .before, .limit, .every, .runtime, .json, .color],
        does: "what happened",
        details:
            """
            Prints the newest events of the ledger, of one connection or of all, the newest last, and how many more \
            there are; with --all every one. With --follow, goes on with what happens from then on, until it is ended; \
            with --json too, one object a line.
            """
    ) { invocation throws(Failure) in
        try HistoryCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let since = Option("since", "WHEN", does: "from a date or time on, or as long ago as that, such as 2d")
    static let follow = Option("follow", short: "f", does: "go on with what comes, until it is ended")
}

/// `leadkeeper history`: what happened.
enum HistoryCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let pages = try LedgerPages(
            of: ListEvents(of: context.name, since: try Following.since(context)), context,
            to: "show the history" + (context.name.map { " of \($0)" } ?? ""))
        if context.invocation.has(.follow) { try follow(pages, context) }
        if context.isJSON {
            try context.print(json: pages.whole())
            return .done
        }
        var isEmpty = true
        try pages.each { list throws(Failure) in
            isEmpty = isEmpty && list.events.isEmpty
            try context.output.write(list.events.map { text($0, context) }.joined() + pages.rest(of: list))
        }
        if isEmpty { try context.output.write("no events\n") }
        return .done
    }

    /// Prints these, then what happens from then on.
    private static func follow(_ pages: LedgerPages<ListEvents>, _ context: CommandContext) throws(Failure) -> Never {
        var following = Following(context)
        var query = pages.query
        (query.after, query.before, query.limit) = (query.after ?? 0, nil, PageLimit.range.upperBound)
        let print = { (list: EventList) throws(Failure) in
            for event in list.events { try following.print(event) { text(event, context) } }
            query.after = list.events.last?.id ?? query.after
        }
        try pages.each(print)
        while true { try print(following.next { () throws(Failure) in try pages.ask(query) }) }
    }

    /// Two lines or more: when, what and to which; then the sentence.
    private static func text(_ event: EventRecord, _ context: CommandContext) -> String {
        let heading = [String(event.id), context.times.time(event.at.instant), event.type, event.connection]
            .compactMap { $0?.printable }.joined(separator: "  ")
        return context.output.toned(heading, .strong) + "\n"
            + Paragraph.wrap(event.message.printable, label: "    ") + "\n"
    }
}
