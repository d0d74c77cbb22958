import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import Upkeep

/// What operators are told of the daemon itself.
@Suite struct EngineTroubleTests {
    private func simulation(leadTime: TimeSpan = .days(60)) async throws -> (Simulation, Credential) {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation(
            [credential], operators: [try #require(EmailAddress("root@contoso.example"))])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil,
            expiry: .at(Simulation.start + leadTime, origin: .operator),
            keyID: nil)
        _ = await simulation.settle()
        return (simulation, credential)
    }

    private func toOperators(_ simulation: Simulation) -> [String] {
        simulation.mailer.accepted.filter { $0.recipient == "root@contoso.example" }.map {
            $0.text.split(separator: "/").prefix(2).joined(separator: "/")
        }
    }

    @Test(arguments: [
        (KeyringObstacle.locked, "keyring-locked"), (.degraded, "keyring-degraded"),
        (.unreachable, "keyring-unreachable"),
        (.timedOut, "keyring-unreachable"),
    ]) func `a keyring that stays out of reach is told once, and once that it is back`(
        obstacle: KeyringObstacle, fault: String
    ) async throws {
        let (simulation, _) = try await simulation()
        simulation.keyring.state.withLock { $0.outage = .obstructed(obstacle) }
        while simulation.journal.events("keyring-failed").isEmpty {
            await simulation.run(until: simulation.clock.now() + .minutes(1), tick: .minutes(1))
        }
        let began = simulation.clock.now()
        await simulation.run(until: began + .minutes(2), tick: .minutes(1))
        #expect(toOperators(simulation).isEmpty, "a unit that is only started again is no news")
        await simulation.run(until: began + .minutes(5), tick: .minutes(1))
        #expect(toOperators(simulation) == ["impaired/\(fault)"])
        await simulation.run(until: began + .hours(2), tick: .minutes(1))
        #expect(toOperators(simulation) == ["impaired/\(fault)"])
        #expect(simulation.journal.events("keyring-failed").count == 1)
        #expect(await simulation.summary(contains: "keyring: "))
        simulation.keyring.state.withLock { $0.outage = nil }
        await simulation.run(until: began + .hours(2) + .minutes(2), tick: .minutes(1))
        #expect(toOperators(simulation) == ["impaired/\(fault)", "restored/\(fault)"])
        let summary = await simulation.engine.summary()
        #expect(!summary.contains("keyring"))
    }

    @Test func `trouble outlives the daemon, and its end is told by the next`() async throws {
        let (simulation, credential) = try await simulation()
        simulation.keyring.state.withLock { $0.outage = .obstructed(.locked) }
        await simulation.run(until: Simulation.start + .hours(7), tick: .minutes(1))
        let restarted = try await simulation.restarted([credential])
        await restarted.run(until: Simulation.start + .hours(8), tick: .minutes(1))
        #expect(toOperators(restarted) == ["impaired/keyring-locked"])
        restarted.keyring.state.withLock { $0.outage = nil }
        await restarted.run(until: Simulation.start + .hours(9), tick: .minutes(1))
        #expect(toOperators(restarted) == ["impaired/keyring-locked", "restored/keyring-locked"])
    }

    @Test func `mail that was down is told when it is up, by one mail, and what waited leaves at once`() async throws {
        let (simulation, _) = try await simulation(leadTime: .days(31))
        simulation.mailer.answer.withLock { $0 = { _ in .postponed(code: nil, text: "no route") } }
        await simulation.run(until: Simulation.start + .days(2), tick: .minutes(5))
        #expect(simulation.journal.events("mail-delayed").count == 1)
        #expect(await simulation.summary(contains: "mail cannot be sent"))
        let status = try #require(await simulation.engine.statuses().first)
        #expect(status.conditions.first { $0.kind == .alertPathWorks }?.reason == "MailServerTakesNothing")
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: Simulation.start + .days(2) + .hours(1) + .minutes(5), tick: .minutes(1))
        #expect(toOperators(simulation) == ["restored/mail-unreachable"])
        #expect(simulation.mailer.accepted.contains { $0.text == "lapses/\(30 * 86_400)" })
    }

