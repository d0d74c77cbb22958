import Bookkeeping
import Credentials
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep
import UpkeepState

/// Rotations from beginning to end, on a clock that jumps.
@Suite struct EngineRotationTests {
    @Test func `a client secret that a person hands over`() async throws {
        let credential = try Credential.rotating("contoso", .assisted)
        let site = try await RotationSite([credential])
        try await site.storeSecrets()
        try await site.run(for: .days(71))
        let proven = try await site.record(credential)
        #expect(proven.rotation?.step == .proven)
        #expect(site.mailer.accepted.contains { $0.text.hasPrefix("hand-off/") })
        #expect(site.cloud.keys(of: try #require(credential.applicationID)).count == 2)
        try await site.handOver(credential)
        try await site.run(for: .days(2))
        #expect(try await site.record(credential).rotation?.step == .confirmed)
        #expect(site.cloud.hasWorkingCopy(credential))
        try await site.run(for: .days(10))
        let done = try await site.record(credential)
        #expect(done.rotation == nil && done.lastRotation?.end == .completed)
        #expect(site.cloud.keys(of: try #require(credential.applicationID)).count == 1)
        #expect(site.cloud.hasWorkingCopy(credential))
        #expect(done.versions.map(\.stage) == [.current])
        let kinds = try await site.ledger.events(of: credential.name, limit: 500).map(\.event.kind.rawValue)
        for kind in [
            "rotation-begun", "secret-minted", "secret-staged", "secret-proven", "hand-off-asked", "handed-off",
            "secret-retired",
            "rotation-ended",
        ] {
            #expect(kinds.count { $0 == kind } == 1, "\(kind)")
        }
        #expect(site.mailer.accepted.contains { $0.text.hasPrefix("rotated/") })
    }

    @Test func `a client secret through Partner Center, without anybody`() async throws {
        let credential = try Credential.rotating("contoso", .automatic)
        let site = try await RotationSite([credential])
        site.addOffer(of: credential)
        try await site.storeSecrets()
        try await site.run(for: .days(90))
        let done = try await site.record(credential)
        #expect(done.rotation == nil && done.lastRotation?.end == .completed, "\(String(describing: done.rotation))")
        #expect(site.cloud.hasWorkingCopy(credential))
        #expect(site.cloud.keys(of: try #require(credential.applicationID)).count == 1)
        guard case .testLead = done.lastRotation?.evidence else {
            Issue.record("\(String(describing: done.lastRotation?.evidence))")
            return
        }
    }

    @Test func `a client secret along with somebody's pending edits, once a person lets it`() async throws {
        let credential = try Credential.rotating("contoso", .automatic)
        let site = try await RotationSite([credential])
        site.addOffer(of: credential)
        try await site.storeSecrets(lifetime: .days(40))
        try await site.run(for: .hours(1))
        await #expect(throws: EngineError(.notRotating, credential.name)) {
            try await site.engine.publishOthersEdits(of: credential.name)
        }
        let other = try #require(CredentialName("fabrikam"))
        await #expect(throws: EngineError(.unknownCredential, other)) {
            try await site.engine.publishOthersEdits(of: other)
        }
        _ = try await site.engine.beginRotation(of: credential.name)
        await #expect(throws: EngineError(.notRotated("nobody's pending edits are in its way"), credential.name)) {
            try await site.engine.publishOthersEdits(of: credential.name)
        }
        site.cloud.state.withLock { $0.offers["contoso"]?.pendingEdits = ["listing/1"] }
        try await site.run(for: .days(2))
        let stuck = try #require(try await site.record(credential).rotation)
        #expect(stuck.step == .proven && stuck.attention?.reason == .pendingEdits)
        #expect(site.cloud.state.withLock { $0.offers["contoso"]?.draftKey } == "first-contoso")
        #expect(site.mailer.accepted.contains { $0.text.contains("/pending-edits/0") })

        let going = try await site.engine.publishOthersEdits(of: credential.name)
        #expect(going.mayPublishOthersEdits)
        try await site.restart()
        try await site.run(for: .days(10))
        let done = try await site.record(credential)
        #expect(done.rotation == nil && done.lastRotation?.end == .completed, "\(String(describing: done.rotation))")
        #expect(site.cloud.hasWorkingCopy(credential))
        #expect(site.cloud.keys(of: try #require(credential.applicationID)).count == 1)
        let messages = try await site.ledger.events(of: credential.name, limit: 500).map(\.event.message)
        #expect(messages.contains { $0.contains("lets the edits that are pending in the offer be published along") })
        // It was said of these edits: the next rotation asks again.
        let next = try await site.engine.beginRotation(of: credential.name)
        #expect(!next.mayPublishOthersEdits)
    }

    @Test func `a password, when a person says so`() async throws {
        let credential = try Credential.rotating("contoso", .assisted, office365: true)
        let site = try await RotationSite([credential])
        try await site.storeSecrets()
        try await site.run(for: .hours(1))
        _ = try await site.engine.beginRotation(of: credential.name)
        try await site.run(for: .hours(1), tick: .minutes(1))
        #expect(try await site.record(credential).rotation?.step == .proven)
        try await site.handOver(credential)
        try await site.run(for: .days(2))
        let done = try await site.record(credential)
        #expect(done.rotation == nil && done.lastRotation?.end == .completed)
        #expect(site.cloud.hasWorkingCopy(credential))
        #expect(try await site.currentValue(credential)?.count == 32)
    }

    @Test func `the administrator's own secret`() async throws {
        var administrator = try RotationSite.administratorCredential()
        administrator.rotation.mode = .assisted
        let site = try await RotationSite([administrator], hasAdministrator: false)
        try await site.storeSecrets()
        try await site.run(for: .days(705), tick: .hours(6))
        let done = try await site.record(administrator)
        #expect(done.rotation == nil && done.lastRotation?.end == .completed, "\(String(describing: done.rotation))")
        #expect(site.cloud.keys(of: RotationSite.administrator.id).count == 1)
    }
}
