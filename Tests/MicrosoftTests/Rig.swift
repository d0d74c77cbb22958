import Basics
import Credentials
import Foundation
import SecureMemory
import Simulators
import Testing

@testable import Microsoft

/// A world with one environment in it, and the two credentials that fit: an application's and a user's.
struct Rig {
    static let directory = "12345678-8af1-4a5f-1234-12234d01db47"
    static let application = "23456052-aaaa-bbbb-8662-1234df56788f"
    static let publicClient = "51f81489-12ee-4a9e-aaae-a2591f45987d"
    static let host = "contoso.localhost"
    static let userName = "leads@contoso.example"
    /// Secrets whose every form of appearance is looked for where none may be.
    static let secret = "kV8~Q&9/zT+canary=secret"
    static let password = "Pa55&canary+word/="

    /// Which of the two signs in.
    enum Method: Sendable {
        case application
        case user
    }

    /// The cloud in which everything works, with a role that may do everything about leads.
    static func world() -> World {
        var world = World()
        world.tenants = [World.Tenant(id: directory, domains: ["contoso.example"])]
        world.apps = [
            World.App(id: application, tenants: [directory], secrets: [World.Secret(value: secret)]),
            World.App(id: publicClient, tenants: [directory], isPublicClient: true),
        ]
        world.users = [World.User(name: userName, tenant: directory, password: password)]
        let roles = [World.Role.leadManager.name]
        world.environments = [
            World.Environment(
                host: host, tenant: directory,
                members: [
                    World.Member(identity: application, roles: roles), World.Member(identity: userName, roles: roles),
                ])
        ]
        return world
    }

    let cloud: MicrosoftCloud
    let prober: Prober
    /// How many requests had been seen when the test, or this part of it, began.
    private let seen: Int
    private let timeout: Duration
    private let patience: Prober.Patience

    /// Brings the cloud up, lends it, and takes it down.
    static func run(
        _ world: World = world(), faults: [Fault] = [], hostility: Double = 0, seed: UInt64? = nil,
        timeout: Duration = .seconds(20), patience: Prober.Patience = Prober.Patience(timeout: .seconds(30)),
        _ body: (Rig) async throws -> Void
    ) async throws {
        try await MicrosoftCloud.lend(world, faults: faults, hostility: hostility, seed: seed) {
            try await body(Rig($0, timeout: timeout, patience: patience))
        }
    }

    private init(_ cloud: MicrosoftCloud, timeout: Duration, patience: Prober.Patience) throws {
        self.cloud = cloud
        self.timeout = timeout
        self.patience = patience
        seen = cloud.history().count
        prober = Prober(
            client: try cloud.client(timeout: timeout), loginEndpoint: cloud.url("login.localhost"), patience: patience)
    }

    /// The same cloud with another world and another fault, new connections, and no memory of what was before.
    ///
    /// A cloud takes longer to start than a probe does to run.
    func again(_ world: World = world(), fault: Fault? = nil) throws -> Rig {
        cloud.clearFaults()
        cloud.change { $0 = world }
        if let fault { cloud.inject(fault) }
        return try Rig(cloud, timeout: timeout, patience: patience)
    }

    /// Probes as one of the two, with the right secret unless told otherwise.
    func probe(
        _ method: Method = .application, lead: ProbePlan.Lead?, secret: String? = nil,
        directory: String = Rig.directory,
        secretAge: TimeSpan = .days(30), isAddressProven: Bool = false
    ) async throws -> ProbeReport {
        let identity: Identity
        let value: String
        switch method {
        case .application:
            identity = try .azureAD(directory: Self.guid(directory), application: Self.guid(Self.application))
            value = secret ?? Self.secret
        case .user:
            identity = try .office365(
                userName: Self.userName, client: Self.guid(Self.publicClient), directory: directory)
            value = secret ?? Self.password
        }
        let credential = try Credential(
            name: #require(CredentialName("contoso")), identity: identity,
            destination: .dynamics(environment: cloud.url(Self.host)),
            contacts: [],
            lifetime: .never, probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy())
        return await prober.probe(
            credential, secret: Self.shared(value), plan: ProbePlan(lead: lead, isAddressProven: isAddressProven),
            at: Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)), secretAge: secretAge)
    }

    /// What the leads in the environment are now.
    var leads: [World.Lead] { cloud.leads(in: Self.host) }

    /// The steps that the cloud has seen, in order.
    var steps: [String] { history.map(\.step) }

    /// The requests that the cloud has seen.
    var history: ArraySlice<HistoryEntry> { cloud.history().dropFirst(seen) }

    /// A lead to plan with.
    static func lead(_ id: GUID? = nil, mayStand: Bool = false, cleanup: ProbePolicy.Cleanup = .delete) throws
        -> ProbePlan.Lead
    {
        try ProbePlan.Lead(id: id ?? guid(UUID().uuidString), mayStand: mayStand, cleanup: cleanup)
    }

    static func guid(_ text: String) throws -> GUID {
        try #require(GUID(text))
    }
}

extension Rig {
    static func shared(_ secret: String) -> SharedSecret {
        SharedSecret(SecretBytes(copying: Array(secret.utf8)))
    }

    /// Looks for the secrets, plain and encoded, in everything that may be shown or kept.
    static func expectNoSecret(in report: ProbeReport, _ history: ArraySlice<HistoryEntry>) throws {
        let shown = try "\(report)" + String(decoding: JSONEncoder().encode(report), as: UTF8.self) + "\(history)"
        for secret in [Self.secret, password] {
            for form in ["canary", PercentEncoding.encode(secret), Data(secret.utf8).base64EncodedString()] {
                #expect(!shown.contains(form))
            }
        }
        #expect(!shown.contains("eyJ"))
    }
}
