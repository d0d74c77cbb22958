import Credentials
import Foundation
import Simulators
import Testing

@testable import Microsoft

@Suite struct TestLeadTests {
    @Test(arguments: [Rig.Method.application, .user])
    func `the newest one is found, by either way to sign in`(method: Rig.Method) async throws {
        try await PartnerCenterRig.run { rig in
            let secret = Rig.shared(method == .application ? Rig.secret : Rig.password)
            let begin = Instant(secondsSinceEpoch: Int64(rig.cloud.now.timeIntervalSince1970) - 1)
            func look(after earliest: Instant) async throws -> Instant? {
                try await rig.prober.newestTestLead(
                    of: rig.connection(method), secret: secret, after: earliest, at: begin)
            }
            #expect(try await look(after: begin) == nil)
            rig.cloud.leaveLead(at: PartnerCenterRig.offer)
            #expect(try await look(after: begin) == nil, "a customer's lead is no test lead")
            rig.cloud.validate(PartnerCenterRig.offer)
            rig.cloud.advance(by: .seconds(7_200))
            rig.cloud.validate(PartnerCenterRig.offer)
            let found = try #require(try await look(after: begin))
            #expect((begin + .hours(2)...begin + .hours(3)).contains(found))
            #expect(try await look(after: found) == nil)
            #expect(rig.cloud.history().suffix(3).map(\.step) == ["endpoint", "token", "find"] || method == .user)
        }
    }

    @Test func `a role that may only write leads cannot look for them`() async throws {
        var world = PartnerCenterRig.world()
        world.environments[0].members[0].roles = [World.Role.leadWriter.name]
        try await PartnerCenterRig.run(world) { rig in
            let setback = await PartnerCenterRig.setback {
                try await rig.prober.newestTestLead(
                    of: rig.connection(.application), secret: Rig.shared(Rig.secret),
                    after: Instant(secondsSinceEpoch: 0),
                    at: Instant(secondsSinceEpoch: 1))
            }
            #expect(setback?.kind == .forbidden && setback?.message.contains("prvReadLead") == true)
        }
    }

    @Test func `a refused secret and a silent environment are told apart`() async throws {
        try await PartnerCenterRig.run { rig in
            func look(_ secret: String) async -> Setback? {
                await PartnerCenterRig.setback {
                    try await rig.prober.newestTestLead(
                        of: rig.connection(.application), secret: Rig.shared(secret),
                        after: Instant(secondsSinceEpoch: 0),
                        at: Instant(secondsSinceEpoch: 1))
                }
            }
            #expect(await look("wrong")?.kind == .unauthorised)
            rig.cloud.inject(Fault(.status503, step: "find", count: 1))
            #expect(await look(Rig.secret)?.kind == .transient)
            rig.cloud.inject(Fault(.garbageJSON, step: "find", count: 1))
            #expect(await look(Rig.secret)?.kind == .transient)
        }
    }
}
