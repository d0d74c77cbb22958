import Credentials
import Foundation
import Simulators
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

    /// How the connection signs in.
    let method: SignInMethod
    /// Where its environment is.
    let address: String
    var world: World
    /// Whether the keyring has its secret.
    var isStored = true
    /// What the keyring has.
    var secret: String
    /// When the secret expires, as somebody has said.
    var expiresAt: Instant
    /// Whether an offer is configured, and an administrator.
    var hasRights = true

    /// A connection with which everything is right.
    init(_ method: SignInMethod, at address: String, now: Instant) {
        self.method = method
        self.address = address
        secret = method == .azureAD ? Self.secret : Self.password
        expiresAt = now + .days(200)
        world = Self.world()
        let leads =
            method == .azureAD
            ? World.LeadConfiguration(
                instanceURL: address, application: Self.application, directory: Self.directory, key: Self.secret,
                contacts: [])
            : World.LeadConfiguration(
                instanceURL: address, userName: Self.userName, password: Self.password, contacts: [])
        world.marketplace.products = [World.Product(externalID: Self.offer, draft: World.Edition(leads: leads))]
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

    func credential() throws -> Credential {
        let identity: Identity =
            method == .azureAD
            ? .azureAD(
                directory: try #require(GUID(Self.directory)), application: try #require(GUID(Self.application)))
            : .office365(
                userName: Self.userName, client: try #require(GUID(Self.publicClient)), directory: Self.directory)
        return Credential(
            name: try #require(CredentialName("contoso")), identity: identity,
            destination: .dynamics(environment: address), contacts: [], lifetime: .never, probing: ProbePolicy(),
            notices: NoticePolicy(), rotation: RotationPolicy(), offer: hasRights ? Self.offer : nil)
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
