/// What `move` is told beside the rotation itself.
public struct RotationFacts: Hashable, Sendable {
    /// This installation's id.
    public var install: GUID
    /// Whether the configuration still has the connection, signing in as the one that it was begun for.
    public var isConfigured: Bool
    /// The version in use; `nil` where no secret is stored.
    public var currentVersion: String?
    /// What is known of the way of the version in use to Partner Center.
    public var handOff: SecretVersion.HandOff
    /// Whether the last probe of the version in use, a day old at most, found that it works.
    public var isCurrentProven: Bool
    /// Whether Microsoft has said often enough to be believed that the version in use does not count any more.
    public var isCurrentRefused: Bool
    /// Whether somebody may be asked: the administrator is configured and its secret stored.
    public var hasAdministrator: Bool
    /// From when on a key may be minted; `nil` for now.
    public var mintsFrom: Instant?
    /// The ids of all rotations that the ledger knows.
    public var knownRotations: Set<String>
    /// Why the clock is not to be trusted; `nil` where it is.
    public var clockDoubt: ClockDoubt?
    /// What is known of who signs in with the old secret and the new one; `nil` where nothing is.
    public var signIns: SignInSight?
    /// Whether the reports of sign-ins may be asked for now.
    public var maySeeSignIns: Bool
    /// Whether the ledger is back from a copy, and what it says of this credential not yet verified.
    public var isUnverified: Bool

    /// What is known beside the rotation.
    public init(
        install: GUID, isConfigured: Bool, currentVersion: String?, handOff: SecretVersion.HandOff = .init(),
        isCurrentProven: Bool, isCurrentRefused: Bool,
        hasAdministrator: Bool, mintsFrom: Instant?, knownRotations: Set<String>, clockDoubt: ClockDoubt?,
        isUnverified: Bool, signIns: SignInSight? = nil, maySeeSignIns: Bool = false
    ) {
        self.install = install
        self.isConfigured = isConfigured
        self.currentVersion = currentVersion
        self.handOff = handOff
        self.isCurrentProven = isCurrentProven
        self.isCurrentRefused = isCurrentRefused
        self.hasAdministrator = hasAdministrator
        self.mintsFrom = mintsFrom
        self.knownRotations = knownRotations
        self.clockDoubt = clockDoubt
        self.isUnverified = isUnverified
        self.signIns = signIns
        self.maySeeSignIns = maySeeSignIns
    }
}
