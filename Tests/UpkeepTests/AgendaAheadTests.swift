import Credentials
import Simulation
import Testing

@testable import Upkeep

/// Random histories, after which the agenda looks at nobody later than a walk would find something to do.
@Suite struct AgendaAheadTests {
    @Test(arguments: 1...UInt64(12)) func `none comes later than what is due by then`(seed: UInt64) async throws {
        var history = try await AgendaHistory(seed: seed)
        for step in 0..<60 {
            try await history.happen()
            await history.passSomehow()
            guard step.isMultiple(of: 4) else { continue }
            await history.site.engine.quiesce()
            _ = await history.site.engine.pass()
            let late = await history.site.engine.lateLooks(within: .days(400))
            #expect(late.isEmpty, "seed \(seed), step \(step): \(history.last): \(late)")
            guard late.isEmpty else { return }
        }
    }
}
