import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import Upkeep
import UpkeepState

@Suite struct EngineOutboxTests {
    private let lapses30 = "lapses/\(30 * 86_400)"

    private func stored(_ simulation: Simulation, _ credential: Credential, _ remaining: TimeSpan)
        async throws
    {
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil,
            expiry: .at(Simulation.start + remaining, origin: .operator),
            keyID: nil)
    }

    @Test func `a storm leaves at twenty mails a minute, in the order of the deadlines`() async throws {
        let credentials = try (0..<150).map {
            try Credential.sample("c\($0)", contacts: ["c\($0)@contoso.example"])
        }
        let simulation = try await Simulation(credentials)
        for (index, credential) in credentials.enumerated() {
            // In an order that is neither that of their names nor that of their making.
            try await stored(
                simulation, credential, .days(50) + .seconds(Int64(index * 7_919 % 150) * 600))
        }
        // All are proven, and then the daemon sleeps for a month.
        _ = await simulation.settle()
        simulation.clock.advance(to: Simulation.start + .days(30))
        let woken = simulation.clock.now()
        await simulation.run(until: woken + .minutes(12), tick: .seconds(20))

        let letters = simulation.mailer.accepted
        #expect(letters.count == 150)
        for (index, letter) in letters.enumerated() {
            let within = letters.count { $0.at >= letter.at && $0.at - letter.at < .minutes(1) }
            #expect(within <= 20, "letter \(index)")
        }
        let ends = try letters.map { letter in
            let index = try #require(Int(letter.recipient.drop { $0 == "c" }.prefix { $0 != "@" }))
            return index * 7_919 % 150
        }
        for pair in zip(stride(from: 0, to: 130, by: 20), stride(from: 20, to: 150, by: 20)) {
            #expect(try #require(ends[pair.0..<pair.1].max()) < #require(ends[pair.1...].min()))
        }
        #expect(letters.last.map { $0.at - woken <= .minutes(9) } == true)
    }

    @Test
    func
        `five days without a mail server: each person gets the most urgent of what waited, and no more`()
        async throws
    {
        let contacts = ["a@contoso.example", "b@contoso.example"]
        let credential = try Credential.sample("contoso", contacts: contacts)
        let simulation = try await Simulation([credential])
        try await stored(simulation, credential, .days(15))
        simulation.mailer.answer.withLock { $0 = { _ in .postponed(code: 451, text: "try later") } }
        simulation.clock.advance(to: Simulation.start + .days(8) - .hours(20))
        _ = await simulation.settle()
        await simulation.run(until: Simulation.start + .days(13))
        #expect(simulation.mailer.accepted.isEmpty)
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: Simulation.start + .days(13) + .hours(2), tick: .minutes(1))

        #expect(
            simulation.mailer.accepted.map(\.text) == ["lapses/\(3 * 86_400)", "lapses/\(3 * 86_400)"])
        #expect(Set(simulation.mailer.accepted.map(\.recipient)) == Set(contacts))
        #expect(try await simulation.ledger.noticeCounts()[.superseded] == 4)
    }

    @Test func `three days of suspension: what fell due is done within a minute, a few probes at a time`()
        async throws
    {
        let credentials = try (0..<40).map { try Credential.sample("c\($0)") }
        let simulation = try await Simulation(credentials)
        for credential in credentials { try await stored(simulation, credential, .days(15)) }
        await simulation.run(until: Simulation.start + .hours(7), tick: .minutes(1))
        let before = simulation.prober.probes.withLock { $0.count }
        simulation.clock.advance(to: simulation.clock.now() + .days(3))
        let resumed = simulation.clock.now()
        await simulation.run(until: resumed + .minutes(3), tick: .seconds(10))

        let done = simulation.prober.probes.withLock { Array($0[before...]) }
        #expect(Set(done.map(\.name)).count == 40)
        #expect(done.allSatisfy { $0.at - resumed <= .minutes(1) })
        #expect(simulation.prober.mostAtOnce.withLock { $0 } <= Engine.Limits().probes)
        #expect(simulation.mailer.accepted.filter { $0.at >= resumed }.count == 40)
        #expect(simulation.journal.events("clock-stepped").isEmpty, "no clock was set")
    }

    @Test func `works again says what was over`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        try await stored(simulation, credential, .days(300))
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .noRole, step: .create, message: "no") }
        }
        await simulation.run(until: Simulation.start + .days(1))
        simulation.prober.verdict.withLock { $0 = { _, _, _ in nil } }
        await simulation.run(until: Simulation.start + .days(2))

        let over = try #require(
            simulation.writer.requests.withLock({ $0 }).last {
                if case .worksAgain = $0.occasion { true } else { false }
            })
        guard case .refused(.noRole, _, _) = over.trouble else {
            Issue.record("the trouble was \(String(describing: over.trouble))")
            return
        }
        #expect(try await simulation.ledger.record(of: credential.name)?.standing.alarmedOf == nil)
    }

    @Test func `an address that no server was asked about is refused without a code`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        simulation.mailer.answer.withLock {
            $0 = { _ in .refused(code: nil, text: "the address is not one") }
        }
        try await stored(simulation, credential, .days(20))
        _ = await simulation.settle()
        let item = try #require(try await simulation.ledger.notices().first)
        #expect(
            item.state == .dead && item.lastReply?.code == nil
                && item.lastReply?.text == "the address is not one")
    }
}

