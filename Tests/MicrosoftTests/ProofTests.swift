import Credentials
import Foundation
import Simulators
import Testing

@testable import Microsoft

@Suite struct ProofTests {
    /// Ways in which an environment keeps a lead from being removed.
    static let denials: [World.Denial] = [
        World.Denial(400, "0x80040265", "leads are never removed"), World.Denial(500, "0x80040224"),
        World.Denial(500, "0x80044171"), World.Denial(403, "0x80040220", "is missing prvDeleteLead privilege"),
        World.Denial(409, "0x80041234"), World.Denial(403, ""), World.Denial(503, ""), World.Denial(429, "0x80072322"),
        World.Denial(403, "0x80040225"), World.Denial(401, "0x8004A102"),
    ]

    @Test func `however a removal is refused, the lead was written and read back, and that is the proof`() async throws
    {
        try await Rig.run { first in
            for denial in Self.denials {
                var world = Rig.world()
                world.environments[0].denials["remove"] = denial
                let rig = try first.again(world)
                let report = try await rig.probe(lead: Rig.lead())
                let name: Comment = "\(denial.status) \(denial.code)"
                #expect(report.result == .ok && report.finding == nil, name)
                #expect(report.steps.dropLast().allSatisfy { $0.result == .ok }, name)
                let step = try #require(report.steps.last)
                #expect(step.result == .skipped || step.result == .unknown, name)
                #expect(step.note?.contains("the next probe uses this one again") == true, name)
                #expect(denial.status != 429 || report.rest == .minutes(1), name)
                #expect(report.lead != .absent && rig.leads.count == 1, name)
                try Rig.expectNoSecret(in: report, rig.history)
            }
        }
    }

    @Test
    func
        `a lead that a plug-in keeps is updated by the next probe; and where it keeps it from that too, nothing is claimed`()
        async throws
    {
        var world = Rig.world()
        world.environments[0].denials["remove"] = World.Denial(400, "0x80040265")
        try await Rig.run(world) { rig in
            let lead = try Rig.lead()
            _ = try await rig.probe(lead: lead)
            let second = try await rig.probe(lead: Rig.lead(lead.id, mayStand: true))
            #expect(second.result == .ok && second.steps[3].result == .ok && rig.leads.count == 1)
            #expect(second.steps[3].note?.contains("was updated") == true)
        }
    }

