public import Credentials

/// `POST /v1/connections/{name}/handoff`: say that the hand-off is done.
///
/// Takes a person's word that Partner Center has the secret in use, in every mode; said again it changes nothing.
public struct ConfirmHandOff: ConnectionRequest {
    /// What it answers.
    public typealias Answer = ConnectionStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "confirmHandOff", .post, "/v1/connections/{name}/handoff", for: .changing, within: .seconds(60),
        "say that the hand-off is done",
        """
        Records that Partner Center has the secret in use and the offer is live with it, on the word of a \
        person, and answers the connection as it is then. The first time counts; said again it changes nothing.
        """,
        problems: [.unknownConnection, .noSecret, .busy, .notPossible, .cannotWrite])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
