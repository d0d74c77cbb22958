import Credentials
import SQLite
import TestSupport
import Testing

@testable import Bookkeeping

/// Whose sign-ins were leadkeeper's own, and what is known of those of others.
@Suite struct SignInLedgerTests {
    private static let application = GUID(high: 7, low: 7)

    private static func own(_ number: Int, as application: GUID = application, id: String? = "") -> OwnSignIn {
        OwnSignIn(
            application: application, requestID: id.map { _ in "REQUEST-\(number)" }, correlationID: "Own-\(number)")
    }

    @Test func `own sign-ins are known by both ids, those of other applications apart, the last ones alone`()
        async throws
    {
        let ledger = try await Ledger.open(path: ":memory:")
        let other = GUID(high: 8, low: 8)
        try await ledger.note([Self.own(1), Self.own(2, as: other)], at: Sample.at(100))
        #expect(try await ledger.ownSignIns(of: Self.application, at: Sample.at(100)).ids == ["request-1", "own-1"])
        #expect(try await ledger.ownSignIns(of: other, at: Sample.at(100)).ids == ["request-2", "own-2"])
        for number in 0..<OwnSignIns.limit + 5 {
            try await ledger.note([Self.own(number + 10)], at: Sample.at(Int64(number)))
        }
        let own = try await ledger.ownSignIns(of: Self.application, at: Sample.at(9_999))
        #expect(own.ids.count == 2 * OwnSignIns.limit && own.ids.contains("own-\(OwnSignIns.limit + 14)"))
        #expect(own.knownSince == Sample.at(5), "before the oldest that is kept nothing is known")
        try await ledger.note([Self.own(1, as: other)], at: Sample.at(0) + OwnSignIns.keptFor + .days(1))
        try await ledger.prune(at: Sample.at(0) + OwnSignIns.keptFor + .days(1))
        #expect(try await ledger.ownSignIns(of: Self.application, at: Sample.at(0)).ids.isEmpty)
    }

    @Test func `a sign-in whose answer was lost, and whatever a kill may have lost, is a time in which nobody knows`()
        async throws
    {
        let ledger = try await Ledger.open(path: ":memory:")
        try await ledger.noteLostSignIns(before: Sample.at(0))
        var own = try await ledger.ownSignIns(of: Self.application, at: Sample.at(0))
        #expect(own.gaps == [Instant(secondsSinceEpoch: 0)...Sample.at(0)], "nothing is known before the first start")
        try await ledger.append(Sample.event("told"))
        try await ledger.note([Self.own(1, id: nil)], at: Sample.at(50))
        let start = Sample.start + .days(1)
        try await ledger.noteLostSignIns(before: start)
        own = try await ledger.ownSignIns(of: Self.application, at: start)
        #expect(own.gaps.count == 3 && own.ids == ["own-1"])
        #expect(own.gaps[1] == Sample.at(50) - OwnSignIns.margin...Sample.at(50))
        #expect(own.gaps[2].upperBound == start && own.gaps[2].lowerBound <= Sample.start)
    }

    @Test func `what is known of a credential's keys is read back with it, and goes on as it was`() async throws {
        let ledger = try await Ledger.open(path: ":memory:")
        let name = try Sample.name()
        for step in try Step.story().prefix(6) { try await step.run(ledger) }
        let sight = SignInSight(
            SignInReport(last: nil, events: []), after: nil, of: [GUID(high: 1, low: 1)],
            own: OwnSignIns(), at: Sample.at(3))
        try await ledger.save(sight, of: name, events: [Sample.event("old-secret-used")])
        #expect(try await ledger.record(of: name)?.signIns == sight)
        #expect(try await ledger.snapshot()[name]?.signIns == sight)
    }
}
