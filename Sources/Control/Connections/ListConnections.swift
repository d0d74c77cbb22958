/// `GET /v1/connections`: all connections.
public struct ListConnections: PlainRequest {
    /// What it answers.
    public typealias Answer = ConnectionList

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "listConnections", .get, "/v1/connections", for: .reading, within: .seconds(30),
        "all connections",
        """
        Lists every connection with its secret, window, last probe, conditions and what comes next, in the order \
        of their names. The reserved names `@mail` and `@administrator` are among them where they are \
        configured. `health` is how leadkeeper itself is.
        """)

    /// The request.
    public init() {}
}
