public import Credentials

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

extension KeyRecord: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "A client secret on an application: everything but its value.",
        [
            "keyID": .string("The issuer's handle for it.", example: "0f0e0d0c-1111-2222-3333-444455556666"),
            "displayName": .nullable(.string("What it is called in Entra.")),
            "role": .choice(
                "Whose it is; ours: made by leadkeeper and kept by nobody; foreign: somebody else's, or not known.",
                KeyRecord.Role.allCases),
            "isSuggested": .boolean(
                "Whether its first characters are those of the stored secret: a guess, never certainty."),
            "startsAt": .nullable(.time("Since when it is valid; a time in the future: not before.")),
            "expiresAt": .nullable(.time("When it lapses; null where that is not known, or never.")),
            "neverExpires": .boolean("Whether it never lapses, as secrets made before April 2021 may."),
            "place": .choice(
                "Where it lies; service-principal: on that alone, where Entra's portal does not show it.",
                KeyPlace.allCases),
        ])
}
