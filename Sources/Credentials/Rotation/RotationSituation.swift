public import Basics

/// A credential at a moment, as its turn is decided by.
public struct RotationSituation: Sendable {
    /// What rests for a while after it has come to nothing.
    public enum Rest: Hashable, Sendable {
        /// Whatever is done for the credential, since the ledger has refused it.
        case credential
        /// The listing of the client secrets on the credential's application.
        case listing
        /// The look at the credential's offer in Partner Center.
        case offer
        /// The search for the marketplace's test lead.
        case testLead
        /// The question what Microsoft says of the credential's password.
        case password
        /// The reports of sign-ins.
        case signIns
        /// The moments at which leads arrived.
        case leads
        /// Whatever asks the administrator, which was refused.
        case administrator
        /// What begins by itself, since too many rotations are stuck.
        case beginning
    }

    /// Which.
    public var name: CredentialName
    /// As it is configured; `nil` where it no longer is.
    public var credential: Credential?
    /// What `decide` is told of it.
    public var facts: Facts
    /// The rotation that is under way; `nil` where none is.
    @SharedIfAny public var rotation: Rotation?
    /// The last rotation that has ended; `nil` where there was none.
    @SharedIfAny public var last: Rotation?
    /// Whether another secret of it is on trial.
    public var isOnTrial: Bool
    /// When its application was listed last; `nil` before.
    public var listedAt: Instant?
    /// How often its application is listed.
    public var listingInterval: TimeSpan
    /// All rotations of this installation.
    public var log: RotationLog
    /// This installation's id.
    public var install: GUID
    /// Whether somebody may be asked: the administrator is configured and its secret stored.
    public var hasAdministrator: Bool
    /// Whether anybody could ask Microsoft Graph about it: the administrator, or its own application.
    public var hasAsker: Bool
    /// Whether it can be read at all when leads arrived.
    public var readsLeads: Bool
    /// The applications that are being worked on.
    public var busyApplications: Set<EntraApplication>
    /// What rests, and until when.
    public var rests: [Rest: Instant]
    /// The moment.
    public var now: Instant

    /// A credential at a moment.
    public init(
        name: CredentialName, credential: Credential?, facts: Facts, rotation: SharedIfAny<Rotation>,
        last: SharedIfAny<Rotation>,
        isOnTrial: Bool,
        listedAt: Instant?, listingInterval: TimeSpan, log: RotationLog, install: GUID, hasAdministrator: Bool,
        hasAsker: Bool,
        busyApplications: Set<EntraApplication>,
        rests: [Rest: Instant], readsLeads: Bool = false, now: Instant
    ) {
        self.name = name
        self.credential = credential
        self.facts = facts
        _rotation = rotation
        _last = last
        self.isOnTrial = isOnTrial
        self.listedAt = listedAt
        self.listingInterval = listingInterval
        self.log = log
        self.install = install
        self.hasAdministrator = hasAdministrator
        self.hasAsker = hasAsker
        self.busyApplications = busyApplications
        self.rests = rests
        self.readsLeads = readsLeads
        self.now = now
    }

    /// Whether neither the clock nor what the ledger says is in doubt.
    var isCertain: Bool { facts.clockDoubt == nil && facts.standing.unverifiedSince == nil }

    /// What `move` is told of a rotation.
    public func facts(of rotation: Rotation) -> RotationFacts {
        // The administrator's own is tried by whatever is done with it.
        let isProven =
            credential?.isProbed == false
            || facts.standing.lastProbe?.result == .ok
                && facts.standing.lastAttemptAt.map { now - $0 <= .days(1) } ?? false
        return RotationFacts(
            install: install, isConfigured: credential.map(rotation.isOf) ?? false, currentVersion: facts.current?.id,
            handOff: facts.current?.handOff ?? .init(), isCurrentProven: isProven,
            isCurrentRefused: facts.standing.isSecretRefused,
            // An application may ask for itself, with the certificate that it has.
            hasAdministrator: hasAdministrator || rotation.method == .certificate,
            mintsFrom: log.mintsFrom(rotation.application, now: now), knownRotations: log.known,
            clockDoubt: facts.clockDoubt, isUnverified: facts.standing.unverifiedSince != nil, signIns: facts.signIns,
            maySeeSignIns: hasAsker && rests[.signIns] == nil && facts.signIns?.mayBeRead(at: now) ?? true)
    }
}
