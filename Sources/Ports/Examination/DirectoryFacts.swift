public import Credentials

/// What Microsoft Graph shows about whoever signs in for a connection, and about what the directory demands.
public struct DirectoryFacts: Hashable, Sendable {
    /// The application's registration; `nil` where the directory has none.
    public var application: Fact<ApplicationRecord?>
    /// Its service principal, the enterprise app; `nil` where the directory has none.
    public var principal: Fact<PrincipalRecord?>
    /// What the policies for applications say about new client secrets.
    public var allowance: Fact<SecretAllowance>
    /// Whether they forbid applications that other directories can use.
    public var forbidsMultipleDirectories: Fact<Bool>
    /// The user; `nil` where the directory has none of that name.
    public var user: Fact<DirectoryUser?>
    /// Whether the user has to choose a new password at the next sign-in.
    public var mustChangePassword: Fact<Bool>
    /// The groups and directory roles of the user, those of groups in groups among them.
    public var memberships: Fact<[Membership]>
    /// Whether the user's domain signs in elsewhere.
    public var isFederated: Fact<Bool>
    /// Whether security defaults are on.
    public var securityDefaults: Fact<Bool>
    /// The Conditional Access policies that are on, or in report-only mode.
    public var accessPolicies: Fact<[AccessPolicy]>

    /// Nothing was asked, for that reason.
    public init(notAsked reason: String) {
        application = .notAsked(reason)
        principal = .notAsked(reason)
        allowance = .notAsked(reason)
        forbidsMultipleDirectories = .notAsked(reason)
        user = .notAsked(reason)
        mustChangePassword = .notAsked(reason)
        memberships = .notAsked(reason)
        isFederated = .notAsked(reason)
        securityDefaults = .notAsked(reason)
        accessPolicies = .notAsked(reason)
    }

    /// What this one or the other one knows, who has asked for the same as somebody else.
    public func or(_ other: DirectoryFacts) -> DirectoryFacts {
        var facts = self
        facts.application = application.or(other.application)
        facts.principal = principal.or(other.principal)
        facts.allowance = allowance.or(other.allowance)
        facts.forbidsMultipleDirectories = forbidsMultipleDirectories.or(other.forbidsMultipleDirectories)
        facts.user = user.or(other.user)
        facts.mustChangePassword = mustChangePassword.or(other.mustChangePassword)
        facts.memberships = memberships.or(other.memberships)
        facts.isFederated = isFederated.or(other.isFederated)
        facts.securityDefaults = securityDefaults.or(other.securityDefaults)
        facts.accessPolicies = accessPolicies.or(other.accessPolicies)
        return facts
    }
}

/// An application's registration.
public struct ApplicationRecord: Hashable, Sendable {
    /// `signInAudience`: whose accounts may use it.
    public enum Audience: String, Hashable, Sendable, CaseIterable {
        /// Those of its own directory.
        case ownDirectory = "AzureADMyOrg"
        /// Those of any directory.
        case anyDirectory = "AzureADMultipleOrgs"
        /// Those of any directory, and personal ones.
        case anyDirectoryAndPersonal = "AzureADandPersonalMicrosoftAccount"
        /// Personal ones alone.
        case personal = "PersonalMicrosoftAccount"

        /// How many client secrets it may have at most; `nil` where only the object's size limits them.
        public var secretLimit: Int? {
            switch self {
            case .ownDirectory, .anyDirectory: nil
            case .anyDirectoryAndPersonal, .personal: 2
            }
        }

        /// Whether other directories can use it.
        public var isMultiTenant: Bool {
            switch self {
            case .ownDirectory, .personal: false
            case .anyDirectory, .anyDirectoryAndPersonal: true
            }
        }
    }

    /// Whose accounts may use it; `nil` for a word that is not known here.
    public var audience: Audience?
    /// Its client secrets.
    public var keys: [IssuedKey]
    /// Whether it asks for the delegated permission to Dynamics 365, `user_impersonation` of `Dynamics CRM`.
    public var asksForDynamics: Bool

    /// That registration.
    public init(audience: Audience?, keys: [IssuedKey], asksForDynamics: Bool) {
        (self.audience, self.keys, self.asksForDynamics) = (audience, keys, asksForDynamics)
    }
}

/// An application's service principal.
public struct PrincipalRecord: Hashable, Sendable {
    /// Its object id, by which Conditional Access names it.
    public var id: GUID
    /// Whether it may sign in.
    public var isEnabled: Bool

    /// That one.
    public init(id: GUID, isEnabled: Bool) {
        (self.id, self.isEnabled) = (id, isEnabled)
    }
}

/// A user of a directory.
public struct DirectoryUser: Hashable, Sendable {
    /// The object id, by which Conditional Access names it.
    public var id: GUID
    /// Whether the user may sign in.
    public var isEnabled: Bool
    /// How many licenses the user has.
    public var licenses: Int

    /// That user.
    public init(id: GUID, isEnabled: Bool, licenses: Int) {
        (self.id, self.isEnabled, self.licenses) = (id, isEnabled, licenses)
    }
}

/// A group or a directory role that a user belongs to.
public struct Membership: Hashable, Sendable {
    /// The group's object id, or the id of the role's template, by which Conditional Access names either.
    public var id: GUID
    /// Its name.
    public var name: String
    /// Whether it is a directory role, and so makes an administrator.
    public var isRole: Bool

    /// That one.
    public init(id: GUID, name: String, isRole: Bool) {
        (self.id, self.name, self.isRole) = (id, name, isRole)
    }
}
