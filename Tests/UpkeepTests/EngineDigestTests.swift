import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing

@testable import Upkeep

/// What waits for one person goes in one mail, at the daemon's own pace.
@Suite struct EngineDigestTests {
    private static let ann = "ann@contoso.example"
    private static let root = "root@contoso.example"

    /// Connections whose thirty days' notice falls due in the same minute, two days after the start.
    private func simulation(
        _ count: Int, contacts: (Int) -> [String] = { _ in [ann] }, pace: MailPace = MailPace(),
        remaining: TimeSpan = .days(32)
    ) async throws -> Simulation {
        let credentials = try (0..<count).map { try Credential.sample("c\($0)", contacts: contacts($0)) }
        let simulation = try await Simulation(
            credentials, operators: [try #require(EmailAddress(Self.root))], pace: pace)
        for credential in credentials {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil,
                expiry: .at(Simulation.start + remaining, origin: .operator), keyID: nil)
        }
        _ = await simulation.settle()
        simulation.clock.advance(to: Simulation.start + .days(2))
        return simulation
    }

    private func told(_ simulation: Simulation, to recipient: String = ann) -> [Int] {
        simulation.mailer.accepted.filter { $0.recipient == recipient }.map { $0.text.split(separator: "\n").count }
    }

    @Test func `reminders wait half an hour for each other and go in one mail, each with its own end in the ledger`()
        async throws
    {
        let simulation = try await simulation(17)
        let due = simulation.clock.now()
        await simulation.run(until: due + .minutes(30) - .seconds(1), tick: .minutes(1))
        #expect(simulation.mailer.accepted.isEmpty)
        await simulation.run(until: due + .minutes(31), tick: .seconds(10))
        #expect(told(simulation) == [17])
        let items = try await simulation.ledger.notices(limit: 100)
        #expect(items.count == 17 && items.allSatisfy { $0.state == .accepted && $0.attempts == 1 })
        #expect(Set(items.map(\.mail)).count == 1 && Set(items.map(\.notice.mail.messageID)).count == 1)
    }

    @Test
    func `a notice that is alone has the name and subject that it had when it was raised, and is written when sent`()
        async throws
    {
        let simulation = try await simulation(1)
        _ = await simulation.settle()
        let raised = try #require(try await simulation.engine.notices(of: nil, limit: 10).first)
        await simulation.run(until: simulation.clock.now() + .minutes(31), tick: .minutes(1))
        let sent = try #require(try await simulation.ledger.notices().first)
        #expect(sent.state == .accepted && sent.mail == raised.mail)
        let (before, after) = (raised.notice.mail, sent.notice.mail)
        #expect(before.messageID == after.messageID && before.subject == after.subject && !before.subject.isEmpty)
        #expect(!before.isWritten && before.body.isEmpty && after.isWritten && !after.body.isEmpty)
        #expect(after.createdAt > before.createdAt, "it says what holds when it is sent")
    }

    @Test func `a notice that is never sent keeps the subject that it had when it was raised`() async throws {
        let simulation = try await simulation(1)
        _ = await simulation.settle()
        let raised = try #require(try await simulation.engine.notices(of: nil, limit: 10).first)
        let name = try #require(raised.notice.credential)
        #expect(!raised.notice.mail.isWritten && !raised.notice.mail.subject.isEmpty)
        try await simulation.ledger.withdraw(raised.id)
        let shown = try #require(
            try await simulation.engine.notices(of: name, limit: 10).first { $0.id == raised.id })
        #expect(shown.state == .superseded && shown.notice.mail == raised.notice.mail)
    }

