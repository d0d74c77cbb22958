public import Credentials

/// `POST /v1/notices/hold`: hold notices to contacts back.
///
/// For a day at most; throws `invalidValue` for a moment that is past, or later than that.
public struct HoldNotices: ControlRequest {
    /// What it answers.
    public typealias Answer = HoldAnswer

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "holdNotices", .post, "/v1/notices/hold", for: .changing, within: .seconds(60),
        "hold notices to contacts back",
        """
        Holds notices to contacts back while connections are set up: until that moment, a day after the hold began at \
        the latest. What tells that something has stopped, and what has to be begun within that day, still goes out. \
        The operators are told once what is held.
        """,
        parameters: [until], problems: [.cannotWrite])

    private static let until = Parameter<Instant>.moment(
        "until", "Until when: a time, or a date for its first second in UTC. Without it, for a day.")

    /// Until when; `nil` for as long as may be.
    public var until: Instant?

    /// The request.
    public init(until: Instant? = nil) {
        self.until = until
    }

    /// Understands the query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(until: try parts.value(of: Self.until))
    }

    /// The query.
    public var parts: RequestParts { RequestParts(query: [Self.until.argument(until)]) }
}

/// `DELETE /v1/notices/hold`: let notices to contacts go out again.
public struct ReleaseNotices: PlainRequest {
    /// What it answers.
    public typealias Answer = HoldAnswer

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "releaseNotices", .delete, "/v1/notices/hold", for: .changing, within: .seconds(60),
        "let notices to contacts go out again",
        "Ends the hold. What fell due meanwhile goes out; of several about one secret only the most urgent.",
        problems: [.cannotWrite])

    /// The request.
    public init() {}
}
