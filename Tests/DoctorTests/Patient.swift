import Credentials
import Doctor
import Foundation
import Ports
import Simulators
import TestSupport
import Testing

/// A connection with its world, in which something may be wrong.
struct Patient {
    static let directory = "12345678-8af1-4a5f-1234-12234d01db47"
    static let application = "23456052-aaaa-bbbb-8662-1234df56788f"
    static let publicClient = "51f81489-12ee-4a9e-aaae-a2591f45987d"
    static let administrator = "8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a001"
    static let administratorSecret = "adm~1n/istrator"
    static let keyID = "8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c1"
    static let host = "contoso.localhost"
    static let userName = "leads@contoso.example"
    static let offer = "contoso-crm"
    static let secret = "kV8~Q&9/zT+secret"
    static let password = "Pa55&word+/="

    static let storageKey = Data("a-key-of-sixty-four-bytes-or-so".utf8).base64EncodedString()
    static let path = "/invoke?sig=signature"

    /// How the connection signs in.
    let method: SignInMethod
    /// Where its environment is, if it has one.
    private(set) var address: String
    /// What stands behind `ACCOUNT.table.` and `endpoint.`, with the port.
    private(set) var suffix: String
    var world: World
    /// What the storage account and the endpoint have, and how they misbehave.
    var places: LeadPlacesServer.Orders
    /// Whether what goes there goes by a proxy, which nobody finds.
    var hasProxy = false
    /// By how much our clock is ahead.
    var ahead = TimeSpan(seconds: 0)
    /// Why the keyring gives nothing; `nil` where it gives the secret.
    var obstacle: KeyringObstacle?
    /// How old its secret is.
    var age = TimeSpan.days(30)
    /// What leadkeeper knows of itself and its host.
    var host = HostFacts()
    /// How the ways out stand.
    var ways: AlertPaths
    /// Whether a lead was written before whatever is wrong began.
    var hasWritten = true
    /// Whether the keyring has its secret.
    var isStored = true
    /// What the keyring has.
    var secret: String
    /// When the secret expires, as somebody has said.
    var expiresAt: Instant
    /// Whether an offer is configured, and an administrator.
    var hasRights = true

    /// A connection with which everything is right.
    ///
    /// - Parameter places: the authority of the storage account and the endpoint, behind their own names.
    init(_ method: SignInMethod, at address: String, places suffix: String = "localhost", now: Instant) {
        self.method = method
        self.address = address
        self.suffix = suffix
        secret = ""
        expiresAt = now + .days(200)
        world = Self.world()
        places = LeadPlacesServer.Orders(keys: [Self.storageKey])
        places.path = Self.path
        var standing = WayStanding()
        _ = standing.works(by: .canary, "it took a test", at: now)
        ways = AlertPaths([AlertPath(nil, kind: "mail", reachesOperators: true, standing, at: now)])
        host.room = .known(HostFacts.Room(free: 1 << 30, needed: 1 << 26, in: "/var/lib/leadkeeper"))
        host.clock = .known(.right)
        takeUp()
    }

    /// Lets everything that knows the address know another one.
    mutating func move(to address: String, places suffix: String) {
        (self.address, self.suffix) = (address, suffix)
        takeUp()
    }

    private mutating func takeUp() {
        secret =
            switch method {
            case .azureAD: Self.secret
            case .httpsEndpoint: "https://endpoint.\(suffix)\(Self.path)"
            case .azureTable: connectionString(of: places.account)
            case .office365, .mailbox, .channel, .heartbeat: Self.password
            }
        let leads: World.LeadConfiguration =
            switch method {
            case .azureAD:
                World.LeadConfiguration(
                    instanceURL: address, application: Self.application, directory: Self.directory, key: secret)
            case .httpsEndpoint: World.LeadConfiguration(endpoint: secret)
            case .azureTable: World.LeadConfiguration(storage: secret)
            case .office365, .mailbox, .channel, .heartbeat:
                World.LeadConfiguration(instanceURL: address, userName: Self.userName, password: secret)
            }
        world.marketplace.products = [World.Product(externalID: Self.offer, draft: World.Edition(leads: leads))]
    }

    /// The connection string of that account, with our key or another.
    func connectionString(of account: String, key: String = storageKey) -> String {
        "DefaultEndpointsProtocol=https;AccountName=\(account);AccountKey=\(key);EndpointSuffix=\(suffix)"
    }

