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
            plan.steps.map(plan.sentence).suffix(5) == [
                "the new secret becomes the current one",
                "a person enters the new secret in Partner Center, publishes the offer, and confirms with `leadkeeper handoff`",
                "leadkeeper looks for a test lead that the marketplace wrote with the new secret",
                "both secrets stay valid for 9 days",
                "leadkeeper removes the old client secret from the application and from the keyring",
            ])
    }
}
