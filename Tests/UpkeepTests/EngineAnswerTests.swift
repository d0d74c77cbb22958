import Bookkeeping
import Credentials
import Ports
import Simulation
import TestSupport
import Testing
import Upkeep
import UpkeepState

/// What people answer to notices, and who else is told when nobody does.
@Suite struct EngineAnswerTests {
    private let ops = "ops@contoso.example"
    private let root = "root@contoso.example"
    private let end = Simulation.start + .days(40)

    private func simulation(
        _ change: (inout Credential) throws -> Void = { _ in }, path: String = ":memory:"
    ) async throws -> (Simulation, Credential) {
        var credential = try Credential.sample("contoso", office365: false)
        try change(&credential)
        let simulation = try await Simulation(
            [credential], operators: [try #require(EmailAddress(root))], path: path)
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(end, origin: .operator), keyID: nil)
        return (simulation, credential)
    }

    private func told(_ simulation: Simulation, _ recipient: String) -> [String] {
        simulation.mailer.accepted.filter { $0.recipient == recipient }.map { String($0.text.prefix { $0 != "@" }) }
    }

    @Test func `reminders wait until the snooze ends, and then the most urgent goes out`() async throws {
        let (simulation, credential) = try await simulation()
        await simulation.run(until: end - .days(31))
        #expect(told(simulation, ops) == [])
        try await simulation.engine.snooze(
            credential.name, until: end - .days(10), reason: "the new app is made next week", by: "user 0")
        await simulation.run(until: end - .days(10) - .hours(1))
        #expect(told(simulation, ops) == [])
        #expect(await simulation.engine.status(of: credential.name)?.decision.reason == .snoozed)
        #expect(await simulation.engine.status(of: credential.name)?.answers.snoozes.count == 1)
        await simulation.run(until: end - .days(10) + .hours(1))
        #expect(told(simulation, ops) == [Occasion.lapses(within: .days(14)).key])
        #expect(await simulation.engine.status(of: credential.name)?.answers.snoozes.isEmpty == true)
        let events = try await simulation.ledger.events(of: credential.name, after: nil, limit: 1_000).map(
            \.event.kind.rawValue)
        #expect(events.contains("notices-snoozed") && events.contains("snooze-ended"))
    }

    @Test func `whoever is not snoozed is reminded, and whoever was is told what was missed, once`() async throws {
        let sales = try #require(EmailAddress("sales@contoso.example"))
        let (simulation, credential) = try await simulation { $0.contacts.append(sales) }
        await simulation.run(until: end - .days(31))
        try await simulation.engine.snooze(
            credential.name, until: end - .days(10), recipient: sales, reason: "on holiday", by: "user 0")
        await simulation.run(until: end - .days(10) - .hours(1))
        let both = [Occasion.lapses(within: .days(30)).key, Occasion.lapses(within: .days(14)).key]
        #expect(told(simulation, ops) == both)
        #expect(told(simulation, sales.description) == [])
        await simulation.run(until: end - .days(9))
        #expect(told(simulation, ops) == both)
        #expect(told(simulation, sales.description) == [both[1]])
    }

    @Test func `no snooze lasts beyond the start-by date, is in the past, or is for a stranger`() async throws {
        let (simulation, credential) = try await simulation()
        _ = await simulation.settle()
        let startBy = end - .days(5)
        let stranger = try #require(EmailAddress("nobody@contoso.example"))
        for (until, recipient) in [
            (startBy + .seconds(1), nil), (Simulation.start, nil), (startBy, stranger),
        ] {
            await #expect(throws: EngineError.self) {
                try await simulation.engine.snooze(
                    credential.name, until: until, recipient: recipient, reason: "later", by: "user 0")
            }
        }
        try await simulation.engine.snooze(credential.name, until: startBy, reason: "later", by: "user 0")
        await simulation.run(until: startBy - .hours(1))
        #expect(told(simulation, ops) == [])
        await simulation.run(until: end + .hours(1))
        #expect(told(simulation, ops).first == Occasion.lapses(within: .days(7)).key)
        #expect(told(simulation, ops).contains(Occasion.lapses(within: .days(3)).key))
    }

