import Bookkeeping
import Credentials
import Foundation
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep

@Suite struct FourHundredDaysTests {
    private let days: Int64 = 400

    @Test func `everything goes wrong, and nobody is told too late, too often or wrongly`()
        async throws
    {
        // A seed that was printed repeats its run.
        let asked = ProcessInfo.processInfo.environment["LEADKEEPER_SEED"].flatMap { UInt64($0) }
        let seed = asked ?? UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        let soak = try await Soak(seed: seed)
        for credential in soak.credentials { await soak.renew(credential) }
        let quiet = Simulation.start + .days(days - 15)
        while soak.clock.truth < Simulation.start + .days(days) {
            let isQuiet = soak.clock.truth >= quiet
            try await soak.disturb(isQuiet: isQuiet)
            for credential in soak.credentials
            where soak.versions[credential.name] == nil
                || soak.renewals[credential.name].map({
                    $0 <= soak.clock.truth || isQuiet && $0 < quiet + .days(10)
                }) == true
            {
                await soak.renew(credential)
            }
            let next = await soak.settle()
            soak.check("seed \(seed), day \((soak.clock.truth - Simulation.start).seconds / 86_400)")
            let wait = next.map { ($0 - soak.clock.now()).seconds } ?? .max
            // What falls due within minutes of each other is done together, as after a busy minute of the machine.
            soak.clock.advance(by: .seconds(max(300, min(wait, 6 * 3_600, soak.nextDisturbance))))
        }
        try await expectCalm(soak)
        try await expectCoverage(soak)
    }

    /// With nothing in the way for days, all is well but what no person cared for.
    private func expectCalm(_ soak: Soak) async throws {
        let seed = soak.seed
        for status in await soak.engine.statuses() {
            let isWell = status.standing.lastProbe?.result != .failed
            let isLapsed = status.window?.remaining(at: soak.clock.now()).map { $0.seconds <= 0 } == true
            let facts = try #require(try await soak.ledger.record(of: status.credential.name))
            let isHeldBack = Facts(
                current: facts.current, standing: facts.standing, interruption: facts.interruption
            )
            .isPasswordHeldBack(of: status.credential)
            #expect(
                isWell || isLapsed || isHeldBack,
                "seed \(seed): \(status.credential.name) \(status.decision.sentence)")
        }
        let counts = try await soak.ledger.noticeCounts()
        #expect(
            counts[.queued] == nil && counts[.retrying] == nil && counts[.sending] == nil,
            "seed \(seed): \(counts)")
        #expect(try await soak.ledger.versionsToRemove().isEmpty, "seed \(seed)")
        #expect(try await soak.ledger.unfinishedStores().isEmpty, "seed \(seed)")
        #expect(try await soak.ledger.openFaults().isEmpty, "seed \(seed)")
        let summary = await soak.engine.summary()
        for trouble in ["keyring", "ledger", "mail", "clock"] {
            #expect(!summary.contains(trouble), "seed \(seed): \(summary)")
        }
    }

    private func expectCoverage(_ soak: Soak) async throws {
        let seed = soak.seed
        let told = soak.checkCoverage()
        let (letters, attempts) = (
            soak.mail.state.withLock { $0.letters },
            soak.microsoft.state.withLock { $0.attempts.values.flatMap(\.self) }
        )
        let superseded = try await soak.ledger.noticeCounts()[.superseded] ?? 0
        let copies = letters.count - Set(letters.map(\.key)).count
        let met: [(String, Int)] = [
            ("reminders in time", told), ("probes", attempts.count),
            ("sign-ins", attempts.count { $0.extent == .signIn }),
            ("unknown", attempts.count { $0.finding?.result == .unknown }),
            ("refused", attempts.count { $0.finding?.result == .failed }), ("letters", letters.count),
            ("refusals told", letters.count { $0.key.contains("/refused/") }),
            ("lapses told", letters.count { $0.key.contains("/lapsed/") }),
            ("unchecked told", letters.count { $0.key.contains("/unchecked/") }),
            ("works again", letters.count { $0.key.contains("/works-again/") }),
            ("operators told", letters.count { $0.key.hasPrefix("/impaired/") }),
            ("operators told of the end", letters.count { $0.key.hasPrefix("/restored/") }),
            ("superseded", superseded),
            ("kills", soak.coverage.kills), ("probes cut", soak.coverage.cutProbes),
            ("clock steps", soak.coverage.clockSteps),
            ("suspensions", soak.coverage.suspensions), ("mail outages", soak.coverage.mailOutages),
            ("keyring outages", soak.coverage.keyringOutages),
            ("network outages", soak.coverage.networkOutages),
            ("broken connections", soak.coverage.brokenConnections),
            ("early renewals", soak.coverage.earlyRenewals),
            ("late renewals", soak.coverage.lateRenewals), ("passes", soak.coverage.passes),
        ]
        print(met.map { "\($0.1) \($0.0)" }.joined(separator: ", ") + ", \(copies) copies")
        for (name, count) in met { #expect(count > 0, "seed \(seed): no \(name)") }
    }
}
