public import Credentials
public import SecureMemory

/// `GET /v1/connections/{name}/handoff/secret`: show the secret to hand over.
///
/// The secret that belongs in Partner Center, after it has been recorded who asked for it.
public struct ShowHandOff: ConnectionRequest {
    /// What it answers.
    public typealias Answer = SharedSecret

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "showHandOff", .get, "/v1/connections/{name}/handoff/secret", for: .changing, within: .seconds(60),
        "show the secret to hand over",
        "Answers the secret that belongs in Partner Center, after the ledger has recorded who asked for it.",
        problems: [
            .unknownConnection, .noSecret, .notPossible, .keyringUnavailable, .keyringLocked, .keyringDegraded,
            .cannotWrite,
        ])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
