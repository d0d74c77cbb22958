import Credentials
import Simulation
import Synchronization
import Testing

@Suite struct RepeatedHistoryTests {
    @Test func `brings the same history of rotations twice, with its faults, kills and people`() async throws {
        let (first, second) = (try await rotations(seed: 11), try await rotations(seed: 11))
        #expect(first == second)
        #expect(try await rotations(seed: 12) != first)
    }

    @Test func `brings the same year of mistakes twice`() async throws {
        #expect(try await mistakes(seed: 11) == mistakes(seed: 11))
    }

    private func rotations(seed: UInt64) async throws -> [String] {
        let years = try await RotationYears(seed: seed, connections: 4)
        try await years.live(until: ManualClock.start + .days(90))
        let (calls, minted) = years.site.cloud.state.withLock { ($0.calls, $0.minted) }
        let letters = years.site.mailer.accepted.map { "\($0.at) \($0.recipient)" }
        return [
            "\(await years.site.actions) actions, \(years.site.restarts) restarts, \(minted) mints",
            "\(years.coverage.handOffs) hand-offs, \(years.coverage.deletions) deletions",
        ] + calls + letters
    }

    private func mistakes(seed: UInt64) async throws -> [String] {
        let year = try await YearOfMistakes(seed: seed, connections: 6, for: .days(120))
        try await year.run()
        return ["\(await year.actions) actions, \(year.probes) probes"]
            + year.letters.map { "\($0.at) \($0.recipient) \($0.word) \($0.name)" }
    }
}
