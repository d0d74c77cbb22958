import Credentials
import Testing

@Suite struct OfferDriftTests {
    private static let application = "23456052-aaaa-bbbb-8662-1234df56788f"
    private static let directory = "12345678-8af1-4a5f-1234-12234d01db47"

    private static let declared = LeadConfiguration(
        kind: Stated(.dynamics), address: "https://contoso.crm4.dynamics.com", method: Stated(.azureAD),
        account: application,
        directory: directory,
        contacts: ["ops@contoso.com"])
    private static let user = LeadConfiguration(
        kind: Stated(.dynamics), address: "https://contoso.crm4.dynamics.com", method: Stated(.office365),
        account: "leads@contoso.com",
        directory: nil,
        contacts: [])

    private func drift(
        _ declared: LeadConfiguration = declared, live: LeadConfiguration?, draft: LeadConfiguration?
    ) -> OfferDrift {
        OfferDrift(
            declared: declared,
            in: Offer(product: "product/1", draft: draft, live: live, pendingEdits: ["listing/1"], submissions: []))
    }

    private func changed(_ change: (inout LeadConfiguration) -> Void) -> LeadConfiguration {
        var destination = Self.declared
        change(&destination)
        return destination
    }

    private func fields(_ drift: OfferDrift) -> [String] {
        drift.differences.map { "\($0.edition.rawValue) \($0.field.rawValue)" }
    }

    @Test func `an offer that has all as declared does not differ, and its key is never said to agree`() {
        let drift = drift(live: Self.declared, draft: Self.declared)
        #expect(drift.isNone && drift.isLive)
        #expect(drift.masked == [.applicationKey])
        #expect(self.drift(Self.user, live: Self.user, draft: Self.user).masked == [.password])
    }

    @Test(arguments: [
        "https://contoso.crm4.dynamics.com/", "https://Contoso.CRM4.dynamics.com",
        "https://contoso.crm4.dynamics.com:443//",
    ])
    func `an address is the same however it is written`(address: String) {
        #expect(drift(live: changed { $0.address = address }, draft: nil).isNone)
    }

    @Test func `an id and a user's name are the same in capitals`() {
        let upper = changed {
            $0.account = Self.application.uppercased()
            $0.directory = Self.directory.uppercased()
        }
        #expect(drift(live: upper, draft: upper).isNone)
        var user = Self.user
        user.account = "Leads@Contoso.com"
        #expect(drift(Self.user, live: user, draft: user).isNone)
    }

    @Test func `each value that is not as declared is named, with both sides and the edition`() {
        let other = changed {
            $0.address = "https://contoso-test.crm4.dynamics.com"
            $0.account = "99999999-aaaa-bbbb-8662-1234df56788f"
            $0.directory = nil
        }
        let both = drift(live: other, draft: Self.declared)
        #expect(fields(both) == ["live url", "live account", "live directory"])
        #expect(both.differences[0].declared == "https://contoso.crm4.dynamics.com")
        #expect(both.differences[0].found == "https://contoso-test.crm4.dynamics.com")
        #expect(both.differences[2].found == nil)
        #expect(fields(drift(live: Self.declared, draft: changed { $0.address = nil })) == ["draft url"])
        #expect(
            fields(drift(live: changed { $0.address = "https://contoso.crm4.dynamics.com:444" }, draft: nil)) == [
                "live url"
            ])
    }

    @Test func `of leads that go elsewhere, or in another way, only that is told`() {
        let table = LeadConfiguration(
            kind: Stated("table"))
        #expect(fields(drift(live: table, draft: Self.declared)) == ["live kind"])
        #expect(fields(drift(live: Self.user, draft: Self.user)) == ["live method", "draft method"])
    }

    @Test func `without a live edition the draft is compared, and without either there is no destination`() {
        let draft = drift(live: nil, draft: Self.declared)
        #expect(draft.isNone && !draft.isLive)
        let none = drift(live: nil, draft: nil)
        #expect(fields(none) == ["draft kind"] && none.differences[0].found == nil)
        #expect(drift(live: Self.declared, draft: nil).isNone)
    }

    @Test func `contacts are compared as sets, and are never a fault`() {
        let drift = drift(
            live: changed { $0.contacts = ["Sales@contoso.com", "OPS@contoso.com", "sales@contoso.com"] },
            draft: Self.declared)
        #expect(drift.isNone)
        #expect(drift.contacts.onlyFound == ["sales@contoso.com"] && drift.contacts.onlyDeclared.isEmpty)
        #expect(self.drift(live: nil, draft: changed { $0.contacts = [] }).contacts.onlyDeclared == ["ops@contoso.com"])
    }
}
