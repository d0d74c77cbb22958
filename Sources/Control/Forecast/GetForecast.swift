public import Credentials

/// `GET /v1/forecast`: what lies ahead, if all goes on as it is.
public struct GetForecast: ControlRequest {
    /// What it answers.
    public typealias Answer = ForecastAnswer

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "getForecast", .get, "/v1/forecast", for: .reading, within: .seconds(1_800),
        "what lies ahead",
        """
        Runs the engine ahead on a virtual clock and a copy of the ledger: every probe, notice, start-by date, \
        expiry, step of a rotation and hand-off that lies ahead, if what works goes on working, what is refused is \
        refused still, and nobody does anything. Changes nothing and asks nobody. One at a time; takes about a second \
        for every few thousand probes that lie ahead.
        """,
        parameters: [connection, days, mailDown, away, policy, calendar],
        problems: [.unknownConnection])

    /// For how many days it may be asked.
    public static let dayRange = 1...366
    /// For how many days it is where nothing is said.
    public static let usualDays = 30

    private static let connection = Parameter<CredentialName>.connection()
    private static let days = Parameter<Int>(
        name: "days", description: "How many days ahead.", schema: .number(within: dayRange, otherwise: usualDays)
    ) { text throws(Problem) in
        guard let number = Int(text), dayRange.contains(number) else {
            throw .refusal(of: "days", accepted: "\(dayRange.lowerBound) to \(dayRange.upperBound)")
        }
        return number
    } write: {
        String($0)
    }
    private static let mailDown = Parameter<TimeSpan>.span(
        "mail-down", "What if no mail leaves for so many seconds from now on.")
    private static let policy = Parameter<TimeSpan>.span(
        "policy", "What if no secret or password may live longer than so many seconds.")
    private static let away = Parameter<[EmailAddress: TimeSpan]>(
        name: "away",
        description: "What if these are away: ADDRESS:SECONDS, several with commas between them.", schema: .text()
    ) { text throws(Problem) in
        var away: [EmailAddress: TimeSpan] = [:]
        for part in text.split(separator: ",") {
            let pieces = part.split(separator: ":", maxSplits: 1)
            guard pieces.count == 2, let address = EmailAddress(String(pieces[0])),
                let seconds = Int64(pieces[1]), seconds > 0
            else { throw .refusal(of: "away", accepted: "addresses with seconds, such as ops@contoso.com:1209600") }
            away[address] = .seconds(seconds)
        }
        return away
    } write: { away in
        away.map { "\($0.key):\($0.value.seconds)" }.sorted().joined(separator: ",")
    }

    private static let calendar = Parameter<Bool>(
        flag: "calendar", "Whether to answer all but the probes as an iCalendar file too.")

    /// The connection; `nil` stands for all.
    public var connection: CredentialName?
    /// How many days ahead; within `dayRange`.
    public var days: Int
    /// For how long no mail leaves; `nil` where mail works.
    public var mailDown: TimeSpan?
    /// Who is away, and for how long.
    public var away: [EmailAddress: TimeSpan]
    /// How long a secret may live at most; `nil` where nothing new limits that.
    public var policy: TimeSpan?
    /// Whether all but the probes is to be answered as an iCalendar file too.
    public var hasCalendar: Bool

    /// The request, for all connections and thirty days where nothing is said.
    public init(
        of connection: CredentialName? = nil, days: Int = Self.usualDays, mailDown: TimeSpan? = nil,
        away: [EmailAddress: TimeSpan] = [:], policy: TimeSpan? = nil, hasCalendar: Bool = false
    ) {
        (self.connection, self.days, self.mailDown) = (connection, days, mailDown)
        (self.away, self.policy, self.hasCalendar) = (away, policy, hasCalendar)
    }

    /// Understands the query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(
            of: try parts.value(of: Self.connection), days: try parts.value(of: Self.days) ?? Self.usualDays,
            mailDown: try parts.value(of: Self.mailDown), away: try parts.value(of: Self.away) ?? [:],
            policy: try parts.value(of: Self.policy), hasCalendar: try parts.value(of: Self.calendar) ?? false)
    }

    /// The query.
    public var parts: RequestParts {
        RequestParts(query: [
            Self.connection.argument(connection), Self.days.argument(days), Self.mailDown.argument(mailDown),
            Self.away.argument(away.isEmpty ? nil : away), Self.policy.argument(policy),
            Self.calendar.argument(hasCalendar ? true : nil),
        ])
    }
}

extension Parameter<TimeSpan> {
    /// A length of time, in seconds.
    fileprivate static func span(_ name: String, _ description: String) -> Self {
        Self(name: name, description: description, schema: .number(from: 1)) { text throws(Problem) in
            guard let seconds = Int64(text), seconds > 0, seconds <= 10 * 366 * 86_400 else {
                throw .refusal(of: name, accepted: "a number of seconds, up to ten years")
            }
            return .seconds(seconds)
        } write: {
            String($0.seconds)
        }
    }
}
