import Credentials
import Foundation
import Ports
import SecureMemory
import Simulators
import Testing

@testable import Microsoft

@Suite struct PartnerCenterTests {
    @Test func `an offer is read in its draft and its live state, and what nobody has edited is no edit`() async throws
    {
        try await PartnerCenterRig.run { rig in
            let offer = try await rig.read()
            #expect(offer.product == "product/\(PartnerCenterRig.product)")
            let expected = LeadConfiguration(
                kind: Stated(.dynamics), address: "https://\(Rig.host)", method: Stated(.azureAD),
                account: Rig.application,
                directory: Rig.directory,
                contacts: ["sales@contoso.example"])
            #expect(offer.draft == expected)
            #expect(offer.live == expected)
            #expect(offer.pendingEdits.isEmpty)
            #expect(offer.submissions.map(\.target) == [.live])
            #expect(offer.submissions.first?.hasSucceeded == true)
            #expect(offer.submissions.first?.createdAt != nil)
        }
    }

    @Test func `an offer that a person has pointed elsewhere differs from what is declared, in the draft first`()
        async throws
    {
        try await PartnerCenterRig.run { rig in
            let declared = rig.destination()
            #expect(try await OfferDrift(declared: declared, in: rig.read()).isNone)
            rig.cloud.edit(PartnerCenterRig.offer) { product in
                product.draft.leads?.instanceURL = "https://elsewhere.crm4.dynamics.com/"
                product.draft.leads?.key = "another"
            }
            let draft = try await OfferDrift(declared: declared, in: rig.read())
            #expect(draft.differences.map(\.edition) == [.draft] && draft.differences.map(\.field) == [.url])
            #expect(draft.differences.first?.found == "https://elsewhere.crm4.dynamics.com")
            #expect(draft.contacts.onlyDeclared == ["\"ops\"@contoso.example"] && draft.contacts.onlyFound.isEmpty)
            rig.cloud.edit(PartnerCenterRig.offer) { product in product.live = product.draft }
            #expect(
                try await OfferDrift(declared: declared, in: rig.read()).differences.map(\.edition) == [.live, .draft])
        }
    }

    @Test
    func `what a person has changed, added or taken away is named; a secret or a destination of leads is no such edit`()
        async throws
    {
        try await PartnerCenterRig.run { rig in
            let price = "price-and-availability-offer/\(PartnerCenterRig.product)"
            rig.cloud.edit(PartnerCenterRig.offer) { product in
                product.draft.leads?.key = "another"
                product.draft.leads?.contacts = ["new@contoso.example"]
                product.draft.resources[0].content = #"{"links":[1,2],"title":"CRM 2","description":"A \"good\" one"}"#
                product.draft.resources.removeLast()
                product.draft.resources.append(World.Resource(id: price, content: "{}"))
            }
            let offer = try await rig.read()
            #expect(offer.pendingEdits == [PartnerCenterRig.listing, PartnerCenterRig.plan, price])
            #expect(offer.draft?.contacts == ["new@contoso.example"])
            #expect(offer.live?.contacts == ["sales@contoso.example"])

            // Only the order of members changes, and what is null.
            rig.cloud.edit(PartnerCenterRig.offer) { product in
                product.draft.resources = product.live?.resources ?? []
                product.draft.resources[0].content =
                    #"{"links":[1,2],"x":null,"description":"A \u0022good\" one","title":"CRM"}"#
            }
            #expect(try await rig.read().pendingEdits.isEmpty)
        }
    }

    @Test func `of an offer that was never published everything is a pending edit`() async throws {
        try await PartnerCenterRig.run { rig in
            rig.cloud.edit(PartnerCenterRig.offer) { product in
                product.live = nil
                product.draft.leads = nil
            }
            let offer = try await rig.read()
            #expect(offer.live == nil && offer.draft == nil)
            #expect(offer.pendingEdits.count == 4)
        }
    }

    @Test func `leads that go elsewhere are told from leads that go to Dynamics`() async throws {
        try await PartnerCenterRig.run { rig in
            rig.cloud.edit(PartnerCenterRig.offer) { $0.draft.leads = World.LeadConfiguration(destination: "email") }
            let expected = LeadConfiguration(
                kind: Stated("email"))
            let draft = try await rig.read().draft
            #expect(draft == expected)
        }
    }

    @Test
    func
        `a rotation is handed over: written into the draft, published to preview and live in days, and proven by a test lead`()
        async throws
    {
        let key = "new~\"secret\\ with é and 😀/+&=\u{7}"
        var world = PartnerCenterRig.world()
        world.apps[0].secrets.append(World.Secret(value: key))
        try await PartnerCenterRig.run(world) { rig in
            let begin = Instant(secondsSinceEpoch: Int64(rig.cloud.now.timeIntervalSince1970))
            let configuring = try await rig.configure(key: key)
            #expect(try await rig.job(configuring) == .running)
            #expect(rig.cloud.product(PartnerCenterRig.offer)?.draft.leads?.key == Rig.secret)
            rig.cloud.advance(by: .seconds(31))
            #expect(try await rig.job(configuring) == .succeeded)
            let product = try #require(rig.cloud.product(PartnerCenterRig.offer))
            #expect(product.draft.leads?.key == key && product.live?.leads?.key == Rig.secret)
            #expect(product.draft.leads?.contacts == ["sales@contoso.example", "\"ops\"@contoso.example"])
            #expect(try await rig.read().pendingEdits.isEmpty)

            let early = await PartnerCenterRig.setback { try await rig.publish(to: .live) }
            #expect(early?.kind == .refused, "nothing is in preview yet")
            let previewing = try await rig.publish(to: .preview)
            #expect(try await rig.job(previewing) == .running)
            let busy = await PartnerCenterRig.setback { try await rig.publish(to: .preview) }
            #expect(busy?.kind == .transient && busy?.message == "a publication is under way")
            let underWay = try await rig.read().submissions
            #expect(underWay.map(\.target) == [.preview, .live])
            #expect(underWay.first?.isComplete == false && underWay.first?.hasSucceeded == nil)
            rig.cloud.advance(by: .seconds(2 * 86_400 - 60))
            #expect(try await rig.job(previewing) == .running)
            rig.cloud.advance(by: .seconds(120))
            #expect(try await rig.job(previewing) == .succeeded)
            #expect(rig.leads.isEmpty && rig.cloud.leaveLead(at: PartnerCenterRig.offer))

            let going = try await rig.publish(to: .live)
            rig.cloud.advance(by: .seconds(3_601))
            #expect(try await rig.job(going) == .succeeded)
            #expect(rig.cloud.product(PartnerCenterRig.offer)?.live?.leads?.key == key)
            let after = await PartnerCenterRig.setback { try await rig.publish(to: .live) }
            #expect(after?.kind == .refused, "what is live already is not published again")

            rig.cloud.change { $0.apps[0].secrets.removeFirst() }
            #expect(rig.cloud.leaveLead(at: PartnerCenterRig.offer))
            let tally = rig.cloud.product(PartnerCenterRig.offer)?.tally
            #expect(tally?.delivered == 2 && tally?.lost == 0 && tally?.testsDelivered == 1)
            let newest = try await rig.prober.newestTestLead(
                of: rig.connection(.application), secret: Rig.shared(key), after: begin, at: begin)
            #expect(try #require(newest) > begin + .days(2))
        }
    }

    @Test func `a user's password is handed over as well`() async throws {
        try await PartnerCenterRig.run { rig in
            _ = try await rig.configure(rig.destination(.user), key: Rig.password)
            rig.cloud.advance(by: .seconds(31))
            let leads = rig.cloud.product(PartnerCenterRig.offer)?.draft.leads
            #expect(
                leads?.authentication == "office365" && leads?.account == Rig.userName && leads?.key == Rig.password)
            #expect(try await rig.read().draft == rig.destination(.user))
            #expect(rig.cloud.validate(PartnerCenterRig.offer))
        }
    }

    @Test func `what fails certification has failed for good, with the code that says so`() async throws {
        try await PartnerCenterRig.run { rig in
            rig.cloud.edit(PartnerCenterRig.offer) { $0.failsCertification = true }
            let job = try await rig.publish(to: .preview)
            rig.cloud.advance(by: .seconds(2 * 86_400 + 1))
            #expect(try await rig.job(job) == .failed(code: "invalidState"))
            let submissions = try await rig.read().submissions
            #expect(submissions.first?.target == .preview && submissions.first?.hasSucceeded == false)
            let live = await PartnerCenterRig.setback { try await rig.publish(to: .live) }
            #expect(live?.kind == .refused)
        }
    }

    @Test func `while a person publishes nothing else is`() async throws {
        try await PartnerCenterRig.run { rig in
            #expect(rig.cloud.publish(PartnerCenterRig.offer, toLive: false))
            #expect(await PartnerCenterRig.setback { try await rig.publish(to: .preview) }?.kind == .transient)
            #expect(rig.changes == 0)
        }
    }

    @Test(arguments: ["", "*", "*********", String(repeating: "k", count: 2_049), String(repeating: "é", count: 2_049)])
    func `a secret that Partner Center would not take for one is refused and not sent`(key: String) async throws {
        try await PartnerCenterRig.run { rig in
            #expect(await PartnerCenterRig.setback { try await rig.configure(key: key) }?.kind == .refused)
            #expect(rig.cloud.history().isEmpty)
        }
    }

    @Test func `bytes that are no text, half a destination, and ids that are none are refused and not sent`()
        async throws
    {
        try await PartnerCenterRig.run { rig in
            let administrator = try PartnerCenterRig.application()
            let secret = Rig.shared(PartnerCenterRig.administratorSecret)
            func configure(_ product: String, _ change: (inout LeadConfiguration) -> Void, key: [UInt8] = [97]) async
                -> Setback?
            {
                var destination = rig.destination()
                change(&destination)
                return await PartnerCenterRig.setback {
                    try await rig.partnerCenter.configureLeads(
                        of: product, to: destination, key: SharedSecret(SecretBytes(copying: key)), as: administrator,
                        proof: .secret(secret))
                }
            }
            let product = "product/\(PartnerCenterRig.product)"
            #expect(await configure(product, { _ in }, key: [0x61, 0xFF])?.kind == .refused)
            #expect(await configure("product/../x", { _ in })?.kind == .refused)
            #expect(await configure(PartnerCenterRig.product, { _ in })?.kind == .refused)
            #expect(await configure(product) { $0.directory = nil }?.kind == .refused)
            #expect(await configure(product) { $0.method = Stated(.office365) }?.kind == .refused)
            #expect(await configure(product) { $0.address = nil }?.kind == .refused)
            #expect(await configure(product) { $0.kind = Stated("email") }?.kind == .refused)
            #expect(await PartnerCenterRig.setback { try await rig.job("../../me") }?.kind == .absent)
            #expect(rig.cloud.history().isEmpty)
        }
    }

    @Test func `who is not let in, not known, or asks for what is not there is told so`() async throws {
        try await PartnerCenterRig.run { rig in
            #expect(await PartnerCenterRig.setback { try await rig.read(secret: "wrong") }?.kind == .unauthorised)
            #expect(await PartnerCenterRig.setback { try await rig.read("other") }?.kind == .absent)
            #expect(await PartnerCenterRig.setback { try await rig.job(UUID().uuidString) }?.kind == .absent)
            rig.cloud.change { world in
                var twin = world.marketplace.products[0]
                twin.id = UUID().uuidString.lowercased()
                world.marketplace.products.append(twin)
            }
            #expect(await PartnerCenterRig.setback { try await rig.read() }?.kind == .refused)
            rig.cloud.change { $0.marketplace.managers = [] }
            let stranger = await PartnerCenterRig.setback { try await rig.read() }
            #expect(stranger?.kind == .forbidden && stranger?.code == "forbidden")
            let history = try String(decoding: JSONEncoder().encode(rig.cloud.history()), as: UTF8.self)
            #expect(!history.contains("canary"))
        }
    }
}

extension PartnerCenterRig {
    var leads: [World.Lead] { cloud.leads(in: Rig.host) }
}
