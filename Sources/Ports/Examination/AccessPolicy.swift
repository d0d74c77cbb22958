/// A Conditional Access policy, as far as it bears on a sign-in without a person: `conditionalAccessPolicy` of Microsoft
/// Graph.
public struct AccessPolicy: Hashable, Sendable {
    /// Who or what a condition names.
    public struct Condition: Hashable, Sendable {
        /// Those that are in, as Graph writes them: ids, `All`, `None` and other words.
        public var included: [String]
        /// Those that are out, whatever the others say.
        public var excluded: [String]

        /// That condition.
        public init(included: [String] = [], excluded: [String] = []) {
            (self.included, self.excluded) = (included, excluded)
        }
    }

    /// Its name.
    public var name: String
    /// Whether it is in force; otherwise it only reports whom it would stop.
    public var isEnforced: Bool
    /// The users.
    public var users: Condition
    /// Groups of users.
    public var groups: Condition
    /// Directory roles of users.
    public var roles: Condition
    /// Service principals.
    public var principals: Condition
    /// What is signed in to.
    public var resources: Condition
    /// Whether it depends on more that cannot be told beforehand, such as the place or the risk.
    public var hasOtherConditions: Bool
    /// Whether it grants nothing: who meets its conditions is blocked.
    public var blocks: Bool
    /// Whether it wants what a password alone cannot give: a second factor, a device, a consent.
    public var demandsMore: Bool

    /// A policy that names nobody yet.
    public init(name: String, isEnforced: Bool, blocks: Bool, demandsMore: Bool) {
        self.name = name
        self.isEnforced = isEnforced
        users = Condition()
        groups = Condition()
        roles = Condition()
        principals = Condition()
        resources = Condition()
        hasOtherConditions = false
        self.blocks = blocks
        self.demandsMore = demandsMore
    }

    /// Whether Microsoft has put it into the directory; such a one is switched on 45 days after it has appeared.
    public var isMicrosofts: Bool { name.hasPrefix("Microsoft-managed") }
}