    @Test func `settings that the mail server refuses stop the queue, and are told in the journal at once`()
        async throws
    {
        let (simulation, _) = try await simulation(leadTime: .days(29))
        simulation.mailer.answer.withLock { $0 = { _ in .misconfigured(code: 535, text: "authentication failed") } }
        simulation.clock.advance(to: Simulation.start + .days(16))
        _ = await simulation.settle()
        let attempts = simulation.mailer.attempts.withLock { $0 }
        await simulation.run(until: Simulation.start + .days(16) + .minutes(14), tick: .minutes(1))
        #expect(simulation.mailer.attempts.withLock { $0 } == attempts, "all mail rests for a quarter of an hour")
        #expect(simulation.journal.events("mail-failed").count == 1)
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: Simulation.start + .days(16) + .hours(1), tick: .minutes(1))
        #expect(toOperators(simulation) == ["restored/mail-refused"])
    }

    @Test
    func
        `a keyring that gives the mail password a minute late delays mail by a minute, and the settings are not blamed`()
        async throws
    {
        let contoso = try Credential.sample("contoso")
        var mail = try Credential.sample("contoso", contacts: [])
        (mail.name, mail.identity, mail.destination) = (.mail, .mailbox(userName: "keeper"), nil)
        let simulation = try await Simulation([contoso, mail])
        for credential in [mail, contoso] {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil,
                expiry: credential.name == .mail ? .never : .at(Simulation.start + .days(31), origin: .operator),
                keyID: nil)
        }
        _ = await simulation.settle()
        simulation.clock.advance(to: Simulation.start + .days(1))
        simulation.keyring.state.withLock { $0.outage = .obstructed(.unreachable) }
        _ = await simulation.settle()
        #expect(simulation.mailer.attempts.withLock { $0 } == 0)
        #expect(simulation.journal.events("mail-delayed").count == 1)
        #expect(simulation.journal.events("mail-failed").isEmpty)
        simulation.keyring.state.withLock { $0.outage = nil }
        await simulation.run(until: Simulation.start + .days(1) + .minutes(1), tick: .seconds(20))
        #expect(simulation.mailer.accepted.map(\.text) == ["lapses/\(30 * 86_400)"])
    }

    @Test func `a reload that was refused is told at once, and its mending too`() async throws {
        let (simulation, credential) = try await simulation()
        await simulation.engine.refuseConfiguration("the configuration has 2 faults")
        _ = await simulation.settle()
        #expect(toOperators(simulation) == ["impaired/configuration-refused"])
        #expect(await simulation.summary(contains: "the old one is in use"))
        try await simulation.engine.load([credential], operators: [try #require(EmailAddress("root@contoso.example"))])
        _ = await simulation.settle()
        #expect(toOperators(simulation) == ["impaired/configuration-refused", "restored/configuration-refused"])
    }

    @Test func `a ledger that cannot be written is told without it, to each operator until their server took it`()
        async throws
    {
        let (simulation, credential) = try await simulation()
        await simulation.ledger.close()
        simulation.mailer.answer.withLock { $0 = { _ in .postponed(code: 451, text: "try later") } }
        while simulation.journal.events("ledger-failed").isEmpty {
            await simulation.run(until: simulation.clock.now() + .minutes(1), tick: .minutes(1))
        }
        await simulation.run(until: simulation.clock.now() + .minutes(3), tick: .seconds(20))
        #expect(simulation.mailer.attempts.withLock { $0 } > 0)
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: Simulation.start + .days(2), tick: .minutes(5))
        #expect(toOperators(simulation) == ["impaired/ledger-unwritable"])
        #expect(simulation.journal.events("ledger-failed").count == 1)
        #expect(await simulation.summary(contains: "the ledger cannot be written"))
        #expect(!simulation.prober.attempts(of: credential.name).isEmpty, "probes go on")
    }

    @Test func `a clock in doubt is told after twenty minutes, and nothing else is sent until it is right`()
        async throws
    {
        let (simulation, credential) = try await simulation()
        simulation.clock.step(by: .days(-365))
        simulation.prober.skew.withLock { $0 = .days(365) }
        let began = simulation.clock.now()
        await simulation.run(until: began + .minutes(19), tick: .minutes(1))
        #expect(simulation.mailer.accepted.isEmpty)
        await simulation.run(until: began + .hours(8), tick: .minutes(1))
        #expect(toOperators(simulation) == ["impaired/clock-implausible"])
        #expect(simulation.mailer.accepted.count == 1)
        #expect(simulation.prober.attempts(of: credential.name).count > 1, "probes go on")

        simulation.clock.step(by: .days(365))
        simulation.prober.skew.withLock { $0 = .seconds(0) }
        await simulation.run(until: simulation.clock.now() + .hours(1), tick: .minutes(1))
        #expect(toOperators(simulation) == ["impaired/clock-implausible", "restored/clock-implausible"])
    }

    @Test(arguments: [-365, 365])
    func `a clock that is set right before twenty minutes have passed is no news`(days: Int64) async throws {
        let (simulation, _) = try await simulation()
        simulation.clock.step(by: .days(days))
        simulation.prober.skew.withLock { $0 = .days(-days) }
        await simulation.run(until: simulation.clock.now() + .minutes(5), tick: .minutes(1))
        #expect(simulation.journal.events("clock-implausible").count == 1)
        simulation.clock.step(by: .days(-days))
        simulation.prober.skew.withLock { $0 = .seconds(0) }
        await simulation.run(until: simulation.clock.now() + .hours(8), tick: .minutes(1))
        #expect(simulation.journal.events("clock-plausible").count == 1)
        #expect(simulation.mailer.accepted.isEmpty)
    }

    @Test(arguments: [true, false])
    func `mail waits for the time service, for fifteen minutes at most, and that is no trouble`(comes: Bool)
        async throws
    {
        let (before, credential) = try await simulation(leadTime: .days(31))
        before.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .network, step: .endpoint, message: "no route") }
        }
        before.prober.skew.withLock { $0 = nil }
        before.clock.advance(to: Simulation.start + .days(1) - .minutes(5))
        before.clock.isAwaited.withLock { $0 = true }
        let simulation = try await before.restarted([credential])
        let began = simulation.clock.now()
        let end = comes ? began + .minutes(8) : began + .minutes(15)
        await simulation.run(until: end - .seconds(1), tick: .seconds(30))
        #expect(simulation.mailer.accepted.isEmpty)
        #expect(simulation.journal.events("clock-awaited").count == 1)
        #expect(await simulation.engine.summary().contains("waiting for the clock"))

        if comes { simulation.clock.isAwaited.withLock { $0 = false } }
        await simulation.run(until: end, tick: .seconds(30))
        #expect(simulation.mailer.accepted.map(\.text) == ["lapses/\(30 * 86_400)"])
        #expect(simulation.journal.events("clock-not-awaited").count == 1)
        #expect(simulation.journal.events("clock-implausible").isEmpty)
        #expect(await !simulation.engine.summary().contains("waiting for the clock"))
    }

    @Test func `nobody waits for the time service once Microsoft's clocks agree`() async throws {
        let (before, credential) = try await simulation()
        before.clock.isAwaited.withLock { $0 = true }
        let simulation = try await before.restarted([credential])
        _ = await simulation.engine.pass()
        #expect(await simulation.engine.summary().contains("waiting for the clock"))
        _ = try await simulation.engine.probeNow(credential.name, extent: .signIn)
        _ = await simulation.engine.pass()
        #expect(await !simulation.engine.summary().contains("waiting for the clock"))
    }

    @Test func `a clock that once stood in the future holds nothing back once the servers confirm it`() async throws {
        let (simulation, credential) = try await simulation(leadTime: .days(31))
        simulation.clock.step(by: .days(4_000))
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .network, step: .endpoint, message: "no route") }
        }
        await simulation.run(until: simulation.clock.now() + .hours(2), tick: .minutes(1))
        simulation.prober.verdict.withLock { $0 = { _, _, _ in nil } }
        simulation.clock.step(by: .days(-4_000))
        await simulation.run(until: simulation.clock.now() + .hours(2), tick: .minutes(1))
        let newest = try #require(try await simulation.ledger.newestTimestamp())
        #expect(newest <= simulation.clock.now())

        let restarted = try await simulation.restarted([credential])
        restarted.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .network, step: .endpoint, message: "no route") }
        }
        await restarted.run(until: Simulation.start + .days(1) + .hours(1), tick: .minutes(5))
        #expect(restarted.mailer.accepted.contains { $0.text == "lapses/\(30 * 86_400)" })
    }

    @Test func `a clock behind the ledger that nobody can check is believed after a day`() async throws {
        let (simulation, credential) = try await simulation(leadTime: .days(5))
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .network, step: .endpoint, message: "no route") }
        }
        simulation.prober.skew.withLock { $0 = nil }
        try await simulation.ledger.append(
            Event(at: Simulation.start + .days(4_000), kind: .init(rawValue: "ahead"), message: "the clock was ahead"))
        let restarted = try await simulation.restarted([credential])
        let told = restarted.mailer.accepted.count
        await restarted.run(until: Simulation.start + .hours(23), tick: .minutes(5))
        #expect(!restarted.mailer.accepted.dropFirst(told).contains { !$0.text.hasPrefix("impaired/clock") })
        await restarted.run(until: Simulation.start + .days(3), tick: .minutes(5))
        #expect(restarted.mailer.accepted.contains { $0.text == "lapses/\(3 * 86_400)" })
    }
}

extension Simulation {
    fileprivate func summary(contains words: String) async -> Bool {
        await engine.summary().contains(words)
    }
}
