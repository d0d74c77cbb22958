import Bookkeeping
import Credentials
import Foundation
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep

@Suite struct RotationYearsTests {
    /// As many as a build for debugging goes through in twenty seconds; two hundred take a quarter of an hour, where
    /// they are asked for.
    private let count = ProcessInfo.processInfo.environment["LEADKEEPER_CONNECTIONS"].flatMap { Int($0) } ?? 4

    @Test func `nobody's secret is touched, no lead is lost that people did not lose, and nothing is left behind`()
        async throws
    {
        let asked = ProcessInfo.processInfo.environment["LEADKEEPER_SEED"].flatMap { UInt64($0) }
        let seed = asked ?? UInt64.random(in: 0...UInt64.max)
        print("seed \(seed), \(count) connections")
        let years = try await RotationYears(seed: seed, connections: count)
        let site = years.site
        try await years.live(until: Simulation.start + .days(3 * 365))
        try await years.live(until: Simulation.start + .days(3 * 365 + 60), isQuiet: true)
        try await years.judgeTheEnd()
        #expect(years.violations.isEmpty, "seed \(seed): \(years.violations.sorted().prefix(12))")

        let ended = try await site.ledger.lastRotations(limit: 100_000)
        let coverage = years.coverage
        let minted = site.cloud.state.withLock { $0.minted }
        print(
            """
            \(ended.count) rotations, \(minted) mints, \(coverage.handOffs) hand-offs by people, \(coverage.lateHandOffs) after weeks, \
            \(coverage.deletions) deletions, \(coverage.foreignKeys) foreign keys, \(coverage.kills) kills, \
            \(site.mailer.accepted.count) letters; copies dead \(coverage.breaks) times, by forgetting \(coverage.breaksByForgetting) \
            (told \(coverage.fewestTold == .max ? 0 : coverage.fewestTold) times at least), by deletion \(coverage.breaksByDeletion); oldest \
            orphan \(coverage.oldestOrphan.inWords); \(coverage.seenBySignIn.count) hand-offs seen by sign-ins, old secrets spared \
            \(coverage.held.count) times, \(coverage.retirementsOrdered.count) let go by a person; at most \(coverage.mostMintsAnHour) mints an hour
            """)
        let ends = Dictionary(grouping: ended.compactMap(\.end), by: \.self).mapValues(\.count)
        print(ends.map { "\($0.value) \($0.key.rawValue)" }.sorted().joined(separator: ", "))
        for (name, met) in [
            ("hand-offs", coverage.handOffs), ("late hand-offs", coverage.lateHandOffs),
            ("deletions", coverage.deletions),
            ("foreign keys", coverage.foreignKeys), ("kills", coverage.kills), ("completed", ends[.completed] ?? 0),
            ("hand-offs seen by sign-ins", coverage.seenBySignIn.count), ("spared secrets", coverage.held.count),
        ] { #expect(met > 0, "seed \(seed): no \(name)") }
    }
}
