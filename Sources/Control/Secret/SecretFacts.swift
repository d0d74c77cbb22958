public import Credentials

/// What the person who stores a secret says of it.
public struct SecretFacts: Hashable, Sendable {
    /// When it was issued; `nil` stands for now.
    public var issuedAt: Instant?
    /// When it lapses.
    public var expiry: SecretVersion.Expiry
    /// The issuer's handle for it.
    public var keyID: String?
    /// Whether an end in the past is meant.
    public var mayHaveLapsed: Bool
    /// Whether it is to be used at once, untried.
    public var isUnproven: Bool
    /// Whether to wait for the answer to its trial.
    public var waits: Bool

    /// Joins the parts; without arguments, nothing is said, and it is tried before it is used.
    public init(
        issuedAt: Instant? = nil, expiry: SecretVersion.Expiry = .unknown, keyID: String? = nil,
        mayHaveLapsed: Bool = false,
        isUnproven: Bool = false, waits: Bool = true
    ) {
        self.isUnproven = isUnproven
        self.waits = waits
        self.issuedAt = issuedAt
        self.expiry = expiry
        self.keyID = keyID
        self.mayHaveLapsed = mayHaveLapsed
    }

    /// The dates, to be judged.
    public var dates: SecretDates { SecretDates(issuedAt: issuedAt, expiry: expiry, mayHaveLapsed: mayHaveLapsed) }
}
