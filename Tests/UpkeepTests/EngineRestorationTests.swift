import Bookkeeping
import Credentials
import Foundation
import Ports
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep
import UpkeepState

/// What the engine does with a ledger that was put back from a copy, under the manual clock.
@Suite struct EngineRestorationTests {
    private let place: TemporaryDirectory
    private var path: String { "\(place.path)/ledger.sqlite" }

    init() throws {
        place = try TemporaryDirectory()
    }

    /// A ledger that knows a secret that lapses in 80 days, run for `days`, then replaced by the copy from before them.
    private func restored(
        _ credentials: [Credential], after days: Int64, isPutAside: Bool = false, from copiedAt: Int64? = nil,
        verdict: @escaping SimulatedProber.Verdict = { _, _, _ in nil },
        meanwhile: @escaping SimulatedProber.Verdict = { _, _, _ in nil }
    ) async throws -> Simulation {
        let first = try await Simulation(credentials, path: path)
        for credential in credentials {
            _ = try await first.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil,
                expiry: .at(Simulation.start + .days(80), origin: .operator), keyID: nil)
        }
        await first.run(until: Simulation.start + .hours(1))
        if let copiedAt {
            first.prober.verdict.withLock { $0 = meanwhile }
            await first.run(until: Simulation.start + .days(copiedAt), tick: .minutes(30))
        }
        try await first.ledger.backUp(to: "\(place.path)/copy")
        await first.ledger.close()
        let second = try await first.reopened(credentials, path: path)
        second.prober.verdict.withLock { $0 = meanwhile }
        await second.run(until: Simulation.start + .days(days), tick: .hours(6))
        await second.ledger.close()
        if isPutAside {
            try FileManager.default.moveItem(atPath: path, toPath: path + Ledger.putAsideMark + "2026-11-30T00:00:00Z")
        } else {
            try FileManager.default.removeItem(atPath: path)
        }
        try FileManager.default.moveItem(atPath: "\(place.path)/copy", toPath: path)
        second.prober.verdict.withLock { $0 = verdict }
        second.prober.probes.withLock { $0 = [] }
        second.mailer.letters.withLock { $0 = [] }
        return try await second.reopened(credentials, path: path)
    }

    @Test func `every connection is probed whole before anything is mailed about it`() async throws {
        let credentials = [try Credential.sample("contoso"), try Credential.sample("fabrikam")]
        // Thirty days' notice has fallen due since the copy was made.
        let simulation = try await restored(credentials, after: 55)
        let now = simulation.clock.now()
        let lettersBeforeProbe = Mutex<[Int]>([])
        let mailer = simulation.mailer
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in
                lettersBeforeProbe.withLock { $0.append(mailer.accepted.count) }
                return nil
            }
        }
        #expect(simulation.journal.events("ledger-put-back").count == 1)
        #expect(await simulation.engine.status(of: credentials[0].name)?.decision.reason == .unverified)
        _ = await simulation.settle()

        for credential in credentials {
            let attempts = simulation.prober.attempts(of: credential.name)
            #expect(attempts.first?.extent == .whole && attempts.first?.at == now)
        }
        #expect(lettersBeforeProbe.withLock { $0.first } == 0)
        // Then what is due is told: it is proven by now.
        #expect(Set(simulation.mailer.accepted.map(\.text)) == ["lapses/2592000"])
        let record = try #require(try await simulation.ledger.record(of: credentials[0].name))
        #expect(record.standing.unverifiedSince == nil)
    }

    private static let refusal: SimulatedProber.Verdict = { _, _, _ in
        .init(class: .secretWrong, step: .token, message: "it was refused")
    }

    @Test func `what was told since the backup is not told again, as far as the ledger that was put aside tells`()
        async throws
    {
        let credential = try Credential.sample("contoso")
        // Thirty days' notice has been told since.
        let simulation = try await restored([credential], after: 55, isPutAside: true)
        await simulation.run(until: simulation.clock.now() + .days(1), tick: .hours(1))
        #expect(simulation.mailer.accepted.isEmpty)
        let told = try await simulation.ledger.notices(of: credential.name)
        #expect(told.map(\.state) == [.accepted] && told.first?.notice.topic.key == "lapses/2592000")
        // What is due after that is told as ever.
        await simulation.run(until: Simulation.start + .days(66) + .hours(1), tick: .hours(6))
        #expect(simulation.mailer.accepted.map(\.text) == ["lapses/1209600"])
    }

    @Test(arguments: [nil, 3] as [Int64?]) func `a refusal that was told before or since the backup is no news`(
        copiedAt: Int64?
    )
        async throws
    {
        let credential = try Credential.sample("contoso")
        let simulation = try await restored(
            [credential], after: 4, isPutAside: true, from: copiedAt, verdict: Self.refusal, meanwhile: Self.refusal)
        let now = simulation.clock.now()
        await simulation.run(until: now + .minutes(30), tick: .minutes(1))
        #expect(simulation.prober.attempts(of: credential.name).count >= 2)
        #expect(simulation.mailer.accepted.isEmpty)
        // It is reminded of as it would have been, and its end is told.
        await simulation.run(until: now + .days(1) + .hours(1), tick: .minutes(30))
        #expect(simulation.mailer.accepted.map { $0.text.prefix(20) } == ["refused/secret-wrong"])
        simulation.prober.verdict.withLock { $0 = { _, _, _ in nil } }
        await simulation.run(until: now + .days(2) + .hours(1), tick: .minutes(30))
        #expect(simulation.mailer.accepted.last?.text.hasPrefix("works-again/") == true)
    }

    @Test func `a ledger that was put aside and cannot be read tells nothing, and harms nothing`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await restored([credential], after: 55)
        await simulation.ledger.close()
        let other = path + Ledger.putAsideMark + "2026-12-01T00:00:00Z"
        try Data("not a ledger".utf8).write(to: URL(fileURLWithPath: other))
        let next = try await simulation.reopened([credential], path: path)
        _ = await next.settle()
        #expect(next.mailer.accepted.map(\.text) == ["lapses/2592000"])
    }

    @Test func `a secret that Microsoft refuses by now is told as refused, after its second answer`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await restored([credential], after: 5) { _, _, _ in
            .init(class: .secretWrong, step: .token, message: "it was refused")
        }
        let now = simulation.clock.now()
        _ = await simulation.settle()
        #expect(simulation.prober.attempts(of: credential.name).count == 1)
        #expect(simulation.mailer.accepted.isEmpty)
        await simulation.run(until: now + .minutes(15), tick: .minutes(1))
        #expect(simulation.prober.attempts(of: credential.name).count >= 2)
        #expect(simulation.mailer.accepted.map { $0.text.prefix(20) } == ["refused/secret-wrong"])
    }

    @Test func `where nobody can tell, nothing is mailed for a day, and then what is known`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await restored([credential], after: 55) { _, _, _ in
            .init(class: .network, step: .endpoint, message: "no route")
        }
        let now = simulation.clock.now()
        await simulation.run(until: now + .days(1) - .seconds(1), tick: .minutes(30))
        #expect(simulation.mailer.accepted.isEmpty)
        await simulation.run(until: now + .days(1) + .minutes(1), tick: .minutes(1))
        #expect(simulation.mailer.accepted.contains { $0.text == "lapses/2592000" })
    }

    @Test func `the state outlives a crash, and ends with the first answer`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await restored([credential], after: 55) { _, _, _ in
            .init(class: .network, step: .endpoint, message: "no route")
        }
        _ = await simulation.settle()
        await simulation.ledger.close()
        let next = try await simulation.reopened([credential], path: path)
        #expect(await next.engine.status(of: credential.name)?.decision.reason == .unverified)
        #expect(next.journal.events("ledger-put-back").count == 1)
        next.prober.verdict.withLock { $0 = { _, _, _ in nil } }
        await next.run(until: next.clock.now() + .hours(1), tick: .minutes(1))
        #expect(await next.engine.status(of: credential.name)?.decision.reason != .unverified)
    }

    @Test func `a keyring that is older than the ledger loses what it never had, and the others go on`() async throws {
        let (lost, kept) = (try Credential.sample("contoso"), try Credential.sample("fabrikam"))
        let simulation = try await Simulation([lost, kept], path: path)
        _ = try await simulation.engine.storeSecret(
            secret("one"), for: kept.name, issuedAt: nil, expiry: .never, keyID: nil)
        let older = simulation.keyring.state.withLock { $0.items }
        _ = try await simulation.engine.storeSecret(
            secret("two"), for: lost.name, issuedAt: nil, expiry: .never, keyID: nil)
        await simulation.run(until: Simulation.start + .hours(2), tick: .minutes(5))
        simulation.keyring.state.withLock { $0.items = older }
        let next = try await simulation.restarted([lost, kept], operators: [])
        await next.engine.scheduleAudit()
        await next.run(until: Simulation.start + .days(2), tick: .minutes(30))

        #expect(next.journal.events("secret-lost").map(\.credential) == [lost.name])
        #expect(next.mailer.accepted.contains { $0.text.hasPrefix("refused/secret-missing") })
        #expect(await next.engine.status(of: kept.name)?.standing.lastProbe?.result == .ok)
        #expect(await next.engine.status(of: lost.name)?.standing.lastProbe?.finding?.class == .secretMissing)
        #expect(!next.mailer.accepted.contains { $0.recipient == "fabrikam" })
    }

    @Test func `nothing is removed from the keyring while a backup is made`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential], path: path)
        for text in ["one", "two", "three"] {
            _ = try await simulation.engine.storeSecret(
                secret(text), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
            if text == "one" {
                #expect(try await simulation.engine.beginBackup(by: "user 0") == "ledger.sqlite.copy")
            }
        }
        let copy = "\(place.path)/ledger.sqlite.copy"
        #expect(FileManager.default.fileExists(atPath: copy))
        _ = await simulation.settle()
        #expect(simulation.keyring.state.withLock { $0.items.count } == 3)
        await #expect(throws: EngineError(.backingUp, credential.name)) {
            _ = try await simulation.engine.removeSecret(of: credential.name)
        }
        await simulation.engine.endBackup()
        #expect(!FileManager.default.fileExists(atPath: copy))
        #expect(await simulation.engine.tidyKeyring())
        #expect(simulation.keyring.state.withLock { $0.items.count } == 2)
    }

    @Test func `a backup that nobody ends holds removals up for five minutes`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential], path: path)
        _ = try await simulation.engine.storeSecret(
            secret("one"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        _ = try await simulation.engine.beginBackup(by: "user 0")
        simulation.clock.advance(to: Simulation.start + .minutes(5) - .seconds(1))
        #expect(await !simulation.engine.tidyKeyring())
        simulation.clock.advance(to: Simulation.start + .minutes(5))
        #expect(try await simulation.engine.removeSecret(of: credential.name).versions.count == 1)
    }
}
