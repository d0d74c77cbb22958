import Credentials
import Foundation
import Ports
import SecureMemory
import Simulators
import Testing

@testable import Microsoft

/// A cloud in which an administrator owns the application whose secrets are rotated, and Graph's client to it.
struct GraphRig {
    static let administratorID = "8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a001"
    static let administratorSecret = "aD8~m1n/istrator+canary"
    static let strangerID = "8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a002"
    static let currentKey = "8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c1"
    static let newPassword = "N3w\"\\canary/&word"

    static func world(_ change: (inout World) -> Void = { _ in }) -> World {
        var world = Rig.world()
        world.apps[0].secrets = [
            World.Secret(
                keyID: currentKey, value: Rig.secret, start: Date(timeIntervalSince1970: 1_700_000_000),
                end: Date(timeIntervalSince1970: 2_000_000_000), displayName: "by hand")
        ]
        world.tenants[0].passwordValidity = ["contoso.example": 90]
        world.addAdministrator(administratorID, in: Rig.directory, secret: World.Secret(value: administratorSecret))
        world.apps.append(World.App(id: strangerID, tenants: [Rig.directory]))
        change(&world)
        return world
    }

    let cloud: MicrosoftCloud
    let graph: Graph
    let application: EntraApplication
    let stranger: EntraApplication
    let administrator: EntraApplication
    let user: Identity
    private let seen: Int
    private let timeout: Duration

    static func run(
        _ world: World = world(), hostility: Double = 0, seed: UInt64? = nil, timeout: Duration = .seconds(20),
        _ body: (GraphRig) async throws -> Void
    ) async throws {
        try await MicrosoftCloud.lend(world, hostility: hostility, seed: seed) {
            try await body(GraphRig($0, timeout: timeout))
        }
    }

    private init(_ cloud: MicrosoftCloud, timeout: Duration) throws {
        self.cloud = cloud
        self.timeout = timeout
        seen = cloud.history().count
        graph = Graph(
            client: try cloud.client(timeout: timeout), loginEndpoint: cloud.url("login.localhost"),
            graphEndpoint: cloud.url("graph.localhost") + "/")
        let directory = try Rig.guid(Rig.directory)
        application = EntraApplication(directory: directory, id: try Rig.guid(Rig.application))
        stranger = EntraApplication(directory: directory, id: try Rig.guid(Self.strangerID))
        administrator = EntraApplication(directory: directory, id: try Rig.guid(Self.administratorID))
        user = .office365(userName: Rig.userName, client: try Rig.guid(Rig.publicClient), directory: Rig.directory)
    }

    /// The same cloud with another world and another fault, and new connections.
    func again(_ world: World = world(), fault: Fault? = nil) throws -> GraphRig {
        cloud.clearFaults()
        cloud.change { $0 = world }
        if let fault { cloud.inject(fault) }
        return try GraphRig(cloud, timeout: timeout)
    }

    // MARK: Requests, as the administrator unless told otherwise

    func keys(of application: EntraApplication? = nil, secret: String = administratorSecret) async throws(Setback)
        -> [IssuedKey]
    {
        try await graph.keys(of: application ?? self.application, as: administrator, proof: .secret(Rig.shared(secret)))
    }

    func addKey(
        to application: EntraApplication? = nil, displayName: String = "leadkeeper/test", endsAt: Instant? = nil
    ) async throws(Setback) -> (key: IssuedKey, value: SharedSecret) {
        try await graph.addKey(
            to: application ?? self.application, displayName: displayName, endsAt: endsAt ?? now + .days(180),
            as: administrator,
            proof: .secret(Rig.shared(Self.administratorSecret)))
    }

    func removeKey(_ keyID: GUID, from application: EntraApplication? = nil) async throws(Setback) {
        try await graph.removeKey(
            keyID, from: application ?? self.application, as: administrator,
            proof: .secret(Rig.shared(Self.administratorSecret)))
    }

    func allowance(of application: EntraApplication? = nil) async throws(Setback) -> SecretAllowance {
        try await graph.allowance(
            of: application ?? self.application, as: administrator, proof: .secret(Rig.shared(Self.administratorSecret))
        )
    }

    func changePassword(from current: String = Rig.password, to new: String = newPassword) async throws(Setback) {
        try await graph.changePassword(of: user, from: Rig.shared(current), to: Rig.shared(new))
    }

    func resetPassword(of userName: String = Rig.userName, to new: String = newPassword) async throws(Setback) {
        try await graph.resetPassword(
            of: userName, to: Rig.shared(new), as: administrator, proof: .secret(Rig.shared(Self.administratorSecret)))
    }

    func passwordFacts(of userName: String = Rig.userName) async throws(Setback) -> PasswordFacts {
        try await graph.passwordFacts(
            of: userName, as: administrator, proof: .secret(Rig.shared(Self.administratorSecret)))
    }

    // MARK: What there is

    var now: Instant { Instant(secondsSinceEpoch: Int64(cloud.now.timeIntervalSince1970)) }
    var history: ArraySlice<HistoryEntry> { cloud.history().dropFirst(seen) }
    var steps: [String] { history.map(\.step) }

    /// The application's secrets as they really are.
    func secrets() throws -> [World.Secret] {
        try #require(cloud.world.apps.first { $0.id == Rig.application }).secrets
    }

    /// The user's password as it really is.
    func password() throws -> String {
        try #require(cloud.world.users.first).password
    }
}

extension SharedSecret {
    /// Whether it is this text.
    func holds(_ text: String) -> Bool {
        bytes.isSame(as: Rig.shared(text).bytes)
    }
}

/// What a request came to.
func outcome(_ body: () async throws(Setback) -> Void) async -> Setback? {
    do throws(Setback) {
        try await body()
        return nil
    } catch {
        return error
    }
}
