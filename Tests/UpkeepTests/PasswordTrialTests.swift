import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import UpkeepState

@testable import Upkeep

@Suite struct PasswordTrialTests {
    @Test func `of two passwords of one account only the newer is tried, and the older again once that is settled`()
        async throws
    {
        let site = try await TrialFixture(office365: true)
        site.finds(.network, at: .endpoint, of: "new")
        _ = try await site.set("new")
        let before = site.attempts(with: "old").count
        await site.pass(.days(1))
        #expect(site.attempts(with: "old").count == before)
        #expect(site.attempts(with: "new").count > 5)
        _ = try await site.engine.undoSecret(of: site.name)
        await site.pass(.days(1))
        #expect(site.attempts(with: "old").count > before)
    }

    @Test func `a wrong password is tried once, and the one in use rests for half an hour after it`() async throws {
        let site = try await TrialFixture(office365: true)
        // The next sign-in with the old one is due a moment after.
        await site.pass(.minutes(320))
        site.finds(.passwordWrong, of: "new")
        let at = site.elapsed
        #expect(try await site.set("new").outcome == .refused)
        await site.pass(.hours(2))
        let next = try #require(site.attempts(with: "old").first { $0 > at })
        #expect(next >= at + 1_800)
        #expect(site.attempts(with: "new").count == 1)
    }

