internal import Basics
internal import Control

/// A question for a part of what the ledger has, whose entries have numbers.
protocol PageQuery: ControlRequest where Answer: PageAnswer {
    /// Only those after that number, the first of them; `nil` asks for the newest.
    var after: Int64? { get set }
    /// Only those before that number; `nil` for any.
    var before: Int64? { get set }
    /// How many, at most.
    var limit: Int { get set }
}

/// A part of what the ledger has.
protocol PageAnswer {
    associatedtype Entry: Identifiable<Int64>

    /// The command that lists them, and what an entry is called.
    static var words: (command: String, entry: String, oneEntry: String) { get }

    /// The entries, the oldest first.
    var entries: [Entry] { get set }
    /// How many more there are that were asked for.
    var more: Int { get }
}

extension ListEvents: PageQuery {}
extension ListNotices: PageQuery {}

extension EventList: PageAnswer {
    static let words = (command: "history", entry: "event", oneEntry: "an event")

    var entries: [EventRecord] {
        get { events }
        set { events = newValue }
    }
}

extension NoticeList: PageAnswer {
    static let words = (command: "notices", entry: "notice", oneEntry: "a notice")

    var entries: [NoticeRecord] {
        get { notices.reversed() }
        set { notices = newValue.reversed() }
    }
}

extension Option {
    static let after = Option("after", "ID", does: "entries after this number, oldest first")
    static let before = Option("before", "ID", does: "entries before this number")
    static let every = Option("all", does: "every entry, however many there are")
}

/// Reads what the ledger has, page by page: what `history` and `notices` have in common.
struct LedgerPages<Query: PageQuery> {
    /// What is asked for; its limit may be larger than an answer's.
    let query: Query
    private let isAll: Bool
    private let context: CommandContext
    private let operation: String

    /// Takes from the arguments which part of what the query asks for is wanted.
    init(of query: Query, _ context: CommandContext, to operation: String) throws(Failure) {
        (self.context, self.operation) = (context, operation)
        let invocation = context.invocation
        isAll = invocation.has(.every)
        guard !isAll || invocation[.limit] == nil else { throw .usage("--all and --limit exclude each other") }
        let number = "\(Query.Answer.words.oneEntry)'s number"
        var query = query
        query.after = try Self.number(invocation, .after, within: 0...Int64.max, number)
        query.before = try Self.number(invocation, .before, within: 1...Int64.max, number)
        query.limit =
            try Self.number(invocation, .limit, within: 1...Int64(Int32.max), "a number from 1 on").map(Int.init)
            ?? PageLimit.usual
        self.query = query
    }

    private static func number(
        _ invocation: Invocation, _ option: Option, within range: ClosedRange<Int64>, _ accepted: String
    ) throws(Failure) -> Int64? {
        guard let text = invocation[option] else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw .usage("--\(option.name) takes \(accepted)")
        }
        return number
    }

    /// Asks for one page.
    func ask(_ query: Query) throws(Failure) -> Query.Answer { try context.client.ask(query, to: operation) }

    /// Hands out what is asked for, the oldest first: all in one, or, of every entry there is, page by page.
    func each(_ body: (Query.Answer) throws(Failure) -> Void) throws(Failure) {
        if isAll { _ = try pages(body) } else { try body(whole()) }
    }

    /// All that is asked for, as one answer.
    func whole() throws(Failure) -> Query.Answer {
        var entries: [Query.Answer.Entry] = []
        var answer = try pages { page in
            entries = isForward ? entries + page.entries : page.entries + entries
        }
        answer.entries = entries
        return answer
    }

    /// Whether pages lead from older entries to newer ones.
    private var isForward: Bool { isAll || query.after != nil }

    /// Asks for page after page until all is there that is asked for; returns the last page.
    private func pages(_ body: (Query.Answer) throws(Failure) -> Void) throws(Failure) -> Query.Answer {
        var (query, wanted) = (query, isAll ? Int.max : query.limit)
        if isForward { query.after = query.after ?? 0 }
        while true {
            query.limit = min(wanted, PageLimit.range.upperBound)
            let page = try ask(query)
            try body(page)
            wanted -= page.entries.count
            guard page.more > 0, wanted > 0, let oldest = page.entries.first?.id, let newest = page.entries.last?.id
            else { return page }
            if isForward { query.after = newest } else { query.before = oldest }
        }
    }

    /// How many entries are not shown, and how to see them; nothing where all are.
    func rest(of list: Query.Answer) -> String {
        guard list.more > 0, !isAll, let oldest = list.entries.first?.id, let newest = list.entries.last?.id else {
            return ""
        }
        let which = isForward ? "later" : "earlier"
        let limit = query.limit == PageLimit.usual ? "" : " --limit \(query.limit)"
        let next = command(isForward ? [.before] : [], isForward ? " --after \(newest)" : " --before \(oldest)") + limit
        let all = command([.after, .before], " --all")
        let verb = list.more == 1 ? "is" : "are"
        let words =
            "\(list.more.counted("\(which) \(Query.Answer.words.entry)")) \(verb) not shown; `\(next)` shows the next ones; "
            + "`\(all)` shows all"
        return "\n" + Paragraph.wrap(words) + "\n"
    }

    /// This command again, of the same connection and time, with some of its options as they were given.
    private func command(_ options: [Option], _ more: String) -> String {
        let name = context.name.map { " \($0)" } ?? ""
        let kept = ([.since] + options).compactMap { option in
            context.invocation[option].map { " --\(option.name) \($0.printable)" }
        }
        return "leadkeeper \(Query.Answer.words.command)\(name)" + kept.joined() + more
    }
}
