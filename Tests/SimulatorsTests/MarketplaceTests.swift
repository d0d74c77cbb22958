import Foundation
import Simulators
import Testing

/// Partner Center and the marketplace, asked as any client would.
@Suite struct MarketplaceTests {
    private static let administrator = "55555555-5555-4555-8555-555555555555"
    private static let product = "66666666-6666-4666-8666-666666666666"
    private static let offer = "contoso-crm"
    private static let mask = "*********"

    private static var world: World {
        var world = Sample.world
        world.apps.append(
            World.App(id: administrator, tenants: [Sample.tenant], secrets: [World.Secret(value: "admin")]))
        world.marketplace.managers = [administrator]
        let leads = World.LeadConfiguration(
            instanceURL: "https://\(Sample.host)", application: Sample.app, directory: Sample.tenant, key: "right")
        let listing = World.Resource(
            id: "listing-asset/\(product)/public/main",
            content: #"{"fileName":"a.png","url":"a.png","images":[{"uri":"https://x/a"}]}"#)
        world.marketplace.products = [
            World.Product(id: product, externalID: offer, draft: World.Edition(leads: leads, resources: [listing]))
        ]
        return world
    }

    @Test func `only an application that Partner Center knows is let in, and every request names a version`()
        async throws
    {
        try await withCloud(Self.world) { cloud async throws in
            #expect(try await cloud.ask(cloud.partnerCenter("product")).status == 401)
            let stranger = try await cloud.partner("GET", "product", app: Sample.app, secret: "right")
            #expect(stranger.status == 403 && stranger.code == "forbidden")
            let token =
                try await cloud.token(
                    app: Self.administrator, secret: "admin", scope: "https://graph.localhost/.default")["access_token"]
                as? String
            let path = cloud.url("graph.localhost", "/rp/product-ingestion/product")
            #expect(try await cloud.ask(path, ["-H", "Authorization: Bearer \(token ?? "")"]).code == "badRequest")
            let known = try await cloud.partner("GET", "product?externalId=\(Self.offer)")
            #expect(known.status == 200 && known.body.contains("product/\(Self.product)"))
            #expect(cloud.history().last?.step == "product" && cloud.history().last?.identity == Self.administrator)
        }
    }

    @Test func `secrets are masked, schemas and addresses differ between a draft and what is live`() async throws {
        try await withCloud(Self.world) { cloud async throws in
            let draft = try await cloud.partner("GET", "resource-tree/product/\(Self.product)")
            let live = try await cloud.partner("GET", "resource-tree/product/\(Self.product)?targetType=live")
            #expect(draft.body.contains("\"applicationKey\":\"\(Self.mask)\"") && !draft.body.contains("right"))
            #expect(draft.body.contains("draft.blob.core") && live.body.contains("live.blob.core"))
            #expect(draft.body.contains("preview5") && !live.body.contains("preview5"))
            let one = try await cloud.partner("GET", "customer-leads/\(Self.product)")
            #expect(one["leadDestination"] as? String == "dynamics")
            cloud.edit(Self.offer) { $0.live = nil }
            let none = try await cloud.partner("GET", "resource-tree/product/\(Self.product)?targetType=live")
            #expect(none.status == 404 && none.code == "notFound")
        }
    }

    @Test func `a draft is written by a job, and the mask keeps the secret that is there`() async throws {
        try await withCloud(Self.world) { cloud async throws in
            let job = try await cloud.configure(leads: Self.leads(key: Self.mask, contact: "new@contoso.example"))
            #expect(job["jobStatus"] as? String == "notStarted" && job["jobEnd"] as? String == "0001-01-01T00:00:00")
            let id = try #require(job["jobId"] as? String)
            cloud.advance(by: .seconds(15))
            #expect(try await cloud.partner("GET", "configure/\(id)/status")["jobStatus"] as? String == "running")
            #expect(try await cloud.partner("GET", "configure/\(id)").code == "badRequest")
            #expect(cloud.product(Self.offer)?.draft.leads?.contacts.isEmpty == true)
            cloud.advance(by: .seconds(16))
            #expect(try await cloud.partner("GET", "configure/\(id)")["jobResult"] as? String == "succeeded")
            let product = cloud.product(Self.offer)
            #expect(product?.draft.leads?.contacts == ["new@contoso.example"] && product?.draft.leads?.key == "right")
            #expect(product?.live?.leads?.contacts == [])
        }
    }

    @Test func `what the schema does not allow is refused`() async throws {
        try await withCloud(Self.world) { cloud async throws in
            for (from, to) in [
                ("azureAD", "oauth"), ("azureAD", "office365"), ("\"applicationKey\":\"new\",", ""),
                ("\"new\"", "\"\""),
                ("https://contoso", "contoso"), ("customer-leads/2022", "listing/2022"), (Sample.tenant, "contoso"),
            ] {
                let answer = try await cloud.configure(leads: Self.leads(key: "new").replacing(from, with: to))
                #expect(answer.status == 400 && answer.body.contains("schemaValidationError"), "\(from)")
            }
            cloud.edit(Self.offer) { $0.draft.leads = nil }
            #expect(try await cloud.configure(leads: Self.leads(key: Self.mask)).status == 400)
        }
    }

    @Test func `publishing takes days of the cloud's time, one at a time, and ends with a test lead by what is live`()
        async throws
    {
        try await withCloud(Self.world) { cloud async throws in
            let preview = try await cloud.submit("preview")
            let id = try #require(preview["jobId"] as? String)
            #expect(try await cloud.submit("preview").code == "conflict")
            #expect(!cloud.publish(Self.offer, toLive: true))
            cloud.advance(by: .seconds(2 * 86_400 - 100))
            #expect(try await cloud.partner("GET", "configure/\(id)/status")["jobStatus"] as? String == "running")
            cloud.advance(by: .seconds(101))
            #expect(try await cloud.partner("GET", "configure/\(id)/status")["jobResult"] as? String == "succeeded")
            let list = try await cloud.partner("GET", "submission/\(Self.product)")["value"] as? [[String: Any]] ?? []
            #expect(
                list.map { ($0["target"] as? [String: Any])?["targetType"] as? String } == ["draft", "live", "preview"])
            let number = try #require(list.last?["id"] as? String)
            #expect(try await cloud.submit("live", id: number + "0").body.contains("invalidState"))
            #expect(try await cloud.submit("live", id: number).status == 200)
            #expect(cloud.leads(in: Sample.host).isEmpty)
            let began = cloud.now
            cloud.advance(by: .seconds(30 * 86_400))
            let lead = try #require(cloud.leads(in: Sample.host).first)
            #expect(lead.columns["companyname"]?.hasPrefix("MSFT_TEST_6") == true)
            #expect(abs(lead.createdOn.timeIntervalSince(began) - 3_600) < 60, "it is as old as the publication")
            let after = try await cloud.partner("GET", "submission/\(Self.product)")["value"] as? [[String: Any]] ?? []
            #expect(after.last?["id"] as? String == number && after.count == 2)
        }
    }