    @Test func `what is refused waits a minute, and takes along what waits for the same person`() async throws {
        let simulation = try await simulation(3)
        let due = simulation.clock.now()
        await simulation.run(until: due + .minutes(2), tick: .seconds(20))
        #expect(simulation.mailer.accepted.isEmpty)
        simulation.prober.verdict.withLock {
            $0 = { credential, _, _ in
                credential.name.description == "c0"
                    ? .init(class: .secretWrong, step: .token, code: "AADSTS7000215", message: "refused") : nil
            }
        }
        for _ in 0..<2 {
            _ = try? await simulation.engine.probeNow(try #require(CredentialName("c0")), extent: .whole)
            _ = await simulation.settle()
        }
        let raised = simulation.clock.now()
        await simulation.run(until: raised + .minutes(4), tick: .seconds(10))
        let mails = simulation.mailer.accepted.filter { $0.recipient == Self.ann }
        #expect(mails.count == 1 && mails.first?.text.contains("refused/secret-wrong") == true)
        #expect(mails.first?.text.split(separator: "\n").count == 4)
        await simulation.run(until: due + .hours(2), tick: .minutes(5))
        #expect(told(simulation) == [4])
    }

    @Test func `a test waits for nothing and takes nothing along`() async throws {
        let simulation = try await simulation(2)
        _ = await simulation.settle()
        let items = try await simulation.engine.sendTest(for: try #require(CredentialName("c0")))
        #expect(items.allSatisfy { $0.state == .accepted })
        #expect(simulation.mailer.accepted.map { $0.text.hasPrefix("test/") } == [true])
    }

    @Test func `after three mails in a day reminders wait for the next place, in one mail, and none is lost`()
        async throws
    {
        // Each connection's reminder comes two hours after the last one's.
        let simulation = try await simulation(0)
        let credentials = try (0..<10).map { try Credential.sample("c\($0)", contacts: [Self.ann]) }
        try await simulation.engine.load(credentials, operators: [])
        for (index, credential) in credentials.enumerated() {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil,
                expiry: .at(Simulation.start + .days(33) + .hours(Int64(2 * index)), origin: .operator), keyID: nil)
        }
        let begin = Simulation.start + .days(3)
        await simulation.run(until: begin + .hours(23), tick: .minutes(10))
        #expect(told(simulation) == [1, 1, 1])
        await simulation.run(until: begin + .hours(26), tick: .minutes(10))
        #expect(told(simulation) == [1, 1, 1, 7])
        #expect(try await simulation.ledger.noticeCounts() == [.accepted: 10])
    }

    @Test func `what is urgent does not wait for a day, but half an hour once somebody has enough mail`() async throws {
        let pace = MailPace(gathering: .minutes(30), mailsPerDay: 1)
        let simulation = try await simulation(2, pace: pace)
        await simulation.run(until: simulation.clock.now() + .minutes(31), tick: .minutes(1))
        #expect(told(simulation) == [2])
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .secretWrong, step: .token, code: "AADSTS7000215", message: "refused") }
        }
        for _ in 0..<2 {
            for name in ["c0", "c1"] {
                _ = try? await simulation.engine.probeNow(try #require(CredentialName(name)), extent: .whole)
            }
            _ = await simulation.settle()
        }
        let refused = simulation.clock.now()
        await simulation.run(until: refused + .minutes(29), tick: .seconds(30))
        #expect(told(simulation) == [2])
        await simulation.run(until: refused + .minutes(32), tick: .seconds(30))
        #expect(told(simulation) == [2, 2])
    }

    /// Two reminders go in the first mail of the day, and an hour later the second connection has its fourteen days'
    /// notice, of which the start-by date comes so long after it.
    private func reminded(startBy distance: TimeSpan) async throws -> (Simulation, due: Instant) {
        let simulation = try await simulation(0, pace: MailPace(gathering: .minutes(30), mailsPerDay: 1))
        var credentials = try (0..<2).map { try Credential.sample("c\($0)", contacts: [Self.ann]) }
        credentials[1].publishingTime = .days(14) - distance
        try await simulation.engine.load(credentials, operators: [])
        for (index, credential) in credentials.enumerated() {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil,
                expiry: .at(Simulation.start + .days(16) + .hours(Int64(index)), origin: .operator), keyID: nil)
        }
        return (simulation, Simulation.start + .days(2) + .hours(1))
    }

    @Test func `a reminder does not wait beyond the day by which a new secret has to be begun`() async throws {
        // The start-by date comes in the night after the notice.
        let (simulation, due) = try await reminded(startBy: .hours(15))
        let startBy = due + .hours(15)
        // The first mail takes the first place of the day; what falls due next waits for the next day, but not so long.
        await simulation.run(until: startBy - .seconds(1), tick: .minutes(1))
        #expect(told(simulation) == [2])
        await simulation.run(until: startBy + .minutes(1), tick: .seconds(10))
        #expect(told(simulation) == [2, 1])
        #expect(
            try await lastMail(of: simulation).createdAt >= startBy, "it says what holds now, not when it was raised")
    }

    @Test func `a mail that says to begin today waits for no other day`() async throws {
        let (simulation, due) = try await reminded(startBy: .hours(2))
        await simulation.run(until: due + .minutes(29), tick: .minutes(1))
        #expect(told(simulation) == [2])
        await simulation.run(until: due + .minutes(32), tick: .seconds(10))
        #expect(told(simulation) == [2, 1])
        // What leaves although there were enough mails today says so in words of now.
        #expect(try await lastMail(of: simulation).createdAt >= due + .minutes(29))
    }

    /// The mail that was accepted last.
    private func lastMail(of simulation: Simulation) async throws -> NewMail {
        let accepted = try await simulation.ledger.notices(limit: 100).filter { $0.state == .accepted }
        return try #require(accepted.max { $0.notice.mail.createdAt < $1.notice.mail.createdAt }).notice.mail
    }

    /// The notice to the contact.
    private func notice(of simulation: Simulation) async throws -> OutboxItem {
        let items = try await simulation.ledger.notices(limit: 100)
        return try #require(items.first { $0.notice.recipient.description == Self.ann })
    }

    @Test func `a mail that is tried again for longer than an hour says what holds then, under the same Message-ID`()
        async throws
    {
        let simulation = try await simulation(1)
        _ = await simulation.settle()
        let raised = try await notice(of: simulation).notice.mail
        simulation.mailer.answer.withLock { $0 = { _ in Delivery(withoutAnswerTo: .connect, text: "no route") } }
        await simulation.run(until: raised.createdAt + .minutes(31), tick: .minutes(1))
        let tried = try await notice(of: simulation)
        #expect(tried.attempts > 0 && tried.notice.mail.isWritten)
        await simulation.run(until: raised.createdAt + .minutes(85), tick: .minutes(1))
        let retried = try await notice(of: simulation)
        #expect(retried.attempts > tried.attempts && retried.notice.mail == tried.notice.mail)
        await simulation.run(until: raised.createdAt + .days(3), tick: .minutes(15))
        let back = simulation.clock.now()
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: back + .hours(3), tick: .minutes(1))
        let sent = try await notice(of: simulation)
        #expect(sent.state == .accepted && back - sent.notice.mail.createdAt <= .hours(1))
        #expect(sent.notice.mail.messageID == raised.messageID)
    }

    @Test func `a mail that the server may have taken is sent again as it was, however long ago`() async throws {
        let simulation = try await simulation(1)
        _ = await simulation.settle()
        let raised = try await notice(of: simulation).notice.mail
        simulation.mailer.answer.withLock {
            $0 = { _ in Delivery(withoutAnswerTo: .end, text: "the connection ended") }
        }
        await simulation.run(until: raised.createdAt + .minutes(40), tick: .minutes(1))
        let tried = try await notice(of: simulation).notice.mail
        #expect(tried.isWritten && tried.messageID == raised.messageID)
        simulation.mailer.answer.withLock { $0 = { _ in Delivery(withoutAnswerTo: .connect, text: "no route") } }
        await simulation.run(until: raised.createdAt + .days(2), tick: .minutes(15))
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: raised.createdAt + .days(2) + .hours(3), tick: .minutes(1))
        let sent = try await notice(of: simulation)
        #expect(sent.state == .accepted && sent.notice.mail == tried)
    }

    @Test func `five days without a mail server lose nothing, and each contact of fifty connections gets a few mails`()
        async throws
    {
        let people = (0..<5).map { "contact\($0)@contoso.example" }
        let simulation = try await simulation(50, contacts: { [people[$0 % 5], people[($0 + 1) % 5]] })
        simulation.mailer.answer.withLock { $0 = { _ in Delivery(withoutAnswerTo: .connect, text: "no route") } }
        await simulation.run(until: simulation.clock.now() + .days(5), tick: .minutes(15))
        #expect(simulation.mailer.accepted.isEmpty)
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        let back = simulation.clock.now()
        await simulation.run(until: back + .days(1), tick: .minutes(1))
        let waiting = try await simulation.ledger.noticeCounts().filter { $0.key.isPending }
        #expect(waiting.isEmpty)
        for person in people {
            let mails = told(simulation, to: person)
            #expect((1...3).contains(mails.count), "\(person): \(mails)")
            #expect(mails.reduce(0, +) == 20, "\(person): \(mails)")
        }
        // The operators learn that mail leaves again.
        #expect(simulation.mailer.accepted.filter { $0.recipient == Self.root }.count == 1)
    }

    @Test func `a mail whose end nobody saw is sent again as it was, and what came meanwhile goes with another`()
        async throws
    {
        let simulation = try await simulation(3)
        let unseen = Mutex(true)
        simulation.mailer.answer.withLock {
            $0 = { _ in
                unseen.withLock { first in
                    defer { first = false }
                    return first
                        ? Delivery(.unseen, command: .end, text: "the connection broke")
                        : .accepted(code: 250, text: "ok")
                }
            }
        }
        await simulation.run(until: simulation.clock.now() + .minutes(31), tick: .seconds(30))
        let first = try await simulation.ledger.notices()
        #expect(Set(first.map(\.mail)).count == 1)
        await simulation.run(until: simulation.clock.now() + .minutes(10), tick: .seconds(30))
        let again = try await simulation.ledger.notices()
        #expect(again.allSatisfy { $0.state == .accepted && $0.attempts == 2 })
        #expect(again.map(\.notice.mail) == first.map(\.notice.mail))
        #expect(told(simulation) == [3])
    }

    @Test func `a mail that was surely not taken is written anew with what came meanwhile, and the old one is gone`()
        async throws
    {
        let simulation = try await simulation(2)
        simulation.mailer.answer.withLock { $0 = { _ in Delivery(MailReply(.recipient, 451, "4.2.0 later")) } }
        await simulation.run(until: simulation.clock.now() + .minutes(31), tick: .seconds(30))
        let before = try #require(try await simulation.ledger.notices().first)
        #expect(before.state == .retrying && !before.isSealed)
        let third = try Credential.sample("c2", contacts: [Self.ann])
        let all = try (0..<2).map { try Credential.sample("c\($0)", contacts: [Self.ann]) } + [third]
        try await simulation.engine.load(all, operators: [])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: third.name, issuedAt: nil,
            expiry: .at(simulation.clock.now() + .days(20), origin: .operator), keyID: nil)
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: simulation.clock.now() + .hours(2), tick: .minutes(1))
        #expect(told(simulation) == [3])
        let after = try await simulation.ledger.notices()
        #expect(!after.map(\.notice.mail.messageID).contains(before.notice.mail.messageID))
        #expect(after.allSatisfy { $0.state == .accepted })
    }

    @Test func `a daemon that ended while it sent a mail to several ends sends the same mail again`() async throws {
        let simulation = try await simulation(3)
        let credentials = try (0..<3).map { try Credential.sample("c\($0)", contacts: [Self.ann]) }
        _ = await simulation.settle()
        simulation.clock.advance(to: simulation.clock.now() + .minutes(30))
        await simulation.mailer.tarpit.hold([Self.ann])
        _ = await simulation.engine.pass()
        let sending = try await simulation.ledger.notices()
        #expect(sending.allSatisfy { $0.state == .sending } && Set(sending.map(\.mail)).count == 1)
        let again = try await simulation.restarted(credentials, pace: MailPace())
        await simulation.mailer.tarpit.release()
        await simulation.engine.quiesce()
        simulation.mailer.letters.withLock { $0 = [] }
        _ = await again.settle()
        let items = try await again.ledger.notices()
        #expect(items.map(\.notice.mail) == sending.map(\.notice.mail))
        #expect(told(again) == [3] || told(again) == [])
        #expect(items.allSatisfy { $0.state == .accepted })
    }

    @Test
    func `an address that is refused for good: the other contacts and the operators get the notice, and are told`()
        async throws
    {
        let gone = "gone@contoso.example"
        let simulation = try await simulation(1, contacts: { _ in [gone, Self.ann] }, pace: .oneByOne)
        simulation.mailer.answer.withLock {
            $0 = {
                $0 == gone
                    ? Delivery(MailReply(.recipient, 550, "5.1.1 no such user"), server: "mx.contoso.example")
                    : .accepted(code: 250, text: "ok")
            }
        }
        _ = await simulation.settle()
        let items = try await simulation.ledger.notices()
        let instead = items.filter { $0.notice.insteadOf?.description == gone }
        #expect(Set(instead.map(\.notice.recipient.description)) == [Self.ann, Self.root])
        #expect(items.filter { $0.state == .accepted }.count == 3)
        let told = simulation.writer.requests.withLock { $0 }.compactMap(\.unreachable)
        #expect(told.allSatisfy { $0.address.description == gone && $0.answer.contains("550 5.1.1 no such user") })
        #expect(told.count == 2)
        // The next reminder: who is no contact gets it, and who is one knows of the address by now.
        simulation.mailer.letters.withLock { $0 = [] }
        await simulation.run(until: Simulation.start + .days(18) + .hours(1))
        #expect(simulation.mailer.accepted.map(\.recipient).sorted() == [Self.ann, Self.root])
    }
}
