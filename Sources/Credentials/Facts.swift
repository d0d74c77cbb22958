public import Basics

/// What `decide` is told about a credential: what the ledger knows of it, and whether the clock can be trusted.
public struct Facts: Hashable, Sendable {
    /// The version in use; `nil` where no secret is stored.
    @SharedIfAny public var current: SecretVersion?
    /// What is remembered from earlier passes.
    @Shared public var standing: Standing
    /// The occasions for which notices of the current version have been put into the outbox already; of those about its
    /// window only the ones that count for the end that is in force.
    public var noticed: Set<Occasion>
    /// The end that people were told of as a lapse, without a word since that it was none; `nil` where there is no such
    /// alarm.
    ///
    /// A refusal that is heard meanwhile moves the end, and is no other news.
    public var lapseToldOf: Instant?
    /// The probes whose end nobody saw; `nil` where the last one ended.
    public var interruption: Interruption?
    /// What else was tried at the same account, where its secret is a password.
    public var account: AccountAttempts
    /// Why the clock is not to be trusted; `nil` where it is.
    public var clockDoubt: ClockDoubt?
    /// What its last rotations have published, which tells how long publishing takes.
    public var publications: [PublishedOffer]
    /// What people have answered to notices.
    public var answers: Answers
    /// What is known of who signs in with its keys; `nil` where nothing is.
    @SharedIfAny public var signIns: SignInSight?
    /// What is known of the leads that the marketplace writes; `nil` where nothing is.
    @SharedIfAny public var leads: LeadSight?
    /// Whether something newer is on its way: a rotation that needs nobody, or a secret on trial.
    public var isBeingReplaced: Bool

    /// What is known of a credential, of which others keep these parts too.
    public init(
        sharing current: SharedIfAny<SecretVersion>, _ standing: Shared<Standing>,
        _ signIns: SharedIfAny<SignInSight>, _ leads: SharedIfAny<LeadSight>
    ) {
        (_current, _standing, _signIns, _leads) = (current, standing, signIns, leads)
        noticed = []
        account = AccountAttempts()
        publications = []
        answers = Answers()
        isBeingReplaced = false
    }

    /// What is known of a credential.
    public init(
        current: SecretVersion?, standing: Standing, noticed: Set<Occasion> = [], lapseToldOf: Instant? = nil,
        interruption: Interruption? = nil, account: AccountAttempts = AccountAttempts(), clockDoubt: ClockDoubt? = nil,
        publications: [PublishedOffer] = [], answers: Answers = Answers(), isBeingReplaced: Bool = false
    ) {
        _current = SharedIfAny(wrappedValue: current)
        _standing = Shared(wrappedValue: standing)
        _signIns = SharedIfAny(wrappedValue: nil)
        _leads = SharedIfAny(wrappedValue: nil)
        self.noticed = noticed
        self.lapseToldOf = lapseToldOf
        self.interruption = interruption
        self.account = account
        self.clockDoubt = clockDoubt
        self.publications = publications
        self.answers = answers
        self.isBeingReplaced = isBeingReplaced
    }
}

/// Why the wall clock is not to be trusted; mail and rotations wait until it is.
public enum ClockDoubt: String, Hashable, Sendable, CaseIterable {
    /// It shows a time before this program was made.
    case beforeBuild = "before-build"
    /// It shows a time before the newest entry of the ledger.
    case beforeLedger = "before-ledger"
    /// It differs from Microsoft's by more than five minutes.
    case apartFromServer = "apart-from-server"
    /// It jumped by more than a day less than fifteen minutes ago.
    case jumped
    /// The host's time service has not set it yet, and the daemon has run for less than fifteen minutes.
    case unsynchronised
}