    @Test func `a snooze that is taken back counts no more, and a second one replaces the first`() async throws {
        let (simulation, credential) = try await simulation()
        await simulation.run(until: end - .days(29))
        try await simulation.engine.snooze(credential.name, until: end - .days(6), reason: "a", by: "user 0")
        try await simulation.engine.snooze(credential.name, until: end - .days(8), reason: "b", by: "user 0")
        #expect(await simulation.engine.status(of: credential.name)?.answers.snoozes.map(\.reason) == ["b"])
        await simulation.run(until: end - .days(12))
        #expect(told(simulation, ops).count == 1)
        #expect(try await simulation.engine.endSnooze(of: credential.name, by: "user 0"))
        #expect(try await !simulation.engine.endSnooze(of: credential.name, by: "user 0"))
        await simulation.run(until: end - .days(12) + .hours(1))
        #expect(told(simulation, ops).last == Occasion.lapses(within: .days(14)).key)
    }

    @Test func `neither a snooze nor somebody who is on it takes away that somebody has to act`() async throws {
        let (simulation, credential) = try await simulation()
        await simulation.run(until: end - .days(20))
        try await simulation.engine.snooze(credential.name, until: end - .days(6), reason: "a", by: "user 0")
        try await simulation.engine.acknowledge(credential.name, by: "Anna", person: "user 0")
        let status = try #require(await simulation.engine.status(of: credential.name))
        let attention = try #require(status.conditions.first { $0.kind == .needsAttention })
        #expect(attention.status == .true && attention.reason == "RenewalDue")
        #expect(attention.message.contains("; Anna is on it since "), "\(attention.message)")
        #expect(attention.message.contains("; reminders wait until "), "\(attention.message)")
    }

