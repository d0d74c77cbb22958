import Credentials
import SQLite
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep
import UpkeepState

@testable import Bookkeeping

/// What may befall a rotation, case by case.
@Suite struct RotationCasesTests {
    private let credential: Credential
    private let application: GUID
    private let site: RotationSite

    init() async throws {
        credential = try Credential.rotating("contoso", .assisted)
        application = try #require(credential.applicationID)
        site = try await RotationSite([credential])
        try await site.storeSecrets(lifetime: .days(40))
        try await site.run(for: .hours(1))
    }

    private func begin() async throws {
        _ = try await site.engine.beginRotation(of: credential.name)
    }

    private func kinds() async throws -> [String] {
        try await site.ledger.events(of: credential.name, limit: 1_000).map(\.event.kind.rawValue)
    }

    @Test func `is patient with a secret that is not known everywhere, and counts anew after each refusal`()
        async throws
    {
        site.cloud.state.withLock { $0.propagation = 600 }
        try await begin()
        try await site.run(for: .minutes(20), tick: .seconds(30))
        let rotation = try #require(try await site.record(credential).rotation)
        #expect(rotation.step == .proven && rotation.replacements.isEmpty)
        #expect(site.cloud.state.withLock { $0.minted } == 1)
        #expect(site.mailer.accepted.allSatisfy { !$0.text.hasPrefix("rotation-stuck") })
    }

