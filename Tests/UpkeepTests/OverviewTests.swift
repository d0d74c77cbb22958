import Bookkeeping
import Credentials
import Ports
import Simulation
import TestBasics
import Testing
import UpkeepState

@testable import Upkeep

/// What the sentence for `systemctl status` counts, beside a walk over everything.
@Suite struct OverviewTests {
    @Test(arguments: 1...UInt64(16)) func `counts as a walk over everything does, whatever happens`(seed: UInt64)
        async throws
    {
        var history = try await AgendaHistory(seed: seed)
        for step in 0..<80 {
            try await history.happen()
            await history.passSomehow()
            let (counted, walked) = await history.site.engine.countsBesideWalk()
            #expect(counted == walked, "seed \(seed), step \(step): \(history.last)")
            guard counted == walked else { return }
        }
    }

    @Test func `an end that somebody gave is no end once it is past, where Microsoft says a later one`() async throws {
        let connection = try Credential.sample("c0")
        let simulation = try await Simulation([connection])
        let now = simulation.clock.now()
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: connection.name, issuedAt: nil, expiry: .at(now + .days(2), origin: .operator),
            keyID: nil)
        let key = IssuedKey(
            keyID: GUID(high: 2, low: 2), displayName: nil, hint: nil, startsAt: now - .days(1), endsAt: now + .days(90)
        )
        await simulation.engine.learn(IssuerReport(of: key, at: now), of: connection.name)
        #expect(await simulation.engine.summary().contains("next to expire: c0 in 2 days"))
        simulation.clock.advance(to: now + .days(2))
        let summary = await simulation.engine.summary()
        #expect(!summary.contains("expired") && summary.contains("next to expire: c0 in 88 days"))
    }

    @Test(arguments: UInt64(1)...20) func `the few of the least come in order, and are all where there are no more`(
        seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        var queue = KeyedQueue<Int, Int>()
        for key in 0..<Int.random(in: 0...40, using: &random) { queue[key] = Int.random(in: 0..<1_000, using: &random) }
        let all = (0..<40).compactMap { queue[$0] }.sorted()
        for count in 0...5 { #expect(queue.least(count).map(\.priority) == Array(all.prefix(count))) }
        #expect(queue.least(100).map(\.priority) == all)
    }
}

/// What the sentence counts.
struct Counts: Equatable {
    var missing = 0
    var reservedWithoutSecret: Set<CredentialName> = []
    var refused = 0
    var lapsed: [CredentialName] = []
    var doubted: [CredentialName] = []
    var aged: [CredentialName] = []
    var next: Instant?
}

extension Engine {
    /// What is counted, beside what a look at each credential gives.
    func countsBesideWalk() -> (counted: Counts, walked: Counts) {
        _ = summary()
        var counted = Counts()
        counted.missing = overview.missingCount
        counted.reservedWithoutSecret = overview.reservedWithoutSecret
        counted.refused = overview.refusedCount
        counted.lapsed = overview.few(.lapsed, atMost: 100)
        counted.doubted = overview.few(.doubted, atMost: 100)
        counted.aged = overview.few(.aged, atMost: 100)
        counted.next = overview.next?.at
        return (counted, walkedCounts())
    }

    private func walkedCounts() -> Counts {
        let now = world.timekeeper.now()
        var counts = Counts()
        for credential in inventory.sorted {
            guard let record = records[credential.name], record.current != nil else {
                if credential.name.isReserved {
                    counts.reservedWithoutSecret.insert(credential.name)
                } else {
                    counts.missing += 1
                }
                continue
            }
            if record.standing.lastProbe?.result == .failed { counts.refused += 1 }
            guard let window = record.window(of: credential), let end = window.reminded(at: now) else { continue }
            if end > now {
                counts.next = min(counts.next ?? end, end)
            } else if window.isDueDate {
                counts.aged.append(credential.name)
            } else if record.isDoubt(.lapsed(repetition: 0), of: credential, at: now) {
                counts.doubted.append(credential.name)
            } else {
                counts.lapsed.append(credential.name)
            }
        }
        return counts
    }
}
