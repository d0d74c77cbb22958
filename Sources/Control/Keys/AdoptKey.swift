public import Credentials

/// `PUT /v1/connections/{name}/keys/{key}`: say which key the secret is.
///
/// Says which of them the stored secret is; throws `unknownKey` where it is not there.
public struct AdoptKey: ControlRequest {
    /// What it answers.
    public typealias Answer = ConnectionStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "adoptKey", .put, "/v1/connections/{name}/keys/{key}", for: .changing, within: .seconds(300),
        "say which key the secret is",
        """
        Names the client secret on the application that the stored secret is, after seeing it there: its id, and \
        its end by Microsoft Graph. Answers the connection as it is then.
        """,
        problems: [
            .unknownConnection, .noSecret, .unknownKey, .busy, .notPossible, .issuerRefused, .keyringUnavailable,
            .keyringLocked, .keyringDegraded, .cannotWrite,
        ])

    /// The connection that has the secret.
    public var name: CredentialName
    /// Which key it is.
    public var key: GUID

    /// The request about that connection's secret.
    public init(_ key: GUID, of name: CredentialName) {
        self.name = name
        self.key = key
    }

    /// Understands the path.
    public init(_ parts: RequestParts) throws(Problem) {
        let name = try parts.name()
        self.init(try parts.key(), of: name)
    }

    /// The path.
    public var parts: RequestParts { RequestParts(name: name, key: key) }
}