    @Test func `an account gets three wrong passwords in half an hour, whoever brings them, and the fourth waits`()
        async throws
    {
        let site = try await TrialFixture(office365: true)
        for text in ["a", "b", "c", "d"] { site.finds(.passwordWrong, of: text) }
        for text in ["a", "b", "c"] { #expect(try await site.set(text).outcome == .refused) }
        let fourth = try await site.set("d")
        #expect(fourth.outcome == .onTrial(nextAttempt: Simulation.start + .minutes(30)) && fourth.report == nil)
        #expect(site.attempts(with: "d").isEmpty)
        await site.pass(.hours(1))
        #expect(site.attempts(with: "d") == [1_800])
        #expect(try await site.inUse() == "old")
        #expect(site.told.count == 1, "nobody waited for the fourth any more")
    }

    @Test func `a password in use that is refused gives way to a new one, which is tried at once`() async throws {
        let site = try await TrialFixture(office365: true)
        site.finds(.passwordWrong, of: "old")
        await site.pass(.hours(7))
        site.finds(.passwordWrong, of: "new")
        let stored = try await site.set("new")
        #expect(stored.outcome == .inUse(.otherRefused) && stored.report?.finding?.class == .passwordWrong)
        let right = try await site.set("right")
        #expect(right.outcome == .inUse(.otherRefused) && right.report?.result == .ok)
        #expect(try await site.inUse() == "right")
    }

    @Test func `the password that signs in is the one in force, whatever else fails`() async throws {
        let site = try await TrialFixture(office365: true)
        site.finds(.noRole, at: .create, of: "new")
        #expect(try await site.set("new").outcome == .inUse(.accepted))
    }

    @Test func `two connections of one user share rest and trial`() async throws {
        let other = try Credential.sample("fabrikam", office365: true)
        let site = try await TrialFixture(office365: true, others: [other])
        _ = try await site.engine.setSecret(secret("old"), for: other.name)
        await site.pass(.minutes(320))
        let at = site.elapsed
        site.finds(.passwordWrong, of: "new")
        #expect(try await site.set("new").outcome == .refused)
        await site.pass(.hours(2))
        let next = try #require(site.attempts(with: "old").first { $0 > at })
        #expect(next >= at + 1_800, "neither sends the password in use before the account has rested")

        site.finds(.network, at: .endpoint, of: "newer")
        _ = try await site.set("newer")
        let before = site.attempts(with: "old").count
        await site.pass(.days(1))
        #expect(site.attempts(with: "old").count == before, "neither tries the older one while the newer is on trial")
    }

    @Test func `one whose end nobody saw three times waits for a person, who may have it tried`() async throws {
        let site = try await TrialFixture(office365: true)
        site.finds(.network, at: .endpoint, of: "new")
        let stored = try await site.set("new")
        for minute in 1...3 {
            try await site.simulation.ledger.beginProbe(
                of: site.name, version: stored.version.id, plan: ProbePlan(lead: nil),
                at: Simulation.start + .minutes(Int64(minute)))
        }
        site.finds(nil, of: "new")
        let again = try await site.simulation.restarted([site.credential])
        await again.run(until: again.clock.now() + .days(1))
        #expect(site.attempts(with: "new").count == 1)
        #expect(try await again.engine.setSecret(secret("new"), for: site.name).outcome == .inUse(.accepted))
    }

    @Test func `the mail server is signed in to without a mail, and its word decides`() async throws {
        var mail = try Credential.sample("contoso")
        mail.name = .mail
        mail.identity = .mailbox(userName: "leadkeeper@contoso.example")
        mail.destination = nil
        let simulation = try await Simulation([mail])
        let first = try await simulation.engine.setSecret(secret("first"), for: .mail)
        #expect(first.outcome == .inUse(.noneInUse) && first.report?.result == .ok)
        simulation.mailer.signIns.withLock {
            $0 = ["wrong": .refused(code: 535, text: "no"), "third": .unknown(code: nil, text: "could not connect")]
        }
        let wrong = try await simulation.engine.setSecret(secret("wrong"), for: .mail)
        #expect(wrong.outcome == .refused && wrong.report?.finding?.class == .passwordWrong)
        #expect(wrong.report?.finding?.code == "SMTP 535")
        #expect(try await simulation.engine.setSecret(secret("second"), for: .mail).outcome == .inUse(.accepted))
        #expect(simulation.mailer.tried.withLock { $0 } == ["first", "wrong", "second"])

        let later = try await simulation.engine.setSecret(secret("third"), for: .mail)
        #expect(later.outcome == .onTrial(nextAttempt: Simulation.start + .minutes(1)))
        simulation.mailer.signIns.withLock { $0 = [:] }
        await simulation.run(until: Simulation.start + .minutes(5))
        #expect(try await simulation.engine.revealSecret(of: .mail, to: "a test").text == "third")
        #expect(simulation.mailer.accepted.isEmpty)
    }

    @Test func `the administrator signs in to Graph, and its word decides`() async throws {
        var administrator = try Credential.sample("contoso")
        administrator.name = .administrator
        administrator.destination = nil
        let simulation = try await Simulation([administrator])
        let cloud = SimulatedCloud(clock: simulation.clock)
        let application = try #require(administrator.identity.application)
        for value in ["first", "second"] { cloud.add(value, to: application.id, endsAt: Simulation.start + .days(90)) }
        await simulation.engine.use(
            prober: simulation.prober, issuer: cloud, marketplace: cloud, testLeads: cloud, signIns: cloud,
            mailer: simulation.mailer,
            noticeWriter: simulation.writer)
        let long = SecretSaying(issuedAt: Simulation.start - .days(3))
        #expect(
            try await simulation.engine.setSecret(secret("first"), for: .administrator, long).outcome
                == .inUse(.noneInUse))
        let wrong = try await simulation.engine.setSecret(secret("wrong"), for: .administrator, long)
        #expect(wrong.outcome == .refused && wrong.report?.finding?.class == .secretWrong)
        let young = try await simulation.engine.setSecret(secret("wrong too"), for: .administrator)
        #expect(young.report?.finding?.class == .secretUnknown)
        #expect(young.outcome == .onTrial(nextAttempt: Simulation.start + .minutes(1)))
        #expect(
            try await simulation.engine.setSecret(secret("second"), for: .administrator).outcome == .inUse(.accepted))
        #expect(try await simulation.engine.revealSecret(of: .administrator, to: "a test").text == "second")
    }
}
