import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import Upkeep
import UpkeepState

/// By when people have to begin: the same day in whatever they read.
@Suite struct EngineStartByTests {
    private static let end = Simulation.start + .days(40)
    private static let chief = "chief@contoso.example"

    /// A connection whose offer took nine days to be live the last time.
    private static func published(_ said: TimeSpan?) async throws -> (Simulation, Credential) {
        var credential = try Credential.sample("contoso", office365: false)
        credential.offer = "crm-connector"
        credential.publishingTime = said
        credential.notices.escalation = [.days(1)]
        credential.notices.escalateTo = [try #require(EmailAddress(chief))]
        let simulation = try await Simulation([credential])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(end, origin: .operator), keyID: nil)
        var rotation = Rotation(
            id: "0199", method: .clientSecret, handOff: .partnerCenter(offer: "crm-connector"), account: "a",
            application: nil, policy: credential.rotation, isByHand: false, old: nil, copyEndsAt: nil,
            at: Simulation.start - .days(60))
        try await simulation.ledger.record(
            rotation, of: credential.name, .begun, events: [], at: Simulation.start)
        var publication = Publication(at: Simulation.start - .days(50))
        publication.startedAt = publication.since
        publication.since = publication.since + .days(9)
        publication.phase = .live
        rotation.publication = publication
        rotation.end(.completed, at: Simulation.start - .days(30))
        try await simulation.ledger.record(
            rotation, of: credential.name, .ended, events: [], at: Simulation.start)
        return (try await simulation.restarted([credential], operators: []), credential)
    }

    @Test(arguments: [(nil, .days(9)), (.days(5), .days(5)), (.days(2), .days(2))] as [(TimeSpan?, TimeSpan)])
    func `is the same day in mails, calendars, answers, escalation and status`(said: TimeSpan?, time: TimeSpan)
        async throws
    {
        let (simulation, credential) = try await Self.published(said)
        let (engine, name, startBy) = (simulation.engine, credential.name, Self.end - time)
        #expect(await engine.status(of: name)?.startBy == startBy)

        await simulation.run(until: Self.end - .days(29))
        let reminders = simulation.writer.requests.withLock { $0 }.filter { $0.occasion.kind == .lapses }
        #expect(!reminders.isEmpty && reminders.allSatisfy { $0.startBy == startBy })
        let entries = reminders.flatMap(\.calendar)
        #expect(!entries.isEmpty && entries.allSatisfy { $0.dates.begin == startBy })

        await #expect(throws: EngineError.self) {
            try await engine.snooze(name, until: startBy + .seconds(1), reason: "later", by: "user 0")
        }
        try await engine.snooze(name, until: startBy, reason: "later", by: "user 0")
        try await engine.endSnooze(of: name, by: "user 0")

        await simulation.run(until: startBy - .days(1) - .seconds(1))
        #expect(!simulation.mailer.accepted.contains { $0.recipient == Self.chief })
        try await engine.acknowledge(name, by: "Anna", person: "user 0")
        #expect(await engine.status(of: name)?.answers.acknowledgement?.until == startBy)
        await simulation.run(until: startBy - .seconds(1))
        #expect(!simulation.mailer.accepted.contains { $0.recipient == Self.chief })
        await simulation.run(until: startBy + .minutes(1), tick: .minutes(1))
        #expect(simulation.mailer.accepted.contains { $0.recipient == Self.chief })
    }

    @Test(arguments: [(nil, .days(9)), (.days(2), .days(2))] as [(TimeSpan?, TimeSpan)])
    func `is the same day for what is to be entered in Partner Center`(said: TimeSpan?, time: TimeSpan) async throws {
        let (simulation, credential) = try await Self.published(said)
        await simulation.run(until: Self.end - .days(29))
        _ = try await simulation.engine.storeSecret(
            secret("another"), for: credential.name, issuedAt: nil,
            expiry: .at(Self.end + .days(300), origin: .operator), keyID: nil)
        await simulation.run(until: Self.end - .days(27))
        let status = try #require(await simulation.engine.status(of: credential.name))
        #expect(status.handOffDeadline == Self.end - time && status.startBy == Self.end - time)
        let entries = simulation.writer.requests.withLock { $0 }.filter { $0.occasion.kind == .handOff }
            .flatMap(\.calendar)
        #expect(!entries.isEmpty && entries.allSatisfy { $0.dates.begin == Self.end - time })
    }
}
