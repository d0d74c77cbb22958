internal import Configuration
internal import Control
internal import Credentials

extension Command {
    static let forecast = Command(
        "forecast", .optionalName, options: [.days, .whatIf, .group, .ics, .runtime, .json, .color],
        does: "what lies ahead",
        details:
            """
            Prints every probe, notice, start-by date, expiry, step of a rotation and hand-off that lies ahead, of one \
            connection or of all: the daemon runs its engine ahead on a virtual clock and a copy of its ledger. It \
            takes for granted that what works goes on working, that what Microsoft refuses is refused still, and that \
            nobody does anything. Asks nobody and changes nothing. Weekends are marked. With --what-if, sees what \
            would happen otherwise: mail-down=3d (no mail leaves for three days), away=ADDRESS:2w (that person is \
            away for two weeks), policy=90d (no secret or password may live longer); give it as often as you like.
            """
    ) { invocation throws(Failure) in
        try ForecastCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let days = Option("days", "N", does: "how many days, 1 to 366; default: \(GetForecast.usualDays)")
    static let whatIf = Option(
        "what-if", "WHAT=SPAN", offering: .words(Supposition.Kind.allCases.map { "\($0.rawValue)=" }),
        isRepeatable: true, does: "mail-down=SPAN, away=ADDRESS:SPAN or policy=SPAN, such as mail-down=3d")
    static let group = Option(
        "group", "WHAT", offering: .words(ForecastOrder.allCases.map(\.rawValue)),
        does: "by day, person or connection; default: day")
}

extension Option {
    static let ics = Option("ics", does: "print all but the probes as an iCalendar file")
}

/// How a forecast is sorted.
enum ForecastOrder: String, CaseIterable {
    case day, person, connection
}

/// `leadkeeper forecast`: what lies ahead.
enum ForecastCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let invocation = context.invocation
        let order = try order(invocation)
        var request = GetForecast(of: context.name, days: try days(invocation), hasCalendar: invocation.has(.ics))
        for text in invocation.values(of: .whatIf) { try Supposition(text).apply(to: &request) }
        let whose = context.name.map { " of \($0)" } ?? ""
        let answer = try Progress.shown("looking ahead \(request.days) days\(whose)") { () throws(Failure) in
            try context.client.ask(request, to: "look ahead")
        }
        if context.isJSON {
            try context.print(json: answer)
        } else if let calendar = answer.calendar {
            try context.output.write(calendar)
        } else {
            try context.output.write(ForecastLines(answer, context).text(by: order))
        }
        return .done
    }

    private static func order(_ invocation: Invocation) throws(Failure) -> ForecastOrder {
        guard let text = invocation[.group] else { return .day }
        guard let order = ForecastOrder(rawValue: text) else {
            throw .usage("--group has to be day, person or connection")
        }
        return order
    }

    private static func days(_ invocation: Invocation) throws(Failure) -> Int {
        guard let text = invocation[.days] else { return GetForecast.usualDays }
        guard let days = Int(text), GetForecast.dayRange.contains(days) else {
            throw .usage("--days takes \(GetForecast.dayRange.lowerBound) to \(GetForecast.dayRange.upperBound)")
        }
        return days
    }
}

/// What a forecast is to suppose, as `--what-if` has it.
struct Supposition {
    enum Kind: String, CaseIterable {
        case mailDown = "mail-down"
        case away
        case policy
    }

    private let kind: Kind
    private let person: EmailAddress?
    private let span: TimeSpan

    /// Understands `mail-down=3d`, `away=ADDRESS:2w` and `policy=90d`.
    init(_ text: String) throws(Failure) {
        let accepted = "--what-if takes mail-down=3d, away=ADDRESS:2w or policy=90d"
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let kind = Kind(rawValue: parts[0]) else { throw .usage(accepted) }
        self.kind = kind
        var rest = parts[1][...]
        if kind == .away {
            guard let colon = rest.lastIndex(of: ":"), let person = EmailAddress(String(rest[..<colon])) else {
                throw .usage("--what-if away= takes an address and a span, such as away=ops@contoso.com:2w")
            }
            self.person = person
            rest = rest[rest.index(after: colon)...]
        } else {
            person = nil
        }
        guard let span = TimeSpan(written: String(rest)), span.seconds > 0, span <= .days(3_660) else {
            throw .usage("--what-if \(kind.rawValue)= takes a span such as 3d or 2w, up to ten years", hint: accepted)
        }
        self.span = span
    }

    /// Has the forecast suppose it.
    func apply(to request: inout GetForecast) {
        switch kind {
        case .mailDown: request.mailDown = span
        case .policy: request.policy = span
        case .away: if let person { request.away[person] = span }
        }
    }
}

extension Invocation {
    /// All values of an option that may be given more than once, in their order.
    func values(of option: Option) -> [String] {
        raw.indices.dropLast().filter { raw[$0] == "--\(option.name)" }.map { raw[$0 + 1] }
    }
}
