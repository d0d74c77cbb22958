internal import Control
internal import Credentials

extension Command {
    static let history = Command(
        "history", .optionalName, options: [.since, .follow, .after, .limit, .runtime, .json, .color],
        does: "what happened",
        details:
            """
            Prints the newest events of the ledger, of one connection or of all, the newest last, and how many more \
            there are. With --follow, goes on with what happens from then on, until it is ended; with --json too, one \
            object a line.
            """
    ) { invocation throws(Failure) in
        try HistoryCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let since = Option("since", "WHEN", does: "from a date or time on, or as long ago as that, such as 2d")
    static let follow = Option("follow", short: "f", does: "go on with what comes, until it is ended")
    static let after = Option("after", "ID", does: "events after this number, oldest first")
}

/// `leadkeeper history`: what happened.
enum HistoryCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let query = ListEvents(
            of: context.name, since: try Following.since(context),
            after: try number(context.invocation, .after, within: 0...Int64.max),
            limit: try limit(context.invocation))
        let operation = "show the history" + (context.name.map { " of \($0)" } ?? "")
        let list = try context.client.ask(query, to: operation)
        if context.invocation.has(.follow) { try follow(list, query, context, operation) }
        if context.isJSON {
            try context.print(json: list)
        } else {
            try context.output.write(
                list.events.isEmpty ? "no events\n" : list.events.map { text($0, context) }.joined())
            try context.output.write(rest(of: list, query))
        }
        return .done
    }

    /// Prints these, then what happens from then on.
    private static func follow(
        _ list: EventList, _ query: ListEvents, _ context: CommandContext, _ operation: String
    ) throws(Failure) -> Never {
        var query = query
        query.limit = PageLimit.range.upperBound
        var following = Following(context)
        var list = list
        while true {
            for event in list.events { try following.print(event) { text(event, context) } }
            query.after = list.events.last?.id ?? query.after ?? 0
            list = try following.next { () throws(Failure) in try context.client.ask(query, to: operation) }
        }
    }

    /// How many events are not shown, and how to see them; nothing where all are.
    private static func rest(of list: EventList, _ query: ListEvents) -> String {
        guard list.more > 0 else { return "" }
        let name = query.connection.map { " \($0)" } ?? ""
        let command = "`leadkeeper history\(name)"
        let words: String
        if query.after != nil {
            let next = "\(command) --after \(list.events.last?.id ?? 0) --limit \(query.limit)`"
            words =
                "\(list.more) later \(list.more == 1 ? "event is" : "events are") not shown; \(next) shows "
                + "the next ones"
        } else {
            let all = list.events.count + list.more
            let largest = PageLimit.range.upperBound
            let how =
                all <= largest
                ? "\(command) --limit \(all)` shows all"
                : "\(command) --after 0 --limit \(largest)` begins with the oldest"
            words = "\(list.more) earlier \(list.more == 1 ? "event is" : "events are") not shown; \(how)"
        }
        return "\n" + Paragraph.wrap(words) + "\n"
    }

    /// How many entries are asked for at once.
    static func limit(_ invocation: Invocation) throws(Failure) -> Int {
        let limits = Int64(PageLimit.range.lowerBound)...Int64(PageLimit.range.upperBound)
        return try number(invocation, .limit, within: limits).map(Int.init) ?? PageLimit.usual
    }

    static func number(_ invocation: Invocation, _ option: Option, within range: ClosedRange<Int64>) throws(Failure)
        -> Int64?
    {
        guard let text = invocation[option] else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            let accepted =
                option == .limit ? "1 to 1000" : option == .before ? "a notice's number" : "an event's number"
            throw .usage("--\(option.name) takes \(accepted)")
        }
        return number
    }

    /// Two lines or more: when, what and to which; then the sentence.
    private static func text(_ event: EventRecord, _ context: CommandContext) -> String {
        let heading = [String(event.id), context.times.time(event.at.instant), event.type, event.connection]
            .compactMap { $0?.printable }.joined(separator: "  ")
        return context.output.toned(heading, .strong) + "\n"
            + Paragraph.wrap(event.message.printable, label: "    ") + "\n"
    }
}