    @Test func `certification fails with its code, and nothing gets into preview`() async throws {
        try await withCloud(Self.world) { cloud async throws in
            cloud.edit(Self.offer) { $0.failsCertification = true }
            let id = try #require(try await cloud.submit("preview")["jobId"] as? String)
            cloud.advance(by: .seconds(3 * 86_400))
            let job = try await cloud.partner("GET", "configure/\(id)/status")
            #expect(job["jobResult"] as? String == "failed" && job.body.contains("\"code\":\"invalidState\""))
            #expect(cloud.product(Self.offer)?.preview == nil)
        }
    }

    @Test func `leads are lost from the moment that what is live is no longer right, whatever stands in the draft`()
        async throws
    {
        try await withCloud(Self.world) { cloud async throws in
            #expect(cloud.leaveLead(at: Self.offer))
            cloud.edit(Self.offer) { product in
                product.draft.leads?.key = "next"
                product.leadInterval = 3_600
            }
            #expect(!cloud.validate(Self.offer), "the draft's secret is none")
            cloud.change { $0.apps[0].secrets[0] = World.Secret(value: "next") }
            #expect(cloud.validate(Self.offer))
            #expect(!cloud.leaveLead(at: Self.offer))
            cloud.advance(by: .seconds(10 * 3_600))
            let tally = try #require(cloud.product(Self.offer)?.tally)
            #expect(tally.delivered == 1 && tally.lost == 11 && tally.testsDelivered == 1 && tally.testsLost == 1)
            #expect(tally.lastFailure == "AADSTS7000215")
            #expect(cloud.history().isEmpty, "the marketplace's own requests are none of its clients'")
        }
    }

