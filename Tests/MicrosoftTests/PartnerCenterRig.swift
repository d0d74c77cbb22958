import Credentials
import Foundation
import Ports
import SecureMemory
import Simulators
import Testing

@testable import Microsoft

/// A world with one offer in it, whose leads go to the environment of `Rig`, and the application that Partner Center
/// knows.
struct PartnerCenterRig {
    static let administrator = "0ddba11a-1111-4222-8333-444455556666"
    static let administratorSecret = "adm~canary+of/the\"administrator"
    static let product = "f0e1d2c3-b4a5-4697-8899-aabbccddeeff"
    static let offer = "contoso-crm"

    static func world() -> World {
        var world = Rig.world()
        world.apps.append(
            World.App(id: administrator, tenants: [Rig.directory], secrets: [World.Secret(value: administratorSecret)]))
        let leads = World.LeadConfiguration(
            instanceURL: "https://\(Rig.host)/", application: Rig.application.uppercased(), directory: Rig.directory,
            key: Rig.secret,
            contacts: ["sales@contoso.example"])
        let draft = World.Edition(
            leads: leads,
            resources: [
                World.Resource(id: listing, content: #"{"title":"CRM","description":"A \"good\" one","links":[1,2]}"#),
                World.Resource(
                    id: "listing-asset/\(product)/public/main/default/en-us/azurelogosmall/1",
                    content: #"{"url":"a.png"}"#),
                World.Resource(id: plan, content: #"{"image":{"osDisk":{"uri":"https://x.example/disk.vhd"}}}"#),
            ])
        world.marketplace.managers = [administrator]
        world.marketplace.products = [World.Product(id: product, externalID: offer, draft: draft)]
        return world
    }

    static let listing = "listing/\(product)/public/main/default/en-us"
    static let plan = "plan/\(product)/98756328-04e9-55ae-9403-52b6c971a956"

    let cloud: MicrosoftCloud
    let partnerCenter: PartnerCenter
    let prober: Prober

    /// Brings the cloud up, lends it, and takes it down.
    static func run(
        _ world: World = world(), hostility: Double = 0, timeout: Duration = .seconds(30),
        _ body: (PartnerCenterRig) async throws -> Void
    ) async throws {
        try await MicrosoftCloud.lend(world, hostility: hostility) {
            try await body(PartnerCenterRig($0, timeout: timeout))
        }
    }

    private init(_ cloud: MicrosoftCloud, timeout: Duration) throws {
        self.cloud = cloud
        let client = try cloud.client(timeout: timeout)
        partnerCenter = PartnerCenter(
            client: client, loginEndpoint: cloud.url("login.localhost"), graphEndpoint: cloud.url("graph.localhost"))
        prober = Prober(client: client, loginEndpoint: cloud.url("login.localhost"))
    }

    /// Where leads are to go, as leadkeeper would have it.
    func destination(_ method: Rig.Method = .application) -> LeadConfiguration {
        switch method {
        case .application:
            LeadConfiguration(
                kind: Stated(.dynamics), address: "https://\(Rig.host)", method: Stated(.azureAD),
                account: Rig.application,
                directory: Rig.directory,
                contacts: ["sales@contoso.example", "\"ops\"@contoso.example"])
        case .user:
            LeadConfiguration(
                kind: Stated(.dynamics), address: "https://\(Rig.host)", method: Stated(.office365),
                account: Rig.userName, directory: nil,
                contacts: [])
        }
    }

    func read(_ offer: String = PartnerCenterRig.offer, secret: String = PartnerCenterRig.administratorSecret)
        async throws
        -> Offer
    {
        try await partnerCenter.offer(offer, as: Self.application(), proof: .secret(Rig.shared(secret)))
    }

    func configure(_ destination: LeadConfiguration? = nil, key: String = Rig.secret) async throws -> String {
        try await partnerCenter.configureLeads(
            of: "product/\(Self.product)", to: destination ?? self.destination(), key: Rig.shared(key),
            as: Self.application(),
            proof: .secret(Rig.shared(Self.administratorSecret)))
    }

    func publish(to target: Offer.Submission.Target) async throws -> String {
        try await partnerCenter.publish(
            "product/\(Self.product)", to: target, as: Self.application(),
            proof: .secret(Rig.shared(Self.administratorSecret)))
    }

    func job(_ id: String) async throws -> Offer.JobState {
        try await partnerCenter.job(id, as: Self.application(), proof: .secret(Rig.shared(Self.administratorSecret)))
    }

    /// The connection that the offer's leads go by.
    func connection(_ method: Rig.Method) throws -> Credential {
        let identity: Identity =
            switch method {
            case .application: try .azureAD(directory: Rig.guid(Rig.directory), application: Rig.guid(Rig.application))
            case .user:
                try .office365(userName: Rig.userName, client: Rig.guid(Rig.publicClient), directory: Rig.directory)
            }
        return try Credential(
            name: #require(CredentialName("contoso")), identity: identity,
            destination: .dynamics(environment: cloud.url(Rig.host)),
            contacts: [],
            lifetime: .never, probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy())
    }

    /// How often a change was made by a request.
    var changes: Int {
        cloud.history().count { $0.outcome == "configured" || $0.outcome == "published" }
    }

    static func application() throws -> EntraApplication {
        try EntraApplication(directory: Rig.guid(Rig.directory), id: Rig.guid(administrator))
    }

    /// The setback that a call ends with.
    static func setback<Value>(_ call: () async throws -> Value) async -> Setback? {
        do {
            _ = try await call()
            return nil
        } catch {
            return error as? Setback
        }
    }
}
