public import Credentials

/// What a Dynamics 365 environment and the login host show to a connection's own credential.
public struct EnvironmentFacts: Hashable, Sendable {
    /// What became of one step of a sign-in that somebody answered.
    public enum Passage: Hashable, Sendable {
        /// It went through.
        case passed
        /// It was turned down, or answered by somebody else; the finding says why.
        case refused(ProbeReport.Finding)

        /// Why it was turned down; `nil` where it went through.
        public var finding: ProbeReport.Finding? {
            guard case .refused(let finding) = self else { return nil }
            return finding
        }
    }

    /// Whether what answers at the address is an environment of the configured directory; no credential is sent for
    /// that.
    public var challenge: Fact<Passage>
    /// Whether the user signs in at another organisation's server; no credential is sent for that either.
    public var isFederated: Fact<Bool>
    /// Whether Entra gives a token.
    public var signIn: Fact<Passage>
    /// Whether the environment takes the token's holder for one of its users.
    public var identity: Fact<Passage>
    /// What the environment has on that user.
    public var user: Fact<EnvironmentUser>
    /// The user's security roles, those of teams among them.
    public var roles: Fact<[RoleAssignment]>
    /// Microsoft's marketplace solutions that are installed.
    public var solutions: Fact<[InstalledSolution]>
    /// Whether there is a table of leads.
    public var hasLeadTable: Fact<Bool>
    /// What column security says of `leadsourcecode`.
    public var leadSource: Fact<ColumnSecurity>
    /// How deep the user holds each privilege that was asked for, by name; `nil` for one that is not held.
    public var privileges: [String: Fact<PrivilegeDepth?>]
    /// The IP firewall.
    public var firewall: Fact<IPFirewall>

    /// Nothing was asked, for that reason.
    public init(notAsked reason: String) {
        challenge = .notAsked(reason)
        isFederated = .notAsked(reason)
        signIn = .notAsked(reason)
        identity = .notAsked(reason)
        user = .notAsked(reason)
        roles = .notAsked(reason)
        solutions = .notAsked(reason)
        hasLeadTable = .notAsked(reason)
        leadSource = .notAsked(reason)
        privileges = [:]
        firewall = .notAsked(reason)
    }
}

/// A row of the table `systemuser`.
public struct EnvironmentUser: Hashable, Sendable {
    /// `accessmode`: what kind of access the user has.
    public enum AccessMode: Int, Hashable, Sendable, CaseIterable {
        case readWrite = 0
        case administrative
        case read
        case supportUser
        case nonInteractive
        case delegatedAdministrator
    }

    /// Whether it is disabled.
    public var isDisabled: Bool
    /// Its access mode; `nil` for one that is not known here.
    public var accessMode: AccessMode?
    /// Whether a person has a license for the environment; `nil` where that is not told, and for applications.
    public var isLicensed: Bool?

    /// That row.
    public init(isDisabled: Bool, accessMode: AccessMode?, isLicensed: Bool?) {
        (self.isDisabled, self.accessMode, self.isLicensed) = (isDisabled, accessMode, isLicensed)
    }
}

/// A security role that a user has.
public struct RoleAssignment: Hashable, Sendable {
    /// The role's name.
    public var name: String
    /// The team by which the user has it; `nil` where it is assigned to the user.
    public var team: String?

    /// That role.
    public init(_ name: String, team: String? = nil) {
        (self.name, self.team) = (name, team)
    }
}

/// A solution of an environment.
public struct InstalledSolution: Hashable, Sendable {
    /// Its unique name.
    public var name: String
    /// Its version, such as `1.0.0.0`.
    public var version: String

    /// That solution.
    public init(name: String, version: String) {
        (self.name, self.version) = (name, version)
    }
}

/// How far a privilege reaches: `PrivilegeDepth` of the Web API.
public enum PrivilegeDepth: String, Hashable, Comparable, Sendable, CaseIterable {
    /// The user's own rows.
    case basic = "Basic"
    /// Those of the business unit.
    case local = "Local"
    /// Those of the business units below it too.
    case deep = "Deep"
    /// Those of the whole organization.
    case global = "Global"

    /// What the security role's page calls it.
    public var label: String {
        switch self {
        case .basic: "User"
        case .local: "Business Unit"
        case .deep: "Parent: Child Business Units"
        case .global: "Organization"
        }
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Whether the left one reaches less far.
    public static func < (left: PrivilegeDepth, right: PrivilegeDepth) -> Bool { left.rank < right.rank }
}

/// What column security says of a column to a user.
public enum ColumnSecurity: Hashable, Sendable {
    /// The column is not secured.
    case none
    /// It is secured, and the user may or may not set it in a new row.
    case secured(mayCreate: Fact<Bool>)
}

/// The IP firewall of an environment: columns of the table `organization`.
public struct IPFirewall: Hashable, Sendable {
    /// Whether it turns addresses away.
    public var isEnforced: Bool
    /// Whether it only records whom it would turn away.
    public var isAudited: Bool
    /// Whether application users pass it from anywhere.
    public var admitsApplications: Bool
    /// Whether Microsoft's trusted services pass it from their own addresses.
    public var admitsTrustedServices: Bool

    /// That firewall.
    public init(isEnforced: Bool, isAudited: Bool, admitsApplications: Bool, admitsTrustedServices: Bool) {
        self.isEnforced = isEnforced
        self.isAudited = isAudited
        self.admitsApplications = admitsApplications
        self.admitsTrustedServices = admitsTrustedServices
    }
}