    @Test func `leads go by a user's password as well, and fail as its sign-in does`() async throws {
        try await withCloud(Self.world) { cloud async throws in
            cloud.edit(Self.offer) { product in
                product.live?.leads = World.LeadConfiguration(
                    instanceURL: "https://\(Sample.host)", userName: Sample.user, password: "Right-1!")
            }
            #expect(cloud.leaveLead(at: Self.offer))
            cloud.change { $0.users[0].demand = .secondFactor }
            #expect(!cloud.leaveLead(at: Self.offer))
            #expect(cloud.product(Self.offer)?.tally.lastFailure == "AADSTS50074")
            cloud.change { $0.environments[0].veto = "Leads need a budget." }
            cloud.change { $0.users[0].demand = nil }
            #expect(!cloud.leaveLead(at: Self.offer))
            #expect(cloud.product(Self.offer)?.tally.lastFailure == "0x80040265")
        }
    }

    @Test func `a world file says what is live, or that nothing is, and is written as it was read`() throws {
        let text = """
            {"marketplace":{"managers":["a"],"certifying":5,"products":[
            {"externalID":"one","draft":{"leads":{"instanceURL":"https://x","account":"a","key":"k","directory":"d"}}},
            {"externalID":"two","live":null}]}}
            """
        let world = try JSONDecoder().decode(World.self, from: Data(text.utf8))
        let again = try JSONDecoder().decode(World.self, from: JSONEncoder().encode(world))
        for market in [world.marketplace, again.marketplace] {
            #expect(market.certifying == 5 && market.goingLive == 3_600)
            #expect(market.products[0].live?.leads?.key == "k")
            #expect(market.products[1].live == nil)
        }
    }

    private static func leads(key: String, contact: String? = nil) -> String {
        """
        {"$schema":"https://schema.mp.microsoft.com/schema/customer-leads/2022-03-01-preview3","id":"customer-leads/\(product)",
        "product":"product/\(product)","leadDestination":"dynamics","dynamicsLeadConfiguration":{
        "instanceUrl":"https://contoso.localhost","authentication":"azureAD","applicationId":"\(Sample.app)",
        "applicationKey":"\(key)","directoryId":"\(Sample.tenant)","contactEmail":[\(contact.map { "\"\($0)\"" } ?? "")]}}
        """
    }
}

extension MicrosoftCloud {
    /// Partner Center's address of a resource.
    fileprivate func partnerCenter(_ resource: String) -> String {
        url(
            "graph.localhost",
            "/rp/product-ingestion/\(resource)\(resource.contains("?") ? "&" : "?")$version=2022-07-01")
    }

    /// Asks Partner Center with a fresh token.
    fileprivate func partner(
        _ method: String, _ resource: String, app: String = "55555555-5555-4555-8555-555555555555",
        secret: String = "admin",
        body: String? = nil
    ) async throws -> Answer {
        let token =
            try await token(app: app, secret: secret, scope: "https://graph.localhost/.default")["access_token"]
            as? String
        return try await ask(
            partnerCenter(resource),
            ["-g", "-X", method, "-H", "Authorization: Bearer \(token ?? "")"]
                + (body.map { ["-H", "Content-Type: application/json", "--data-binary", $0] } ?? []))
    }

    fileprivate func configure(leads: String) async throws -> Answer {
        try await partner(
            "POST", "configure",
            body:
                "{\"$schema\":\"https://schema.mp.microsoft.com/schema/configure/2022-07-01\",\"resources\":[\(leads)]}"
        )
    }

    fileprivate func submit(_ target: String, id: String? = nil) async throws -> Answer {
        let product = "66666666-6666-4666-8666-666666666666"
        return try await configure(
            leads: """
                {"$schema":"https://schema.mp.microsoft.com/schema/submission/2022-03-01-preview2",\(id.map { "\"id\":\"\($0)\"," } ?? "")
                "product":"product/\(product)","target":{"targetType":"\(target)"}}
                """)
    }
}
