public import Foundation

extension World {
    /// What an app may do at Microsoft Graph, as an administrator consented to it.
    public enum Permission: String, Codable, Sendable, CaseIterable {
        /// Reads every app of the directory.
        case readApps = "Application.Read.All"
        /// Reads and changes the apps that it owns.
        case changeOwnedApps = "Application.ReadWrite.OwnedBy"
        /// Reads and changes every app of the directory.
        case changeApps = "Application.ReadWrite.All"
        /// Reads the policies for apps.
        case readPolicies = "Policy.Read.ApplicationConfiguration"
        /// Reads users.
        case readUsers = "User.Read.All"
        /// Sets passwords of users who are no administrators.
        case resetPasswords = "User-PasswordProfile.ReadWrite.All"
        /// Reads domains.
        case readDomains = "Domain.Read.All"
        /// Reads every policy of the directory.
        case readAllPolicies = "Policy.Read.All"
        /// Reads who belongs to what.
        case readDirectory = "Directory.Read.All"
        /// Reads the directory's audit log.
        case readAudits = "AuditLog.Read.All"
        /// Sends mail as any mailbox of the directory.
        case sendMail = "Mail.Send"
        /// Reads mail of any mailbox of the directory, but for bodies and attachments.
        case readMailBasics = "Mail.ReadBasic.All"
    }

    /// What a directory, or a policy that is assigned to one app, says about client secrets.
    public struct ManagementPolicy: Codable, Sendable {
        /// One rule.
        public struct Restriction: Codable, Sendable {
            /// What is restricted: `passwordAddition`, `passwordLifetime`, `asymmetricKeyLifetime`, or anything else that
            /// Graph may list.
            public var type: String
            /// Whether it is in force.
            public var isEnabled = true
            /// The longest lifetime in days.
            public var longestDays: Int?
            /// Apps that are older than this are left alone.
            public var appliesToAppsCreatedAfter: Date?

            /// A rule in force.
            public init(_ type: String, longestDays: Int? = nil, appliesToAppsCreatedAfter: Date? = nil) {
                self.type = type
                self.longestDays = longestDays
                self.appliesToAppsCreatedAfter = appliesToAppsCreatedAfter
            }

            /// Reads what a world file says; what it leaves out has its default.
            public init(from decoder: any Decoder) throws {
                let values = try decoder.container(keyedBy: CodingKeys.self)
                type = try values.decode(String.self, forKey: .type)
                isEnabled = try values.decode(.isEnabled, or: true)
                longestDays = try values.decodeIfPresent(Int.self, forKey: .longestDays)
                appliesToAppsCreatedAfter = try values.decodeIfPresent(Date.self, forKey: .appliesToAppsCreatedAfter)
            }

            func applies(to app: App) -> Bool {
                isEnabled && (appliesToAppsCreatedAfter.map { app.createdOn > $0 } ?? true)
            }
        }

        /// Whether it is switched on.
        public var isEnabled = true
        /// Its rules about client secrets.
        public var restrictions: [Restriction] = []

        /// A policy that is switched on.
        public init(_ restrictions: [Restriction]) {
            self.restrictions = restrictions
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            isEnabled = try values.decode(.isEnabled, or: true)
            restrictions = try values.decode(.restrictions, or: [])
        }
    }

    /// How badly client secrets behave at Entra and Graph: all as Microsoft's users have seen it, and all off by
    /// default.
    ///
    /// Times are drawn between nought and these for each secret, by the cloud's clock.
    public struct Spite: Codable, Sendable {
        /// The most seconds for which a new secret is now accepted, now refused as wrong or as expired.
        public var propagation = 0
        /// The most seconds for which a new secret may be missing from the list, and cannot be removed.
        public var listingLag = 0
        /// The most seconds for which a removed secret may still be listed and accepted, by turns.
        public var removalLag = 0
        /// How likely a new secret is listed and never accepted.
        public var deadSecrets = 0.0
        /// Whether a policy cuts a lifetime that is too long without a word, rather than to refuse it.
        public var shortensSilently = false
        /// The status of what is not found; the code says the same with any.
        public var notFoundStatus = 404

        /// None at all.
        public init() {}

        /// All of it, as bad as it has been seen, or worse.
        public static let worst: Spite = {
            var spite = Spite()
            spite.propagation = 60
            spite.listingLag = 20
            spite.removalLag = 60
            spite.deadSecrets = 0.05
            spite.notFoundStatus = 400
            return spite
        }()

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            self.init()
            let values = try decoder.container(keyedBy: CodingKeys.self)
            propagation = try values.decode(.propagation, or: 0)
            listingLag = try values.decode(.listingLag, or: 0)
            removalLag = try values.decode(.removalLag, or: 0)
            deadSecrets = try values.decode(.deadSecrets, or: 0)
            shortensSilently = try values.decode(.shortensSilently, or: false)
            notFoundStatus = try values.decode(.notFoundStatus, or: 404)
        }
    }

    /// Adds an app that owns every app of a tenant, itself among them, that Partner Center knows, and that may do all
    /// that leadkeeper asks of an administrator.
    public mutating func addAdministrator(_ id: String, in tenant: String, secret: Secret) {
        var administrator = App(id: id, tenants: [tenant], secrets: [secret])
        administrator.displayName = "leadkeeper administrator"
        administrator.permissions = Permission.allCases.filter {
            ![.changeApps, .readApps, .sendMail, .readMailBasics].contains($0)
        }
        apps.append(administrator)
        marketplace.managers.append(id)
        for index in apps.indices where apps[index].tenants.first?.lowercased() == tenant.lowercased() {
            apps[index].owners.append(id)
        }
    }

    /// Whether Microsoft Graph answers at that host.
    func isGraph(_ host: String) -> Bool {
        graphHosts.contains { $0.lowercased() == host }
    }
}