@Suite struct HousekeepingTests {
    @Test
    func
        `an interrupted attempt with a password keeps it at rest, and three keep it until a person comes`()
        async throws
    {
        let credential = try Credential.sample("contoso", office365: true)
        var simulation = try await Simulation([credential])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        let version = try #require(try await simulation.ledger.record(of: credential.name)?.current?.id)
        for count in 1...3 {
            let now = simulation.clock.now()
            // What the ledger holds when the daemon dies between the first request and the answer.
            try await simulation.ledger.beginProbe(
                of: credential.name, version: version, plan: ProbePlan(lead: nil), at: now)
            simulation = try await simulation.restarted([credential])
            await simulation.run(until: now + .minutes(30) - .seconds(1), tick: .minutes(1))
            #expect(simulation.prober.attempts(of: credential.name).isEmpty, "interruption \(count)")
            await #expect(throws: EngineError.self) {
                try await simulation.engine.probeNow(credential.name, extent: .signIn)
            }
            simulation.clock.advance(to: now + .minutes(30))
        }
        await simulation.run(until: simulation.clock.now() + .days(2))
        #expect(simulation.prober.attempts(of: credential.name).isEmpty)
        #expect(simulation.mailer.accepted.contains { $0.text.hasPrefix("unchecked/") })
        let status = try #require(await simulation.engine.statuses().first)
        #expect(
            status.decision.sentence.contains("could not be checked")
                || status.decision.reason == .heldBack)

        let report = try await simulation.engine.probeNow(credential.name, extent: .whole)
        #expect(report.result == .ok)
        await simulation.run(until: simulation.clock.now() + .days(1))
        #expect(
            simulation.prober.attempts(of: credential.name).count > 2, "a person's attempt ends the rest")
    }

    @Test
    func
        `what was not removed from the keyring is tried again, and only once the keyring is what it was`()
        async throws
    {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        for text in ["one", "two", "three"] {
            if text == "three" { simulation.keyring.state.withLock { $0.removalFails = true } }
            _ = try await simulation.engine.storeSecret(
                secret(text), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
            _ = await simulation.settle()
        }
        #expect(try await simulation.ledger.versionsToRemove().count == 1)
        simulation.keyring.state.withLock { $0.removalFails = false }
        await simulation.run(until: Simulation.start + .minutes(11), tick: .minutes(1))
        #expect(try await simulation.ledger.versionsToRemove().isEmpty)
        #expect(simulation.keyring.state.withLock { $0.items.count } == 2)
    }

    @Test func `the record is pruned once a day, and never on the word of a clock that nobody confirms`()
        async throws
    {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        simulation.prober.skew.withLock { $0 = nil }
        try await simulation.ledger.append(
            Event(at: Simulation.start - .days(1_200), kind: .init(rawValue: "old"), message: "long ago"))
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        await simulation.run(until: Simulation.start + .days(2))
        #expect(
            try await simulation.ledger.events(limit: 1_000).contains { $0.event.kind.rawValue == "old" })
        simulation.prober.skew.withLock { $0 = .seconds(2) }
        await simulation.run(until: Simulation.start + .days(4))
        #expect(
            try await !simulation.ledger.events(limit: 1_000).contains { $0.event.kind.rawValue == "old" }
        )
    }

    @Test func `a zone, a leap second or the end of summer time moves nothing`() async throws {
        var credential = try Credential.sample("contoso")
        var letters: [[SimulatedMailer.Letter]] = []
        for zone in ["UTC", "Europe/Stockholm", "America/New_York", "Pacific/Apia"] {
            credential.notices.timeZone = zone
            let simulation = try await Simulation([credential])
            // 2027-03-28 01:00 UTC, when Europe's clocks go forward, lies among the reminders.
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil,
                expiry: .at(.init(secondsSinceEpoch: 1_806_240_000), origin: .operator),
                keyID: nil)
            await simulation.run(until: .init(secondsSinceEpoch: 1_806_300_000), tick: .hours(6))
            letters.append(simulation.mailer.accepted)
        }
        #expect(Set(letters).count == 1 && letters[0].count == 6)
    }
}
