import Credentials
import Foundation
import Simulation
import Testing

/// A year of the real engine and the real ledger with an operator who mistypes one entry in five.
@Suite struct YearOfMistakesTests {
    @Test func `no contact gets a mail that is false, and none that is due is missing`() async throws {
        let asked = ProcessInfo.processInfo.environment["LEADKEEPER_SEED"].flatMap { UInt64($0) }
        let seed = asked ?? UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        let year = try await YearOfMistakes(seed: seed)
        try await year.run()
        #expect(year.violations.isEmpty, "seed \(seed): \(year.violations.prefix(12))")
        #expect(year.mistakes.values.allSatisfy { $0 > 0 }, "seed \(seed): \(year.mistakes)")
        #expect(year.checked > 40, "seed \(seed)")
        for word in ["lapses", "question", "alarm", "over"] {
            #expect(year.letters.contains { $0.word == word }, "seed \(seed): no \(word)")
        }
    }

    @Test
    func `the same at the pace of the daemon, with fifty connections, and nobody gets more than three mails a day`()
        async throws
    {
        let asked = ProcessInfo.processInfo.environment["LEADKEEPER_SEED"].flatMap { UInt64($0) }
        let seed = asked ?? UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        let year = try await YearOfMistakes(seed: seed, connections: 50, for: .days(100), pace: MailPace())
        try await year.run()
        #expect(year.violations.isEmpty, "seed \(seed): \(year.violations.prefix(12))")
        #expect(year.checked > 40, "seed \(seed)")
        #expect((1...3).contains(year.mostMailsADay), "seed \(seed): \(year.mostMailsADay) mails in a day")
    }
}
