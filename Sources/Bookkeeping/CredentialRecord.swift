public import Basics
public import Credentials

/// All that the ledger knows of one credential.
public struct CredentialRecord: Hashable, Sendable {
    /// The versions that may be used, by age; those half stored or on their way out are not among them.
    public var versions: [SecretVersion] { didSet { current = versions.first { $0.stage == .current } } }
    /// The version in use; `nil` where no secret is stored.
    @SharedIfAny public private(set) var current: SecretVersion? = nil
    /// What is remembered between passes.
    @Shared public var standing: Standing
    /// What is remembered of the trial of the version `onTrial`; `nil` where none is on trial.
    @SharedIfAny public var trial: Trial? = nil
    /// What notices of the current version were put into the outbox for, whatever became of them but for those that
    /// were withdrawn.
    public var told: Set<ToldOccasion>
    /// The same without the ends of windows that they counted on.
    public var noticed: Set<Occasion> { Set(told.map(\.occasion)) }
    /// What is in people's calendars about it, as far as the mail server accepted it for them.
    public var calendar: [KnownEntry] = []
    /// The validation lead that may stand in the environment: a probe was about to write it, and none has removed it
    /// since.
    ///
    /// The next whole probe uses its id again and says so in its plan.
    public var lead: GUID?
    /// The probes that began and have not ended: the last one runs, or the daemon was killed in its midst.
    public var interruption: Interruption?
    /// A digest of the configuration that `standing` belongs to.
    public var configurationDigest: String
    /// Whether the configuration still has it.
    public var isConfigured: Bool
    /// The rotation that is under way; `nil` where none is.
    @SharedIfAny public var rotation: Rotation? = nil
    /// The last rotation that has ended; `nil` where there was none.
    @SharedIfAny public var lastRotation: Rotation? = nil
    /// What the last five rotations that have ended have published.
    var published: [PublishedOffer] = []
    /// What was on its application when that was listed last; `nil` before.
    @SharedIfAny public var listing: KeyListing? = nil

    /// What is known of who signs in with its keys; `nil` before that was asked for.
    @SharedIfAny public var signIns: SignInSight? = nil

    /// What is known of the leads that the marketplace writes; `nil` before they were read.
    @SharedIfAny public var leads: LeadSight? = nil

    /// What people have answered to notices about the version in use.
    public var answers = Answers()

    /// A credential without any version.
    init(standing: Standing, configurationDigest: String, isConfigured: Bool) {
        (versions, told) = ([], [])
        _standing = Shared(wrappedValue: standing)
        self.configurationDigest = configurationDigest
        self.isConfigured = isConfigured
    }

    /// What its last rotations have published: the one under way, and the last five that have ended.
    public var publications: [PublishedOffer] {
        guard let rotation, let own = PublishedOffer(rotation) else { return published }
        return [own] + published
    }

    /// The version that is tried before it takes the place of the one in use; `nil` where there is none.
    public var onTrial: SecretVersion? { versions.first { $0.stage == .trial } }

    /// The version before the one in use; `nil` where it is gone.
    public var previous: SecretVersion? { versions.first { $0.stage == .previous } }
}

/// A credential as the configuration has it, seen for the first time or changed.
public struct Adoption: Hashable, Sendable {
    /// Whose.
    public var name: CredentialName
    /// A digest of its configuration.
    public var configurationDigest: String
    /// What is remembered of it from now on.
    @Shared public var standing: Standing

    /// A credential as the configuration has it now.
    public init(name: CredentialName, configurationDigest: String, standing: Standing) {
        self.name = name
        self.configurationDigest = configurationDigest
        self.standing = standing
    }
}

/// A version whose keyring item has to be settled: looked for after a store that did not end, or removed.
public struct UnsettledVersion: Hashable, Sendable {
    /// Whose.
    public var credential: CredentialName
    /// The version: `pending` and without a fingerprint after a store that did not end, `previous` on its way out.
    public var version: SecretVersion
}
