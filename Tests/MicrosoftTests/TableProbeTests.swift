import Basics
import Credentials
import Foundation
import TestSupport
import Testing
import Wording

@testable import Microsoft

@Suite struct TableProbeTests {
    @Test func `a whole probe writes an entity as the marketplace does, reads it back and removes it`() async throws {
        let rig = try await LeadPlacesRig()
        let lead = try Rig.lead()
        let report = try await rig.table(lead: lead)
        #expect(report.finding == nil && report.result == .ok && report.verdict == .accepted)
        #expect(report.steps.map(\.name) == [.identity, .create, .read, .remove])
        #expect(report.steps.allSatisfy { $0.result == .ok })
        #expect(report.lead == .absent && report.writeMilliseconds != nil)
        #expect(abs(try #require(report.clockSkew).seconds) <= 2)
        let requests = try await rig.server.requests(4)
        #expect(requests.map(\.method) == ["GET", "PUT", "GET", "DELETE"])
        let entity = try #require(
            JSONSerialization.jsonObject(with: Data(requests[1].body.utf8)) as? [String: String])
        #expect(
            entity.keys.sorted() == [
                "ActionCode", "CreatedTime", "CustomerInfo", "Description", "LeadSource", "OfferDisplayName",
                "PartitionKey", "RowKey",
            ])
        #expect(entity["RowKey"] == lead.id.description)
        #expect(entity["OfferDisplayName"] == "leadkeeper validation lead: safe to delete")
        let customer = try #require(entity["CustomerInfo"])
        #expect(try JSONSerialization.jsonObject(with: Data(customer.utf8)) is [String: String])
    }

    @Test func `a probe that only signs in asks for one key and writes nothing`() async throws {
        let rig = try await LeadPlacesRig()
        let report = try await rig.table(lead: nil)
        #expect(report.result == .ok && report.extent == .signIn && report.steps.map(\.name) == [.identity])
        #expect(try await rig.server.requests(1)[0].path == "/marketplaceleads()?$top=1&$select=PartitionKey")
    }

    @Test func `either of the account's two keys is accepted, and a third is not`() async throws {
        let rig = try await LeadPlacesRig()
        for key in LeadPlacesRig.keys { #expect(try await rig.table(key: key, lead: Rig.lead()).result == .ok) }
        let report = try await rig.table(key: Data("a third".utf8).base64EncodedString(), lead: Rig.lead())
        let finding = try #require(report.finding)
        #expect(finding.class == .secretWrong && finding.code == "AuthenticationFailed" && finding.step == .identity)
        #expect(finding.answerer == .storage && report.lead == .absent && !report.hasSignedIn)
        #expect(finding.advice.contains("Access keys"))
    }

    @Test func `a table that is not there yet is no fault, since Microsoft makes it with the first lead`() async throws
    {
        let rig = try await LeadPlacesRig { $0.tables = [] }
        let report = try await rig.table(lead: Rig.lead())
        #expect(report.result == .ok && report.steps.map(\.result) == [.ok, .skipped, .skipped, .skipped])
        #expect(report.steps[0].note?.contains("no table marketplaceleads yet") == true)
        #expect(report.lead == .absent)
    }

    @Test func `the lead of an earlier probe is written anew and removed`() async throws {
        let rig = try await LeadPlacesRig()
        let id = try Rig.guid(UUID().uuidString)
        let kept = try await rig.table(lead: Rig.lead(id, cleanup: .keep))
        #expect(kept.lead == .standing && kept.steps.last?.result == .skipped)
        let next = try await rig.table(lead: Rig.lead(id, mayStand: true))
        #expect(next.result == .ok && next.lead == .absent)
    }

    @Test(arguments: [
        ("no-keys", ProbeClass.accessBlocked, "KeyBasedAuthenticationNotPermitted"),
        ("disabled", .environmentDisabled, "AccountIsDisabled"), ("firewall", .addressBlocked, "AuthorizationFailure"),
        ("busy", .throttled, "ServerBusy"), ("fault", .serviceFault, "InternalError"),
        ("read-only", .privilegeMissing, "InsufficientAccountPermissions"),
        ("unknown-code", .unrecognised, "SomethingNew"), ("redirect", .serviceFault, "HTTP 302"),
    ])
    func `each refusal of the account has its class`(misbehaviour: String, expected: ProbeClass, code: String)
        async throws
    {
        let rig = try await LeadPlacesRig { $0.misbehaviour = misbehaviour }
        let finding = try #require(try await rig.table(lead: Rig.lead()).finding)
        #expect(finding.class == expected && finding.code == code, "\(finding)")
        #expect(finding.answerer == (misbehaviour == "redirect" ? .proxy : .storage))
    }

    @Test func `a clock that is too far off is said to be that, and the key is not called wrong`() async throws {
        let rig = try await LeadPlacesRig { $0.ahead = 3_600 }
        let report = try await rig.table(lead: Rig.lead())
        #expect(report.finding?.class == .unrecognised && report.result == .unknown)
        #expect(report.finding?.message.contains("clock") == true)
        #expect((3_590...3_610).contains(try #require(report.clockSkew).seconds))
    }

    @Test func `an entity that was accepted and is not there proves nothing`() async throws {
        let rig = try await LeadPlacesRig { $0.misbehaviour = "forgets" }
        let report = try await rig.table(lead: Rig.lead())
        #expect(report.finding?.class == .unrecognised && report.finding?.step == .read && report.lead == .absent)
    }

    @Test func `a key goes to the account alone that the file names`() async throws {
        let rig = try await LeadPlacesRig()
        let report = try await rig.table(lead: Rig.lead(), account: "otheraccount")
        #expect(report.finding?.class == .configuration)
        #expect(report.finding?.message.contains("nothing was sent") == true)
    }
}
