import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing

@testable import Upkeep

/// What becomes of notices after the answers of a mail server, by what they are about.
@Suite struct EngineMailTests {
    private static let root = "root@contoso.example"

    /// Connections whose thirty days' notice fell due a day ago, in the order of their names, and is in nobody's outbox
    /// yet.
    private func simulation(_ contacts: [[String]]) async throws -> Simulation {
        let credentials = try contacts.enumerated().map { try Credential.sample("c\($0.offset)", contacts: $0.element) }
        let simulation = try await Simulation(credentials, operators: [try #require(EmailAddress(Self.root))])
        for (index, credential) in credentials.enumerated() {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil,
                expiry: .at(Simulation.start + .days(31) + .minutes(Int64(index)), origin: .operator), keyID: nil)
        }
        _ = await simulation.settle()
        simulation.clock.advance(to: Simulation.start + .days(2))
        return simulation
    }

    private func answer(
        _ simulation: Simulation, _ replies: [String: MailReply] = [:],
        others: MailReply = MailReply(.end, 250, "2.0.0 ok")
    ) {
        simulation.mailer.answer.withLock {
            $0 = { Delivery(replies[$0] ?? others, server: "mail.contoso.example") }
        }
    }

    private func states(_ simulation: Simulation) async throws -> [String: OutboxItem.State] {
        Dictionary(
            try await simulation.ledger.notices(limit: 1_000).map { ($0.notice.recipient.description, $0.state) },
            uniquingKeysWith: { first, _ in first })
    }

    private func alertPath(_ simulation: Simulation) async throws -> Condition {
        try #require(await simulation.engine.statuses().first?.conditions.first { $0.kind == .alertPathWorks })
    }

    @Test(arguments: [
        MailReply(.recipient, 554, "5.7.1 <a@contoso.example>: Relay access denied"),
        MailReply(.recipient, 550, "5.7.1 Unable to relay"),
        MailReply(.recipient, 553, "5.7.1 <l@contoso.example>: Sender address rejected: not owned by user keeper"),
        MailReply(.sender, 550, "5.7.60 SMTP; Client does not have permissions to send as this sender"),
        MailReply(.sender, 550, "5.1.1 user unknown"),
        MailReply(.login, 535, "5.7.139 SmtpClientAuthentication is disabled"),
        MailReply(.recipient, 504, "5.5.2 <srv1>: Helo command rejected: need fully-qualified hostname"),
        MailReply(.end, 554, "5.2.252 SendAsDenied"), MailReply(.hello, 550, "no"), MailReply(.connect, 554, "no"),
    ]) func `a refusal of us costs no contact a notice: all mail rests, is told, and goes out after the repair`(
        reply: MailReply
    )
        async throws
    {
        let simulation = try await simulation([["a@contoso.example"], ["b@contoso.example"], ["c@contoso.example"]])
        answer(simulation, others: reply)
        _ = await simulation.settle()
        let tried = simulation.mailer.attempts.withLock { $0 }
        let resting = simulation.clock.now()
        await simulation.run(until: resting + .minutes(14), tick: .minutes(1))
        #expect(simulation.mailer.attempts.withLock { $0 } == tried, "all mail rests")
        let alertPath = try await alertPath(simulation)
        #expect(alertPath.status == .false && alertPath.reason == "MailServerRefuses")
        #expect(alertPath.message.contains("\(reply.code) \(reply.text)"))
        #expect(simulation.journal.events("mail-failed").count == 1)
        #expect(simulation.journal.events("notice-refused").isEmpty)
        #expect(try await states(simulation).values.allSatisfy(\.isPending))
        let item = try #require(try await simulation.ledger.notices(limit: 10).first { $0.lastReply != nil })
        #expect(item.lastReply?.server == "mail.contoso.example" && item.lastReply?.code == Int64(reply.code))

        answer(simulation)
        await simulation.run(until: resting + .minutes(17), tick: .seconds(20))
        let taken = simulation.mailer.accepted
        for contact in ["a", "b", "c"] {
            #expect(
                taken.filter { $0.recipient == "\(contact)@contoso.example" }.map(\.text) == ["lapses/\(30 * 86_400)"])
        }
        let toOperators = taken.filter { $0.recipient == Self.root }
        #expect(toOperators.count == 1 && toOperators[0].text.hasPrefix("restored/mail-refused/"))
        // It is the first mail after the one that showed that mail leaves again.
        #expect(taken.firstIndex { $0.recipient == Self.root } ?? 9 <= 4)
        #expect(try await self.alertPath(simulation).status == .true)
    }