    @Test func `what has stopped is told whatever waits`() async throws {
        let (simulation, credential) = try await simulation()
        _ = await simulation.settle()
        try await simulation.engine.snooze(credential.name, until: end - .days(6), reason: "a", by: "user 0")
        try await simulation.engine.hold(by: "user 0")
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .secretWrong, step: .token, message: "no") }
        }
        await simulation.run(until: Simulation.start + .hours(20), tick: .minutes(10))
        #expect(told(simulation, ops).contains { $0.hasPrefix("refused/") })
    }

    @Test func `others are told when nobody has begun, and wait while somebody is on it`() async throws {
        let chief = try #require(EmailAddress("chief@contoso.example"))
        let change = { (credential: inout Credential) in
            credential.notices.escalation = [.days(3), .days(1)]
            credential.notices.escalateTo = [chief]
        }
        let (ignored, _) = try await simulation(change)
        await ignored.run(until: end - .days(4))
        let both = [Occasion.escalated(before: .days(3)).key, Occasion.escalated(before: .days(1)).key]
        #expect(told(ignored, chief.description) == both)
        #expect(told(ignored, ops).filter { $0.hasPrefix("escalated/") } == both)
        let (answered, credential) = try await simulation(change)
        await answered.run(until: end - .days(8) - .hours(1))
        try await answered.engine.acknowledge(credential.name, by: "Anna", person: "user 0")
        #expect(await answered.engine.status(of: credential.name)?.answers.acknowledgement?.by == "Anna")
        await answered.run(until: end - .days(5) - .hours(2))
        #expect(told(answered, chief.description) == [])
        // Three days are over, and nothing newer is stored.
        await answered.run(until: end - .days(4))
        #expect(told(answered, chief.description) == [both[1]])
        #expect(await answered.engine.status(of: credential.name)?.answers.acknowledgement == nil)
        #expect(told(answered, ops).contains(Occasion.lapses(within: .days(7)).key))
    }

    @Test func `past the start-by date others are told at once`() async throws {
        let chief = try #require(EmailAddress("chief@contoso.example"))
        var credential = try Credential.sample("contoso", office365: false)
        credential.notices.escalation = [.days(3), .days(1)]
        credential.notices.escalateTo = [chief]
        let simulation = try await Simulation([credential])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil,
            expiry: .at(Simulation.start + .days(4), origin: .operator), keyID: nil)
        await simulation.run(until: Simulation.start + .hours(1), tick: .minutes(5))
        #expect(told(simulation, chief.description) == [Occasion.escalated(before: .days(1)).key])
    }

    @Test func `nothing goes out to contacts while it is held, for a day, and a restart does not end it`() async throws
    {
        let (simulation, credential) = try await simulation()
        await simulation.run(until: end - .days(30) - .hours(2))
        try await simulation.engine.hold(by: "user 0")
        await #expect(throws: HoldError.self) {
            try await simulation.engine.hold(until: simulation.clock.now() + .days(2), by: "user 0")
        }
        let again = try await simulation.restarted([credential])
        await again.run(until: end - .days(30) + .hours(4))
        #expect(told(again, ops) == [])
        #expect(await again.engine.held()?.notices.map(\.name) == [credential.name])
        #expect(told(again, root).count { $0.hasPrefix("held/1/") } == 1)
        await again.run(until: end - .days(29) + .hours(1))
        #expect(await again.engine.held() == nil)
        #expect(told(again, ops) == [Occasion.lapses(within: .days(30)).key])
    }

    @Test func `a release lets go what is held, and what has to be begun within the day is not held`() async throws {
        let (simulation, credential) = try await simulation()
        await simulation.run(until: end - .days(30) - .hours(2))
        try await simulation.engine.hold(by: "user 0")
        await simulation.run(until: end - .days(30) + .hours(1))
        #expect(told(simulation, ops) == [])
        #expect(try await simulation.engine.release(by: "user 0"))
        _ = await simulation.settle()
        #expect(told(simulation, ops) == [Occasion.lapses(within: .days(30)).key])
        var urgent = credential
        urgent.notices.leadTimes = [.days(5) + .hours(12)]
        let near = try await Simulation([urgent])
        _ = try await near.engine.storeSecret(
            secret("s3cret"), for: urgent.name, issuedAt: nil,
            expiry: .at(Simulation.start + .days(5) + .hours(14), origin: .operator), keyID: nil)
        _ = await near.settle()
        try await near.engine.hold(by: "user 0")
        await near.run(until: Simulation.start + .hours(4), tick: .minutes(10))
        #expect(told(near, ops) == [Occasion.lapses(within: .days(5) + .hours(12)).key])
    }

    @Test func `answers end when the secret is replaced`() async throws {
        let (simulation, credential) = try await simulation()
        _ = await simulation.settle()
        try await simulation.engine.snooze(credential.name, until: end - .days(6), reason: "a", by: "user 0")
        try await simulation.engine.acknowledge(credential.name, by: "Anna", person: "user 0")
        _ = try await simulation.engine.storeSecret(
            secret("an0ther"), for: credential.name, issuedAt: nil,
            expiry: .at(end + .days(100), origin: .operator), keyID: nil)
        _ = await simulation.settle()
        #expect(await simulation.engine.status(of: credential.name)?.answers.isEmpty == true)
    }

    @Test(arguments: NoticeSample.allCases)
    func `a preview is written for each occasion, and nothing is sent or recorded`(
        sample: NoticeSample
    ) async throws {
        let (simulation, credential) = try await simulation()
        _ = await simulation.settle()
        let before = try await simulation.ledger.countEvents(of: nil, after: nil)
        let draft = try await simulation.engine.preview(of: credential.name, sample, in: .fr)
        #expect(!draft.message.isEmpty)
        _ = await simulation.settle()
        #expect(try await simulation.ledger.countEvents(of: nil, after: nil) == before)
        #expect(simulation.mailer.accepted.isEmpty)
    }
}
