public import Credentials

/// `GET /v1/notices`: who was told what.
public struct ListNotices: ControlRequest {
    /// What it answers.
    public typealias Answer = NoticeList

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "listNotices", .get, "/v1/notices", for: .reading, within: .seconds(30),
        "who was told what",
        """
        Lists notices, newest first: to whom, about what, and whether the mail server accepted them; with \
        `before`, those that are older than that one; with `after`, the oldest of those that are newer than that \
        one. Says too whose reminders wait, who is on it, and whether notices are held back.
        """,
        parameters: [connection, since, after, before, limit],
        problems: [.unknownConnection])

    private static let connection = Parameter<CredentialName>.connection()
    private static let after = Parameter<Int64>(
        number: "after", "The number of the last notice that is known already.", from: 0, accepted: "a notice's number")
    private static let before = Parameter<Int64>(
        number: "before", "The number of a notice; older ones are answered.", from: 1, accepted: "a notice's number")
    private static let since = Parameter<Instant>.moment("since", "Only those from then on.")
    private static let limit = Parameter<Int>.limit

    /// Only those that concern it; `nil` stands for all.
    public var connection: CredentialName?
    /// Those after that number, the oldest of them; `nil` asks for the newest.
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
