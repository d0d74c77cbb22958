public import Credentials

/// What belongs in Partner Center: everything but the secret.
public struct HandOffStatus: Codable, Hashable, Sendable {
    /// The connection.
    public var name: String
    /// The environment's address.
    public var url: String
    /// `azure-ad` or `office365`.
    public var method: String
    /// The application (client) id; `null` for a user.
    @Nullable public var applicationID: String?
    /// The directory (tenant) id; `null` for a user.
    @Nullable public var directoryID: String?
    /// The user's name; `null` for an application.
    @Nullable public var userName: String?
    /// The offer, where it is known.
    @Nullable public var offer: String?
    /// The version of the secret that is to be handed over.
    public var version: String
    /// Where its rotation stands.
    public var rotation: RotationStatus
    /// Whether Partner Center has it.
    public var handOff: HandOffRecord
    /// The numbered steps in Partner Center.
    public var steps: [String]

    /// What belongs in Partner Center for a credential; `nil` where nothing does: leadkeeper's own have no copy there.
    public init?(
        of credential: Credential, version: String, rotation: RotationStatus, handOff: HandOffRecord = HandOffRecord(),
        steps: [String]
    ) {
        guard let environment = credential.environment else { return nil }
        name = credential.name.description
        url = environment
        method = credential.identity.method
        applicationID = credential.identity.application?.id.description
        directoryID = credential.identity.application?.directory.description
        userName = credential.identity.application == nil ? credential.identity.account : nil
        offer = credential.offer
        self.version = version
        self.rotation = rotation
        self.handOff = handOff
        self.steps = steps
    }
}

/// The client secrets on a connection's application.
public struct KeyList: Codable, Hashable, Sendable {
    /// The connection.
    public var name: String
    /// The client secrets, in the order in which they lapse.
    public var keys: [KeyRecord]
    /// Why those that lie on the service principal alone could not be listed; `null` where they could.
    @Nullable public var principalObstacle: String?

    /// Those client secrets.
    public init(name: String, keys: [KeyRecord], principalObstacle: String? = nil) {
        self.name = name
        self.keys = keys
        self.principalObstacle = principalObstacle
    }
}

/// A client secret on an application: everything but its value.
public struct KeyRecord: Codable, Hashable, Sendable {
    /// Whose it is.
    public enum Role: String, Codable, Hashable, Sendable, CaseIterable {
        /// The secret in use.
        case current
        /// The one that is to take its place.
        case pending
        /// The one that it has taken the place of.
        case previous
        /// Made by this leadkeeper, and of no version that it keeps.
        case ours
        /// Somebody else's, or of a secret that was stored without its key id.
        case foreign
    }

    /// The issuer's handle for it.
    public var keyID: String
    /// What it is called in Entra.
    @Nullable public var displayName: String?
    /// Whose it is.
    public var role: Role
    /// Whether its first characters are those of the stored secret: a guess, never certainty.
    public var isSuggested: Bool
    /// Since when it is valid, as far as is known.
    @Nullable public var startsAt: Timestamp?
    /// When it lapses, as far as is known.
    @Nullable public var expiresAt: Timestamp?
    /// Whether it never lapses.
    public var neverExpires: Bool
    /// Where it lies.
    public var place: KeyPlace

    /// A client secret as it is listed.
    public init(_ key: IssuedKey, role: Role, isSuggested: Bool, place: KeyPlace = .application) {
        neverExpires = key.hasNoEnd
        self.place = place
        keyID = key.keyID.description
        displayName = key.displayName
        self.role = role
        self.isSuggested = isSuggested
        startsAt = key.startsAt.map(Timestamp.init)
        expiresAt = key.endsAt.map(Timestamp.init)
    }
}
