import Bookkeeping
import Credentials
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep
import UpkeepState
import Wording

/// Passwords, of which there is one at a time, and accounts that can be locked.
@Suite struct PasswordRotationTests {
    private let credential: Credential
    private let site: RotationSite

    init() async throws {
        credential = try Credential.rotating("contoso", .assisted, office365: true)
        site = try await RotationSite([credential])
        try await site.storeSecrets()
        try await site.run(for: .hours(1))
        site.cloud.state.withLock { $0.proverAttempts = [] }
    }

    @Test func `is set by the administrator where the old one is refused`() async throws {
        site.cloud.state.withLock { $0.passwords["leads@contoso.example"] = "changed by somebody" }
        try await site.run(for: .days(2))
        _ = try await site.engine.beginRotation(of: credential.name)
        try await site.run(for: .hours(1), tick: .minutes(1))
        #expect(try await site.record(credential).rotation?.step == .proven)
        #expect(
            site.cloud.state.withLock { $0.calls.contains("resetPassword") && !$0.calls.contains("changePassword") })
    }

    @Test func `finds out which of the two is in force with one attempt each`() async throws {
        site.cloud.state.withLock { $0.script["changePassword"] = [SimulatedCloud.lost] }
        _ = try await site.engine.beginRotation(of: credential.name)
        try await site.run(for: .minutes(29), tick: .minutes(1))
        let attempts = site.cloud.state.withLock { $0.proverAttempts.map(\.value) }
        #expect(attempts.count == 2 && attempts.last == "first-contoso", "\(attempts)")
        try await site.run(for: .hours(1), tick: .minutes(1))
        #expect(try await site.record(credential).rotation?.step == .proven)
    }

    @Test func `stops after three refusals, and leaves the account to a person`() async throws {
        _ = try await site.engine.beginRotation(of: credential.name)
        // Somebody else changes it at the very moment.
        site.cloud.state.withLock { state in
            state.passwords["leads@contoso.example"] = "changed by somebody"
            state.script["changePassword"] = [SimulatedCloud.lost]
        }
        try await site.run(for: .days(10), tick: .minutes(30))
        let attempts = site.cloud.state.withLock { $0.proverAttempts }
        #expect(attempts.count <= 5, "\(attempts.count) attempts")
        for (one, next) in zip(attempts, attempts.dropFirst()) where one.value == next.value {
            #expect(next.at - one.at >= .minutes(30))
        }
        #expect(try await site.record(credential).rotation?.attention?.reason == .passwordUncertain)
        let status = try #require(await site.engine.status(of: credential.name))
        #expect(status.rotationWait == .person)
        let asked = try #require(status.conditions.first { $0.kind == .needsAttention })
        #expect(asked.status == .true && asked.message.contains("leadkeeper rotate \(credential.name)"))
        // A person sets one and stores it.
        site.cloud.state.withLock { $0.passwords["leads@contoso.example"] = "set by hand" }
        _ = try await site.engine.storeSecret(
            secret("set by hand"), for: credential.name, issuedAt: nil, expiry: .unknown, keyID: nil)
        try await site.run(for: .hours(2), tick: .minutes(10))
        #expect(try await site.record(credential).lastRotation?.end == .superseded)
    }

    @Test func `is made anew where a power cut has taken it from the keyring before it was known to be in force`()
        async throws
    {
        try await site.failOnce(.changePassword, .killBefore)
        _ = try await site.engine.beginRotation(of: credential.name)
        _ = await site.engine.pass()
        await site.engine.quiesce()
        #expect(site.performer.isKilled)
        site.keyring.state.withLock { state in
            let ours = state.items.filter {
                $0.key.hasPrefix("\(credential.name)/") && $0.value.secret.text != "first-contoso"
            }
            for key in ours.keys { state.items[key] = nil }
        }
        try await site.run(for: .hours(2), tick: .minutes(1))
        #expect(try await site.record(credential).rotation?.step == .proven)
        let attempts = site.cloud.state.withLock { $0.proverAttempts.map(\.value) }
        #expect(attempts.first == "first-contoso", "the old one alone could tell: \(attempts)")
        #expect(
            site.cloud.state.withLock { $0.passwords["leads@contoso.example"] }
                == (try await site.currentValue(credential)))
    }

    @Test func `is planned without the patience that client secrets need`() async throws {
        let plan = try await site.engine.planRotation(of: credential.name)
        let step = try #require(plan.steps.first { $0.effect == .tryNew })
        #expect(plan.sentence(of: step) == "leadkeeper signs in with the new password")
    }

    @Test func `may not be called off once the password was changed`() async throws {
        _ = try await site.engine.beginRotation(of: credential.name)
        try await site.run(for: .hours(1), tick: .minutes(1))
        await #expect(throws: EngineError.self) { try await site.engine.abortRotation(of: credential.name) }
    }
}
