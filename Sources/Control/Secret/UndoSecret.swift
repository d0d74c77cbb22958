public import Credentials

/// `POST /v1/connections/{name}/secret/undo`: put the secret before back.
///
/// Puts the version before the one in use back to use, or ends the trial of another; answers what became of it.
public struct UndoSecret: ConnectionRequest {
    /// What it answers.
    public typealias Answer = SecretAnswer

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "undoSecret", .post, "/v1/connections/{name}/secret/undo", for: .changing, within: .seconds(1_200),
        "put the secret before back",
        """
        Puts the version before the one in use back to use while the keyring has it, and ends the trial of \
        another; where there is only a trial, ends that. Answers what became of it, with the connection as it is \
        then.
        """,
        problems: [
            .unknownConnection, .noSecret, .busy, .rotationUnderWay, .notPossible, .keyringUnavailable,
            .keyringLocked, .keyringDegraded, .cannotWrite,
        ])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
