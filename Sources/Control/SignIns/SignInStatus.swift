public import Credentials

/// Who signs in with the secret in use and with the one before it, by Microsoft's reports; leadkeeper's own sign-ins are
/// set aside.
public struct SignInStatus: Codable, Hashable, Sendable {
    /// What is known of one secret.
    public struct Use: Codable, Hashable, Sendable {
        /// The issuer's id of the secret.
        public var keyID: String
        /// When somebody other than leadkeeper last signed in with it; `null` where nobody is known to have.
        @Nullable public var at: Timestamp?
        /// From where; `null` where that is not known.
        @Nullable public var address: String?
        /// What for; `null` where that is not known.
        @Nullable public var resource: String?
        /// When somebody other than leadkeeper last signed in with it to write leads; `null` where that is not known.
        @Nullable public var leadsAt: Timestamp?
        /// Whether somebody may have signed in later, which cannot be told.
        public var unclear: Bool

        init(_ use: SignInSight.KeyUse) {
            keyID = use.keyID.description
            at = use.at.map(Timestamp.init)
            address = use.address
            resource = use.resource?.words
            leadsAt = use.leadsAt.map(Timestamp.init)
            unclear = use.isUnclear
        }
    }

    /// When the reports were last read; `null` before.
    @Nullable public var readAt: Timestamp?
    /// Why they cannot be read, in a sentence; `null` where they can.
    @Nullable public var obstacle: String?
    /// Microsoft's code for that; `null` where there is none.
    @Nullable public var obstacleCode: String?
    /// What is known of the secret in use; `null` where nothing is.
    @Nullable public var current: Use?
    /// What is known of the secret that the marketplace had before it; `null` where nothing is.
    @Nullable public var old: Use?

    /// What is known of the version in use and of the one before it; `nil` where nobody has asked.
    public init?(_ sight: SignInSight?, of version: SecretVersion?, _ rotation: Rotation?, at now: Instant) {
        guard let sight, let version else { return nil }
        readAt = sight.readAt.map(Timestamp.init)
        obstacle = sight.obstacle?.message
        obstacleCode = sight.obstacle?.code
        current = sight.use(of: version.keyID.flatMap { GUID($0) }, at: now).map(Use.init)
        old = sight.use(of: rotation?.old?.keyID ?? version.handOff.copyKeyID, at: now).map(Use.init)
    }
}

extension SignInStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Who signs in with the secret in use and with the one before it, by Microsoft's reports; leadkeeper's own "
            + "sign-ins are set aside.",
        [
            "readAt": .nullable(.time("When the reports were last read; null before.")),
            "obstacle": .nullable(.string("Why they cannot be read, in a sentence; null where they can.")),
            "obstacleCode": .nullable(
                .string(
                    "Microsoft's code for that; null where there is none.",
                    example: "Authentication_RequestFromNonPremiumTenantOrB2CTenant")),
            "current": .nullable(.reference(SignInStatus.Use.self)),
            "old": .nullable(.reference(SignInStatus.Use.self)),
        ])
}

extension SignInStatus.Use: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Who signs in with one secret.",
        [
            "keyID": .string("Microsoft's id of the secret."),
            "at": .nullable(
                .time("When somebody other than leadkeeper last signed in with it; null for nobody known.")),
            "address": .nullable(.string("From where.", example: "20.1.2.3")),
            "resource": .nullable(.string("What for.", example: "Dynamics 365")),
            "leadsAt": .nullable(.time("When somebody other than leadkeeper last signed in with it to write leads.")),
            "unclear": .boolean("Whether somebody may have signed in later, which cannot be told."),
        ])
}
