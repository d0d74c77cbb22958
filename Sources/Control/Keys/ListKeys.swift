public import Credentials

/// `GET /v1/connections/{name}/keys`: the client secrets on the application.
public struct ListKeys: ConnectionRequest {
    /// What it answers.
    public typealias Answer = KeyList

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "listKeys", .get, "/v1/connections/{name}/keys", for: .reading, within: .seconds(300),
        "the client secrets on the application",
        """
        Asks Microsoft Graph which client secrets there are on the connection's application, and says whose they \
        are.
        """,
        problems: [
            .unknownConnection, .notPossible, .issuerRefused, .keyringUnavailable, .keyringLocked, .keyringDegraded,
        ])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
