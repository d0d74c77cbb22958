public import Credentials

/// `GET /v1/connections`: all connections, or some of them after the other.
public struct ListConnections: ControlRequest {
    /// What it answers.
    public typealias Answer = ConnectionList

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "listConnections", .get, "/v1/connections", for: .reading, within: .seconds(30),
        "all connections",
        """
        Lists every connection with its secret, window, last probe, conditions and what comes next, in the order \
        of their names. The reserved names `@mail` and `@administrator` are among them where they are \
        configured. `health` is how leadkeeper itself is. With `limit`, it answers so many at most, and `next` is the \
        name to go on `after`; what has changed meanwhile may be in one page and not yet in another, but no \
        connection that is there all the time is left out or told twice. With `unless`, it answers no connections \
        where nothing has changed since the answer with that `mark`, but for what time changes by itself, which \
        makes another mark each minute. With `brief`, it answers of each connection what a table has room for.
        """,
        parameters: [limit, after, unless, brief])

    private static let limit = Parameter<Int>.page
    private static let after = Parameter<CredentialName>.after
    private static let unless = Parameter<String>(
        mark: "unless", "The mark of an answer; where it is still right, no connections are answered.")

    private static let brief = Parameter<Bool>(
        flag: "brief",
        "Whether to leave out the steps of probes, all conditions but `CredentialValid` and `NeedsAttention`, and who "
            + "signs in, when leads came and how often it is probed: lists are shorter then, and the rest is null.")

    /// How many, at most; `nil` for all that there are.
    public var limit: Int?
    /// The name behind which to begin, whether there is such a connection or not; `nil` for the first.
    public var after: CredentialName?
    /// The mark of an earlier answer, which is enough where nothing has changed; `nil` for none.
    public var unless: String?
    /// Whether that is enough of each connection which ``ConnectionStatus/abridge()`` leaves.
    public var isBrief = false

    /// The request for so many behind that name, unless the earlier answer is still right.
    public init(
        limit: Int? = nil, after: CredentialName? = nil, unless: String? = nil, isBrief: Bool = false
    ) {
        (self.limit, self.after, self.unless, self.isBrief) = (limit, after, unless, isBrief)
    }

    /// Understands the query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(
            limit: try parts.value(of: Self.limit), after: try parts.value(of: Self.after),
            unless: try parts.value(of: Self.unless), isBrief: try parts.value(of: Self.brief) ?? false)
    }

    /// The query.
    public var parts: RequestParts {
        RequestParts(query: [
            Self.limit.argument(limit), Self.after.argument(after), Self.unless.argument(unless),
            Self.brief.argument(isBrief ? true : nil),
        ])
    }
}
