/// How a connection stands for whoever looks at many of them: one word for each, the most urgent first.
///
/// What asks for somebody is the daemon's to say (`Attention`); here it is seen from a moment, so that what is late comes
/// before what is not. The words are promised names.
public enum Concern: String, Hashable, Sendable, Codable, CaseIterable {
    // Leads stop now, or nothing keeps them from stopping.
    /// Its window has ended.
    case expired
    /// Microsoft refuses it.
    case refused
    /// A password is not tried any more, so as not to lock the account.
    case heldBack = "held-back"
    /// It ends soon, and the day is past by which somebody had to begin.
    case overdue
    /// A new secret should have been entered in Partner Center by now.
    case handOffOverdue = "hand-off-overdue"
    // Somebody has to act in time.
    /// Nobody has saved a secret.
    case noSecret = "no-secret"
    /// Its rotation does not get on.
    case stuck
    /// It ends soon, and nobody is at work.
    case expiring
    /// A new secret is to be entered in Partner Center.
    case handOff = "hand-off"
    /// It has ended by its date, and works.
    case dateInDoubt = "date-in-doubt"
    /// Somebody still signs in with the secret before the one in use.
    case oldSecretUsed = "old-secret-used"
    /// No lead has come for longer than is usual.
    case silent
    /// Nobody said when it ends.
    case endUnknown = "end-unknown"
    /// It could not be tried for so long that people were told.
    case unchecked
    /// It ends soon, and somebody has said to be at work, or a new secret is on trial.
    case attended
    // Nobody has to act, and whether it works is not known.
    /// The last probe could not tell, or its refusal is not believed yet.
    case unclear
    /// It has not been tried yet.
    case untried
    // Nobody has to act.
    /// Leadkeeper is replacing it.
    case underWay = "under-way"
    /// It works, as far as leadkeeper looks.
    case fine
}

extension Concern {
    /// Whom it concerns.
    public enum Level: Hashable, Sendable, CaseIterable {
        /// Somebody has to act.
        case somebody
        /// Nobody has to act yet, and whether it works is not known.
        case unknown
        /// Nobody has to act.
        case fine
    }

    /// Whom it concerns.
    public var level: Level {
        switch self {
        case .expired, .refused, .heldBack, .overdue, .handOffOverdue, .noSecret, .stuck, .expiring, .handOff,
            .dateInDoubt, .oldSecretUsed, .silent, .endUnknown, .unchecked, .attended:
            .somebody
        case .unclear, .untried: .unknown
        case .underWay, .fine: .fine
        }
    }

    /// Whether somebody has to act now: leads stop, or what has to happen before is late.
    public var isUrgent: Bool { self <= .handOffOverdue }

    /// Whether it follows from a date alone, so that whoever sets dates of their own may see it otherwise.
    public var isOfDate: Bool {
        switch self {
        case .overdue, .expiring, .attended: true
        case .expired, .refused, .heldBack, .handOffOverdue, .noSecret, .stuck, .handOff, .dateInDoubt, .oldSecretUsed,
            .silent, .endUnknown, .unchecked, .unclear, .untried, .underWay, .fine:
            false
        }
    }
}

extension Concern: Comparable {
    private static let ranks = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    /// The more urgent sorts first.
    public static func < (one: Concern, other: Concern) -> Bool { (ranks[one] ?? 0) < (ranks[other] ?? 0) }
}
