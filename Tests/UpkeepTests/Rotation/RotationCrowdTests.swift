import Bookkeeping
import Credentials
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep

@Suite struct RotationCrowdTests {
    @Test func `are minted at most twenty an hour, whatever falls due at once`() async throws {
        let credentials = try (1...60).map { try Credential.rotating("c\($0)", .assisted, number: $0) }
        let site = try await RotationSite(credentials)
        try await site.storeSecrets(lifetime: .days(20))
        try await site.run(for: .hours(5), tick: .minutes(10))
        let mints = credentials.flatMap { credential in
            credential.applicationID.map { site.cloud.keys(of: $0) } ?? []
        }.filter { $0.value.hasPrefix("minted") }.compactMap(\.issued.startsAt).sorted()
        #expect(mints.count == 60)
        for mint in mints { #expect(mints.count { $0 <= mint && mint - $0 < .hours(1) } <= 20) }
    }

    @Test func `do not begin by themselves while more than a tenth of the last fifty get nowhere`() async throws {
        let credentials = try (1...12).map { try Credential.rotating("c\($0)", .assisted, number: $0) }
        let site = try await RotationSite(credentials)
        try await site.storeSecrets(lifetime: .days(32))
        site.cloud.state.withLock { $0.roomForKeys = 0 }
        for credential in credentials.prefix(6) { _ = try await site.engine.beginRotation(of: credential.name) }
        try await site.run(for: .days(4), tick: .hours(1))
        #expect(try await site.ledger.lastRotations(limit: 99).count == 6)
        #expect(!site.journal.events("rotations-held").isEmpty)
        site.cloud.state.withLock { $0.roomForKeys = 9 }
        try await site.run(for: .hours(4), tick: .minutes(10))
        #expect(try await site.ledger.lastRotations(limit: 99).count == 12)
    }
}
