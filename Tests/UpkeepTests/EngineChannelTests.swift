import Bookkeeping
import Credentials
import Ports
import SecureMemory
import Simulation
import Synchronization
import TestBasics
import Testing

@testable import Upkeep

/// What goes to channels beside the mails, and that neither holds the other up.
@Suite struct EngineChannelTests {
    private static let root = "root@contoso.example"

    private func channel(
        _ name: String, _ audience: Channel.Audience, _ level: Channel.Level = .reminder
    ) throws -> Channel {
        Channel(try #require(ChannelName(name)), .webhook, audience: audience, level: level)
    }

    /// A connection whose thirty days' notice falls due a day later, with those channels.
    private func simulation(
        _ channels: [Channel], contacts: [String] = ["a@contoso.example"]
    ) async throws -> (Simulation, ScriptedCourier) {
        let credentials = [try Credential.sample("c0", contacts: contacts)]
        let operators = [try #require(EmailAddress(Self.root))]
        let simulation = try await Simulation(credentials, operators: operators)
        let courier = ScriptedCourier()
        let reserved = try channels.map { channel in
            var credential = try Credential.sample(channel.name.credential.description, contacts: [Self.root])
            (credential.identity, credential.destination) = (.channel(channel.kind), nil)
            return credential
        }
        await simulation.engine.use(ChannelPorts(writer: KeyChannelWriter(), courier: courier))
        try await simulation.engine.load(credentials + reserved, operators: operators, channels: channels)
        for credential in reserved {
            _ = try await simulation.engine.setSecret(secret("https://x.example/"), for: credential.name)
        }
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credentials[0].name, issuedAt: nil,
            expiry: .at(Simulation.start + .days(31), origin: .operator), keyID: nil)
        _ = await simulation.settle()
        simulation.clock.advance(to: Simulation.start + .days(2))
        return (simulation, courier)
    }

    private func rows(_ simulation: Simulation) async throws -> [String: OutboxItem.State] {
        Dictionary(
            try await simulation.ledger.notices(limit: 1_000).filter { $0.notice.credential != nil }.map {
                ("\($0.notice.channel?.description ?? "mail") \($0.notice.recipient)", $0.state)
            }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `a channel adds a notice and takes none over`() async throws {
        let (simulation, courier) = try await simulation(
            [channel("all", .both), channel("people", .contacts), channel("ops", .operators)],
            contacts: ["a@contoso.example", "b@contoso.example"])
        _ = await simulation.settle()
        #expect(
            try await rows(simulation) == [
                "mail a@contoso.example": .accepted, "mail b@contoso.example": .accepted,
                "all @channel-all": .accepted, "people @channel-people": .accepted,
            ])
        #expect(courier.taken().sorted() == ["all", "people"])
    }

    @Test func `what asks too little does not go where only what is urgent does`() async throws {
        let (simulation, courier) = try await simulation([channel("pager", .both, .actNow)])
        _ = await simulation.settle()
        #expect(try await rows(simulation) == ["mail a@contoso.example": .accepted])
        #expect(courier.taken().isEmpty)
    }

    @Test func `a channel that refuses is tried again by itself, and every mail leaves`() async throws {
        let (simulation, courier) = try await simulation([channel("bad", .both), channel("good", .both)])
        courier.answer("bad") {
            Delivery(MailVerdict(.login, .restsAll, isLasting: true), code: 404, text: "x answered 404")
        }
        _ = await simulation.settle()
        #expect(
            try await rows(simulation) == [
                "mail a@contoso.example": .accepted, "good @channel-good": .accepted, "bad @channel-bad": .retrying,
            ])
        #expect(!simulation.journal.events("channel-failed").isEmpty)
        courier.answer("bad") { .accepted(code: 200, text: "ok") }
        await simulation.run(until: simulation.clock.now() + .hours(2), tick: .minutes(5))
        #expect(try await rows(simulation)["bad @channel-bad"] == .accepted)
        #expect(!simulation.journal.events("channel-works").isEmpty)
    }

    @Test func `a mail server that is away holds no channel up`() async throws {
        let (simulation, courier) = try await simulation([channel("all", .both)])
        simulation.mailer.answer.withLock { $0 = { _ in .postponed(code: nil, text: "away") } }
        _ = await simulation.settle()
        #expect(
            try await rows(simulation) == ["mail a@contoso.example": .retrying, "all @channel-all": .accepted])
        #expect(courier.taken() == ["all"])
    }

