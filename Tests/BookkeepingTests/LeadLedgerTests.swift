import Credentials
import JSON
import TestSupport
import Testing

@testable import Bookkeeping

/// When the marketplace's leads arrived, as the ledger keeps it.
@Suite struct LeadLedgerTests {
    /// What is known of a connection that had a lead in each hour of 400 days: as much as there can be.
    private static func fullest() -> LeadSight {
        let now = Sample.start
        let arrivals = (0..<9_600).map { now - .hours($0) }
        var sight = LeadSight(LeadReport(arrivals), after: nil, at: now)
        let evidence = String(repeating: "x", count: 100)
        sight.silence = LeadSilence(
            since: now, foundAt: now, version: "v2",
            causes: [.init(check: "offer-published", isFault: true, evidence: evidence)])
        return sight
    }

    @Test func `what is known of the leads is read back with the connection, with the silence that was found`()
        async throws
    {
        let ledger = try await Ledger.open(path: ":memory:")
        let name = try Sample.name()
        for step in try Step.story().prefix(6) { try await step.run(ledger) }
        #expect(try await ledger.record(of: name)?.leads == nil)
        let sight = Self.fullest()
        try await ledger.save(sight, of: name, events: [Sample.event("leads-missed")])
        #expect(try await ledger.record(of: name)?.leads == sight)
        #expect(try await ledger.snapshot()[name]?.leads == sight)
        let later = LeadSight(ReadingObstacle(code: "0x1", message: "no"), after: sight, at: Sample.at(9))
        try await ledger.save(later, of: name)
        #expect(try await ledger.record(of: name)?.leads == later && later.arrivals == sight.arrivals)
        await #expect(throws: LedgerError.self) {
            try await ledger.save(sight, of: try #require(CredentialName("nobody")))
        }
    }

    @Test func `a connection costs no more than four kilobytes, however many leads it gets`() throws {
        let text = try JSONCoder.text(Self.fullest())
        #expect(text.utf8.count < 4_096, "\(text.utf8.count) bytes")
        let rare = LeadSight(
            LeadReport((0..<24).map { Sample.start - .days(15 * $0) }), after: nil, at: Sample.start)
        #expect(try JSONCoder.text(rare).utf8.count < 1_024)
    }
}
