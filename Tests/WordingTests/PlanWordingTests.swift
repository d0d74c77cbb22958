import Credentials
import Testing

@testable import Wording

/// What `leadkeeper rotate --dry-run` prints.
@Suite struct PlanWordingTests {
    private static let identities: [Identity] = [
        .azureAD(directory: GUID(high: 1, low: 2), application: GUID(high: 3, low: 4)),
        .office365(userName: "leads@contoso.example", client: GUID(high: 5, low: 6), directory: "contoso.example"),
    ]

    private static func plan(_ name: CredentialName?, _ identity: Identity, _ mode: RotationPolicy.Mode) throws
        -> RotationPlan
    {
        RotationPlan(
            of: Credential(
                name: try #require(name), identity: identity,
                destination: name?.isReserved == true
                    ? nil : .dynamics(environment: "https://contoso.crm4.dynamics.com"),
                contacts: [],
                lifetime: .span(.days(90)), probing: ProbePolicy(), notices: NoticePolicy(),
                rotation: RotationPolicy(mode: mode, overlap: .days(9)), offer: "product/1"))
    }

    @Test(arguments: identities, RotationPolicy.Mode.allCases)
    func `every step of every plan is a sentence of its own`(identity: Identity, mode: RotationPolicy.Mode) throws {
        for name in [CredentialName("contoso"), .administrator] {
            let plan = try Self.plan(name, identity, mode)
            let sentences = plan.steps.map(plan.sentence)
            #expect(Set(sentences).count == plan.steps.count)
            for sentence in sentences { #expect(sentence.contains(" ") && !sentence.contains("{"), "\(sentence)") }
        }
    }

    @Test func `a plan says who does what, and how long both secrets stay valid`() throws {
        let plan = try Self.plan(CredentialName("contoso"), Self.identities[0], .assisted)
        #expect(
            plan.steps.map(plan.sentence).suffix(6) == [
                "the new secret becomes the current one",
                "a person enters the new secret in Partner Center, publishes the offer, and confirms with `leadkeeper handoff`",
                "leadkeeper reads who signs in with which secret in Microsoft's reports, where it may",
                "leadkeeper looks for a test lead that the marketplace wrote with the new secret",
                "both secrets stay valid for 9 days",
                "leadkeeper removes the old client secret from the application and from the keyring",
            ])
    }

    @Test func `a plan for a certificate says certificate, and that the key stays in the keyring`() throws {
        let identity = Self.identities[0]
        var credential = Credential(
            name: .administrator, identity: identity, destination: nil, contacts: [], lifetime: .never,
            probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy(mode: .assisted))
        credential.rotation.overlap = .days(3)
        let version = SecretVersion(
            id: "v1", stage: .current, fingerprint: [], issuedAt: Instant(secondsSinceEpoch: 0),
            storedAt: Instant(secondsSinceEpoch: 0), expiry: .never, certificate: Certificate(der: [0x30, 0]))
        let plan = RotationPlan(of: credential, replacing: version)
        let sentences = plan.steps.map(plan.sentence)
        #expect(plan.kind == .certificate && Set(sentences).count == plan.steps.count)
        #expect(!sentences.contains { $0.contains("secret") }, "\(sentences)")
        #expect(sentences.contains { $0.contains("a private key, which stays there") })
        #expect(sentences.suffix(2).allSatisfy { $0.contains("certificate") })
    }
}
