internal import Bookkeeping
internal import Credentials

/// What is to be done for a credential's rotation, its application or its offer.
struct RotationTurn {
    /// What.
    enum Work {
        /// A rotation begins, for that reason.
        case begin(RotationDue.Reason)
        /// The one under way goes on.
        case goOn
        /// The application's client secrets are listed.
        case list
        /// The offer in Partner Center is compared with what is declared.
        case compare
        /// The marketplace's test lead is looked for.
        case findTestLead

        /// What is under way goes first, a mere look last.
        var rank: Int {
            switch self {
            case .goOn: 0
            case .begin: 1
            case .list, .compare, .findTestLead: 2
            }
        }
    }

    /// Whose.
    var name: CredentialName
    /// What is to be done now; `nil` for nothing.
    var work: Work?
    /// What people are to be told.
    var occasions: [Occasion] = []
    /// When to look again; `nil` where nothing is due before something changes.
    var next: Instant?

    /// Lets nothing be missed that falls due then.
    mutating func expect(_ instant: Instant) {
        next = min(next ?? instant, instant)
    }
}

/// A credential at a moment, as its turn is decided by.
struct RotationSituation {
    /// Which.
    var name: CredentialName
    /// As it is configured; `nil` where it no longer is.
    var credential: Credential?
    /// What the ledger knows of it.
    var record: CredentialRecord?
    /// What `decide` is told of it.
    var facts: Facts
    /// This installation's id.
    var install: GUID
    /// Whether somebody may be asked: the administrator is configured and its secret stored.
    var hasAdministrator: Bool
    /// The wall clock.
    var now: Instant
    /// The time since boot.
    var uptime: Span

    /// Whether neither the clock nor what the ledger says is in doubt.
    var isCertain: Bool { facts.clockDoubt == nil && facts.standing.unverifiedSince == nil }

    /// What `move` is told of a rotation.
    func facts(of rotation: Rotation, _ log: RotationLog) -> RotationFacts {
        let standing = facts.standing
        // The administrator's own is tried by whatever is done with it.
        let isProven =
            credential?.isProbed == false
            || standing.lastProbe?.result == .ok && standing.lastAttemptAt.map { now - $0 <= .days(1) } ?? false
        return RotationFacts(
            install: install, isConfigured: credential.map(rotation.isOf) ?? false, currentVersion: facts.current?.id,
            handOff: facts.current?.handOff ?? .init(), isCurrentProven: isProven,
            isCurrentRefused: standing.isSecretRefused, hasAdministrator: hasAdministrator,
            mintsFrom: log.mintsFrom(rotation.application, now: now), knownRotations: log.known,
            clockDoubt: facts.clockDoubt, isUnverified: standing.unverifiedSince != nil)
    }
}
