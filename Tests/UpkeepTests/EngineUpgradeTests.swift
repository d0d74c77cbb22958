import Bookkeeping
import Credentials
import Ports
import Simulation
import TestBasics
import TestSupport
import Testing
import Upkeep

/// What the engine makes of the ledger of an earlier leadkeeper, with notices on their way.
@Suite struct EngineUpgradeTests {
    private let place: TemporaryDirectory
    private var path: String { "\(place.path)/ledger.sqlite" }
    private static let end = Simulation.start + .days(40)
    private static let contacts = ["a@contoso.example", "b@contoso.example"]

    init() throws { place = try TemporaryDirectory() }

    /// What each letter is about, in the order in which they were taken.
    private static func told(_ simulation: Simulation, _ recipient: String) -> [String] {
        simulation.mailer.accepted.filter { $0.recipient == recipient }.map(\.text)
    }

    private static func truth(_ item: OutboxItem) -> [String] {
        [
            "\(item.id)", item.notice.recipient.description, item.notice.topic.key, item.state.rawValue,
            "\(item.attempts)", item.notice.mail.messageID, "\(item.notice.createdAt)",
            item.notice.windowEnd.map { "\($0)" } ?? "", item.lastReply?.text ?? "",
        ]
    }

    @Test func `what was due in a ledger of ten steps is sent once, what was taken never again, and people can answer`()
        async throws
    {
        let (a, b) = (Self.contacts[0], Self.contacts[1])
        let credential = try Credential.sample("contoso", contacts: Self.contacts)
        let old = try await Simulation([credential], path: path)
        _ = try await old.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(Self.end, origin: .operator), keyID: nil)
        let month = Occasion.lapses(within: .days(30)).key
        let fortnight = Occasion.lapses(within: .days(14)).key
        let week = Occasion.lapses(within: .days(7)).key
        // One contact has the first reminder, and nobody has the second.
        old.mailer.answer.withLock {
            $0 = { $0 == b ? .postponed(code: 451, text: "later") : .accepted(code: 250, text: "ok") }
        }
        await old.run(until: Self.end - .days(30) + .hours(2))
        old.mailer.answer.withLock { $0 = { _ in .postponed(code: 451, text: "later") } }
        await old.run(until: Self.end - .days(14) + .hours(2))
        #expect(Self.told(old, a) == [month] && Self.told(old, b).isEmpty)
        let before = try await old.ledger.notices().map(Self.truth)
        let events = try await old.ledger.events(of: nil, after: nil, limit: 1_000).map(\.event)
        await old.ledger.close()
        let returned = try await ChildProcess.run(
            "/bin/bash", ["-c", try ReleasedSchema.script(returningTo: 10)], environment: ["LEDGER": path])
        #expect(returned.status == 0, "\(returned.errors)")

        let new = try await old.reopened([credential], path: path)
        #expect(try await new.ledger.notices().map(Self.truth) == before)
        #expect(try await new.ledger.events(of: nil, after: nil, limit: 1_000).map(\.event).starts(with: events))
        new.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await new.run(until: Self.end - .days(13))
        #expect(Self.told(new, a) == [month, fortnight])
        #expect(Self.told(new, b) == [fortnight])

        try await new.engine.snooze(
            credential.name, until: Self.end - .days(6), reason: "on holiday", by: "user 0")
        await new.run(until: Self.end - .days(6) - .hours(1))
        #expect(Self.told(new, a).count == 2 && Self.told(new, b).count == 1)
        await new.run(until: Self.end - .days(6) + .hours(2))
        #expect(Self.told(new, a) == [month, fortnight, week])
        #expect(Self.told(new, b) == [fortnight, week])
        await new.ledger.close()
    }
}
