/// What is to be done for a credential's rotation, its application or its offer.
public struct RotationTurn: Sendable {
    /// What.
    public enum Work: Sendable {
        /// A rotation begins, for that reason.
        case begin(RotationDue.Reason)
        /// The one under way goes on.
        case goOn
        /// The application's client secrets are listed.
        case list
        /// What Microsoft says of the user's password is asked for.
        case askOfPassword
        /// The offer in Partner Center is compared with what is declared.
        case compare
        /// The marketplace's test lead is looked for.
        case findTestLead
        /// Who signs in with the keys is read.
        case readSignIns
        /// When the marketplace's leads arrived is read.
        case readLeads

        /// What is under way goes first, a mere look last.
        public var rank: Int {
            switch self {
            case .goOn: 0
            case .begin: 1
            case .list, .askOfPassword, .compare, .findTestLead, .readSignIns, .readLeads: 2
            }
        }
    }

    /// Whose.
    public var name: CredentialName
    /// What is to be done now; `nil` for nothing.
    public var work: Work?
    /// What people are to be told.
    public var occasions: [Occasion] = []
    /// When to look again; `nil` where nothing is due before something changes.
    public var next: Instant?

    /// A turn in which nothing is to be done.
    public init(name: CredentialName) {
        self.name = name
    }

    /// Lets nothing be missed that falls due then.
    mutating func expect(_ instant: Instant) {
        next = min(next ?? instant, instant)
    }
}
