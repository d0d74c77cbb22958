public import Credentials

/// `GET /v1/connections/{name}/handoff`: what belongs in Partner Center.
///
/// What a person enters in Partner Center, but for the secret.
public struct GetHandOff: ConnectionRequest {
    /// What it answers.
    public typealias Answer = HandOffStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "getHandOff", .get, "/v1/connections/{name}/handoff", for: .reading, within: .seconds(30),
        "what belongs in Partner Center",
        "Answers what a person enters in Partner Center, all but the secret, and the numbered steps.",
        problems: [.unknownConnection, .noSecret, .notPossible])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
