public import Foundation

extension World {
    /// A directory.
    public struct Tenant: Codable, Sendable {
        /// Its GUID.
        public var id: String
        /// Its domains.
        public var domains: [String] = []
        /// Those of its domains whose users sign in elsewhere.
        public var federatedDomains: [String] = []
        /// For how many days a domain's passwords live, where it says; 2147483647 is for ever.
        public var passwordValidity: [String: Int] = [:]
        /// What its policy says about client secrets; nil is the one that Microsoft gives to all, which is switched
        /// off.
        public var managementPolicy: ManagementPolicy?
        /// Whether it has no licence of Microsoft Entra ID P1, so that its sign-ins may not be read.
        public var isWithoutPremium = false

        /// Whether its policy forbids apps for several directories.
        public var forbidsMultipleDirectories = false
        /// Whether security defaults are on.
        public var hasSecurityDefaults = false
        /// Its Conditional Access policies.
        public var accessPolicies: [AccessPolicy] = []

        /// A directory of this GUID.
        public init(id: String, domains: [String] = [], federatedDomains: [String] = []) {
            self.id = id
            self.domains = domains
            self.federatedDomains = federatedDomains
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            id = try values.decode(String.self, forKey: .id)
            domains = try values.decode(.domains, or: [])
            federatedDomains = try values.decode(.federatedDomains, or: [])
            passwordValidity = try values.decode(.passwordValidity, or: [:])
            managementPolicy = try values.decodeIfPresent(ManagementPolicy.self, forKey: .managementPolicy)
            forbidsMultipleDirectories = try values.decode(.forbidsMultipleDirectories, or: false)
            hasSecurityDefaults = try values.decode(.hasSecurityDefaults, or: false)
            accessPolicies = try values.decode(.accessPolicies, or: [])
            isWithoutPremium = try values.decode(.isWithoutPremium, or: false)
        }
    }

    /// An app registration.
    public struct App: Codable, Sendable {
        /// Its application (client) id.
        public var id: String
        /// The GUIDs of the tenants that have a service principal of it; the first is its home.
        public var tenants: [String]
        /// Its client secrets.
        public var secrets: [Secret] = []
        /// Client secrets that lie on its service principal in its home, and not on itself.
        public var principalSecrets: [Secret] = []
        /// Its certificates.
        public var certificates: [Certificate] = []
        /// Whether it may sign in at all.
        public var isEnabled = true
        /// Whether it allows public client flows, which the password grant needs.
        public var isPublicClient = false
        /// Whether somebody consented to what it asks of users.
        public var isConsented = true
        /// Whether conditional access blocks it.
        public var isBlocked = false
        /// What it is told in place of a token.
        public var refusal: Refusal?
        /// Its name.
        public var displayName = "An app"
        /// When it was registered.
        public var createdOn = Date(timeIntervalSince1970: 1_577_836_800)
        /// The ids of the apps that own it; owning itself is to be among them too.
        public var owners: [String] = []
        /// What it may do at Microsoft Graph.
        public var permissions: [Permission] = []
        /// A policy that is assigned to it, and stands before its tenant's.
        public var managementPolicy: ManagementPolicy?
        /// How many client secrets there is room for.
        public var secretLimit = 100
        /// Whose accounts may use it: `signInAudience`.
        public var audience = "AzureADMultipleOrgs"
        /// Whether it asks for the delegated permission to Dynamics CRM.
        public var asksForDynamics = true
        /// Whether it is registered without any service principal, which Entra lets nobody sign in by.
        public var lacksPrincipal = false

        /// An app of this id, in these tenants.
        public init(id: String, tenants: [String], secrets: [Secret] = [], isPublicClient: Bool = false) {
            self.id = id
            self.tenants = tenants
            self.secrets = secrets
            self.isPublicClient = isPublicClient
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            id = try values.decode(String.self, forKey: .id)
            tenants = try values.decode([String].self, forKey: .tenants)
            secrets = try values.decode(.secrets, or: [])
            principalSecrets = try values.decode(.principalSecrets, or: [])
            certificates = try values.decode(.certificates, or: [])
            isEnabled = try values.decode(.isEnabled, or: true)
            isPublicClient = try values.decode(.isPublicClient, or: false)
            isConsented = try values.decode(.isConsented, or: true)
            isBlocked = try values.decode(.isBlocked, or: false)
            refusal = try values.decodeIfPresent(Refusal.self, forKey: .refusal)
            displayName = try values.decode(.displayName, or: displayName)
            createdOn = try values.decode(.createdOn, or: createdOn)
            owners = try values.decode(.owners, or: [])
            permissions = try values.decode(.permissions, or: [])
            managementPolicy = try values.decodeIfPresent(ManagementPolicy.self, forKey: .managementPolicy)
            secretLimit = try values.decode(.secretLimit, or: secretLimit)
            audience = try values.decode(.audience, or: audience)
            asksForDynamics = try values.decode(.asksForDynamics, or: true)
            lacksPrincipal = try values.decode(.lacksPrincipal, or: false)
        }
    }

