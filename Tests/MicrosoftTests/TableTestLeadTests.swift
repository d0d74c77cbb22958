import Credentials
import Ports
import TestSupport
import Testing

@testable import Microsoft

/// The marketplace's test leads in an Azure table.
@Suite struct TableTestLeadTests {
    private static let earliest = Instant(secondsSinceEpoch: 1_780_000_000)

    private static func lead(_ after: Int64, source: String = "AppSource-INS|contoso.crm", text: String = "")
        -> [String:
        String]
    {
        [
            "Timestamp": (earliest + .seconds(after)).rfc3339, "LeadSource": source, "Description": text,
        ]
    }

    @Test func `the newest is found, whichever of the two columns has the mark, and however many answers it takes`()
        async throws
    {
        let rig = try await LeadPlacesRig {
            $0.leads = [
                Self.lead(900), Self.lead(60, source: "MSFT_TEST_636573304831318844-MSFT_TEST_1|Contoso"),
                Self.lead(1_000, source: "NOT MSFT_TEST_"), Self.lead(300, text: "MSFT_TEST_636573304831318844"),
                Self.lead(200, source: "MSFT_TEST_2"), Self.lead(2_000, source: "MSFT_TESTED"),
            ]
        }
        #expect(try await rig.newestTestLead(after: Self.earliest) == Self.earliest + .seconds(300))
    }

    @Test func `what was written before, or at the moment itself, is none`() async throws {
        let rig = try await LeadPlacesRig {
            $0.leads = [Self.lead(0, source: "MSFT_TEST_1"), Self.lead(-5, source: "MSFT_TEST_2")]
        }
        #expect(try await rig.newestTestLead(after: Self.earliest) == nil)
        #expect(try await rig.newestTestLead(after: Self.earliest - .seconds(1)) == Self.earliest)
    }

    @Test func `a table that is not there yet has none`() async throws {
        let rig = try await LeadPlacesRig { $0.tables = [] }
        #expect(try await rig.newestTestLead(after: Self.earliest) == nil)
    }

    @Test(arguments: [("firewall", Setback.Kind.transient), ("no-keys", .unauthorised), ("busy", .transient)])
    func `a refusal says what follows from it`(misbehaviour: String, kind: Setback.Kind) async throws {
        let rig = try await LeadPlacesRig { $0.misbehaviour = misbehaviour }
        let error = await #expect(throws: Setback.self) { try await rig.newestTestLead(after: Self.earliest) }
        #expect(error?.kind == kind)
    }

    @Test func `nothing of a customer is asked for`() async throws {
        let rig = try await LeadPlacesRig()
        _ = try await rig.newestTestLead(after: Self.earliest)
        let path = try await rig.server.requests(1)[0].path
        #expect(path.hasPrefix("/marketplaceleads()?$select=Timestamp&$filter="))
        #expect(!path.contains("CustomerInfo"))
    }
}
