/// An application that is registered in Entra.
public struct EntraApplication: Hashable, Sendable, Codable {
    /// The directory that it is registered in.
    public var directory: GUID
    /// Its application (client) id.
    public var id: GUID

    /// The application of that id.
    public init(directory: GUID, id: GUID) {
        self.directory = directory
        self.id = id
    }
}

extension Identity {
    /// The application that signs in with a client secret; `nil` for a user or a mailbox.
    public var application: EntraApplication? {
        guard case .azureAD(let directory, let application) = self else { return nil }
        return EntraApplication(directory: directory, id: application)
    }
}

/// A client secret or a certificate on an application, as its issuer lists it: everything but what is secret.
///
/// `passwordCredential` and `keyCredential` of Microsoft Graph.
public struct IssuedKey: Hashable, Sendable, Codable {
    /// The issuer's handle for it, `keyId`.
    public var keyID: GUID
    /// Its `displayName`; `nil` where it has none.
    public var displayName: String?
    /// The first three characters of the value: enough for a guess, never for certainty.
    public var hint: String?
    /// Since when it is valid; `nil` where the answer's date is missing or beyond belief.
    public var startsAt: Instant?
    /// When it lapses; `nil` where it never does, and where the answer's date is missing or beyond belief.
    public var endsAt: Instant?
    /// Whether it never lapses: its end is farther away than anything could be planned by, such as 2299 or 9999.
    public var hasNoEnd: Bool
    /// The certificate that it is; `nil` for a client secret.
    public var certificate: Certificate?

    /// A key as it is listed.
    public init(
        keyID: GUID, displayName: String?, hint: String?, startsAt: Instant?, endsAt: Instant?, hasNoEnd: Bool = false,
        certificate: Certificate? = nil
    ) {
        self.keyID = keyID
        self.displayName = displayName
        self.hint = hint
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.hasNoEnd = hasNoEnd
        self.certificate = certificate
    }

    /// Reads what the ledger keeps; what was written before it was known which keys have no end says of none that it
    /// has none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        keyID = try container.decode(GUID.self, forKey: .keyID)
        displayName = try container.decodeIfPresent(String.self, forKey: .displayName)
        hint = try container.decodeIfPresent(String.self, forKey: .hint)
        startsAt = try container.decodeIfPresent(Instant.self, forKey: .startsAt)
        endsAt = try container.decodeIfPresent(Instant.self, forKey: .endsAt)
        hasNoEnd = try container.decodeIfPresent(Bool.self, forKey: .hasNoEnd) ?? false
        certificate = try container.decodeIfPresent(Certificate.self, forKey: .certificate)
    }
}

/// Where in Entra a client secret lies.
public enum KeyPlace: String, Hashable, Sendable, Codable, CaseIterable {
    /// On the application, where the portal shows it under Certificates & secrets.
    case application
    /// On the service principal alone, where the portal shows none: it signs in all the same, and only a script can
    /// have put it there.
    case servicePrincipal = "service-principal"
}

/// What the tenant's policy says about new client secrets on an application.
public struct SecretAllowance: Hashable, Sendable, Codable {
    /// Whether new ones may be added at all.
    public var mayBeAdded: Bool
    /// The longest lifetime that is granted; `nil` where there is no limit.
    public var longestLifetime: TimeSpan?

    /// Without a policy everything is allowed.
    public init(mayBeAdded: Bool = true, longestLifetime: TimeSpan? = nil) {
        self.mayBeAdded = mayBeAdded
        self.longestLifetime = longestLifetime
    }
}

/// What is known of a user's password, but for its value.
public struct PasswordFacts: Hashable, Sendable, Codable {
    /// When it was last changed; `nil` where that is not told.
    public var changedAt: Instant?
    /// How long it lives by the policies of user and domain; `nil` where they do not say.
    public var lifetime: Lifetime?
    /// Whether it belongs to a directory on the organisation's own premises, where a change in the cloud may not last.
    public var isSynchronised: Bool

    /// What is known of a password.
    public init(changedAt: Instant?, lifetime: Lifetime?, isSynchronised: Bool) {
        self.changedAt = changedAt
        self.lifetime = lifetime
        self.isSynchronised = isSynchronised
    }
}
