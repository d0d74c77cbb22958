import Credentials
import Foundation
import Simulators
import Testing

@testable import Microsoft

@Suite struct LeadReadingTests {
    private static func read(
        _ rig: PartnerCenterRig, _ method: Rig.Method = .application, since earliest: Instant = start
    ) async throws -> LeadReport {
        try await rig.prober.arrivals(
            of: rig.connection(method), secret: Rig.shared(method == .application ? Rig.secret : Rig.password),
            since: earliest, at: now(rig))
    }

    private static let start = Instant(secondsSinceEpoch: 0)

    private static func now(_ rig: PartnerCenterRig) -> Instant {
        Instant(secondsSinceEpoch: Int64(rig.cloud.now.timeIntervalSince1970))
    }

    @Test func `customers' leads are told, and neither validation leads nor the marketplace's test leads`() async throws
    {
        try await PartnerCenterRig.run { rig in
            #expect(try await Self.read(rig) == LeadReport([]))
            rig.cloud.publish(PartnerCenterRig.offer, toLive: true)
            rig.cloud.validate(PartnerCenterRig.offer)
            let plan = ProbePlan(lead: .init(id: GUID(high: 1, low: 2), mayStand: false, cleanup: .keep))
            let report = await rig.prober.probe(
                try rig.connection(.application), secret: Rig.shared(Rig.secret), plan: plan, at: Self.now(rig),
                secretAge: .days(30))
            #expect(report.lead == .standing)
            #expect(rig.cloud.leads(in: Rig.host).count >= 2)
            #expect(try await Self.read(rig) == LeadReport([]), "a test lead or the validation lead was told")
            rig.cloud.leaveLead(at: PartnerCenterRig.offer)
            let first = Self.now(rig)
            rig.cloud.advance(by: .seconds(7_200))
            rig.cloud.leaveLead(at: PartnerCenterRig.offer)
            let arrivals = try await Self.read(rig).arrivals
            try #require(arrivals.count == 2)
            #expect(abs((arrivals[0] - first).seconds) < 10 && abs((arrivals[1] - arrivals[0]).seconds - 7_200) < 10)
            #expect(try await Self.read(rig, since: arrivals[0] + .seconds(1)).arrivals == [arrivals[1]])
            #expect(try await Self.read(rig, since: arrivals[1]).arrivals == [arrivals[1]], "from that moment on")
        }
    }

    @Test func `what somebody else has written into the environment does not count, whoever owns it`() async throws {
        try await PartnerCenterRig.run { rig in
            rig.cloud.change { world in
                let member = world.environments[0].members[1].id
                world.environments[0].leads.append(
                    World.Lead(
                        id: UUID().uuidString.lowercased(), createdOn: Date(timeIntervalSince1970: 1_700_000_000),
                        owner: member, columns: ["lastname": "Customer of another way"]))
            }
            let (application, user) = (try await Self.read(rig), try await Self.read(rig, .user))
            #expect(application.arrivals.isEmpty)
            #expect(user.arrivals == [Instant(secondsSinceEpoch: 1_700_000_000)])
        }
    }

    @Test(arguments: [(0, 1, true), (999, 1, true), (1_000, 2, true), (2_500, 3, true), (10_050, 10, false)])
    func `thousands are read page by page, the oldest first, and what is too much another time`(
        count: Int, pages: Int, isWhole: Bool
    ) async throws {
        try await PartnerCenterRig.run { rig in
            rig.cloud.change { world in
                let member = world.environments[0].members[0].id
                world.environments[0].leads = (0..<count).map { index in
                    World.Lead(
                        id: UUID().uuidString.lowercased(),
                        createdOn: Date(timeIntervalSince1970: 1_700_000_000 + Double(index) * 60), owner: member,
                        // No company is named: what is not there is no test lead's mark.
                        columns: ["lastname": "Customer"])
                }
            }
            let report = try await Self.read(rig)
            #expect(report.isWhole == isWhole && Set(report.arrivals).count == min(count, 10_000))
            #expect(report.arrivals == report.arrivals.sorted())
            #expect(rig.cloud.history().count { $0.step == "find" } == pages)
        }
    }

    @Test func `a role that may not read leads, a refused secret and a busy environment are told apart`() async throws {
        var world = PartnerCenterRig.world()
        world.environments[0].members[0].roles = [World.Role.leadWriter.name]
        try await PartnerCenterRig.run(world) { rig in
            let setback = await PartnerCenterRig.setback { try await Self.read(rig) }
            #expect(setback?.kind == .forbidden && setback?.message.contains("prvReadLead") == true)
        }
        try await PartnerCenterRig.run { rig in
            rig.cloud.inject(Fault(.throttle, step: "find", count: 1))
            let busy = await PartnerCenterRig.setback { try await Self.read(rig) }
            #expect(busy?.kind == .transient && busy?.retryAfter != nil)
            for fault in [Fault.Name.status503, .garbageJSON, .htmlPage] {
                rig.cloud.inject(Fault(fault, step: "find", count: 1))
                let setback = await PartnerCenterRig.setback { try await Self.read(rig) }
                #expect(setback?.kind == .transient, "\(fault)")
            }
            let refused = await PartnerCenterRig.setback {
                try await rig.prober.arrivals(
                    of: rig.connection(.application), secret: Rig.shared("wrong"), since: Self.start, at: Self.now(rig))
            }
            #expect(refused?.kind == .unauthorised)
        }
    }
}
