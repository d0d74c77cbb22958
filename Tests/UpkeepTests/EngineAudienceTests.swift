import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import Upkeep

/// Who is told what.
@Suite struct EngineAudienceTests {
    private let ops = "ops@contoso.example"
    private let root = "root@contoso.example"

    private func simulation(
        _ verdict: @escaping SimulatedProber.Verdict, office365: Bool = false, remaining: TimeSpan = .days(300)
    ) async throws -> (Simulation, Credential) {
        let credential = try Credential.sample("contoso", office365: office365)
        let simulation = try await Simulation([credential], operators: [try #require(EmailAddress(root))])
        simulation.prober.verdict.withLock { $0 = verdict }
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil,
            expiry: .at(Simulation.start + remaining, origin: .operator),
            keyID: nil)
        return (simulation, credential)
    }

    private func fail(_ simulation: Simulation, _ problem: ProbeClass?) {
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in problem.map { .init(class: $0, step: .token, message: "it did not end well") } }
        }
    }

    @Test(arguments: [ProbeClass.secretWrong, .noRole, .appNotFound, .network, .tls, .notDynamics])
    func `what is wrong with a connection that never worked is for the operators`(problem: ProbeClass) async throws {
        let (simulation, _) = try await simulation({ _, _, _ in .init(class: problem, step: .token, message: "no") })
        await simulation.run(until: Simulation.start + .days(2), tick: .minutes(10))
        #expect(!simulation.mailer.accepted.isEmpty)
        #expect(simulation.mailer.accepted.allSatisfy { $0.recipient == root })
        let told = simulation.mailer.accepted.count
        fail(simulation, nil)
        await simulation.run(until: Simulation.start + .days(3), tick: .minutes(10))
        // That it works is for those to know who were told that it did not.
        #expect(simulation.mailer.accepted.dropFirst(told).map(\.recipient) == [root])
        #expect(simulation.mailer.accepted.last?.text.hasPrefix("works-again/") == true)
        // From then on the contacts are concerned.
        fail(simulation, problem)
        await simulation.run(until: Simulation.start + .days(6), tick: .minutes(10))
        #expect(simulation.mailer.accepted.last.map { $0.recipient == ops } == true)
    }

    @Test func `a new secret of a connection that has worked concerns the contacts, also after a removal`() async throws
    {
        let (simulation, credential) = try await simulation({ _, _, _ in nil })
        _ = await simulation.settle()
        _ = try await simulation.engine.removeSecret(of: credential.name)
        fail(simulation, .secretWrong)
        _ = try await simulation.engine.storeSecret(
            secret("wrong"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        await simulation.run(until: Simulation.start + .hours(2), tick: .minutes(5))
        #expect(simulation.mailer.accepted.map(\.recipient) == [ops])
    }

    @Test func `a reminder waits for the first proof, an hour at most`() async throws {
        let (proven, _) = try await simulation({ _, _, _ in nil }, remaining: .days(5))
        _ = await proven.settle()
        #expect(proven.mailer.accepted.map(\.recipient) == [ops])

        let (unproven, _) = try await simulation(
            { _, _, _ in .init(class: .network, step: .endpoint, message: "no route") }, remaining: .days(5))
        await unproven.run(until: Simulation.start + .hours(1) - .seconds(1), tick: .minutes(1))
        #expect(unproven.mailer.accepted.isEmpty)
        await unproven.run(until: Simulation.start + .hours(1), tick: .minutes(1))
        #expect(unproven.mailer.accepted.map(\.text) == ["lapses/604800"])
        #expect(unproven.mailer.accepted.map(\.recipient) == [ops])
    }

    @Test func `works again goes to nobody where the alarm was never sent`() async throws {
        let (simulation, credential) = try await simulation({ _, _, _ in nil })
        _ = await simulation.settle()
        simulation.mailer.answer.withLock { $0 = { _ in .postponed(code: 451, text: "later") } }
        fail(simulation, .noRole)
        await simulation.run(until: Simulation.start + .days(1), tick: .minutes(10))
        #expect(try await simulation.ledger.record(of: credential.name)?.standing.alarmedSince != nil)
        fail(simulation, nil)
        await simulation.run(until: Simulation.start + .days(1) + .hours(2), tick: .minutes(10))
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: Simulation.start + .days(2), tick: .minutes(10))
        #expect(simulation.mailer.accepted.filter { $0.recipient == ops }.isEmpty)
        #expect(try await simulation.ledger.record(of: credential.name)?.standing.alarmedSince == nil)
        // The same trouble another time is told.
        fail(simulation, .noRole)
        await simulation.run(until: Simulation.start + .days(3) + .hours(8), tick: .minutes(10))
        #expect(simulation.mailer.accepted.contains { $0.recipient == ops && $0.text.hasPrefix("refused/no-role") })
    }
}
