public import Credentials
public import SecureMemory

/// `GET /v1/connections/{name}/secret`: show the secret in use.
///
/// The secret in use, after it has been recorded who asked for it; throws `noSecret` where none is stored.
public struct ShowSecret: ConnectionRequest {
    /// What it answers.
    public typealias Answer = SharedSecret

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "showSecret", .get, "/v1/connections/{name}/secret", for: .changing, within: .seconds(60),
        "show the secret in use",
        "Answers the secret, after the ledger has recorded who asked for it.",
        problems: [
            .unknownConnection, .noSecret, .keyringUnavailable, .keyringLocked, .keyringDegraded, .cannotWrite,
        ])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
