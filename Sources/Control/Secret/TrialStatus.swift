public import Credentials

/// A secret that is tried before it takes the place of the one in use.
public struct TrialStatus: Codable, Hashable, Sendable {
    /// What kind of secret it is.
    public var kind: SecretKind
    /// Its version, a UUIDv7.
    public var version: String
    /// When it was stored.
    public var storedAt: Timestamp
    /// When it was issued, as far as is known.
    public var issuedAt: Timestamp
    /// The issuer's handle for it, where it is known.
    @Nullable public var keyID: String?
    /// When it lapses.
    public var window: WindowStatus
    /// What the last attempt found; its `result` is `never` before the first.
    public var probe: ProbeStatus
    /// When it is tried next; `null` where only a person has it tried again.
    @Nullable public var nextAttemptAt: Timestamp?

    /// Joins the parts.
    public init(
        kind: SecretKind, version: String, storedAt: Timestamp, issuedAt: Timestamp, keyID: String?,
        window: WindowStatus,
        probe: ProbeStatus,
        nextAttemptAt: Timestamp?
    ) {
        self.kind = kind
        self.version = version
        self.storedAt = storedAt
        self.issuedAt = issuedAt
        self.keyID = keyID
        self.window = window
        self.probe = probe
        self.nextAttemptAt = nextAttemptAt
    }
}

extension TrialStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "A secret that is tried before it takes the place of the one in use.",
        [
            "kind": .choice("What kind of secret it is.", SecretKind.allCases),
            "version": .string("Its version, a UUIDv7.", example: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52"),
            "storedAt": .time("When it was stored."), "issuedAt": .time("When it was issued, as far as is known."),
            "keyID": .nullable(.string("The issuer's handle for it, where it is known.")),
            "window": .reference(WindowStatus.self), "probe": .reference(ProbeStatus.self),
            "nextAttemptAt": .nullable(.time("When it is tried next; null where only a person has it tried again.")),
        ])
}
