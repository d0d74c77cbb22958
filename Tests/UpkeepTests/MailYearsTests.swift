import Credentials
import Foundation
import Simulation
import Testing

/// Months of mail to people who answer it, put it off and forget, while daemon, mail server and clock fail for days.
@Suite struct MailYearsTests {
    @Test func `everybody is told in time, whatever fails and whatever people answer`() async throws {
        let asked = ProcessInfo.processInfo.environment["LEADKEEPER_SEED"].flatMap { UInt64($0) }
        let seed = asked ?? UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        let years = try await MailYears(seed: seed, connections: 30)
        try await years.begin()
        try await years.live(until: years.now + .days(120))
        let (judge, coverage) = (years.judge, years.coverage)
        #expect(judge.violations.isEmpty, "seed \(seed): \(judge.violations.prefix(12))")
        #expect(judge.count.told > 20 && judge.count.digests > 0, "seed \(seed): \(judge.count)")
        #expect(judge.count.mostADay <= 3, "seed \(seed)")
        #expect(coverage.acknowledgements + coverage.snoozes > 0 && coverage.newContacts > 0, "seed \(seed)")
        #expect(coverage.absences + coverage.outages > 0, "seed \(seed)")
    }
}
