public import Credentials

/// `DELETE /v1/connections/{name}/secret`: remove the secret.
///
/// Removes every version of the secret; throws `noSecret` where none is stored.
public struct RemoveSecret: ConnectionRequest {
    /// What it answers.
    public typealias Answer = SecretRemoval

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "removeSecret", .delete, "/v1/connections/{name}/secret", for: .changing, within: .seconds(60),
        "remove the secret",
        "Removes every version from the keyring and answers which they were.",
        problems: [
            .unknownConnection, .noSecret, .busy, .keyringUnavailable, .keyringLocked, .keyringDegraded,
            .cannotWrite,
        ])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}

/// What was removed for a connection.
public struct SecretRemoval: Codable, Hashable, Sendable {
    /// The connection.
    public var name: String
    /// The versions that are given up, oldest first.
    public var versions: [String]
    /// Those among them that the keyring still has, because it did not answer: they are removed once it does.
    public var waiting: [String]

    /// Joins the parts.
    public init(name: String, versions: [String], waiting: [String] = []) {
        self.name = name
        self.versions = versions
        self.waiting = waiting
    }
}

extension SecretRemoval: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What was removed for a connection.",
        [
            "name": .string("The connection.", example: "contoso"),
            "versions": .array(.string("A version that is given up.")),
            "waiting": .array(
                .string("One that the keyring still has, because it did not answer; it is removed once it does.")),
        ])
}
