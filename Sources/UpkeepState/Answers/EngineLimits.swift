public import Credentials

/// How much runs at once, and how often is looked at what others do.
public struct EngineLimits: Hashable, Sendable {
    /// Probes at once.
    public var probes: Int
    /// Mails at once that are under way in time.
    public var mails: Int
    /// Mails beside them at most that a server takes long over.
    public var slowMails: Int
    /// Rotations and listings that are being worked on at once.
    public var rotations: Int
    /// How often an application's client secrets are listed.
    public var listingInterval: TimeSpan
    /// How often everything is looked at to check that nothing was missed.
    public var checkInterval: TimeSpan
    /// How long a person's request waits for what is under way.
    public var patience: Duration

    /// The daemon's limits.
    public init(
        probes: Int = 16, mails: Int = 4, slowMails: Int = 28, rotations: Int = 4,
        listingInterval: TimeSpan = RotationSituation.listingInterval, checkInterval: TimeSpan = .hours(1),
        patience: Duration = .seconds(10)
    ) {
        self.probes = probes
        self.mails = mails
        self.slowMails = slowMails
        self.rotations = rotations
        self.listingInterval = listingInterval
        self.checkInterval = checkInterval
        self.patience = patience
    }
}
