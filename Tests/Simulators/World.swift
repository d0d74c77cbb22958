public import Foundation

/// What exists in the simulated cloud.
///
/// Every member may be left out of a world file; what is left out has the value that makes things work.
public struct World: Codable, Sendable {
    /// The hosts that Entra answers at; the first one is named in Dataverse's challenge.
    public var loginHosts = ["login.localhost"]
    /// The hosts that Microsoft Graph answers at.
    public var graphHosts = ["graph.localhost"]
    /// How badly client secrets behave.
    public var spite = Spite()
    /// What the audit logs of directories have.
    public var audits: [Audit] = []
    /// The commercial marketplace.
    public var marketplace = Marketplace()
    /// The directories.
    public var tenants: [Tenant] = []
    /// The app registrations.
    public var apps: [App] = []
    /// The people, and service accounts that pass for people.
    public var users: [User] = []
    /// The mailboxes of Exchange Online.
    public var mailboxes: [Mailbox] = []
    /// The Dynamics environments.
    public var environments: [Environment] = []
    /// Hosts that are no environment: they answer 200 with a page.
    public var otherHosts: [String] = []
    /// Resources besides the environments that every tenant knows.
    public var otherResources = [
        "https://graph.microsoft.com", "https://outlook.office365.com", "https://graph.localhost",
    ]

    /// Nothing but the hosts.
    public init() {}

    /// Reads a world file: JSON, dates as RFC 3339.
    public init(file: URL) throws {
        self = try Self.decode(Data(contentsOf: file))
    }

    static func decode(_ data: Data) throws -> World {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(World.self, from: data)
    }

    /// Every name that the cloud shows a certificate for.
    var hosts: [String] {
        (loginHosts + graphHosts + environments.map(\.host) + otherHosts).map { $0.lowercased() }
    }

    /// A refusal by Entra that the rules would not lead to, for codes that nobody has thought of.
    public struct Refusal: Codable, Sendable, Equatable {
        /// The HTTP status.
        public var status = 400
        /// The member `error`.
        public var error = "invalid_grant"
        /// The AADSTS number.
        public var code: Int
        /// The member `suberror`.
        public var suberror: String?

        /// Puts a refusal together.
        public init(status: Int = 400, error: String = "invalid_grant", code: Int, suberror: String? = nil) {
            self.status = status
            self.error = error
            self.code = code
            self.suberror = suberror
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            status = try values.decode(.status, or: 400)
            error = try values.decode(.error, or: "invalid_grant")
            code = try values.decode(Int.self, forKey: .code)
            suberror = try values.decodeIfPresent(String.self, forKey: .suberror)
        }
    }

    /// Reads what a world file says; what it leaves out has its default.
    public init(from decoder: any Decoder) throws {
        self.init()
        let values = try decoder.container(keyedBy: CodingKeys.self)
        loginHosts = try values.decode(.loginHosts, or: loginHosts)
        graphHosts = try values.decode(.graphHosts, or: graphHosts)
        spite = try values.decode(.spite, or: spite)
        audits = try values.decode(.audits, or: audits)
        marketplace = try values.decode(.marketplace, or: marketplace)
        tenants = try values.decode(.tenants, or: [])
        apps = try values.decode(.apps, or: [])
        users = try values.decode(.users, or: [])
        mailboxes = try values.decode(.mailboxes, or: [])
        environments = try values.decode(.environments, or: [])
        otherHosts = try values.decode(.otherHosts, or: [])
        otherResources = try values.decode(.otherResources, or: otherResources)
    }
}

extension KeyedDecodingContainer {
    /// The member, or what stands for its absence.
    func decode<Value: Decodable>(_ key: Key, or absent: @autoclosure () -> Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? absent()
    }
}
