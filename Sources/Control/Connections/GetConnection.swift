public import Credentials

/// `GET /v1/connections/{name}`: one connection.
public struct GetConnection: ConnectionRequest {
    /// What it answers.
    public typealias Answer = ConnectionStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "getConnection", .get, "/v1/connections/{name}", for: .reading, within: .seconds(30),
        "one connection",
        "Answers one connection.",
        problems: [.unknownConnection])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
