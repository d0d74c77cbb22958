public import Credentials

/// `GET /v1/events`: what happened.
public struct ListEvents: ControlRequest {
    /// What it answers.
    public typealias Answer = EventList

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "listEvents", .get, "/v1/events", for: .reading, within: .seconds(30),
        "what happened",
        """
        Lists entries of the ledger, oldest first: with `after`, the first ones after that number, else the \
        newest ones; with `before`, only those before that number.
        """,
        parameters: [connection, since, after, before, limit],
        problems: [.unknownConnection])

    private static let connection = Parameter<CredentialName>.connection()
    private static let after = Parameter<Int64>(
        number: "after", "The number of the last event that is known already.", from: 0, accepted: "an event's number")
    private static let before = Parameter<Int64>(
        number: "before", "The number of an event; earlier ones are answered.", from: 1, accepted: "an event's number")
    private static let since = Parameter<Instant>.moment("since", "Only those from then on.")
    private static let limit = Parameter<Int>.limit

    /// Only those that concern it; `nil` stands for all.
    public var connection: CredentialName?
    /// Those after that number; `nil` asks for the newest.
    public var after: Int64?
    /// Those before that number; `nil` for any.
    public var before: Int64?
    /// Those from then on; `nil` for any.
    public var since: Instant?
    /// How many, at most; within `PageLimit.range`.
    public var limit: Int

    /// The request, for the newest ones of all connections where nothing is said.
    public init(
        of connection: CredentialName? = nil, since: Instant? = nil, after: Int64? = nil, before: Int64? = nil,
        limit: Int = PageLimit.usual
    ) {
        self.since = since
        self.connection = connection
        self.after = after
        self.before = before
        self.limit = limit
    }

    /// Understands the query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(
            of: try parts.value(of: Self.connection), since: try parts.value(of: Self.since),
            after: try parts.value(of: Self.after), before: try parts.value(of: Self.before),
            limit: try parts.value(of: Self.limit) ?? PageLimit.usual)
    }

    /// The query, which always has the limit.
    public var parts: RequestParts {
        RequestParts(query: [
            Self.connection.argument(connection), Self.since.argument(since), Self.after.argument(after),
            Self.before.argument(before), Self.limit.argument(limit),
        ])
    }
}
