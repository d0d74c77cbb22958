public import Credentials

/// `DELETE /v1/connections/{name}/rotation`: call a rotation off.
///
/// Calls the rotation under way off; throws `noRotation`, or `notPossible` with the reason.
public struct AbortRotation: ConnectionRequest {
    /// What it answers.
    public typealias Answer = ConnectionStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "abortRotation", .delete, "/v1/connections/{name}/rotation", for: .changing, within: .seconds(60),
        "call a rotation off",
        """
        Has the rotation under way undone: the old secret stays in use, and the new one is removed where it was \
        made. Answers the connection as it is then.
        """,
        problems: [.unknownConnection, .busy, .noRotation, .notPossible, .cannotWrite])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
