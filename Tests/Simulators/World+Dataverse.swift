public import Foundation

extension World {
    /// A Dynamics environment.
    public struct Environment: Codable, Sendable {
        /// Whether it is there to be used.
        public enum State: String, Codable, Sendable {
            /// It is.
            case enabled
            /// The organisation is disabled.
            case disabled
            /// It is in administration mode, and lets nobody else in.
            case administration
        }

        /// Its host name.
        public var host: String
        /// The GUID of its tenant.
        public var tenant: String
        /// Whether it is there to be used.
        public var state = State.enabled
        /// Whether the Sales app's tables are installed.
        public var hasLeadTable = true
        /// What a plug-in says that refuses every lead; nil where none does.
        public var veto: String?
        /// What each step is refused with, by the name that the history gives it: the environment's walls, plug-ins and
        /// column security.
        public var denials: [String: Denial] = [:]
        /// Its IP firewall.
        public var firewall = Firewall()
        /// Whether column security is on for `leadsourcecode`.
        public var isLeadSourceSecured = false
        /// The numbers of the choices that `leadsourcecode` has; those that Microsoft ships.
        public var leadSources = Array(1...10)
        /// How many requests one user may make in five minutes.
        public var requestLimit = 6_000
        /// The security roles.
        public var roles = [Role.leadWriter, .leadManager, .onlooker]
        /// Users and application users.
        public var members: [Member] = []
        /// The leads that are there.
        public var leads: [Lead] = []
        /// The solutions that are installed.
        public var solutions = [Solution()]

        /// An environment at this host.
        public init(host: String, tenant: String, members: [Member] = []) {
            self.host = host
            self.tenant = tenant
            self.members = members
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            host = try values.decode(String.self, forKey: .host)
            tenant = try values.decode(String.self, forKey: .tenant)
            state = try values.decode(.state, or: .enabled)
            hasLeadTable = try values.decode(.hasLeadTable, or: true)
            veto = try values.decodeIfPresent(String.self, forKey: .veto)
            denials = try values.decode(.denials, or: [:])
            firewall = try values.decode(.firewall, or: firewall)
            isLeadSourceSecured = try values.decode(.isLeadSourceSecured, or: false)
            leadSources = try values.decode(.leadSources, or: leadSources)
            requestLimit = try values.decode(.requestLimit, or: 6_000)
            roles = try values.decode(.roles, or: roles)
            members = try values.decode(.members, or: [])
            leads = try values.decode(.leads, or: [])
            solutions = try values.decode(.solutions, or: solutions)
        }
    }

    /// A refusal in Dataverse's form.
    public struct Denial: Codable, Sendable {
        /// The HTTP status.
        public var status: Int
        /// The code, such as `0x80040265`; it may be empty.
        public var code: String
        /// The text.
        public var text: String

        /// That refusal.
        public init(_ status: Int, _ code: String, _ text: String = "The request was refused.") {
            self.status = status
            self.code = code
            self.text = text
        }
    }

    /// Somebody whom an environment knows.
    public struct Member: Codable, Sendable {
        /// The application id or the user principal name by which tokens name it.
        public var identity: String
        /// The GUID of its row.
        public var id: String
        /// The names of its security roles.
        public var roles: [String]
        /// Whether it is disabled.
        public var isDisabled = false
        /// Whether a person has a licence.
        public var isLicensed = true
        /// What `accessmode` says; nil for what is usual for a person or an application.
        public var accessMode: Int?
        /// The teams that it belongs to.
        public var teams: [Team] = []
        /// Whether a column security profile lets it set secured columns.
        public var maySetSecuredColumns = false

        /// A member with roles.
        public init(
            identity: String, id: String = UUID().uuidString.lowercased(), roles: [String] = [Role.leadWriter.name]
        ) {
            self.identity = identity
            self.id = id
            self.roles = roles
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            identity = try values.decode(String.self, forKey: .identity)
            id = try values.decode(.id, or: UUID().uuidString.lowercased())
            roles = try values.decode(.roles, or: [Role.leadWriter.name])
            isDisabled = try values.decode(.isDisabled, or: false)
            isLicensed = try values.decode(.isLicensed, or: true)
            accessMode = try values.decodeIfPresent(Int.self, forKey: .accessMode)
            teams = try values.decode(.teams, or: [])
            maySetSecuredColumns = try values.decode(.maySetSecuredColumns, or: false)
        }
    }

    /// A security role: privileges with the depth they reach to (`Basic`, `Local`, `Deep`, `Global`).
    public struct Role: Codable, Sendable {
        /// Its name.
        public var name: String
        /// Depths by privilege name.
        public var privileges: [String: String]

        /// A role of this name.
        public init(name: String, privileges: [String: String]) {
            self.name = name
            self.privileges = privileges
        }

        /// The role that Microsoft's solution brings, as its set-up pages describe it: it writes leads and does little
        /// else.
        public static let leadWriter = Role(
            name: "Microsoft Marketplace Lead Writer",
            privileges: [
                "prvCreateLead": "Global", "prvCreateUserEntityUISettings": "Basic",
                "prvReadUserEntityUISettings": "Basic",
                "prvWriteUserEntityUISettings": "Basic", "prvReadAsyncOperation": "Global",
                "prvWriteAsyncOperation": "Global",
                "prvAppendToAsyncOperation": "Global",
            ])

        /// A role that may do everything the simulator knows.
        public static let leadManager = Role(
            name: "Lead Manager",
            privileges: leadWriter.privileges.merging(
                [
                    "prvReadLead": "Global", "prvWriteLead": "Global", "prvDeleteLead": "Global",
                    "prvReadUser": "Global",
                    "prvReadSolution": "Global",
                ]) { $1 })

        /// A role that may look at what a doctor asks for, and write nothing.
        public static let onlooker = Role(
            name: "Onlooker",
            privileges: [
                "prvReadUser": "Global", "prvReadRole": "Global", "prvReadSolution": "Global",
                "prvReadOrganization": "Global",
            ])
    }

    /// One lead.
    public struct Lead: Codable, Sendable {
        /// Its GUID.
        public var id: String
        /// When it was written.
        public var createdOn: Date
        /// The GUID of the member that wrote it.
        public var owner: String
        /// Its columns, as text.
        public var columns: [String: String]

        /// A lead.
        public init(id: String, createdOn: Date, owner: String, columns: [String: String]) {
            self.id = id
            self.createdOn = createdOn
            self.owner = owner
            self.columns = columns
        }
    }

    /// An installed solution.
    public struct Solution: Codable, Sendable {
        /// Its unique name.
        public var name = "MicrosoftMarketplacesLeadIntegrationSolution"
        /// Its version.
        public var version = "1.0.0.0"

        /// Microsoft's own.
        public init() {}
    }
}