    /// A directory with an application and a user, and an environment in which both write leads and look around.
    static func world() -> World {
        var world = World()
        world.tenants = [World.Tenant(id: directory, domains: ["contoso.example"])]
        world.apps = [
            World.App(
                id: application, tenants: [directory],
                secrets: [World.Secret(keyID: keyID, value: secret, end: Date(timeIntervalSince1970: 2_000_000_000))]),
            World.App(id: publicClient, tenants: [directory], isPublicClient: true),
        ]
        world.users = [World.User(name: userName, tenant: directory, password: password)]
        world.addAdministrator(administrator, in: directory, secret: World.Secret(value: administratorSecret))
        if let index = world.apps.firstIndex(where: { $0.id == administrator }) {
            world.apps[index].permissions.append(.readApps)
        }
        let roles = [World.Role.leadWriter.name, World.Role.onlooker.name]
        var environment = World.Environment(
            host: host, tenant: directory,
            members: [
                World.Member(identity: application, roles: roles), World.Member(identity: userName, roles: roles),
            ])
        environment.requestLimit = .max
        world.environments = [environment]
        return world
    }

    /// The same connection without a single right but to write leads: no administrator, no offer, no looking around.
    func bare() -> Patient {
        var patient = self
        patient.hasRights = false
        patient.changeMember { $0.roles.removeAll { $0 == World.Role.onlooker.name } }
        return patient
    }

    /// Puts what leadkeeper knows of itself and its host into the facts.
    func lay(into facts: inout ConnectionFacts) {
        let hosts = facts.host.hosts
        facts.host = host
        facts.host.hosts = hosts
        facts.host.keyring = .known(obstacle.map { .obstructed($0) } ?? .answers)
        facts.ways = ways
    }

    func credential() throws -> Credential {
        let (identity, destination): (Identity, LeadDestination) =
            switch method {
            case .azureAD:
                (
                    .azureAD(
                        directory: try #require(GUID(Self.directory)),
                        application: try #require(GUID(Self.application))), .dynamics(environment: address)
                )
            case .httpsEndpoint:
                (
                    .httpsEndpoint(host: "endpoint.\(suffix)"),
                    .httpsEndpoint(origin: "https://endpoint.\(suffix)", allowsPrivate: true)
                )
            case .azureTable:
                (
                    .azureTable(account: places.account),
                    .table(service: "https://\(places.account).table.\(suffix)", name: LeadDestination.usualTable)
                )
            case .office365, .mailbox, .channel, .heartbeat:
                (
                    .office365(
                        userName: Self.userName, client: try #require(GUID(Self.publicClient)),
                        directory: Self.directory), .dynamics(environment: address)
                )
            }
        return Credential(
            name: try #require(CredentialName("contoso")), identity: identity, destination: destination, contacts: [],
            lifetime: method.secretOpensPlace ? .span(.days(365)) : .never, probing: ProbePolicy(),
            notices: NoticePolicy(), rotation: RotationPolicy(), offer: hasRights ? Self.offer : nil)
    }

    /// Has the storage account do that too in place of what it should.
    mutating func misbehave(_ name: String) {
        places.misbehaviour = [places.misbehaviour, name].compactMap(\.self).joined(separator: ",")
    }

    // MARK: Changes, which do nothing where what they are about is gone

    mutating func changeEnvironment(_ change: (inout World.Environment) -> Void) {
        for index in world.environments.indices { change(&world.environments[index]) }
    }

    mutating func changeMember(_ change: (inout World.Member) -> Void) {
        let identity = method == .azureAD ? Self.application : Self.userName
        changeEnvironment { environment in
            for index in environment.members.indices where environment.members[index].identity == identity {
                change(&environment.members[index])
            }
        }
    }

    mutating func changeRole(_ change: (inout [String: String]) -> Void) {
        changeEnvironment { environment in
            for index in environment.roles.indices where environment.roles[index].name == World.Role.leadWriter.name {
                change(&environment.roles[index].privileges)
            }
        }
    }

    mutating func changeApp(_ change: (inout World.App) -> Void) {
        for index in world.apps.indices where world.apps[index].id == Self.application { change(&world.apps[index]) }
    }

    mutating func changeUser(_ change: (inout World.User) -> Void) {
        for index in world.users.indices { change(&world.users[index]) }
    }

    mutating func changeProduct(_ change: (inout World.Product) -> Void) {
        for index in world.marketplace.products.indices { change(&world.marketplace.products[index]) }
    }
}
