import Credentials
import Foundation
import TestSupport
import Testing

@testable import Microsoft

private let python = PythonJudge("lead_judge.py", in: "lead-judge", requirements: ["jsonschema==4.26.0"])

@Suite struct EndpointProbeTests {
    /// The schema of Microsoft's page, which people paste into their flows, but for `id` and `definitions`; with what
    /// its words add: all of it is there, and nothing else but `Description`, which its example has.
    /// https://learn.microsoft.com/partner-center/marketplace-offers/commercial-marketplace-lead-management-instructions-https
    private static let schema = """
        {"$schema":"http://json-schema.org/draft-04/schema#","type":"object",
         "required":["ActionCode","OfferTitle","LeadSource","UserDetails"],"additionalProperties":false,
         "properties":{"ActionCode":{"type":"string"},"OfferTitle":{"type":"string"},"LeadSource":{"type":"string"},
          "Description":{"type":"string"},
          "UserDetails":{"type":"object","additionalProperties":false,
           "required":["Company","Country","Email","FirstName","LastName","Phone","Title"],
           "properties":{"Company":{"type":"string"},"Country":{"type":"string"},"Email":{"type":"string"},
            "FirstName":{"type":"string"},"LastName":{"type":"string"},"Phone":{"type":"string"},
            "Title":{"type":"string"}}}}}
        """

    @Test func `a probe that is asked for posts one lead and takes any 2xx`() async throws {
        for status in [200, 202, 204] {
            let rig = try await LeadPlacesRig { $0.status = status }
            let report = try await rig.post(lead: Rig.lead())
            #expect(report.result == .ok && report.steps.map(\.name) == [.endpoint, .create])
            #expect(report.lead == .absent && report.writeMilliseconds != nil && report.hasSignedIn)
            let requests = try await rig.server.requests(2)
            #expect(requests.map(\.method) == ["HEAD", "POST"])
            #expect(requests[0].path == "/" && requests[1].path == LeadPlacesRig.path)
            #expect(requests[1].headers["Content-Type"] == "application/json")
        }
    }

    @Test(.enabled("the package index cannot be reached") { await python.isReady })
    func `what is posted is a lead by the schema of Microsoft's page, and marked as none of a customer`() async throws {
        let rig = try await LeadPlacesRig()
        _ = try await rig.post(lead: Rig.lead())
        let body = try await rig.server.requests(2)[1].body
        let lead = try #require(JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
        let schema = try JSONSerialization.jsonObject(with: Data(Self.schema.utf8))
        var broken = lead
        broken["OfferTitle"] = 7
        let answers = try await python.run(
            [], [["lead": lead, "schema": schema], ["lead": broken, "schema": schema]])
        #expect(answers[0]["faults"] as? [String] == [])
        #expect((answers[1]["faults"] as? [String])?.count == 1)
        let words = try #require(lead["Description"] as? String)
        #expect(words.contains("leadkeeper") && words.contains("contoso") && words.contains("may be deleted"))
        #expect((lead["LeadSource"] as? String)?.hasPrefix("AzureMarketplace-INS|") == true)
        #expect(lead["OfferTitle"] as? String == "leadkeeper validation lead: safe to delete")
    }

    @Test func `the daily look sends nothing of the URL but its host, and can tell nothing`() async throws {
        let rig = try await LeadPlacesRig()
        let report = try await rig.post(lead: nil)
        #expect(report.finding?.class == .notPosted && report.result == .unknown && report.isWithheld)
        #expect(report.steps.map(\.name) == [.endpoint] && report.steps[0].result == .ok)
        let seen = try await rig.server.requests(1)
        #expect(seen[0].method == "HEAD" && seen[0].path == "/" && seen[0].body.isEmpty)
    }

    @Test(arguments: [
        (401, ProbeClass.secretWrong), (403, .secretWrong), (404, .secretWrong), (410, .secretWrong),
        (301, .endpointRefused), (307, .endpointRefused), (400, .endpointRefused), (415, .endpointRefused),
        (408, .timeout), (429, .throttled), (500, .serviceFault), (503, .serviceFault), (407, .serviceFault),
    ])
    func `each answer has its class, and no redirect is followed`(status: Int, expected: ProbeClass) async throws {
        let rig = try await LeadPlacesRig { $0.status = status }
        let report = try await rig.post(lead: Rig.lead())
        #expect(report.finding?.class == expected && report.finding?.step == .create)
        #expect(report.finding?.code == "HTTP \(status)")
        #expect(try await rig.server.requests(2).count == 2)
    }

    @Test func `a URL that is not taken any more is wrong`() async throws {
        let rig = try await LeadPlacesRig()
        let report = try await rig.post(rig.endpoint + "/canary-path/other", lead: Rig.lead())
        #expect(report.finding?.class == .secretWrong && report.finding?.answerer == .endpoint)
    }

    @Test func `a URL of another host than the file's is not posted to`() async throws {
        let rig = try await LeadPlacesRig()
        let report = try await rig.post("https://127.0.0.1:\(rig.server.port)/canary", lead: Rig.lead())
        #expect(report.finding?.class == .configuration)
        #expect(report.finding?.message.contains("nothing was posted") == true)
    }

    @Test func `a private address is asked only where the file allows it`() async throws {
        let rig = try await LeadPlacesRig()
        let report = try await rig.post(allowsPrivate: false, lead: Rig.lead())
        #expect(report.result == .unknown && report.finding?.step == .endpoint)
        #expect(report.finding?.message.contains("AllowPrivate=yes") == true)
    }

    @Test func `a host that nobody answers at, or whose certificate is another's, cannot be told about`() async throws {
        let rig = try await LeadPlacesRig()
        let nobody = "https://endpoint.localhost:1"
        #expect(try await rig.post(nobody + "/canary", to: nobody, lead: nil).finding?.class == .network)
        let stranger = "https://stranger.localhost:\(rig.server.port)"
        #expect(try await rig.post(stranger + "/canary", to: stranger, lead: nil).finding?.class == .tls)
    }
}
