internal import Basics
public import Credentials
public import SecureMemory

/// `PUT /v1/connections/{name}/secret`: store a secret.
///
/// Stores a secret, tries it and makes it the one in use once it is proven; answers what became of it. The bytes are
/// 1 to 4,096 and printable; of the facts, the window's end is later than its beginning. Whether they fit the clock
/// and the connection is left to the service: `invalidValue`.
public struct StoreSecret: ControlRequest {
    /// What it answers.
    public typealias Answer = SecretAnswer

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "storeSecret", .put, "/v1/connections/{name}/secret", for: .changing, within: .seconds(1_200),
        "store a secret",
        """
        Writes a new version to the keyring, reads it back, tries it, and makes it the one in use once it is \
        proven; where none is in use, or Microsoft refuses the one that is, in any case. The body is the secret, \
        1 to 4096 printable bytes, nothing around it; what cannot be the secret of such a connection, or the \
        dates of one, is refused with the reason. Answers what became of it, with the connection as it is then; \
        it may take minutes. A secret that was refused is a successful answer with `outcome` `refused`. During a \
        rotation only `unproven` stores one.
        """,
        parameters: [issued, expires, keyID, lapsed, unproven, wait], takesSecret: true,
        problems: [
            .unknownConnection, .busy, .rotationUnderWay, .keyringUnavailable, .keyringLocked, .keyringDegraded,
            .cannotWrite,
        ])

    static let issued = Parameter<Instant>(
        name: "issued",
        description: "When the secret was issued: a time, or a date for its first second in UTC. Without it, now.",
        schema: .date
    ) { text throws(Problem) in
        try Parameter<Instant>.read(text, of: "issued", orNever: false)
    } write: {
        $0.rfc3339
    }
    static let expires = Parameter<SecretVersion.Expiry>(
        name: "expires",
        description:
            "When the secret lapses: a time, a date for its first second in UTC, or `never`. Without it, nobody knows.",
        schema: .date
    ) { text throws(Problem) in
        text == "never"
            ? .never : .at(try Parameter<Instant>.read(text, of: "expires", orNever: true), origin: .operator)
    } write: { expiry in
        switch expiry {
        case .at(let instant, _): instant.rfc3339
        case .never, .unknown: "never"
        }
    }
    static let keyID = Parameter<String>(
        name: "key-id", description: "The issuer's handle for the secret, `keyId` in Microsoft Graph.",
        schema: .text(within: 1...128)
    ) { text throws(Problem) in
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy(\.isVisible) else {
            throw .refusal(of: "key-id", accepted: "1 to 128 printable characters without spaces")
        }
        return text
    } write: {
        $0
    }
    private static let lapsed = Parameter<Bool>(
        flag: "lapsed", "Whether an end in the past is meant; without it, such an end is refused as mistyped.")
    private static let unproven = Parameter<Bool>(
        flag: "unproven", "Whether to make the secret the one in use at once, untried.")
    private static let wait = Parameter<Bool>(
        flag: "wait", "Whether to wait for the answer to its trial.", otherwise: true)

    /// Whose secret it is.
    public var name: CredentialName
    /// What the person who stores it says of it.
    public var facts: SecretFacts
    /// The secret: as it was sent, until the server has looked at it; then 1 to 4,096 printable bytes.
    public var secret: SharedSecret

    /// The request to store that secret.
    public init(_ secret: SharedSecret, of name: CredentialName, _ facts: SecretFacts) {
        self.name = name
        self.facts = facts
        self.secret = secret
    }

    /// Understands path and query, and takes the body over.
    public init(_ parts: RequestParts) throws(Problem) {
        let name = try parts.name()
        var facts = SecretFacts(
            issuedAt: try parts.value(of: Self.issued), mayHaveLapsed: try parts.value(of: Self.lapsed) ?? false,
            isUnproven: try parts.value(of: Self.unproven) ?? false, waits: try parts.value(of: Self.wait) ?? true)
        facts.expiry = try parts.value(of: Self.expires) ?? .unknown
        if case .at(let end, _) = facts.expiry, let issuedAt = facts.issuedAt, issuedAt >= end {
            throw Problem(.invalidValue, "expires is not after issued")
        }
        facts.keyID = try parts.value(of: Self.keyID)
        self.init(parts.secret, of: name, facts)
    }

    /// Path, query and body.
    public var parts: RequestParts {
        RequestParts(
            name: name,
            query: [
                Self.issued.argument(facts.issuedAt),
                Self.expires.argument(facts.expiry == .unknown ? nil : facts.expiry),
                Self.keyID.argument(facts.keyID), Self.lapsed.argument(facts.mayHaveLapsed ? true : nil),
                Self.unproven.argument(facts.isUnproven ? true : nil), Self.wait.argument(facts.waits ? nil : false),
            ], secret: secret)
    }
}
