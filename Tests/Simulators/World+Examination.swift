/// What a doctor looks at beside what probes and rotations need.
extension World {
    /// The IP firewall of an environment.
    public struct Firewall: Codable, Sendable {
        /// Whether it turns addresses away.
        public var isEnforced = false
        /// Whether it only records whom it would turn away.
        public var isAudited = false
        /// Whether application users pass it.
        public var admitsApplications = true
        /// Whether Microsoft's trusted services pass it.
        public var admitsTrustedServices = false
        /// Whether this host's address is among those that pass it.
        public var admitsThisHost = true

        /// One that is switched off.
        public init() {}

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            isEnforced = try values.decode(.isEnforced, or: false)
            isAudited = try values.decode(.isAudited, or: false)
            admitsApplications = try values.decode(.admitsApplications, or: true)
            admitsTrustedServices = try values.decode(.admitsTrustedServices, or: false)
            admitsThisHost = try values.decode(.admitsThisHost, or: true)
        }
    }

    /// A team of an environment, and what its members have by it.
    public struct Team: Codable, Sendable {
        /// Its name.
        public var name: String
        /// The names of its security roles.
        public var roles: [String]

        /// A team with roles.
        public init(name: String, roles: [String]) {
            self.name = name
            self.roles = roles
        }
    }

    /// A Conditional Access policy.
    public struct AccessPolicy: Codable, Sendable {
        /// Its name.
        public var name: String
        /// `enabled`, `disabled` or `enabledForReportingButNotEnforced`.
        public var state = "enabled"
        /// The ids of users, or `All`.
        public var users: [String] = []
        /// The ids of users who are exempt.
        public var exemptUsers: [String] = []
        /// The ids of groups.
        public var groups: [String] = []
        /// The ids of service principals, or `ServicePrincipalsInMyTenant`.
        public var principals: [String] = []
        /// What is signed in to: application ids, or `All`.
        public var resources = ["All"]
        /// What it wants: `mfa`, `block` and so on.
        public var controls: [String]

        /// A policy in force.
        public init(name: String, controls: [String]) {
            self.name = name
            self.controls = controls
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            name = try values.decode(String.self, forKey: .name)
            state = try values.decode(.state, or: "enabled")
            users = try values.decode(.users, or: [])
            exemptUsers = try values.decode(.exemptUsers, or: [])
            groups = try values.decode(.groups, or: [])
            principals = try values.decode(.principals, or: [])
            resources = try values.decode(.resources, or: ["All"])
            controls = try values.decode([String].self, forKey: .controls)
        }

        /// Whether a user's sign-in is stopped by it.
        func stops(user id: String) -> Bool {
            state == "enabled" && !exemptUsers.contains(id) && (users.contains("All") || users.contains(id))
                && !controls.isEmpty
        }

        var json: JSON {
            func list(_ words: [String]) -> JSON { .array(words.map { .string($0) }) }
            return [
                "id": .string(Graph.identifier(of: "policy " + name)), "displayName": .string(name),
                "state": .string(state), "sessionControls": .null,
                "conditions": [
                    "clientAppTypes": ["all"], "userRiskLevels": [], "signInRiskLevels": [], "locations": .null,
                    "platforms": .null, "devices": .null,
                    "users": [
                        "includeUsers": list(users), "excludeUsers": list(exemptUsers), "includeGroups": list(groups),
                        "excludeGroups": [], "includeRoles": [], "excludeRoles": [],
                    ],
                    "applications": ["includeApplications": list(resources), "excludeApplications": []],
                    "clientApplications": principals.isEmpty
                        ? .null : ["includeServicePrincipals": list(principals), "excludeServicePrincipals": []],
                ],
                "grantControls": [
                    "operator": "OR", "builtInControls": list(controls), "customAuthenticationFactors": [],
                    "termsOfUse": [], "authenticationStrength": .null,
                ],
            ]
        }
    }

    /// The object id by which Graph and its policies know a user.
    public static func objectID(ofUser name: String) -> String { Graph.identifier(of: name.lowercased()) }

    /// The object id by which Graph and its policies know an app's service principal.
    public static func objectID(ofPrincipalOf app: String) -> String { Graph.identifier(of: "principal of \(app)") }
}
