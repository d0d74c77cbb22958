internal import Control

/// `leadkeeper history`: what happened.
enum HistoryCommand {
    static func run(_ session: Session) throws(Failure) -> ExitCode {
        let query = EventQuery(
            connection: session.name, after: try number(session.invocation, .after, within: 0...Int64.max),
            limit: try number(session.invocation, .limit, within: 1...1_000).map(Int.init) ?? EventQuery.usualLimit)
        let list: EventList = try session.client.ask(
            .events(query), to: "show the history" + (session.name.map { " of \($0)" } ?? ""))
        if session.isJSON {
            try session.print(json: list)
        } else {
            try session.output.write(
                list.events.isEmpty ? "nothing has happened\n" : list.events.map { text($0, session) }.joined())
        }
        return .done
    }

    private static func number(_ invocation: Invocation, _ option: Option, within range: ClosedRange<Int64>) throws(Failure)
        -> Int64?
    {
        guard let text = invocation[option] else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            let accepted = option == .limit ? "1 to 1000" : "an event's number"
            throw .usage("--\(option.rawValue) is “\(text.printable)”", hint: "accepted is \(accepted)")
        }
        return number
    }

    /// Two lines or more: when, what and to which; then the sentence.
    private static func text(_ event: EventRecord, _ session: Session) -> String {
        let heading = [String(event.id), session.times.time(event.at.instant), event.type, event.connection]
            .compactMap { $0?.printable }.joined(separator: "  ")
        return session.output.toned(heading.shortened(to: Paragraph.width), .strong) + "\n"
            + Paragraph.wrap(event.message.printable, label: "    ") + "\n"
    }
}
