public import Credentials

/// `POST /v1/connections/{name}/handoff/vouch`: vouch for the hand-off.
///
/// Takes a person's vouching that the marketplace uses the secret in use; throws `notPossible` before it was said to
/// be handed off, and `temporary` less than a day after that.
public struct VouchForHandOff: ConnectionRequest {
    /// What it answers.
    public typealias Answer = ConnectionStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "vouchForHandOff", .post, "/v1/connections/{name}/handoff/vouch", for: .changing, within: .seconds(60),
        "vouch for the hand-off",
        """
        Records that a person vouches for it that the marketplace uses the secret in use, so that the one before \
        it may be removed, and answers the connection as it is then. It is taken from a day after the hand-off \
        on.
        """,
        problems: [.unknownConnection, .noSecret, .busy, .notPossible, .cannotWrite])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
