public import Credentials

/// What belongs in Partner Center: everything but the secret.
public struct HandOffStatus: Codable, Hashable, Sendable {
    /// The connection.
    public var name: String
    /// What is chosen as lead destination.
    public var destination: LeadDestination.Kind
    /// The lead destination's address.
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
    /// Who signs in with it and with the one before it; `null` where nobody has asked.
    @Nullable public var signIns: SignInStatus?
    /// The language of the steps, a tag of BCP 47: that of the connection's notices.
    public var language: NoticePolicy.Language
    /// The numbered steps in Partner Center.
    public var steps: [String]

    /// What belongs in Partner Center for a credential; `nil` where nothing does: leadkeeper's own have no copy there.
    public init?(
        of credential: Credential, version: String, rotation: RotationStatus, handOff: HandOffRecord = HandOffRecord(),
        signIns: SignInStatus? = nil, steps: [String]
    ) {
        guard let destination = credential.destination else { return nil }
        name = credential.name.description
        self.destination = destination.kind
        url = destination.address
        method = credential.identity.method.rawValue
        applicationID = credential.identity.application?.id.description
        directoryID = credential.identity.application?.directory.description
        if case .office365(let user, _, _) = credential.identity { userName = user } else { userName = nil }
        offer = credential.offer
        self.version = version
        self.rotation = rotation
        self.handOff = handOff
        self.signIns = signIns
        language = credential.notices.language
        self.steps = steps
    }
}

extension HandOffStatus: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What belongs in Partner Center: everything but the secret.",
        [
            "name": .string("The connection.", example: "contoso"),
            "destination": .choice(
                "The kind of lead destination, in Partner Center's words.", LeadDestination.Kind.allCases),
            "url": .string(
                "Where leads go: the environment, the endpoint's origin, or the table.",
                example: "https://contoso.crm4.dynamics.com"),
            "method": .choice("How Partner Center signs in to it.", SignInMethod.ofLeads),
            "applicationID": .nullable(.string("The application (client) id; null where no application signs in.")),
            "directoryID": .nullable(.string("The directory (tenant) id; null where no application signs in.")),
            "userName": .nullable(.string("The user's name; null where no user signs in.")),
            "offer": .nullable(.string("The offer in Partner Center, where it is known.")),
            "version": .string("The version of the secret that is to be handed over."),
            "rotation": .reference(RotationStatus.self), "handOff": .reference(HandOffRecord.self),
            "signIns": .nullable(.reference(SignInStatus.self)),
            "language": .choice(
                "The language of the steps: that of the connection's notices.", NoticePolicy.Language.allCases),
            "steps": .array(.string("One of the numbered steps in Partner Center.")),
        ])
}
