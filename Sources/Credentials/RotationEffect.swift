/// All that a rotation does to the world outside of the ledger: each is preceded by a durable intent and may be repeated.
public enum RotationEffect: String, Hashable, Sendable, Codable, CaseIterable {
    /// Asks the issuer what keys there are on the application.
    case listKeys = "list-keys"
    /// Asks what the tenant's policy allows.
    case readAllowance = "read-allowance"
    /// Writes a throw-away item to the keyring: a key whose value cannot be kept must not be minted.
    case rehearse
    /// Has the issuer mint a key, and keeps its value in the keyring.
    case addKey = "add-key"
    /// Makes a password and keeps it in the keyring.
    case makePassword = "make-password"
    /// Has the issuer put the new password in force.
    case changePassword = "change-password"
    /// Removes a key of this rotation that nobody uses.
    case removeStray = "remove-stray"
    /// Signs in with the new secret.
    case tryNew = "try-new"
    /// Signs in with the old one, to find out whether it is still in force.
    case tryOld = "try-old"
    /// Writes a validation lead with the new secret.
    case prove
    /// Reads the offer in Partner Center.
    case readOffer = "read-offer"
    /// Writes the new secret into the offer's draft.
    case configureLeads = "configure-leads"
    /// Has the draft published to preview.
    case publishPreview = "publish-preview"
    /// Has preview published to live.
    case publishLive = "publish-live"
    /// Asks how far a job of Partner Center's has come.
    case askJob = "ask-job"
    /// Looks for a test lead of the marketplace's.
    case findTestLead = "find-test-lead"
    /// Removes the old key.
    case removeOld = "remove-old"

    /// What it does, in words that follow "leadkeeper".
    public var sentence: String {
        switch self {
        case .listKeys: "lists the client secrets on the application"
        case .readAllowance: "asks what the tenant's policy allows"
        case .rehearse: "writes a throw-away item to the keyring and removes it, to be sure that it can keep a new secret"
        case .addKey: "has Entra add a client secret beside the old one, and keeps it in the keyring"
        case .makePassword: "makes a password and keeps it in the keyring"
        case .changePassword: "has Entra change the password; from here on the old one is dead"
        case .removeStray: "removes a client secret of this rotation that nobody uses"
        case .tryNew: "signs in with the new secret"
        case .tryOld: "signs in with the old secret, to see whether it is still in force"
        case .prove: "writes a validation lead with the new secret"
        case .readOffer: "reads the offer in Partner Center, and stops where somebody has edits pending in it"
        case .configureLeads: "writes the new secret into the offer's draft"
        case .publishPreview: "publishes the draft to preview"
        case .publishLive: "publishes preview to live"
        case .askJob: "asks Partner Center how far it has come"
        case .findTestLead: "looks for a test lead that the marketplace wrote after the hand-off"
        case .removeOld: "removes the old client secret from the application, and from the keyring"
        }
    }
}

/// What an effect of a rotation brought.
public enum RotationOutcome: Hashable, Sendable {
    /// It was done, and there is nothing to tell.
    case done
    /// The keys on the application.
    case keys([IssuedKey])
    /// What the policy allows.
    case allowance(SecretAllowance)
    /// The new secret is in the keyring; `key` is what the issuer granted, `nil` for a password that we made.
    case kept(key: IssuedKey?, fingerprint: [UInt8])
    /// The issuer has minted a key, and the keyring did not take its value: it is lost.
    case lost(key: IssuedKey, cause: String)
    /// The keyring did not take an item, or does not give one back.
    case keyringFault(String)
    /// The keyring took the new secret and has it no more: it is lost.
    case forgotten(String)
    /// What a sign-in or a whole probe found out.
    case report(ProbeReport)
    /// The offer.
    case offer(Offer)
    /// Partner Center has taken a request, as that job.
    case job(String)
    /// How far the job has come.
    case jobState(Offer.JobState)
    /// When the marketplace last wrote a test lead; `nil` for never since the hand-off.
    case testLead(Instant?)
    /// It did not do what it should.
    case setback(Setback)
}

extension RotationOutcome {
    /// Whoever said that it was not done; `nil` where it was, or nobody answered.
    var answerer: Answerer? {
        switch self {
        case .setback(let setback): setback.answeredBy ?? Answerer(code: setback.code)
        case .report(let report): report.finding?.answerer
        case .done, .keys, .allowance, .kept, .lost, .keyringFault, .forgotten, .offer, .job, .jobState, .testLead: nil
        }
    }
}

/// What a rotation does next.
public enum RotationMove: Hashable, Sendable {
    /// An effect on the world outside.
    case perform(RotationEffect)
    /// The new secret becomes the current one: one transaction of the ledger.
    case promote
    /// The new secret is given up, and the old one is the current one, again or still: one transaction of the ledger.
    case backOut
    /// It moves on to that step by itself: one transaction of the ledger.
    case advance(Rotation.Step)
    /// It is over: one transaction of the ledger.
    case end(Rotation.End)
    /// Nothing until then; `nil` for until something changes.
    case wait(until: Instant?, for: RotationWait)
}

/// What a rotation waits for.
public enum RotationWait: String, Hashable, Sendable, Codable, CaseIterable {
    /// For the clock to be trusted.
    case clock
    /// For the ledger, back from a copy, to be verified.
    case verification
    /// For a while after something did not get on.
    case retry
    /// For a new secret to be known everywhere.
    case propagation
    /// For permission to mint: there were too many of late.
    case breaker
    /// For a person: to hand over, or to have it tried again where what is in the way leaves that to people.
    case person
    /// For Partner Center.
    case partnerCenter = "partner-center"
    /// For the marketplace's test lead.
    case evidence
    /// For the overlap to pass.
    case overlap
    /// For proof that the new secret works, before the old one goes.
    case proof
    /// For the administrator's secret to be stored, or to be accepted again.
    case administrator
    /// For the connection to be configured again as it was.
    case configuration

    /// What it waits for, in words that follow "waits for".
    ///
    /// - Parameter isStuck: whether something is in the way of the rotation.
    public func words(isStuck: Bool) -> String {
        switch self {
        case .clock: "a clock that can be trusted"
        case .verification: "a probe, since the ledger was put back from a copy"
        case .retry: "its next attempt"
        case .propagation: "Microsoft to know the new secret everywhere"
        case .breaker: "permission to make another secret: there were too many of late"
        case .person where isStuck: "a person, to put right what is in the way and to have it tried again"
        case .person: "a person, to enter the new secret in Partner Center"
        case .partnerCenter: "Partner Center"
        case .evidence: "the marketplace to write a test lead with the new secret"
        case .overlap: "the time in which both secrets stay valid to pass"
        case .proof: "proof that the new secret works, before the old one goes"
        case .administrator: "the secret of @administrator"
        case .configuration: "the connection to be configured again as it was"
        }
    }
}

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
    /// Whether the ledger is back from a copy, and what it says of this credential not yet verified.
    public var isUnverified: Bool

    /// What is known beside the rotation.
    public init(
        install: GUID, isConfigured: Bool, currentVersion: String?, handOff: SecretVersion.HandOff = .init(),
        isCurrentProven: Bool, isCurrentRefused: Bool,
        hasAdministrator: Bool, mintsFrom: Instant?, knownRotations: Set<String>, clockDoubt: ClockDoubt?, isUnverified: Bool
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
    }
}
