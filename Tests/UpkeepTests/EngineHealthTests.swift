import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import UpkeepState

@testable import Upkeep

@Suite struct EngineHealthTests {
    private let end = Simulation.start + .days(29)

    private func simulation() async throws -> (Simulation, Credential) {
        let contoso = try Credential.sample("contoso")
        let simulation = try await Simulation(
            [contoso], operators: [try #require(EmailAddress("root@contoso.example"))])
        return (simulation, contoso)
    }

    private func store(_ credential: Credential, in simulation: Simulation) async throws {
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(end, origin: .operator), keyID: nil)
    }

    private func alertPath(_ simulation: Simulation) async -> Condition? {
        await simulation.engine.statuses().first?.conditions.first { $0.kind == .alertPathWorks }
    }

    @Test func `at first nothing is said to work that was not tried, then what was seen to work is`() async throws {
        let (simulation, contoso) = try await simulation()
        #expect(await simulation.engine.health()[.mail]?.status == .unknown)
        #expect(await simulation.engine.health()[.keyring]?.status == .unknown)
        #expect(await simulation.engine.health()[.clock]?.status == .unknown)
        #expect(await alertPath(simulation)?.status == .unknown)
        try await store(contoso, in: simulation)
        _ = await simulation.settle()
        #expect(!simulation.mailer.accepted.isEmpty)
        let health = await simulation.engine.health()
        #expect(health.findings.allSatisfy { $0.status == .true && !$0.needsAttention }, "\(health)")
        #expect(await alertPath(simulation)?.status == .true)
        // What was proven before is known after a start.
        let next = try await simulation.restarted([contoso])
        #expect(await next.engine.health()[.mail]?.status == .true)
        #expect(await next.engine.health()[.keyring]?.status == .unknown)
    }

    @Test func `who keeps the secrets is asked once a minute at most, never of a keyring in trouble, and remembered`()
        async throws
    {
        let (simulation, contoso) = try await simulation()
        let questions = { simulation.keyring.state.withLock(\.providerQuestions) }
        #expect(await simulation.engine.health().keyringProvider == nil)
        let provider = KeyringProvider(name: "gnome-keyring", version: "42.1")
        simulation.keyring.state.withLock { $0.provider = provider }
        #expect(await simulation.engine.health().keyringProvider == nil && questions() == 1)
        simulation.clock.advance(to: simulation.clock.now() + .seconds(59))
        #expect(await simulation.engine.health().keyringProvider == nil && questions() == 1)
        simulation.clock.advance(to: simulation.clock.now() + .seconds(1))
        #expect(await simulation.engine.health().keyringProvider == provider && questions() == 2)

        try await store(contoso, in: simulation)
        simulation.keyring.state.withLock { ($0.outage, $0.provider) = (.obstructed(.unreachable), nil) }
        _ = try? await simulation.engine.probeNow(contoso.name, extent: .whole)
        simulation.clock.advance(to: simulation.clock.now() + .hours(1))
        #expect(await simulation.engine.health()[.keyring]?.status == .false)
        #expect(await simulation.engine.health().keyringProvider == provider && questions() == 2)
    }

    @Test(arguments: [
        Delivery.postponed(code: nil, text: "no route"), .postponed(code: 421, text: "closing"),
        .misconfigured(code: 535, text: "authentication failed"),
    ])
    func `a mail server that takes nothing is not said to work from its first refusal on`(delivery: Delivery)
        async throws
    {
        let (simulation, contoso) = try await simulation()
        simulation.mailer.answer.withLock { $0 = { _ in delivery } }
        try await store(contoso, in: simulation)
        _ = await simulation.settle()
        let mail = try #require(await simulation.engine.health()[.mail])
        #expect(mail.status == .false)
        #expect(await alertPath(simulation)?.status == .false)
        #expect(mail.needsAttention == delivery.verdict.isLasting)
        await simulation.run(until: Simulation.start + .hours(3), tick: .minutes(5))
        #expect(await simulation.engine.health()[.mail]?.needsAttention == true, "it has lasted")
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: Simulation.start + .hours(6), tick: .minutes(5))
        #expect(await simulation.engine.health()[.mail]?.status == .true)
        #expect(await alertPath(simulation)?.status == .true)
    }

    @Test func `a keyring that is locked, and a configuration that was refused, ask for somebody at every connection`()
        async throws
    {
        let (simulation, contoso) = try await simulation()
        try await store(contoso, in: simulation)
        _ = await simulation.settle()
        await simulation.engine.refuseConfiguration("the configuration has 2 faults")
        #expect(await simulation.engine.health()[.configuration]?.needsAttention == true)
        #expect(await simulation.engine.health().urgent?.part == .configuration)
        simulation.keyring.state.withLock { $0.outage = .obstructed(.locked) }
        await simulation.run(until: Simulation.start + .days(1), tick: .minutes(5))
        #expect(await simulation.engine.health()[.keyring]?.status == .false)
        #expect(await simulation.engine.health().urgent?.part == .keyring, "the most urgent part")
        let attention = await simulation.engine.statuses().first?.conditions.first { $0.kind == .needsAttention }
        #expect(attention?.status == .true)
    }
}
