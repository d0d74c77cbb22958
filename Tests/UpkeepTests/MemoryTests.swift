import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import Upkeep

/// What the engine has in memory is what the ledger has, so that a start changes nothing.
@Suite struct MemoryTests {
    private let end = Simulation.start + .days(40)
    private let ops = "ops@contoso.example"

    private func simulation(contacts: [EmailAddress]) async throws -> (Simulation, Credential) {
        var credential = try Credential.sample("contoso", office365: false)
        credential.contacts = contacts
        let simulation = try await Simulation([credential])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(end, origin: .operator), keyID: nil)
        return (simulation, credential)
    }

    private func refuse(_ simulation: Simulation) {
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .secretWrong, step: .token, message: "no") }
        }
    }

    private func raised(_ simulation: Simulation) async throws -> [String] {
        try await simulation.ledger.events(of: nil, limit: 1_000).map(\.event).filter {
            $0.kind == Event.Kind(.noticeRaised)
        }.map(\.message)
    }

    private func expectSame(_ simulation: Simulation, _ location: SourceLocation = #_sourceLocation) async throws {
        let ledger = try await simulation.ledger.snapshot()
        let differences = await simulation.engine.differences(from: ledger)
        #expect(differences.isEmpty, "\(differences)", sourceLocation: location)
    }

    @Test func `what is raised when there is nobody to tell is raised once, whoever starts again`() async throws {
        let (simulation, credential) = try await simulation(contacts: [])
        _ = await simulation.settle()
        refuse(simulation)
        await simulation.run(until: Simulation.start + .hours(20), tick: .minutes(10))
        let before = try await raised(simulation)
        #expect(!before.isEmpty && simulation.mailer.accepted.isEmpty)
        try await expectSame(simulation)
        let again = try await simulation.restarted([credential], operators: [])
        await again.run(until: Simulation.start + .hours(21), tick: .minutes(10))
        #expect(try await raised(again) == before)
        try await expectSame(again)
        // Whoever is there to be told then is told.
        var told = credential
        told.contacts = [try #require(EmailAddress(ops))]
        let third = try await again.restarted([told], operators: [])
        await third.run(until: Simulation.start + .hours(22), tick: .minutes(10))
        #expect(third.mailer.accepted.map(\.recipient) == [ops])
        #expect(third.mailer.accepted.allSatisfy { $0.text.hasPrefix("refused/") })
        try await expectSame(third)
    }

    @Test func `a new version has its own, also where there is nobody to tell`() async throws {
        let (simulation, credential) = try await simulation(contacts: [])
        _ = await simulation.settle()
        refuse(simulation)
        await simulation.run(until: Simulation.start + .hours(20), tick: .minutes(10))
        let before = try await raised(simulation)
        _ = try await simulation.engine.storeSecret(
            secret("another"), for: credential.name, issuedAt: nil, expiry: .at(end, origin: .operator), keyID: nil)
        try await expectSame(simulation)
        await simulation.run(until: Simulation.start + .hours(40), tick: .minutes(10))
        #expect(try await raised(simulation).count > before.count)
        try await expectSame(simulation)
    }

    @Test func `a reminder that was withdrawn for another date is told where the first one was right`() async throws {
        let (simulation, credential) = try await simulation(contacts: [try #require(EmailAddress(ops))])
        _ = await simulation.settle()
        simulation.mailer.answer.withLock { $0 = { _ in .postponed(code: 451, text: "later") } }
        await simulation.run(until: Simulation.start + .days(11))
        try await expectSame(simulation)
        for date in [end + .hours(12), end] {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(date, origin: .operator),
                keyID: nil)
            _ = await simulation.settle()
            try await expectSame(simulation)
        }
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: Simulation.start + .days(13))
        #expect(simulation.mailer.accepted.map(\.recipient) == [ops])
        #expect(simulation.mailer.accepted.allSatisfy { $0.text.hasPrefix(Occasion.lapses(within: .days(30)).key) })
        try await expectSame(simulation)
    }

    @Test func `a listing that says nothing new leaves the record as it is, and is not made anew for that`()
        async throws
    {
        let credential = try Credential.rotating("contoso", .assisted)
        let site = try await RotationSite([credential], listing: .hours(2))
        try await site.storeSecrets()
        try await site.run(for: .hours(3))
        let saved = try #require(await site.engine.known[credential.name]?.listing)
        try await site.run(for: .hours(9))
        let asked = site.cloud.state.withLock { $0.calls.count { $0 == "keys" } }
        #expect(await site.engine.known[credential.name]?.listing == saved)
        let ledger = try await site.ledger.snapshot()
        #expect(await site.engine.differences(from: ledger).isEmpty)
        // The connection's application and the administrator's, every two hours of twelve.
        #expect((10...14).contains(asked), "\(asked)")
        // A start lists both again, as nobody knows when that was last, and then at the usual pace.
        try await site.restart()
        try await site.run(for: .hours(1))
        #expect(site.cloud.state.withLock { $0.calls.count { $0 == "keys" } } == asked + 2)
        #expect(await site.engine.differences(from: try await site.ledger.snapshot()).isEmpty)
    }
}
