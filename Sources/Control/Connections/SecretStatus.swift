public import Credentials

/// What is stored for a connection: everything but the secret itself.
public struct SecretStatus: Codable, Hashable, Sendable {
    /// Whether a secret is in use.
    public var stored: Bool
    /// What kind of secret it is; `null` where none is stored.
    @Nullable public var kind: SecretKind?
    /// Its version, a UUIDv7; `null` where none is stored.
    @Nullable public var version: String?
    /// When it was issued, as far as is known.
    @Nullable public var issuedAt: Timestamp?
    /// The issuer's handle for it, where it is known.
    @Nullable public var keyID: String?
    /// The only key on the application that it can be, where nobody said which it is; `null` where that is not known.
    @Nullable public var assumedKeyID: String?
    /// When somebody else changed the password at Microsoft, after this one was stored; `null` where nobody did.
    @Nullable public var changedElsewhereAt: Timestamp?
    /// What is doubtful about the end that a person gave it; `null` where nothing is.
    @Nullable public var doubt: String?

    /// Joins the parts.
    public init(
        stored: Bool, kind: SecretKind? = nil, version: String? = nil, issuedAt: Timestamp? = nil,
        keyID: String? = nil, assumedKeyID: String? = nil, changedElsewhereAt: Timestamp? = nil, doubt: String? = nil
    ) {
        self.stored = stored
        self.kind = kind
        self.version = version
        self.issuedAt = issuedAt
        self.keyID = keyID
        self.assumedKeyID = assumedKeyID
        self.changedElsewhereAt = changedElsewhereAt
        self.doubt = doubt
    }
}

extension SecretStatus {
    /// What is known of a version of that identity's secret; `nil` stands for no secret.
    public init(of version: SecretVersion?, _ identity: Identity, changedElsewhereAt: Instant? = nil) {
        self.init(
            stored: version != nil, kind: version?.kind(of: identity), version: version?.id,
            issuedAt: version.map { Timestamp($0.issuedAt) },
            keyID: version?.keyID,
            assumedKeyID: version?.keyID == nil ? version?.issuer?.keyID?.description : nil,
            changedElsewhereAt: changedElsewhereAt.map(Timestamp.init),
            doubt: version?.doubt(of: identity)?.description)
    }
}

extension SecretStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What is stored: everything but the secret itself.",
        [
            "stored": .boolean("Whether a secret is in use."),
            "kind": .nullable(.choice("What kind of secret it is.", SecretKind.allCases)),
            "version": .nullable(
                .string("Its version, a UUIDv7.", example: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52")),
            "issuedAt": .nullable(.time("When it was issued, as far as is known.")),
            "keyID": .nullable(.string("The issuer's handle for it, where it is known.")),
            "assumedKeyID": .nullable(
                .string("The only key on the application that it can be, where nobody said which it is.")),
            "changedElsewhereAt": .nullable(
                .time("When somebody else changed the password at Microsoft, after this one was stored.")),
            "doubt": .nullable(.string("What is doubtful about the end that a person gave it; null where nothing is.")),
        ])
}
