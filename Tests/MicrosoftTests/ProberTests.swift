import Credentials
import Curl
import Foundation
import Simulators
import Testing

@testable import Microsoft

@Suite struct ProberTests {
    private static func results(_ report: ProbeReport) -> [ProbeReport.Step.Result] { report.steps.map(\.result) }

    @Test(arguments: [Rig.Method.application, .user])
    func `a whole probe writes one lead, reads it back and removes it`(method: Rig.Method) async throws {
        try await Rig.run { rig in
            let report = try await rig.probe(method, lead: Rig.lead())
            #expect(report.finding == nil)
            #expect(report.result == .ok)
            #expect(report.steps.map(\.name) == [.endpoint, .token, .identity, .create, .read, .remove])
            #expect(Self.results(report) == [.ok, .ok, .ok, .ok, .ok, .ok])
            #expect(report.lead == .absent)
            #expect(rig.leads.isEmpty)
            #expect(abs(try #require(report.clockSkew).seconds) <= 2)
            let realm = method == .user ? ["realm"] : []
            #expect(rig.steps == ["endpoint"] + realm + ["token", "identity", "choices", "create", "read", "remove"])
        }
    }

    @Test func `a probe that only signs in writes nothing`() async throws {
        try await Rig.run { rig in
            let report = try await rig.probe(lead: nil)
            #expect(report.result == .ok)
            #expect(report.extent == .signIn)
            #expect(Self.results(report) == [.ok, .ok, .ok])
            #expect(rig.steps == ["endpoint", "token", "identity"])
        }
    }

    @Test func `no token outlives its probe`() async throws {
        try await Rig.run { rig in
            _ = try await rig.probe(lead: nil)
            _ = try await rig.probe(lead: nil)
            #expect(rig.steps.filter { $0 == "token" }.count == 2)
        }
    }

    @Test func `the clock of the servers is told from ours`() async throws {
        let at = Instant(secondsSinceEpoch: 1_000_000_000)
        try await Rig.run { rig in
            let credential = try Credential(
                name: #require(CredentialName("contoso")),
                identity: .azureAD(directory: Rig.guid(Rig.directory), application: Rig.guid(Rig.application)),
                destination: .dynamics(environment: rig.cloud.url(Rig.host)), contacts: [], lifetime: .never,
                probing: ProbePolicy(),
                notices: NoticePolicy(), rotation: RotationPolicy())
            let begin = Int64(Date().timeIntervalSince1970)
            let report = await rig.prober.probe(
                credential, secret: Rig.shared(Rig.secret), plan: ProbePlan(lead: nil), at: at, secretAge: .days(1))
            let end = Int64(Date().timeIntervalSince1970)
            let theirs = try at.secondsSinceEpoch + #require(report.clockSkew).seconds
            #expect((begin - 2...end + 2).contains(theirs))
        }
    }

    @Test func `a role that may only write leaves one lead behind, says so, and never writes a second one`()
        async throws
    {
        var world = Rig.world()
        world.environments[0].members[0].roles = [World.Role.leadWriter.name]
        try await Rig.run(world) { rig in
            let lead = try Rig.lead()
            let first = try await rig.probe(lead: lead)
            #expect(first.result == .ok)
            #expect(Self.results(first) == [.ok, .ok, .ok, .ok, .skipped, .skipped])
            #expect(first.steps.suffix(2).allSatisfy { $0.note?.contains("does not permit") == true })
            #expect(first.lead == .standing)
            #expect(rig.leads.map(\.id) == [lead.id.description])

            let second = try await rig.probe(lead: Rig.lead(lead.id, mayStand: true))
            #expect(second.result == .ok)
            #expect(Self.results(second) == [.ok, .ok, .ok, .skipped, .skipped, .skipped])
            #expect(second.steps[3].note?.contains("neither to update nor to remove") == true)
            #expect(second.lead == .standing)
            #expect(rig.leads.count == 1)
        }
    }

    @Test func `a lead that an earlier probe left is updated where the role permits it, and then removed`() async throws
    {
        try await Rig.run { rig in
            let lead = try Rig.lead(cleanup: .keep)
            let first = try await rig.probe(lead: lead)
            #expect(first.steps.last?.result == .skipped)
            #expect(first.lead == .standing)
            let kept = try await rig.probe(lead: Rig.lead(lead.id, mayStand: true, cleanup: .keep))
            #expect(kept.result == .ok)
            #expect(Self.results(kept) == [.ok, .ok, .ok, .ok, .ok, .skipped])
            #expect(kept.steps[3].note?.contains("updated") == true)
            #expect(rig.leads.count == 1)
            let removed = try await rig.probe(lead: Rig.lead(lead.id, mayStand: true))
            #expect(Self.results(removed) == [.ok, .ok, .ok, .ok, .ok, .ok])
            #expect(removed.lead == .absent)
            #expect(rig.leads.isEmpty)
        }
    }

    @Test
    func
        `where the role permits to remove leads but not to update them, the one that stands is removed and written again`()
        async throws
    {
        var world = Rig.world()
        world.environments[0].roles.append(
            World.Role(
                name: "No Update",
                privileges: ["prvCreateLead": "Global", "prvReadLead": "Global", "prvDeleteLead": "Global"]))
        world.environments[0].members[0].roles = ["No Update"]
        try await Rig.run(world) { rig in
            let lead = try Rig.lead(cleanup: .keep)
            _ = try await rig.probe(lead: lead)
            let report = try await rig.probe(lead: Rig.lead(lead.id, mayStand: true))
            #expect(report.result == .ok)
            #expect(Self.results(report) == [.ok, .ok, .ok, .ok, .ok, .ok])
            #expect(rig.steps.suffix(6) == ["create", "create", "remove", "create", "read", "remove"])
            #expect(rig.leads.isEmpty)
        }
    }

    @Test func `a lead that was only thought to stand is written as a new one`() async throws {
        try await Rig.run { rig in
            let report = try await rig.probe(lead: Rig.lead(mayStand: true))
            #expect(Self.results(report) == [.ok, .ok, .ok, .ok, .ok, .ok])
            #expect(rig.leads.isEmpty)
        }
    }

    @Test func `a token that runs out in the midst of a probe is replaced once`() async throws {
        try await Rig.run { rig in
            // The first answer to `WhoAmI` takes so long that the test can move the clock on.
            rig.cloud.inject(Fault(.slowDrip, step: "identity", count: 1, value: 5))
            async let report = rig.probe(lead: Rig.lead())
            _ = await rig.cloud.history { $0.contains { $0.step == "identity" } }
            rig.cloud.advance(by: .seconds(4_000))
            let outcome = try await report
            #expect(outcome.result == .ok)
            #expect(rig.steps.filter { $0 == "token" }.count == 2)
            #expect(rig.leads.isEmpty)
        }
    }

    @Test func `without an environment there is nothing to probe`() async throws {
        try await Rig.run { rig in
            let credential = Credential(
                name: .mail, identity: .mailbox(userName: "x"), destination: nil, contacts: [], lifetime: .never,
                probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy())
            let report = try await rig.prober.probe(
                credential, secret: Rig.shared("x"), plan: ProbePlan(lead: Rig.lead()),
                at: Instant(secondsSinceEpoch: 0),
                secretAge: .days(1))
            #expect(report.finding?.class == .configuration)
            #expect(report.steps.count == 6)
            #expect(rig.steps.isEmpty)
        }
    }
}
