/// `GET /v1/health`: how leadkeeper itself is.
public struct GetHealth: PlainRequest {
    /// What it answers.
    public typealias Answer = HealthStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "getHealth", .get, "/v1/health", for: .reading, within: .seconds(30),
        "how leadkeeper itself is",
        """
        Answers whether leadkeeper can do its work, part by part: mail, keyring, clock, configuration, ledger \
        and disk.
        """)

    /// The request.
    public init() {}
}
