import Foundation
import Simulators
import TestSupport
import Testing

/// The silence watch, by the built programs against Microsoft's simulated environment.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct SilenceTests {
    /// Leaves a lead of a customer in the connection's environment for each of those days ago.
    private func leaveLeads(_ daysAgo: some Sequence<Int> & Sendable, _ site: Site) {
        let now = Date()
        let dates = daysAgo.map { now.addingTimeInterval(-86_400 * Double($0)) }
        site.cloud.change { world in
            guard let index = world.environments.firstIndex(where: { $0.host == "contoso.localhost" }),
                let member = world.environments[index].members.first?.id
            else { return }
            world.environments[index].leads += dates.map { date in
                World.Lead(
                    id: UUID().uuidString.lowercased(), createdOn: date, owner: member,
                    columns: ["lastname": "Customer", "subject": "A customer's lead"])
            }
        }
    }

    @Test func `a connection whose daily leads stopped nine days ago is told of once, and its next lead ends that`()
        async throws
    {
        try await Site.run { site in
            leaveLeads(9...190, site)
            let (daemon, _) = try await site.startAll()
            _ = try await site.store(site.issueSecret(for: "contoso"), for: "contoso")
            try await site.until { try await site.status(of: "contoso").leads.silent.bool == true }
            try await site.until {
                try await site.notices(of: "contoso").contains {
                    $0.occasion.string?.hasPrefix("silent/") == true && $0.state.string == "accepted"
                }
            }
            let status = try await site.status(of: "contoso")
            #expect(status.attention.string == "leads-silent" && status.leads.reason.string == nil)
            #expect(status.leads.usualLongestGapSeconds.int == 86_400)
            #expect(try await site.done("status", "contoso").output.contains("unusually long ago"))
            #expect(try await site.history(of: "contoso").count { $0 == "leads-missed" } == 1)

            // A restart tells nobody anew.
            let told = try await site.notices(of: "contoso").count { $0.occasion.string?.hasPrefix("silent/") == true }
            #expect(await daemon.stop().exit == .code(0))
            leaveLeads(0...0, site)
            _ = try await site.startDaemon()
            #expect(try await site.status(of: "contoso").leads.silent.bool == true, "it is read again in six hours")
            #expect(
                try await site.notices(of: "contoso").count { $0.occasion.string?.hasPrefix("silent/") == true } == told
            )
        }
    }

    @Test func `status says why nothing can be told of leads where the role may not read them`() async throws {
        try await Site.run { site in
            leaveLeads(9...190, site)
            site.cloud.change { world in
                guard let index = world.environments.firstIndex(where: { $0.host == "contoso.localhost" }) else {
                    return
                }
                world.environments[index].members[0].roles = [World.Role.leadWriter.name]
            }
            _ = try await site.startAll()
            _ = try await site.store(site.issueSecret(for: "contoso"), for: "contoso")
            try await site.until { try await site.status(of: "contoso").leads.reason.string == "not-readable" }
            let status = try await site.status(of: "contoso")
            #expect(status.probe.result.string == "ok" && status.leads.silent.bool == false)
            #expect(try await site.done("status", "contoso").output.contains("prvReadLead"))
            #expect(try await site.notices(of: "contoso").isEmpty)
        }
    }
}
