public import Credentials

/// What a person says of a secret.
public struct SecretSaying: Hashable, Sendable {
    /// When it was issued; `nil` where that was not said.
    public var issuedAt: Instant?
    /// When it lapses.
    public var expiry: SecretVersion.Expiry
    /// The issuer's handle for it; `nil` where it was not said.
    public var keyID: String?

    /// What a person says; nothing unless given.
    public init(issuedAt: Instant? = nil, expiry: SecretVersion.Expiry = .unknown, keyID: String? = nil) {
        self.issuedAt = issuedAt
        self.expiry = expiry
        self.keyID = keyID
    }

    /// The version with what is said of it now; what is not said stays.
    package func applied(to version: SecretVersion) -> SecretVersion {
        var version = version
        if let issuedAt { version.issuedAt = issuedAt }
        if expiry != .unknown { version.expiry = expiry }
        if let keyID { version.keyID = keyID }
        return version
    }
}
