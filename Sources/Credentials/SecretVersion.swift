/// One value of a credential's secret over time: everything that is known of it but the value itself.
public struct SecretVersion: Hashable, Sendable {
    /// Where a version stands in its life.
    public enum Stage: String, Hashable, Sendable, CaseIterable {
        /// Stored by a person, and tried before it takes the place of one that works.
        case trial
        /// Written to the keyring by a rotation, not in use yet.
        case pending
        /// In use.
        case current
        /// Replaced, and kept for a while.
        case previous
    }

    /// When a version lapses by what the operator or the issuer said of it.
    public enum Expiry: Hashable, Sendable {
        /// Nobody said.
        case unknown
        /// It does not lapse.
        case never
        /// At that moment, by that origin.
        case at(Instant, origin: Window.Origin)
    }

    /// How long a new client secret may not be known everywhere at Microsoft.
    public static let propagation = TimeSpan.minutes(10)

    /// A UUIDv7, which sorts by the time it was made: the keyring item's `version`.
    public var id: String
    /// Where it stands.
    public var stage: Stage
    /// A keyed hash of the value, made by the keyring worker; it tells whether the item is still the one that was
    /// stored.
    public var fingerprint: [UInt8]
    /// When the issuer issued it, as far as is known.
    public var issuedAt: Instant
    /// When it was stored here.
    public var storedAt: Instant
    /// When it lapses, if somebody said so.
    public var expiry: Expiry
    /// The issuer's handle for it, `keyId` in Microsoft Graph; `nil` where it is not known or there is none.
    public var keyID: String?
    /// What Microsoft says of its validity; `nil` where it was not asked, or did not say.
    public var issuer: IssuerReport?
    /// What is known of its way to Partner Center.
    public var handOff = HandOff()
    /// The certificate of its private key; `nil` where it is a client secret or a password.
    public var certificate: Certificate?
    /// Under which name the keyring has it, where it was stored for another than the one that it belongs to now.
    public var keptUnder: CredentialName?

    /// Joins what is known of a version.
    public init(
        id: String, stage: Stage, fingerprint: [UInt8], issuedAt: Instant, storedAt: Instant, expiry: Expiry,
        keyID: String? = nil, certificate: Certificate? = nil
    ) {
        self.id = id
        self.stage = stage
        self.fingerprint = fingerprint
        self.issuedAt = issuedAt
        self.storedAt = storedAt
        self.expiry = expiry
        self.keyID = keyID
        self.certificate = certificate
    }

    /// Under which name the keyring has it, of a credential of that name.
    public func keyringName(of name: CredentialName) -> CredentialName { keptUnder ?? name }

    /// What kind of secret it is, of a credential that signs in so.
    public func kind(of identity: Identity) -> SecretKind {
        certificate == nil ? identity.secretKind : .certificate
    }
}

extension Credential {
    /// What kind of secret a version of it is; what its identity has for `nil`.
    package func kind(of version: SecretVersion?) -> SecretKind { version?.kind(of: identity) ?? identity.secretKind }
}

extension SecretVersion {
    /// When it was issued: as Microsoft says, else as was said here.
    public var beganAt: Instant { issuer?.startsAt ?? issuedAt }

    /// Since when its issuer has known it, as far as that can be believed.
    ///
    /// An issue date is often given by the day alone, so it counts only where it is more than a day before the version
    /// was stored.
    package var knownSince: Instant {
        storedAt - issuedAt > .days(1) ? issuedAt : max(issuedAt, storedAt)
    }
}
