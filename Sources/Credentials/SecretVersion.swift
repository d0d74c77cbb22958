public import Basics

/// One value of a credential's secret over time: everything that is known of it but the value itself.
///
/// All copies share what they hold until one of them is changed.
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

    @usableFromInline var content: Shared<Content>

    /// What is known of it.
    @usableFromInline struct Content: Hashable, Sendable {
        @usableFromInline var id: String
        @usableFromInline var stage: Stage
        @usableFromInline var fingerprint: [UInt8]
        @usableFromInline var issuedAt: Instant
        @usableFromInline var storedAt: Instant
        @usableFromInline var expiry: Expiry
        @usableFromInline var keyID: String?
        @usableFromInline var issuer: IssuerReport?
        @usableFromInline var handOff = HandOff()
        @usableFromInline var certificate: Certificate?
        @usableFromInline var keptUnder: CredentialName?
    }

    /// Joins what is known of a version.
    public init(
        id: String, stage: Stage, fingerprint: [UInt8], issuedAt: Instant, storedAt: Instant, expiry: Expiry,
        keyID: String? = nil, certificate: Certificate? = nil
    ) {
        content = Shared(
            wrappedValue: Content(
                id: id, stage: stage, fingerprint: fingerprint, issuedAt: issuedAt, storedAt: storedAt, expiry: expiry,
                keyID: keyID, certificate: certificate))
    }
}

extension SecretVersion {
    /// A UUIDv7, which sorts by the time it was made: the keyring item's `version`.
    @inlinable public var id: String {
        _read { yield content.wrappedValue.id }
        set { content.wrappedValue.id = newValue }
    }
    /// Where it stands.
    @inlinable public var stage: Stage {
        _read { yield content.wrappedValue.stage }
        set { content.wrappedValue.stage = newValue }
    }
    /// A keyed hash of the value, made by the keyring worker; it tells whether the item is still the one that was
    /// stored.
    @inlinable public var fingerprint: [UInt8] {
        _read { yield content.wrappedValue.fingerprint }
        set { content.wrappedValue.fingerprint = newValue }
    }
    /// When the issuer issued it, as far as is known.
    @inlinable public var issuedAt: Instant {
        _read { yield content.wrappedValue.issuedAt }
        set { content.wrappedValue.issuedAt = newValue }
    }
    /// When it was stored here.
    @inlinable public var storedAt: Instant {
        _read { yield content.wrappedValue.storedAt }
        set { content.wrappedValue.storedAt = newValue }
    }
    /// When it lapses, if somebody said so.
    @inlinable public var expiry: Expiry {
        _read { yield content.wrappedValue.expiry }
        set { content.wrappedValue.expiry = newValue }
    }
    /// The issuer's handle for it, `keyId` in Microsoft Graph; `nil` where it is not known or there is none.
    @inlinable public var keyID: String? {
        _read { yield content.wrappedValue.keyID }
        set { content.wrappedValue.keyID = newValue }
    }
    /// What Microsoft says of its validity; `nil` where it was not asked, or did not say.
    @inlinable public var issuer: IssuerReport? {
        _read { yield content.wrappedValue.issuer }
        set { content.wrappedValue.issuer = newValue }
    }
    /// What is known of its way to Partner Center.
    @inlinable public var handOff: HandOff {
        _read { yield content.wrappedValue.handOff }
        set { content.wrappedValue.handOff = newValue }
    }
    /// The certificate of its private key; `nil` where it is a client secret or a password.
    @inlinable public var certificate: Certificate? {
        _read { yield content.wrappedValue.certificate }
        set { content.wrappedValue.certificate = newValue }
    }
    /// Under which name the keyring has it, where it was stored for another than the one that it belongs to now.
    @inlinable public var keptUnder: CredentialName? {
        _read { yield content.wrappedValue.keptUnder }
        set { content.wrappedValue.keptUnder = newValue }
    }
}

extension SecretVersion {
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