    /// One of an app's client secrets.
    public struct Secret: Codable, Sendable {
        /// Its GUID.
        public var keyID: String
        /// The secret itself.
        public var value: String
        /// When it begins to be good.
        public var start: Date
        /// When it ceases to be.
        public var end: Date
        /// Its name, where it has one.
        public var displayName: String?
        /// Whether it is listed and never accepted.
        public var isDead = false
        /// Until when it is now accepted and now refused; nil for one that is known everywhere.
        public var settlesAt: Date?
        /// From when it is listed for certain; nil for one that always is.
        public var listedFrom: Date?
        /// When the last trace of it goes, after it was removed; nil for one that was not.
        public var goneAt: Date?

        /// A secret, good for ever unless told otherwise.
        public init(
            keyID: String = UUID().uuidString.lowercased(), value: String, start: Date = .distantPast,
            end: Date = .distantFuture,
            displayName: String? = nil
        ) {
            self.displayName = displayName
            self.keyID = keyID
            self.value = value
            self.start = start
            self.end = end
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            keyID = try values.decode(.keyID, or: UUID().uuidString.lowercased())
            value = try values.decode(String.self, forKey: .value)
            start = try values.decode(.start, or: .distantPast)
            end = try values.decode(.end, or: .distantFuture)
            displayName = try values.decodeIfPresent(String.self, forKey: .displayName)
            isDead = try values.decode(.isDead, or: false)
            settlesAt = try values.decodeIfPresent(Date.self, forKey: .settlesAt)
            listedFrom = try values.decodeIfPresent(Date.self, forKey: .listedFrom)
            goneAt = try values.decodeIfPresent(Date.self, forKey: .goneAt)
        }
    }

    /// Somebody with a password.
    public struct User: Codable, Sendable {
        /// What else than a password Entra wants, or why it will not have the user.
        public enum Demand: String, Codable, Sendable {
            /// A second factor: AADSTS50074.
            case secondFactor
            /// A second factor, by policy: AADSTS50076.
            case secondFactorByPolicy
            /// Enrolment of a second factor: AADSTS50079.
            case secondFactorEnrolment
            /// Enrolment of a second factor, by policy: AADSTS50072.
            case secondFactorEnrolmentByPolicy
            /// Somewhere else to sign in from: AADSTS53003.
            case conditionalAccess
            /// Security defaults will not have it: AADSTS530035.
            case securityDefaults
            /// A new password, for the old one leaked: AADSTS50142.
            case passwordChange
        }

        /// The user principal name.
        public var name: String
        /// The GUID of the tenant.
        public var tenant: String
        /// The password.
        public var password: String
        /// When the password lapses.
        public var passwordExpires: Date = .distantFuture
        /// Whether sign-in is blocked.
        public var isDisabled = false
        /// Whether the account is locked, whatever anybody has tried.
        public var isLocked = false
        /// What else is wanted.
        public var demand: Demand?
        /// What the user is told in place of a token.
        public var refusal: Refusal?
        /// When the password was last changed.
        public var passwordChanged = Date(timeIntervalSince1970: 1_577_836_800)
        /// `None`, `DisablePasswordExpiration`, `DisableStrongPassword`, or the latter two with a comma; nil is null.
        public var passwordPolicies: String?
        /// Whether the user comes from a directory on the organisation's own premises.
        public var isSynchronised = false
        /// Whether the user is an administrator, whose password an app may not set.
        public var isAdministrator = false
        /// How many licences the user has.
        public var licenses = 1
        /// Whether the user has to choose a new password first, of which Entra says that the old one has expired.
        public var mustChangePassword = false
        /// The names of the user's directory roles.
        public var directoryRoles: [String] = []
        /// The GUIDs of the user's groups.
        public var groups: [String] = []

        /// A user of this name.
        public init(name: String, tenant: String, password: String, passwordExpires: Date = .distantFuture) {
            self.name = name
            self.tenant = tenant
            self.password = password
            self.passwordExpires = passwordExpires
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            name = try values.decode(String.self, forKey: .name)
            tenant = try values.decode(String.self, forKey: .tenant)
            password = try values.decode(String.self, forKey: .password)
            passwordExpires = try values.decode(.passwordExpires, or: .distantFuture)
            isDisabled = try values.decode(.isDisabled, or: false)
            isLocked = try values.decode(.isLocked, or: false)
            demand = try values.decodeIfPresent(Demand.self, forKey: .demand)
            refusal = try values.decodeIfPresent(Refusal.self, forKey: .refusal)
            passwordChanged = try values.decode(.passwordChanged, or: passwordChanged)
            passwordPolicies = try values.decodeIfPresent(String.self, forKey: .passwordPolicies)
            isSynchronised = try values.decode(.isSynchronised, or: false)
            isAdministrator = try values.decode(.isAdministrator, or: false)
            licenses = try values.decode(.licenses, or: 1)
            mustChangePassword = try values.decode(.mustChangePassword, or: false)
            directoryRoles = try values.decode(.directoryRoles, or: [])
            groups = try values.decode(.groups, or: [])
        }
    }
}