    /// The mails that were accepted over two months in which a secret expires, each with its moment.
    private func mails(_ channels: [Channel], failing seed: UInt64) async throws -> [String: Instant] {
        let (simulation, courier) = try await simulation(
            channels, contacts: ["a@contoso.example", "b@contoso.example"])
        let random = Mutex(SeededGenerator(seed: seed))
        for channel in channels {
            courier.answer(channel.name.description) {
                switch random.withLock({ $0.next(upperBound: UInt64(5)) }) {
                case 0: .accepted(code: 200, text: "ok")
                case 1: .postponed(code: 503, text: "x answered 503")
                case 2: Delivery(MailVerdict(.login, .restsAll, isLasting: true), code: 404, text: "x answered 404")
                case 3:
                    Delivery(
                        MailVerdict(.connection, .restsAll, isLasting: false), command: .end, text: "x: too late")
                case _: Delivery(MailVerdict(.content, .restsMail, isLasting: true), code: 400, text: "x answered 400")
                }
            }
        }
        await simulation.run(until: Simulation.start + .days(60))
        let items = try await simulation.ledger.notices(limit: 1_000)
        for item in items where item.notice.channel != nil && item.state.isPending {
            #expect(item.nextAttemptAt.map { $0 <= simulation.clock.now() + .hours(1) } == true)
        }
        // That channels fail is told to the operators beside all else.
        let accepted = items.filter {
            $0.notice.channel == nil && $0.state == .accepted && $0.notice.credential != nil
        }
        return Dictionary(
            accepted.map { ("\($0.notice.topic.key) \($0.notice.recipient)", $0.acceptedAt ?? Simulation.start) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func `channels that fail in every way lose and delay no mail in two months`() async throws {
        let alone = try await mails([], failing: 1)
        #expect(alone.count > 10)
        let channels = try [channel("c-1", .both), channel("c-2", .contacts), channel("c-3", .both, .actNow)]
        for seed in 1...3 as ClosedRange<UInt64> {
            #expect(try await mails(channels, failing: seed) == alone)
        }
    }

    @Test func `a channel without its URL waits for it and says so`() async throws {
        let (simulation, courier) = try await simulation([channel("all", .both)])
        let name = try #require(CredentialName("@channel-all"))
        _ = try await simulation.engine.removeSecret(of: name)
        _ = await simulation.settle()
        let item = try #require(try await simulation.ledger.notices(limit: 9).first { $0.notice.channel != nil })
        #expect(item.state == .retrying && item.lastReply?.text == "no secret is stored for @channel-all")
        _ = try await simulation.engine.setSecret(secret("https://y.example/"), for: name)
        _ = await simulation.settle()
        #expect(courier.taken() == ["all"])
    }

    @Test func `what waits for a channel that is taken out of the configuration is withdrawn`() async throws {
        let (simulation, courier) = try await simulation([channel("all", .both)])
        courier.answer("all") { .postponed(code: 503, text: "x answered 503") }
        _ = await simulation.settle()
        let credentials = [try Credential.sample("c0", contacts: ["a@contoso.example"])]
        try await simulation.engine.load(credentials, operators: [try #require(EmailAddress(Self.root))])
        await simulation.run(until: simulation.clock.now() + .hours(3))
        #expect(try await rows(simulation)["all @channel-all"] == .superseded)
        #expect(try await rows(simulation)["mail a@contoso.example"] == .accepted)
    }

    @Test func `a test goes to the contacts and through each channel`() async throws {
        let (simulation, courier) = try await simulation([channel("ops", .operators), channel("people", .contacts)])
        let items = try await simulation.engine.sendTest(for: try #require(CredentialName("c0")))
        #expect(items.map { $0.notice.channel?.description ?? "mail" }.sorted() == ["mail", "ops", "people"])
        #expect(courier.taken().sorted() == ["ops", "people"])
    }

    @Test func `trouble of the daemon goes to the operators' channels alone`() async throws {
        let (simulation, courier) = try await simulation([channel("ops", .operators), channel("people", .contacts)])
        await simulation.engine.refuseConfiguration("it has a fault")
        _ = await simulation.settle()
        #expect(courier.taken() == ["ops", "people"])
        let rows = try await simulation.ledger.notices(limit: 9).filter { $0.notice.credential == nil }
        #expect(
            Set(rows.map { $0.notice.channel?.description ?? "mail" }) == ["mail", "ops"])
    }
}

/// Takes what it is given, or answers as it is told to.
final class ScriptedCourier: ChannelCourier {
    private let answers = Mutex<[String: @Sendable () -> Delivery]>([:])
    private let names = Mutex<[String]>([])
    private let proofs = Mutex<[String: WayProof]>([:])
    /// The channels that a canary was sent through, in that order.
    let tried = Mutex<[(name: String, at: Instant)]>([])

    /// The channels that took something, in that order.
    func taken() -> [String] { names.withLock { $0 } }

    func answer(_ name: String, with answer: @escaping @Sendable () -> Delivery) {
        answers.withLock { $0[name] = answer }
    }

    func deliver(
        _ message: [UInt8], to recipient: EmailAddress, through channel: Channel, secret: SharedSecret?,
        at now: Instant
    ) async -> Delivery {
        let name = channel.name.description
        let answer = answers.withLock { $0[name] }?() ?? .accepted(code: 200, text: "ok")
        if answer.isAccepted { names.withLock { $0.append(name) } }
        return answer
    }
}

extension ScriptedCourier {
    func prove(_ channel: Channel, secret: SharedSecret?, at now: Instant) async -> WayProof {
        let name = channel.name.description
        tried.withLock { $0.append((name, now)) }
        if let proof = proofs.withLock({ $0[name] }) { return proof }
        let answer = answers.withLock { $0[name] }?() ?? .accepted(code: 200, text: "ok")
        return answer.isAccepted ? .works("it takes pings") : .fails(answer)
    }

    /// What a canary finds out, whatever deliveries meet.
    func proof(_ name: String, _ proof: WayProof?) { proofs.withLock { $0[name] = proof } }
}

/// Writes the key of a notice; a reminder asks for nothing at once.
struct KeyChannelWriter: ChannelWriter {
    func write(_ request: NoticeRequest, for channel: Channel) -> NoticeDraft? {
        guard channel.level == .reminder || !request.occasion.kind.isReminder else { return nil }
        return draft(request.key, channel)
    }

    func write(_ request: OperatorNoticeRequest, for channel: Channel) -> NoticeDraft? { draft(request.key, channel) }

    func write(together requests: [NoticeRequest], for channel: Channel) -> NoticeDraft? {
        draft(requests.map(\.key).sorted().joined(separator: "+"), channel)
    }

    private func draft(_ key: String, _ channel: Channel) -> NoticeDraft {
        NoticeDraft(messageID: "<\(channel.name)/\(key)@test>", subject: key, message: Array(key.utf8))
    }
}
