import Credentials
import Testing

@testable import Bookkeeping

@Suite struct ProbingTests {
    private func whole(_ lead: GUID) -> ProbePlan {
        ProbePlan(lead: .init(id: lead, mayStand: false, cleanup: .delete))
    }

    @Test(arguments: [
        (ProbePlan.LeadOutcome.absent, false), (.standing, true), (.uncertain, true),
    ])
    func `a lead is written down before it is sent, and struck out once it is gone`(
        outcome: ProbePlan.LeadOutcome, stays: Bool
    )
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let lead = try Sample.guid()
        try await ledger.beginProbe(of: name, version: "v1", plan: whole(lead), at: Sample.at(3))
        #expect(try await ledger.record(of: name)?.lead == lead)
        #expect(try await ledger.record(of: name)?.interruption == Interruption(count: 1, lastAt: Sample.at(3)))

        try await ledger.finishProbe(
            of: name, version: "v1", report: Sample.report(lead: outcome), standing: Standing(), event: nil,
            at: Sample.at(4))
        #expect(try await ledger.record(of: name)?.lead == (stays ? lead : nil))
        #expect(try await ledger.record(of: name)?.interruption == nil)
    }

    @Test
    func `probes whose end nobody saw are counted, until one ends, a new secret comes, or the configuration changes`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let interrupt = { (count: Int) in
            for index in 1...count {
                try await ledger.beginProbe(
                    of: name, version: "v1", plan: ProbePlan(lead: nil), at: Sample.at(Int64(index)))
            }
            #expect(
                try await ledger.record(of: name)?.interruption
                    == Interruption(count: count, lastAt: Sample.at(Int64(count))))
        }
        try await interrupt(3)
        try await ledger.finishProbe(
            of: name, version: "v1", report: Sample.report(), standing: Standing(), event: nil, at: Sample.at(9))
        #expect(try await ledger.record(of: name)?.interruption == nil)
        try await interrupt(2)
        try await ledger.store("v2", for: name)
        #expect(try await ledger.record(of: name)?.interruption == nil)
        try await interrupt(1)
        try await ledger.adopt([Adoption(name: name, configurationDigest: "2", standing: Standing())])
        #expect(try await ledger.record(of: name)?.interruption == nil)
    }

    @Test func `a probe that only signs in knows nothing of the lead that an earlier one left`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let lead = try Sample.guid()
        try await ledger.beginProbe(of: name, version: "v1", plan: whole(lead), at: Sample.at(1))
        try await ledger.finishProbe(
            of: name, version: "v1", report: Sample.report(lead: .uncertain), standing: Standing(), event: nil,
            at: Sample.at(2))
        try await ledger.beginProbe(of: name, version: "v1", plan: ProbePlan(lead: nil), at: Sample.at(3))
        try await ledger.finishProbe(
            of: name, version: "v1", report: Sample.report(extent: .signIn), standing: Standing(), event: nil,
            at: Sample.at(4))
        #expect(try await ledger.record(of: name)?.lead == lead)
    }

    @Test func `report, standing and event come with one another`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let report = Sample.report(.secretWrong)
        let standing = Standing(jitterPermille: 1).after(report, at: Sample.at(4))
        let isSaved = try await ledger.finishProbe(
            of: name, version: "v1", report: report, standing: standing, event: Sample.event("refused", of: name),
            at: Sample.at(4))
        #expect(isSaved)
        #expect(try await ledger.record(of: name)?.standing == standing)
        #expect(try await ledger.events(of: name).last?.event.kind.rawValue == "refused")
    }

    @Test func `what was found out about a version that was replaced meanwhile says nothing of the new one`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1", "v2"])
        let isSaved = try await ledger.finishProbe(
            of: name, version: "v1", report: Sample.report(.secretExpired), standing: Standing(jitterPermille: 99),
            event: nil,
            at: Sample.at(4))
        #expect(!isSaved)
        #expect(try await ledger.record(of: name)?.standing == Standing())
    }

    @Test func `no probe begins with a version that is not in use`() async throws {
        let (ledger, name) = try await Ledger.inMemory()
        try await ledger.beginStoring(Sample.version("v1"), for: name)
        let plan = whole(try Sample.guid())
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.beginProbe(of: name, version: "v1", plan: plan, at: Sample.at(1))
        }
        #expect(error?.code == .conflict)
        #expect(try await ledger.record(of: name)?.lead == nil)
    }
}