    @Test(arguments: [400, 500])
    func `a plug-in that forbids to read a lead back says nothing of writing one`(status: Int) async throws {
        var world = Rig.world()
        world.environments[0].denials["read"] = World.Denial(status, "0x80040265")
        try await Rig.run(world) { rig in
            let report = try await rig.probe(lead: Rig.lead())
            #expect(
                report.result == .ok && report.steps[4].result == .skipped && report.steps[4].note?.isEmpty == false)
            #expect(rig.leads.isEmpty)
        }
    }

    @Test(arguments: [Array(1...10), [100_000_000], [9, 3]])
    func `the lead has a source that the environment offers, whatever that is`(choices: [Int]) async throws {
        var world = Rig.world()
        world.environments[0].leadSources = choices
        try await Rig.run(world) { rig in
            let report = try await rig.probe(lead: Rig.lead(cleanup: .keep))
            #expect(report.result == .ok && report.steps[3].note == nil)
            let source = try #require(rig.leads.first?.columns["leadsourcecode"])
            #expect(source == "\(choices.contains(8) ? 8 : choices[0])")
        }
    }

    @Test(arguments: [
        World.Denial(403, "0x80040220", "is missing prvReadAttribute privilege"), World.Denial(404, "0x80060888"),
        World.Denial(500, "0x80040216"), World.Denial(403, ""),
    ])
    func `where the choices cannot be read the source is left out, which is said and is no finding`(
        denial: World.Denial
    )
        async throws
    {
        var world = Rig.world()
        world.environments[0].denials["choices"] = denial
        try await Rig.run(world) { rig in
            let report = try await rig.probe(lead: Rig.lead(cleanup: .keep))
            #expect(report.result == .ok && report.steps[3].result == .ok)
            #expect(report.steps[3].note?.contains("leadsourcecode, which Microsoft sets, was left out") == true)
            #expect(rig.leads.first?.columns["leadsourcecode"] == nil)
        }
    }

    @Test func `an environment without choices, and faults while they are read, hinder no proof`() async throws {
        try await Rig.run(timeout: .seconds(10)) { first in
            var world = Rig.world()
            world.environments[0].leadSources = []
            let bare = try await first.again(world).probe(lead: Rig.lead())
            #expect(bare.result == .ok && bare.steps[3].note?.contains("left out") == true)
            let passing: [Fault.Name] = [
                .htmlPage, .wall, .redirect, .garbageJSON, .deepJSON, .status503, .empty401, .dropBeforeEffect,
            ]
            for name in passing {
                let rig = try first.again(fault: Fault(name, step: "choices"))
                let report = try await rig.probe(lead: Rig.lead())
                #expect(report.result == .ok && report.steps[3].note?.contains("left out") == true, "\(name.rawValue)")
            }
            let throttled = try await first.again(fault: Fault(.throttle, step: "choices")).probe(lead: Rig.lead())
            #expect(throttled.finding?.class == .throttled && throttled.finding?.step == .create)
        }
    }

    @Test func `a lead that is written slowly is remarked upon, and one that Microsoft would not wait for is a fault`()
        async throws
    {
        let patience = Prober.Patience(slow: .seconds(3), fault: .seconds(8))
        try await Rig.run(patience: patience) { first in
            let fast = try await first.probe(lead: Rig.lead())
            #expect(fast.result == .ok && fast.steps[3].note == nil && fast.writeMilliseconds != nil)
            let slow = try await first.again(fault: Fault(.late, step: "create", count: 1, value: 3_500)).probe(
                lead: Rig.lead())
            #expect(slow.result == .ok && slow.steps[3].note?.contains("to write the lead") == true)
            #expect(try #require(slow.writeMilliseconds) >= 3_500)
            let rig = try first.again(fault: Fault(.hang, step: "create"))
            let lost = try await rig.probe(lead: Rig.lead())
            #expect(lost.result == .failed && lost.finding?.class == .tooSlow && lost.finding?.step == .create)
            #expect(lost.lead == .uncertain && lost.finding?.answeredBy == .dataverse)
        }
    }

    @Test func `an environment that answers nothing any more is not slow: it is out of reach`() async throws {
        let patience = Prober.Patience(slow: .seconds(1), fault: .seconds(3))
        try await Rig.run(timeout: .seconds(3), patience: patience) { rig in
            rig.cloud.inject(Fault(.late, step: "identity", count: 1, value: 1))
            rig.cloud.inject(Fault(.hang, step: "create"))
            rig.cloud.inject(Fault(.hang, step: "identity"))
            let report = try await rig.probe(lead: Rig.lead())
            #expect(report.result == .unknown && report.finding?.class == .timeout && report.finding?.step == .create)
        }
    }

    @Test
    func
        `a lead gets four times the time of any other exchange, two minutes at most, and short of those nothing is held against it`()
        async throws
    {
        for (timeout, limit) in [(1, 4), (10, 40), (30, 120), (31, 120), (600, 120)] {
            let patience = Prober.Patience(timeout: .seconds(timeout))
            #expect(patience.limit == .seconds(limit))
            #expect(patience.slow == .seconds(30) && patience.fault == .seconds(120))
        }
        let patience = Prober.Patience(slow: .seconds(1), fault: .seconds(120), limit: .milliseconds(500))
        try await Rig.run(patience: patience) { rig in
            rig.cloud.inject(Fault(.hang, step: "create"))
            let report = try await rig.probe(lead: Rig.lead())
            #expect(report.result == .unknown && report.finding?.class == .timeout)
        }
    }

    @Test func `the time for a lead is not cut short by the time for everything else`() async throws {
        let patience = Prober.Patience(slow: .seconds(30), fault: .seconds(20))
        try await Rig.run(timeout: .seconds(4), patience: patience) { rig in
            rig.cloud.inject(Fault(.late, step: "create", count: 1, value: 4_500))
            let report = try await rig.probe(lead: Rig.lead())
            #expect(report.result == .ok && report.finding == nil)
        }
    }
}
