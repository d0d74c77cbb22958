/// `POST /v1/reload`: read the configuration again.
///
/// Reads the configuration again and answers once it is in use, or why it is not.
public struct ReloadConfiguration: ControlRequest {
    /// What it answers.
    public typealias Answer = ReloadStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "reload", .post, "/v1/reload", for: .changing, within: .seconds(60),
        "read the configuration again",
        """
        Reads the configuration files again and answers once they are in use, or why they are not: with faults, \
        or with no connections any more, the configuration before them stays in use, which is a successful \
        answer with `result` `refused`. With `allow-empty` it is meant that there are no connections.
        """,
        parameters: [allowEmpty])

    private static let allowEmpty = Parameter<Bool>(
        flag: "allow-empty", "Whether it is meant that the configuration has no connections.")

    /// Whether a configuration without connections is meant.
    public var allowsEmpty: Bool

    /// The request.
    public init(allowingEmpty allowsEmpty: Bool = false) {
        self.allowsEmpty = allowsEmpty
    }

    /// Understands the query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(allowingEmpty: try parts.value(of: Self.allowEmpty) ?? false)
    }

    /// The query.
    public var parts: RequestParts { RequestParts(query: [Self.allowEmpty.argument(allowsEmpty ? true : nil)]) }
}