    @Test func `replaces one that never works once, and then calls a person within hours`() async throws {
        site.cloud.state.withLock { $0.deadMints = 99 }
        try await begin()
        try await site.run(for: .hours(12), tick: .minutes(5))
        let record = try await site.record(credential)
        #expect(record.rotation?.attention?.reason == .neverWorked)
        #expect(site.cloud.state.withLock { $0.minted } == 2)
        #expect(site.cloud.keys(of: application).count == 2, "the first that never worked is gone")
        #expect(
            site.mailer.accepted.contains {
                $0.text.hasPrefix("rotation-stuck/") && $0.text.contains("/never-worked/0")
            })
        #expect(site.cloud.hasWorkingCopy(credential))
        // It never mints without end.
        try await site.run(for: .days(20), tick: .hours(1))
        #expect(site.cloud.state.withLock { $0.minted } <= 4)
    }

    @Test func `begins when somebody has removed the secret in the portal, and says so`() async throws {
        site.cloud.delete("first-contoso", from: application)
        try await site.run(for: .days(2), tick: .minutes(30))
        #expect(try await site.record(credential).rotation?.step == .proven)
        #expect(try await kinds().contains("key-vanished"))
        #expect(site.mailer.accepted.contains { $0.text.hasPrefix("refused/secret-wrong") })
        // Partner Center's copy is dead already, so the hand-over is overdue from the first moment.
        let rotation = try #require(try await site.record(credential).rotation)
        #expect(rotation.handOffDeadline(publishingTime: .days(5)) == rotation.stepAt)
    }

    @Test func `begins anew when its own new secret is removed before it is handed over`() async throws {
        try await begin()
        try await site.run(for: .hours(1), tick: .minutes(1))
        let first = try #require(try await site.record(credential).rotation)
        site.cloud.delete(try #require(try await site.currentValue(credential)), from: application)
        try await site.run(for: .days(2), tick: .minutes(30))
        let record = try await site.record(credential)
        #expect(record.lastRotation?.id == first.id && record.lastRotation?.end == .lost)
        let second = try #require(record.rotation)
        #expect(
            second.step == .proven && second.copyEndsAt == first.copyEndsAt, "Partner Center still has the very first")
        try await site.handOver(credential)
        try await site.run(for: .days(10))
        #expect(try await site.record(credential).lastRotation?.end == .completed)
        #expect(site.cloud.hasWorkingCopy(credential))
    }

    @Test func `touches nobody else's secrets, and tells when they lapse`() async throws {
        site.cloud.add("foreign", to: application, endsAt: site.clock.now() + .days(8), isForeign: true)
        try await site.run(for: .hours(228), tick: .hours(6))
        #expect(try await kinds().count { $0 == "foreign-key-lapses" } == 2, "a week before, and when it has")
        #expect(try await kinds().contains("foreign-key-seen"))
        #expect(site.cloud.state.withLock { $0.removed.isEmpty })
        let listed = try await site.engine.issuedKeys(of: credential.name).keys
        #expect(listed.map(\.role).sorted { $0.rawValue < $1.rawValue } == [.current, .foreign])
        #expect(listed.first { $0.role == .current }?.mayBeCurrent == true)
    }

    @Test func `waits where there is no room for another secret, and goes on by itself when there is`() async throws {
        site.cloud.state.withLock { $0.roomForKeys = 1 }
        try await begin()
        try await site.run(for: .hours(8), tick: .minutes(10))
        let stuck = try #require(try await site.record(credential).rotation)
        #expect(stuck.attention?.reason == .noRoom && stuck.mints.isEmpty)
        #expect(site.mailer.accepted.count { $0.text.contains("/no-room/") } == 1)
        #expect(site.cloud.state.withLock { $0.removed.isEmpty })
        site.cloud.state.withLock { $0.roomForKeys = 9 }
        try await site.run(for: .hours(2), tick: .minutes(1))
        #expect(try await site.record(credential).rotation?.step == .proven)
    }

    @Test func `stops where the administrator is refused; probes go on`() async throws {
        site.cloud.delete("first-@administrator", from: RotationSite.administrator.id)
        let before = site.cloud.state.withLock { $0.calls.count { $0 == "probe" } }
        try await begin()
        try await site.run(for: .days(2), tick: .minutes(10))
        let rotation = try #require(try await site.record(credential).rotation)
        #expect(rotation.step == .begun && rotation.attention?.reason == .administratorRefused)
        #expect(site.mailer.accepted.contains { $0.text.contains("/administrator-refused/0") })
        #expect(site.cloud.state.withLock { $0.calls.count { $0 == "probe" } } > before + 4)
        let asked = site.cloud.state.withLock { $0.calls.count { $0 == "keys" } }
        #expect(asked < 150, "\(asked) requests of somebody who is not let in")
    }

    @Test func `waits where the policy forbids client secrets, and asks for no longer life than it grants`()
        async throws
    {
        site.cloud.state.withLock { $0.allowance = SecretAllowance(mayBeAdded: false) }
        try await begin()
        try await site.run(for: .hours(3), tick: .minutes(10))
        #expect(try await site.record(credential).rotation?.attention?.reason == .policyForbids)
        site.cloud.state.withLock { $0.allowance = SecretAllowance(longestLifetime: .days(45)) }
        try await site.run(for: .hours(2), tick: .minutes(1))
        let record = try await site.record(credential)
        #expect(record.rotation?.step == .proven)
        guard case .at(let end, .graph) = record.current?.expiry else {
            Issue.record("\(String(describing: record.current?.expiry))")
            return
        }
        #expect(end - site.clock.now() <= .days(45))
        // One that lives for 45 days is not replaced within its first month, whatever `Before` says.
        try await site.handOver(credential)
        try await site.run(for: .days(20), tick: .hours(6))
        #expect(try await site.record(credential).rotation == nil)
    }

    @Test func `stops where a copy of this machine seems to be at work`() async throws {
        let id = site.ledger.installID
        site.cloud.add(
            "clone", to: application, endsAt: site.clock.now() + .days(90), name: "leadkeeper/\(id)/0199-unknown")
        try await begin()
        try await site.run(for: .hours(3), tick: .minutes(10))
        let rotation = try #require(try await site.record(credential).rotation)
        #expect(rotation.attention?.reason == .cloneSuspected && rotation.mints.isEmpty)
        #expect(site.cloud.state.withLock { $0.removed.isEmpty && $0.minted == 0 })
        #expect(site.mailer.accepted.contains { $0.text.contains("/clone-suspected/0") })
    }

    @Test func `makes another secret where a power cut has put the keyring back to before it took the first`()
        async throws
    {
        site.cloud.state.withLock { $0.propagation = 300 }
        try await begin()
        try await site.run(for: .seconds(20), tick: .seconds(2))
        let record = try await site.record(credential)
        let rotation = try #require(record.rotation)
        let version = try #require(rotation.new?.version)
        #expect(rotation.step == .minted || rotation.step == .staged)
        _ = site.keyring.state.withLock { $0.items.removeValue(forKey: "\(credential.name)/\(version)") }
        try await site.restart()
        try await site.run(for: .hours(1), tick: .minutes(1))
        let proven = try #require(try await site.record(credential).rotation)
        #expect(proven.step == .proven && proven.attention == nil && proven.new?.version != version)
        #expect(site.cloud.state.withLock { $0.minted } == 2)
        #expect(site.cloud.state.withLock { $0.removed.map(\.issued.keyID) } == [rotation.new?.keyID])
        #expect(try await site.currentValue(credential) == site.cloud.keys(of: application).last?.value)
        let messages = try await site.ledger.events(of: credential.name, limit: 500).map(\.event.message)
        #expect(messages.contains("the new client secret is in the keyring no more, and is replaced"), "\(messages)")
        #expect(site.mailer.accepted.allSatisfy { !$0.text.hasPrefix("rotation-stuck") })
        try await site.handOver(credential)
        try await site.run(for: .days(10))
        #expect(try await site.record(credential).lastRotation?.end == .completed)
        #expect(site.cloud.hasWorkingCopy(credential))
    }

    @Test func `removes what it minted, where a power cut has put the ledger back to before that`() async throws {
        try await site.failOnce(.addKey, .intentRefused)
        try await begin()
        _ = try await site.settle()
        let read = { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
        let before = try await site.ledger.write("read") { database in
            try database.first("SELECT state FROM rotations", read: read)
        }
        try await site.run(for: .seconds(70), tick: .seconds(5))
        let minted = try #require(try await site.record(credential).rotation?.new?.keyID)
        try await site.ledger.write("put back") { database in
            try database.exec("DELETE FROM versions WHERE stage = 'pending'")
            _ = try database.run("UPDATE rotations SET state = ?", .text(before ?? ""))
        }
        try await site.restart()
        try await site.run(for: .hours(1), tick: .minutes(1))
        let rotation = try #require(try await site.record(credential).rotation)
        #expect(rotation.step == .proven && rotation.attention == nil && rotation.new?.keyID != minted)
        // It may have come into the listing too late for the rotation to see it, and then the daily look does.
        try await site.run(for: .days(2))
        #expect(site.cloud.state.withLock { $0.removed.map(\.issued.keyID) } == [minted])
        #expect(site.cloud.keys(of: application).count == 2)
    }

    @Test func `makes no secrets without end for a keyring that keeps none`() async throws {
        site.cloud.state.withLock { $0.deadMints = 99 }
        try await begin()
        for _ in 0..<400 {
            try await site.run(for: .minutes(5), tick: .minutes(1))
            guard let version = try await site.record(credential).rotation?.new?.version else { continue }
            _ = site.keyring.state.withLock { $0.items.removeValue(forKey: "\(credential.name)/\(version)") }
        }
        #expect(site.cloud.state.withLock { $0.minted } <= 4)
        #expect(site.mailer.accepted.contains { $0.text.contains("/keyring/0") })
        #expect(try await site.currentValue(credential) == "first-contoso")
        #expect(site.cloud.hasWorkingCopy(credential))
    }

    @Test func `is not wound back where somebody was shown the new secret in whatever way`() async throws {
        try await begin()
        try await site.run(for: .hours(1), tick: .minutes(1))
        _ = try await site.engine.revealSecret(of: credential.name, to: "a test")
        try await site.reload([try RotationSite.administratorCredential()])
        try await site.run(for: .days(3), tick: .hours(1))
        #expect(try await site.record(credential).lastRotation?.end == .abandoned)
        #expect(site.cloud.keys(of: application).count == 2)
    }

    @Test func `is wound back when its connection is removed before the hand-over`() async throws {
        try await begin()
        try await site.run(for: .hours(1), tick: .minutes(1))
        try await site.reload([try RotationSite.administratorCredential()])
        try await site.run(for: .hours(2), tick: .minutes(5))
        let record = try await site.record(credential)
        #expect(record.rotation == nil && record.lastRotation?.end == .abandoned)
        #expect(site.cloud.keys(of: application).map(\.value) == ["first-contoso"])
        #expect(try await site.currentValue(credential) == "first-contoso")
        #expect(site.cloud.hasWorkingCopy(credential))
    }

    @Test func `leaves both secrets where its connection is removed when somebody may have the new one`() async throws {
        try await begin()
        try await site.run(for: .hours(1), tick: .minutes(1))
        _ = try await site.engine.showHandOff(of: credential.name, to: "a test")
        try await site.reload([try RotationSite.administratorCredential()])
        try await site.run(for: .days(3), tick: .hours(1))
        #expect(try await site.record(credential).lastRotation?.end == .abandoned)
        #expect(site.cloud.keys(of: application).count == 2)
    }

    @Test func `is called off from any step before the hand-over, and leaves no trace`() async throws {
        for minutes: Int64 in [0, 1, 60] {
            try await begin()
            if minutes > 0 { try await site.run(for: .minutes(minutes), tick: .seconds(20)) }
            let aborted = try await site.engine.abortRotation(of: credential.name)
            #expect(aborted.undoing == .aborted)
            try await site.run(for: .hours(2), tick: .minutes(1))
            let record = try await site.record(credential)
            #expect(record.rotation == nil && record.lastRotation?.end == .aborted, "after \(minutes) minutes")
            #expect(site.cloud.keys(of: application).map(\.value) == ["first-contoso"])
            #expect(try await site.currentValue(credential) == "first-contoso")
        }
        await #expect(throws: EngineError(.notRotating, credential.name)) {
            try await site.engine.abortRotation(of: credential.name)
        }
    }

    @Test func `gives way to a secret that a person brings`() async throws {
        site.cloud.state.withLock { $0.roomForKeys = 1 }
        try await begin()
        try await site.run(for: .hours(1), tick: .minutes(5))
        site.cloud.add("brought", to: application, endsAt: site.clock.now() + .days(300))
        _ = try await site.engine.storeSecret(
            secret("brought"), for: credential.name, issuedAt: nil,
            expiry: .at(site.clock.now() + .days(300), origin: .operator),
            keyID: nil)
        try await site.run(for: .hours(2), tick: .minutes(5))
        #expect(try await site.record(credential).lastRotation?.end == .superseded)
        #expect(try await site.currentValue(credential) == "brought")
    }

    @Test func `does not begin on a clock that was set ahead by ninety days`() async throws {
        site.cloud.state.withLock { $0.isReachable = false }
        try await site.run(for: .hours(1))
        site.clock.step(by: .days(90))
        try await site.run(for: .minutes(14), tick: .minutes(1))
        #expect(try await site.record(credential).rotation == nil)
    }

    @Test func `waits for its ledger to be verified after a restore`() async throws {
        try await begin()
        try await site.run(for: .seconds(10), tick: .seconds(2))
        try await site.ledger.write("doubt") { try $0.exec("UPDATE ledger SET put_back = 1") }
        site.cloud.state.withLock { $0.isReachable = false }
        try await site.restart()
        try await site.run(for: .hours(1), tick: .minutes(5))
        let waiting = try #require(try await site.record(credential).rotation)
        #expect(waiting.step < .proven)
        let asked = site.cloud.state.withLock { $0.calls.count { $0 != "probe" } }
        try await site.run(for: .hours(1), tick: .minutes(5))
        #expect(
            site.cloud.state.withLock { $0.calls.count { $0 != "probe" } } == asked, "nothing but probes before that")
        site.cloud.state.withLock { $0.isReachable = true }
        try await site.run(for: .hours(2), tick: .minutes(5))
        #expect(try await site.record(credential).rotation?.step == .proven)
    }

    @Test func `reminds of the hand-over at least six times before Partner Center's copy lapses`() async throws {
        try await site.run(for: .days(39), tick: .hours(6))
        #expect(site.mailer.accepted.count { $0.text.hasPrefix("hand-off/") } >= 6)
        #expect(site.cloud.hasWorkingCopy(credential))
    }

    @Test func `names the key of a secret that was stored without it, from what is on the application`() async throws {
        let plain = try Credential.rotating("plain", .remind, number: 7)
        try await site.reload([plain, try RotationSite.administratorCredential()])
        let end = site.clock.now() + .days(50)
        let keyID = site.cloud.add("plain-value", to: try #require(plain.applicationID), endsAt: end)
        _ = try await site.engine.storeSecret(
            secret("plain-value"), for: plain.name, issuedAt: nil, expiry: .unknown, keyID: nil)
        let other = try #require(GUID("6f9619ff-8b86-d011-b42d-00c04fc964ff"))
        await #expect(throws: EngineError(.unknownKey, plain.name)) {
            try await site.engine.adoptKey(of: plain.name, keyID: other)
        }
        let adopted = try await site.engine.adoptKey(of: plain.name, keyID: keyID)
        #expect(adopted.issuer?.end == .at(end) && adopted.keyID == keyID.description)
        await #expect(throws: EngineError.self) { try await site.engine.beginRotation(of: plain.name) }
        #expect(try await site.engine.planRotation(of: plain.name).obstacle?.contains("remind") == true)
    }
}
