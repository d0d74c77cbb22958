import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import UpkeepState

@testable import Upkeep

@Suite struct EngineTrialTests {
    @Test func `one that Microsoft accepts takes the place of the one in use, which is kept as the one before`()
        async throws
    {
        let site = try await TrialFixture()
        let before = try await site.record().current
        let stored = try await site.set("new")

        #expect(stored.outcome == .inUse(.accepted) && stored.report?.result == .ok)
        #expect(try await site.inUse() == "new")
        let after = try await site.record()
        #expect(after.previous?.id == before?.id && after.standing.lastProofAt == Simulation.start)
        #expect(site.attempts(with: "new").count == 1)
    }

    @Test(
        arguments: [
            (.secretWrong, .token), (.secretExpired, .token), (.accessBlocked, .token), (.appDisabled, .token),
            (.noApplicationUser, .identity), (.noRole, .create),
        ] as [(ProbeClass, ProbeReport.StepName)])
    func `one that is refused changes nothing of the one in use, and only the person who waits is told`(
        problem: ProbeClass, step: ProbeReport.StepName
    ) async throws {
        let site = try await TrialFixture(expiry: .at(Simulation.start + .days(40), origin: .operator))
        let before = try await site.record()
        site.finds(problem, at: step, of: "new")
        let stored = try await site.set("new")

        #expect(stored.outcome == .refused && stored.report?.finding?.class == problem)
        #expect(try await site.inUse() == "old")
        let after = try await site.record()
        #expect(after.current == before.current && after.noticed == before.noticed && after.trial == nil)
        #expect(after.standing.lastProbe?.result == .ok)
        await site.pass(.hours(1))
        #expect(site.simulation.mailer.accepted.isEmpty)
        #expect(
            site.simulation.keyring.state.withLock { $0.items.count } == 1, "what was refused is gone from the keyring")
    }

    @Test(
        arguments: [
            (.network, .endpoint), (.timeout, .token), (.tls, .endpoint), (.throttled, .token),
            (.serviceFault, .identity),
            (.secretUnknown, .token), (.environmentInMaintenance, .identity), (.unrecognised, .token),
        ] as [(ProbeClass, ProbeReport.StepName)])
    func `while it cannot be told the one in use stays, and once it works it takes its place`(
        problem: ProbeClass, step: ProbeReport.StepName
    ) async throws {
        let site = try await TrialFixture()
        site.finds(problem, at: step, of: "new")
        let stored = try await site.set("new")
        #expect(stored.outcome == .onTrial(nextAttempt: Simulation.start + .minutes(1)))
        await site.pass(.minutes(30))
        #expect(try await site.inUse() == "old")
        let status = try #require(await site.engine.status(of: site.name))
        #expect(status.current?.id != status.trial?.version.id && status.trial?.trial.report?.finding?.class == problem)
        #expect(status.nextTrialAt != nil)

        site.finds(nil, of: "new")
        await site.pass(.hours(2))
        #expect(try await site.inUse() == "new")
        #expect(try await site.record().trial == nil)
        #expect(site.told.isEmpty)
    }

    @Test(arguments: [ProbeClass?.none, .secretWrong, .network, .secretUnknown, .noRole])
    func `where none is in use it is taken in any case, and what Microsoft says is answered`(problem: ProbeClass?)
        async throws
    {
        let site = try await TrialFixture(old: nil)
        site.finds(problem, of: "new")
        let stored = try await site.set("new")
        #expect(stored.outcome == .inUse(.noneInUse) && stored.report?.finding?.class == problem)
        #expect(try await site.inUse() == "new")
    }

    @Test(arguments: [ProbeClass.secretWrong, .secretExpired])
    func `where Microsoft refuses the one in use for itself, the new one is taken in any case`(
        problem: ProbeClass
    ) async throws {
        let site = try await TrialFixture()
        site.finds(problem, of: "old")
        await site.pass(.days(2))
        site.finds(.secretWrong, of: "new")
        let stored = try await site.set("new")
        #expect(stored.outcome == .inUse(.otherRefused) && stored.report?.finding?.class == .secretWrong)
        #expect(try await site.inUse() == "new")
    }

    @Test func `that the one in use was revoked meanwhile is found out when the new one is refused`() async throws {
        let site = try await TrialFixture()
        await site.pass(.hours(1))
        for text in ["old", "new"] { site.finds(.secretWrong, of: text) }
        #expect(try await site.set("new").outcome == .inUse(.otherRefused))
    }

    @Test func `one that waits beside one that is refused meanwhile takes its place`() async throws {
        let site = try await TrialFixture()
        site.finds(.timeout, at: .token, of: "new")
        #expect(try await site.set("new").outcome == .onTrial(nextAttempt: Simulation.start + .minutes(1)))
        await site.pass(.hours(2))
        site.finds(.secretExpired, of: "old")
        await site.pass(.hours(7))
        #expect(try await site.inUse() == "new")
    }

    @Test(
        arguments: [
            (.noRole, .create), (.privilegeMissing, .create), (.noApplicationUser, .identity), (.noLeadTable, .create),
            (.pluginRefused, .create), (.environmentDisabled, .identity), (.appDisabled, .token),
            (.consentMissing, .token),
        ] as [(ProbeClass, ProbeReport.StepName)])
    func `one that gets as far as the one in use is taken, though neither gets all the way`(
        problem: ProbeClass, step: ProbeReport.StepName
    ) async throws {
        let site = try await TrialFixture()
        await site.pass(.hours(1))
        for text in ["old", "new"] { site.finds(problem, at: step, of: text) }
        let stored = try await site.set("new")
        #expect(stored.outcome == .inUse(.asFar) && stored.report?.finding?.class == problem)
        // One that is refused for itself is not taken, however far the one in use gets.
        site.finds(.secretWrong, of: "other")
        #expect(try await site.set("other").outcome == .refused)
        #expect(try await site.inUse() == "new")
    }

    @Test func `untried it is used at once, and without waiting it is tried by the next pass`() async throws {
        let site = try await TrialFixture()
        site.finds(.secretWrong, of: "bad")
        let unproven = try await site.engine.setSecret(secret("bad"), for: site.name, isUnproven: true, waits: false)
        #expect(unproven.outcome == .inUse(.unproven) && unproven.report == nil)
        #expect(try await site.inUse() == "bad")

        let second = try await TrialFixture()
        let stored = try await second.set("new", waits: false)
        #expect(stored.outcome == .onTrial(nextAttempt: Simulation.start) && second.attempts(with: "new").isEmpty)
        #expect(try await second.inUse() == "old")
        _ = await second.simulation.settle()
        #expect(try await second.inUse() == "new")
    }

    @Test func `a later refusal drops it, and the operators are told once`() async throws {
        let site = try await TrialFixture()
        site.finds(.secretUnknown, of: "new")
        #expect(try await site.set("new").outcome == .onTrial(nextAttempt: Simulation.start + .minutes(1)))
        await site.pass(.minutes(9))
        site.finds(.secretWrong, of: "new")
        await site.pass(.hours(3))
        #expect(try await site.inUse() == "old")
        #expect(try await site.record().onTrial == nil)
        #expect(site.told.count == 1 && site.told.first?.hasPrefix("secret-refused/contoso/secret-wrong/") == true)
        #expect(site.simulation.mailer.accepted.map(\.recipient) == ["root@contoso.example"])
        #expect(site.simulation.journal.events("secret-refused").map(\.probeClass) == [.secretWrong])
        let again = try await site.simulation.restarted([site.credential])
        await again.run(until: again.clock.now() + .hours(3))
        #expect(site.told.count == 1)
    }

    @Test func `the same bytes set again go on with the same trial, and what is said of them then holds`() async throws
    {
        let site = try await TrialFixture()
        site.finds(.network, at: .endpoint, of: "new")
        let first = try await site.set("new")
        let end = SecretVersion.Expiry.at(Simulation.start + .days(90), origin: .operator)
        let again = try await site.set("new", SecretSaying(expiry: end, keyID: "key"))
        #expect(again.version.id == first.version.id)
        #expect(again.outcome == .onTrial(nextAttempt: Simulation.start + .minutes(2)), "a second attempt")
        #expect(try await site.record().onTrial?.expiry == end)
        let other = try await site.set("other")
        #expect(other.outcome == .inUse(.accepted) && other.version.id != first.version.id)
        await site.pass(.hours(1))
        #expect(try await site.record().versions.count == 2)
    }

    @Test func `the secret in use set again keeps its place, its proof and its version, with what is said of it now`()
        async throws
    {
        let site = try await TrialFixture()
        let before = try await site.record()
        let end = SecretVersion.Expiry.at(Simulation.start + .days(90), origin: .operator)
        let stored = try await site.set("old", SecretSaying(expiry: end))
        #expect(stored.outcome == .inUse(.same) && stored.version.id == before.current?.id)
        let after = try await site.record()
        #expect(after.current?.expiry == end && after.standing.lastProofAt == before.standing.lastProofAt)
        // Where the keyring has lost it, it is stored anew.
        site.simulation.keyring.state.withLock { $0.items.removeAll() }
        let anew = try await site.set("old")
        #expect(anew.outcome == .inUse(.same) && anew.version.id != before.current?.id)
        #expect(try await site.inUse() == "old")
    }

    @Test func `a trial outlives a restart, and begins anew once the configuration has changed`() async throws {
        let site = try await TrialFixture()
        site.finds(.network, at: .endpoint, of: "new")
        _ = try await site.set("new")
        await site.pass(.minutes(50))
        let before = try await site.record().trial
        let again = try await site.simulation.restarted([site.credential])
        #expect(try await again.ledger.record(of: site.name)?.trial == before)
        #expect(await again.engine.status(of: site.name)?.nextTrialAt ?? Simulation.start > again.clock.now())

        var moved = site.credential
        moved.destination = .dynamics(environment: "https://elsewhere.crm4.dynamics.com")
        site.finds(nil, of: "new")
        let changed = try await again.restarted([moved])
        _ = await changed.settle()
        #expect(try await changed.engine.revealSecret(of: site.name, to: "a test").text == "new")
    }

    @Test func `a secret that the keyring has lost is not on trial any longer`() async throws {
        let site = try await TrialFixture()
        site.finds(.network, at: .endpoint, of: "new")
        let stored = try await site.set("new")
        site.simulation.keyring.state.withLock { $0.items["contoso/\(stored.version.id)"] = nil }
        await site.pass(.minutes(5))
        let after = try await site.record()
        #expect(after.onTrial == nil && after.current != nil)
        #expect(site.told.first?.hasPrefix("secret-refused/contoso/secret-missing/") == true)
    }

    @Test func `while one is on trial no rotation begins, by itself or on request`() async throws {
        let site = try await TrialFixture(
            rotation: .assisted, expiry: .at(Simulation.start + .days(31), origin: .operator))
        site.finds(.network, at: .endpoint, of: "new")
        _ = try await site.set("new")
        await site.pass(.days(3))
        #expect(try await site.record().rotation == nil)
        await #expect(throws: EngineError(.onTrial, site.name)) {
            _ = try await site.engine.beginRotation(of: site.name)
        }
        #expect(
            try await site.engine.planRotation(of: site.name).obstacle == EngineError(.onTrial, site.name).description)
    }

    @Test func `the one before comes back while the keyring has it, and Microsoft's word comes with it`() async throws {
        let site = try await TrialFixture()
        _ = try await site.set("new")
        site.finds(.secretExpired, of: "old")
        let undone = try await site.engine.undoSecret(of: site.name)
        #expect(undone.outcome == .inUse(.undone) && undone.report?.finding?.class == .secretExpired)
        #expect(try await site.inUse() == "old")
        #expect(try await site.engine.undoSecret(of: site.name).report?.result == .ok)
        #expect(try await site.inUse() == "new")
        let gone = try #require(try await site.record().previous)
        site.simulation.keyring.state.withLock { $0.items["contoso/\(gone.id)"] = nil }
        await #expect(throws: EngineError(.noPrevious, site.name)) {
            _ = try await site.engine.undoSecret(of: site.name)
        }
        #expect(try await site.inUse() == "new")
    }

    @Test func `where there is but a trial to undo, the trial ends; where there is nothing, that is said`() async throws
    {
        let site = try await TrialFixture()
        await #expect(throws: EngineError(.noPrevious, site.name)) {
            _ = try await site.engine.undoSecret(of: site.name)
        }
        site.finds(.network, at: .endpoint, of: "new")
        _ = try await site.set("new")
        #expect(try await site.engine.undoSecret(of: site.name).outcome == .withdrawn)
        #expect(try await site.record().onTrial == nil)
        #expect(try await site.inUse() == "old")
        let none = try await TrialFixture(old: nil)
        await #expect(throws: EngineError(.noSecret, none.name)) { _ = try await none.engine.undoSecret(of: none.name) }
    }
}
