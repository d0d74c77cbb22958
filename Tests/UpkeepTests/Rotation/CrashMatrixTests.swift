import Credentials
import Foundation
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep

/// Every effect of every way through a rotation, with every fault.
///
/// A quick run draws some of these cells, others each time; `LEADKEEPER_CELLS` asks for more of them, and
/// `LEADKEEPER_SEED` draws the same again.
@Suite struct CrashMatrixTests {
    private static let variables = ProcessInfo.processInfo.environment
    private static let count = variables["LEADKEEPER_CELLS"].flatMap { Int($0) } ?? 96

    @Test
    func
        `each effect may fail, be cut off before or after, be lost or not be written down, and all is well in the end`()
        async throws
    {
        let asked = Self.variables["LEADKEEPER_SEED"].flatMap { UInt64($0) }
        let seed = asked ?? UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        // Which effects a way has is found out by going it once without any fault.
        var reached: [RotationScenario: Set<RotationEffect>] = [:]
        for scenario in RotationScenario.allCases {
            let outcome = try await scenario.run(.listKeys, nil, seed: seed)
            #expect(outcome.violations.isEmpty, "seed \(seed), \(scenario), undisturbed: \(outcome.violations)")
            reached[scenario] = outcome.performed
        }
        for effect in RotationEffect.allCases {
            #expect(reached.values.contains { $0.contains(effect) }, "\(effect.rawValue) is reached on no way")
        }
        let matrix = RotationScenario.allCases.flatMap { scenario in
            (reached[scenario] ?? []).sorted { $0.rawValue < $1.rawValue }.flatMap { effect in
                FaultyRotationPerformer.Fault.allCases.map { Cell(scenario: scenario, effect: effect, fault: $0) }
            }
        }
        var dice = SeededGenerator(seed: seed)
        let cells = matrix.shuffled(using: &dice).prefix(Self.count)
        let tally = Tally()
        await withTaskGroup(of: Void.self) { group in
            for cell in cells {
                group.addTask { await Self.examine(cell, seed: seed, tally) }
            }
        }
        let sum = tally.sum.withLock { $0 }
        let minting = cells.count { ![.password, .passwordUnchanged].contains($0.scenario) }
        print(
            "\(sum.cells) cells of \(matrix.count), \(sum.violations) violations, \(sum.restarts) restarts, \(sum.mints) mints in "
                + "\(minting) rotations that mint (\(Double(sum.mints * 100 / max(1, minting)) / 100) each, \(sum.most) at most)"
        )
    }

    /// One effect of one way, with one fault.
    private struct Cell {
        var scenario: RotationScenario
        var effect: RotationEffect
        var fault: FaultyRotationPerformer.Fault
    }

    /// What all cells came to.
    private final class Tally: Sendable {
        let sum = Mutex((cells: 0, violations: 0, mints: 0, most: 0, restarts: 0))
    }

    private static func examine(_ cell: Cell, seed: UInt64, _ tally: Tally) async {
        let place = "seed \(seed), \(cell.scenario), \(cell.effect.rawValue), \(cell.fault.rawValue)"
        do {
            let outcome = try await cell.scenario.run(cell.effect, cell.fault, seed: seed)
            #expect(outcome.hasFailed, "\(place): it never failed")
            #expect(outcome.violations.isEmpty, "\(place): \(outcome.violations)")
            tally.sum.withLock {
                $0.cells += 1
                $0.violations += outcome.violations.count
                $0.mints += outcome.mints
                $0.most = max($0.most, outcome.mints)
                $0.restarts += outcome.restarts
            }
        } catch {
            Issue.record("\(place): \(error)")
        }
    }
}
