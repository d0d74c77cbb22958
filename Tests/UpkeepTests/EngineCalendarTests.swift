import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing

@testable import Upkeep

/// What stands in people's calendars, from the first reminder until nothing is left to do.
@Suite struct EngineCalendarTests {
    private static let end = Simulation.start + .days(60)

    /// A connection whose secret ends in sixty days, thirty-one days later: of its first reminder everybody is told.
    private static func reminded(
        _ contacts: [String] = ["a@contoso.example", "b@contoso.example"], calendar: Bool = true
    ) async throws -> (Simulation, Credential) {
        var credential = try Credential.sample("contoso", contacts: contacts)
        credential.notices.calendar = calendar
        let simulation = try await Simulation([credential])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(end, origin: .operator), keyID: nil)
        await simulation.run(until: Simulation.start + .days(31))
        return (simulation, credential)
    }

    private static func known(_ simulation: Simulation, _ credential: Credential) async throws -> [CalendarEntry] {
        try await simulation.ledger.record(of: credential.name)?.calendar.map(\.entry) ?? []
    }

    /// Every mail that did something to a calendar, in the order in which they were written, each once.
    private static func sent(_ simulation: Simulation, to recipient: String) -> [CalendarEntry] {
        simulation.writer.requests.withLock { $0 }.flatMap(\.calendar).filter { $0.recipient.description == recipient }
    }

    private static func removals(_ simulation: Simulation) -> [SimulatedMailer.Letter] {
        simulation.mailer.accepted.filter { $0.text.hasPrefix("entry-removed/") }
    }

    private static func replace(_ simulation: Simulation, _ credential: Credential, lasts days: Int64 = 300)
        async throws
    {
        _ = try await simulation.engine.storeSecret(
            secret("another"), for: credential.name, issuedAt: nil,
            expiry: .at(simulation.clock.now() + .days(days), origin: .operator), keyID: nil)
    }

    @Test func `the first reminder puts an entry in, and the later ones say the same of it`() async throws {
        let (simulation, credential) = try await Self.reminded()
        let first = try await Self.known(simulation, credential)
        #expect(first.count == 2 && Set(first.map(\.recipient)) == Set(credential.contacts))
        for entry in first {
            #expect(entry.sequence == 0 && !entry.isCancelled && entry.matter == .replace)
            #expect(entry.dates.end == Self.end && entry.dates.begin == Self.end - Credential.usualPublishingTime)
        }
        await simulation.run(until: Self.end + .days(3))
        #expect(try await Self.known(simulation, credential) == first)
        // One with each of the five reminders before the end, and none after it.
        #expect(Self.sent(simulation, to: "a@contoso.example").count == 5)
        #expect(Self.removals(simulation).isEmpty)
    }

    @Test func `a date that moves moves the entry, and its sequence rises once`() async throws {
        let (simulation, credential) = try await Self.reminded(["a@contoso.example"])
        let before = try #require(try await Self.known(simulation, credential).first)
        for (days, sequence) in [(Int64(-5), 1), (-5, 1), (-8, 2)] {
            var moved = try #require(try await simulation.ledger.record(of: credential.name)?.current)
            moved.expiry = .at(Self.end + .days(days), origin: .graph)
            try await simulation.ledger.amend(
                moved, event: Event(at: simulation.clock.now(), kind: .windowLearned, message: "m"))
            let again = try await simulation.restarted([credential], operators: [])
            await again.run(until: simulation.clock.now() + .hours(2))
            let after = try #require(try await Self.known(again, credential).first)
            #expect(after.sequence == sequence && after.dates.end == Self.end + .days(days))
            #expect(after.uid == before.uid && !after.isCancelled)
        }
    }

    @Test func `a date that moves far away takes the entry out until reminders begin again`() async throws {
        let (simulation, credential) = try await Self.reminded(["a@contoso.example"])
        var moved = try #require(try await simulation.ledger.record(of: credential.name)?.current)
        moved.expiry = .at(Self.end + .days(100), origin: .graph)
        try await simulation.ledger.amend(
            moved, event: Event(at: simulation.clock.now(), kind: .windowLearned, message: "m"))
        let again = try await simulation.restarted([credential], operators: [])
        await again.run(until: simulation.clock.now() + .hours(2))
        #expect(Self.removals(again).count == 1)
        let out = try #require(try await Self.known(again, credential).first)
        #expect(out.isCancelled && out.sequence == 1)
        await again.run(until: Self.end + .days(71))
        let back = try #require(try await Self.known(again, credential).first)
        #expect(back.uid == out.uid && !back.isCancelled && back.sequence == 2)
        #expect(Self.removals(again).count == 1)
    }

    @Test func `a new secret leaves the entry until Partner Center is said to have it, and then takes it out`()
        async throws
    {
        let (simulation, credential) = try await Self.reminded()
        let uids = try await Set(Self.known(simulation, credential).map(\.uid))
        try await Self.replace(simulation, credential)
        await simulation.run(until: simulation.clock.now() + .days(2))
        #expect(simulation.mailer.accepted.contains { $0.text.hasPrefix("hand-off/") })
        #expect(Self.removals(simulation).isEmpty)
        // The reminders of the hand-off go on with the same entry: its end is that of the secret in Partner Center.
        let known = try await Self.known(simulation, credential)
        #expect(Set(known.map(\.uid)) == uids && known.allSatisfy { $0.matter == .handOver && $0.sequence == 0 })
        #expect(known.allSatisfy { $0.dates.end == Self.end })

        try await simulation.engine.confirmHandOff(of: credential.name, by: "user 0")
        await simulation.run(until: simulation.clock.now() + .days(3))
        #expect(Self.removals(simulation).map(\.recipient).sorted() == ["a@contoso.example", "b@contoso.example"])
        #expect(try await Set(Self.known(simulation, credential).filter { $0.isCancelled }.map(\.uid)) == uids)
        let last = try #require(Self.sent(simulation, to: "a@contoso.example").last)
        #expect(last.isCancelled && last.sequence == 1 && last.dates.end == Self.end)
        #expect(simulation.journal.events("calendar-entry-removed").count == 1)
        // The next secret has an entry of its own.
        await simulation.run(until: simulation.clock.now() + .days(270))
        let next = try await Self.known(simulation, credential).filter { !$0.isCancelled }
        #expect(next.count == 2 && uids.isDisjoint(with: next.map(\.uid)) && next.allSatisfy { $0.sequence == 0 })
    }

    @Test func `whoever is taken off the list has it taken out, and nobody else`() async throws {
        let (simulation, credential) = try await Self.reminded()
        var smaller = credential
        smaller.contacts = [credential.contacts[0]]
        try await simulation.engine.load([smaller], operators: [])
        await simulation.run(until: simulation.clock.now() + .days(1))
        #expect(Self.removals(simulation).map(\.recipient) == ["b@contoso.example"])
        let known = try await Self.known(simulation, credential)
        #expect(known.filter { $0.isCancelled }.map(\.recipient.description) == ["b@contoso.example"])
        // Back on the list, the next reminder puts it in again.
        try await simulation.engine.load([credential], operators: [])
        await simulation.run(until: Self.end - .days(6))
        let again = try await Self.known(simulation, credential)
        #expect(again.allSatisfy { !$0.isCancelled } && again.map(\.sequence).sorted() == [0, 2])
    }

    @Test func `a connection that is gone from the configuration takes its entries out, also after a restart`()
        async throws
    {
        let (simulation, credential) = try await Self.reminded()
        simulation.mailer.answer.withLock { $0 = { _ in .postponed(code: 451, text: "try later") } }
        try await simulation.engine.load([], operators: [])
        await simulation.run(until: simulation.clock.now() + .hours(2))
        #expect(Self.removals(simulation).isEmpty)
        let again = try await simulation.restarted([], operators: [])
        again.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await again.run(until: simulation.clock.now() + .days(2))
        #expect(Self.removals(again).map(\.recipient).sorted() == ["a@contoso.example", "b@contoso.example"])
        let known = try await Self.known(again, credential)
        #expect(known.count == 2 && known.allSatisfy { $0.isCancelled })
    }

    @Test func `what no server has accepted is in no calendar, and nothing is taken out of it`() async throws {
        let refusals: [Delivery] = [
            .refused(code: 550, text: "no such user"), .postponed(code: 451, text: "try later"),
        ]
        for refusal in refusals {
            let credential = try Credential.sample("contoso", contacts: ["a@contoso.example", "b@contoso.example"])
            let simulation = try await Simulation([credential])
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(Self.end, origin: .operator),
                keyID: nil)
            simulation.mailer.answer.withLock {
                $0 = { $0.hasPrefix("b") ? refusal : .accepted(code: 250, text: "ok") }
            }
            await simulation.run(until: Simulation.start + .days(31))
            #expect(try await Self.known(simulation, credential).map(\.recipient.description) == ["a@contoso.example"])
            try await simulation.engine.load([], operators: [])
            await simulation.run(until: Simulation.start + .days(32))
            #expect(Self.removals(simulation).map(\.recipient) == ["a@contoso.example"])
            #expect(!Self.sent(simulation, to: "b@contoso.example").contains { $0.isCancelled })
        }
    }

    @Test func `with no calendar nothing is put in, and only what was sent before is taken out`() async throws {
        let (without, _) = try await Self.reminded(calendar: false)
        #expect(!without.mailer.accepted.isEmpty)
        #expect(without.writer.requests.withLock { $0 }.allSatisfy { $0.calendar.isEmpty })

        let (simulation, credential) = try await Self.reminded(["a@contoso.example"])
        var silent = credential
        silent.notices.calendar = false
        try await simulation.engine.load([silent], operators: [])
        await simulation.run(until: Self.end - .days(13))
        #expect(Self.sent(simulation, to: "a@contoso.example").count == 1 && Self.removals(simulation).isEmpty)
        try await Self.replace(simulation, silent)
        try await simulation.engine.confirmHandOff(of: credential.name, by: "user 0")
        await simulation.run(until: simulation.clock.now() + .days(1))
        #expect(Self.removals(simulation).count == 1)
        let known = try await Self.known(simulation, credential)
        #expect(known.allSatisfy { $0.isCancelled })
    }

    @Test func `an entry whose days are over is left alone`() async throws {
        let (simulation, credential) = try await Self.reminded(["a@contoso.example"])
        await simulation.run(until: Self.end + .days(2))
        try await Self.replace(simulation, credential)
        try await simulation.engine.confirmHandOff(of: credential.name, by: "user 0")
        await simulation.run(until: simulation.clock.now() + .days(2))
        #expect(Self.removals(simulation).isEmpty)
    }
}