    @Test(arguments: [
        MailReply(.recipient, 550, "5.4.1 Recipient address rejected: Access denied"),
        MailReply(.recipient, 552, "5.2.2 quota exceeded"),
        MailReply(.recipient, 450, "4.7.1 Greylisted"), MailReply(.recipient, 550, "4.1.1 user unknown"),
        MailReply(.recipient, 554, "5.7.1 no"),
        MailReply(.recipient, 550, "5.7.1 policy"),
    ]) func `what is said of one recipient rests that recipient, and nobody else`(reply: MailReply) async throws {
        let contacts = [
            ["bo@contoso.example", "ann@contoso.example"], ["bo@contoso.example"], ["ann@contoso.example"],
        ]
        let simulation = try await simulation(contacts)
        answer(simulation, ["bo@contoso.example": reply])
        _ = await simulation.settle()
        #expect(simulation.mailer.accepted.map(\.recipient) == ["ann@contoso.example", "ann@contoso.example"])
        #expect(try await alertPath(simulation).status == .true)
        #expect(try await states(simulation)["bo@contoso.example"] == .retrying)
        #expect(
            try await states(simulation)[Self.root] == nil, "nobody stands in for somebody who may still be reached")
        // The operators hear of it in the journal where somebody has to act, once for each notice.
        #expect(simulation.journal.events("notice-delayed").count == (reply.verdict.isLasting ? 2 : 0))
        let tried = simulation.mailer.asked.withLock { $0.count { $0 == "bo@contoso.example" } }
        await simulation.run(until: simulation.clock.now() + .seconds(50), tick: .seconds(10))
        #expect(simulation.mailer.asked.withLock { $0.count { $0 == "bo@contoso.example" } } == tried)
        answer(simulation)
        await simulation.run(until: simulation.clock.now() + .minutes(70), tick: .minutes(1))
        #expect(simulation.mailer.accepted.count { $0.recipient == "bo@contoso.example" } == 2)
    }

    @Test func `a recipient that is always put off costs the others nothing, however much waits for it`() async throws {
        let waiting = (0..<60).map { _ in ["bo@contoso.example"] }
        let simulation = try await simulation(waiting + [["ann@contoso.example"]])
        answer(simulation, ["bo@contoso.example": MailReply(.recipient, 451, "4.7.1 later")])
        _ = await simulation.settle()
        #expect(simulation.mailer.accepted.map(\.recipient) == ["ann@contoso.example"])
        await simulation.run(until: simulation.clock.now() + .hours(3), tick: .minutes(1))
        #expect(simulation.mailer.asked.withLock { $0.count } < 40)
    }

    @Test(arguments: [
        MailReply(.end, 554, "5.7.1 spam"), MailReply(.end, 552, "5.3.4 too large"),
        MailReply(.end, 550, "5.6.0 malformed"),
        MailReply(.end, 451, "4.3.0 later"),
    ]) func `what is said of one mail rests that mail alone`(reply: MailReply) async throws {
        let simulation = try await simulation([["bo@contoso.example"], ["bo@contoso.example"]])
        let refuses = Mutex(true)
        simulation.mailer.answer.withLock {
            $0 = { _ in
                refuses.withLock { first in
                    defer { first = false }
                    return first ? Delivery(reply) : .accepted(code: 250, text: "ok")
                }
            }
        }
        _ = await simulation.settle()
        #expect(simulation.mailer.accepted.count == 1)
        #expect(try await alertPath(simulation).status == .true)
        await simulation.run(until: simulation.clock.now() + .minutes(16), tick: .minutes(1))
        #expect(simulation.mailer.accepted.count == 2)
    }

    @Test func `the same answer to several in a row is everybody's, and all of them get their notice after the repair`()
        async throws
    {
        let names = ["a", "b", "c", "d", "e"].map { "\($0)@contoso.example" }
        let simulation = try await simulation(names.map { [$0] })
        answer(simulation, others: MailReply(.recipient, 554, "5.7.1 not accepted here"))
        _ = await simulation.settle()
        #expect(try await alertPath(simulation).status == .false)
        #expect(simulation.mailer.attempts.withLock { $0 } <= 4, "the queue rests")
        answer(simulation)
        await simulation.run(until: simulation.clock.now() + .minutes(20), tick: .minutes(1))
        #expect(Set(simulation.mailer.accepted.map(\.recipient)) == Set(names + [Self.root]))
        #expect(try await alertPath(simulation).status == .true)
    }

    @Test func `a limit rests all mail for the time that it names, and is told`() async throws {
        let simulation = try await simulation([["a@contoso.example"], ["b@contoso.example"]])
        answer(simulation, others: MailReply(.recipient, 450, "4.7.1 Rate limit exceeded, try again in 30 minutes"))
        _ = await simulation.settle()
        let tried = simulation.mailer.attempts.withLock { $0 }
        let resting = simulation.clock.now()
        answer(simulation)
        await simulation.run(until: resting + .minutes(30) - .seconds(1), tick: .minutes(1))
        #expect(simulation.mailer.attempts.withLock { $0 } == tried)
        #expect(try await alertPath(simulation).reason == "MailServerLimits")
        await simulation.run(until: resting + .minutes(31), tick: .seconds(10))
        #expect(
            simulation.mailer.accepted.map(\.recipient).sorted() == [
                "a@contoso.example", "b@contoso.example", Self.root,
            ])
    }

    @Test(arguments: [
        MailReply(.recipient, 550, "5.1.1 user unknown"), MailReply(.recipient, 452, "4.2.2 full"),
        MailReply(.end, 554, "5.7.1 spam"),
    ]) func `nothing but a mail that is accepted ends trouble with mail`(reply: MailReply) async throws {
        let simulation = try await simulation([["bo@contoso.example"], ["ann@contoso.example"]])
        simulation.mailer.answer.withLock { $0 = { _ in Delivery(withoutAnswerTo: .connect, text: "no route") } }
        await simulation.run(until: simulation.clock.now() + .hours(3), tick: .minutes(5))
        #expect(try await alertPath(simulation).status == .false)
        answer(simulation, others: reply)
        await simulation.run(until: simulation.clock.now() + .minutes(70), tick: .minutes(1))
        #expect(try await alertPath(simulation).status == .false)
        #expect(simulation.journal.events("mail-works").isEmpty)
        answer(simulation)
        _ = try await simulation.engine.sendTest(for: try #require(CredentialName("c0")))
        await simulation.run(until: simulation.clock.now() + .minutes(2), tick: .minutes(1))
        #expect(try await alertPath(simulation).status == .true)
        #expect(simulation.journal.events("mail-works").count == 1)
    }

    @Test func `a mail that always ends the conversation does not keep the others from being tried`() async throws {
        let simulation = try await simulation([["bo@contoso.example"], ["ann@contoso.example"], ["cy@contoso.example"]])
        answer(simulation, ["bo@contoso.example": MailReply(.recipient, 421, "4.3.2 closing")])
        await simulation.run(until: simulation.clock.now() + .minutes(10), tick: .minutes(1))
        #expect(
            Set(simulation.mailer.accepted.map(\.recipient)).isSuperset(of: [
                "ann@contoso.example", "cy@contoso.example",
            ]))
    }

    @Test func `four slow recipients do not keep everybody else waiting`() async throws {
        let slow = ["a", "b", "c", "d"].map { "\($0)@contoso.example" }
        let simulation = try await simulation((slow + slow + ["e@contoso.example", "f@contoso.example"]).map { [$0] })
        await simulation.mailer.tarpit.hold(slow)
        _ = await simulation.engine.pass()
        try await simulation.until { $0.mailer.attempts.withLock { $0 } == 4 }
        let next = await simulation.engine.pass()
        #expect(next.map { $0 <= simulation.clock.now() + .seconds(10) } == true, "by then they count as slow")
        #expect(simulation.mailer.attempts.withLock { $0 } == 4)
        simulation.clock.advance(to: simulation.clock.now() + .seconds(10))
        _ = await simulation.engine.pass()
        try await simulation.until { $0.mailer.accepted.count == 2 }
        #expect(Set(simulation.mailer.accepted.map(\.recipient)) == ["e@contoso.example", "f@contoso.example"])
        // What else is for the slow ones waits for them.
        #expect(simulation.mailer.attempts.withLock { $0 } == 6)
        await simulation.mailer.tarpit.release()
        await simulation.engine.quiesce()
        _ = await simulation.settle()
        #expect(simulation.mailer.accepted.count == 10)
    }

    @Test func `a test that one contact's server is slow to take is with the others at once`() async throws {
        let simulation = try await simulation([["slow@contoso.example", "a@contoso.example", "b@contoso.example"]])
        _ = await simulation.settle()
        simulation.mailer.letters.withLock { $0 = [] }
        await simulation.mailer.tarpit.hold(["slow@contoso.example"])
        let name = try #require(CredentialName("c0"))
        let test = Task { try await simulation.engine.sendTest(for: name) }
        try await simulation.until { $0.mailer.accepted.count == 2 }
        await simulation.mailer.tarpit.release()
        #expect(try await test.value.allSatisfy { $0.state == .accepted })
    }

    @Test func `a configuration that was read anew, and another password, have what rests tried at once`() async throws
    {
        var mail = try Credential.sample("contoso", contacts: [])
        (mail.name, mail.identity, mail.destination) = (.mail, .mailbox(userName: "keeper"), nil)
        let contoso = try Credential.sample("contoso", contacts: ["a@contoso.example"])
        let simulation = try await Simulation([contoso, mail])
        for credential in [mail, contoso] {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil,
                expiry: credential.name == .mail ? .never : .at(Simulation.start + .days(31), origin: .operator),
                keyID: nil)
        }
        _ = await simulation.settle()
        simulation.clock.advance(to: Simulation.start + .days(2))
        answer(simulation, others: MailReply(.login, 535, "5.7.8 no"))
        _ = await simulation.settle()
        let tried = simulation.mailer.attempts.withLock { $0 }
        let world = SimulatedCloud(clock: simulation.clock)
        await simulation.engine.use(
            prober: simulation.prober, issuer: world, marketplace: world, testLeads: world, signIns: world,
            mailer: simulation.mailer,
            noticeWriter: simulation.writer)
        _ = await simulation.settle()
        #expect(simulation.mailer.attempts.withLock { $0 } > tried)
        answer(simulation)
        _ = try await simulation.engine.storeSecret(
            secret("another"), for: .mail, issuedAt: nil, expiry: .never, keyID: nil)
        _ = await simulation.settle()
        #expect(simulation.mailer.accepted.contains { $0.recipient == "a@contoso.example" })
    }
}

extension Simulation {
    /// Waits for other tasks until it is so; the clock stands still.
    fileprivate func until(_ isSo: (Simulation) -> Bool) async throws {
        for _ in 0..<1_000_000 where !isSo(self) { await Task.yield() }
        try #require(isSo(self))
    }
}
