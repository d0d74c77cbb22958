import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import TestBasics
import Testing
import UpkeepState

@testable import Upkeep

/// Channels that are mail servers beside that of `[Mail]`.
@Suite struct EngineMailChannelTests {
    private static let root = "root@contoso.example"
    private static let people = ["a@contoso.example", "b@contoso.example"]

    private struct House {
        var simulation: Simulation
        /// The server of the channel.
        var second: SimulatedMailer
        var credentials: [Credential]
        var operators: [EmailAddress]
        var channel: Channel

        func rows() async throws -> [String: OutboxItem.State] {
            Dictionary(
                try await simulation.ledger.notices(limit: 1_000).map {
                    ("\($0.notice.channel?.description ?? "mail") \($0.notice.recipient)", $0.state)
                }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Connections whose thirty days' notices fall due a day later, and a channel with such a server.
    private func house(
        _ audience: Channel.Audience = .contacts, connections: Int = 1, signsIn: Bool = false,
        pace: MailPace = .oneByOne
    ) async throws -> House {
        let name = try #require(ChannelName("second"))
        let channel = Channel(name, .mail, audience: audience, pace: pace)
        var credentials = try (0..<connections).map { try Credential.sample("c\($0)", contacts: Self.people) }
        let operators = [try #require(EmailAddress(Self.root))]
        let simulation = try await Simulation(credentials, operators: operators, pace: pace)
        let second = SimulatedMailer(clock: simulation.clock)
        await simulation.engine.use(
            ChannelPorts(writer: SameWriter(), courier: ScriptedCourier(), mailers: [name: second]))
        if signsIn {
            var secret = try Credential.sample(name.credential.description, contacts: [Self.root])
            (secret.identity, secret.destination) = (.mailbox(userName: "relay"), nil)
            credentials.append(secret)
        }
        try await simulation.engine.load(credentials, operators: operators, channels: [channel])
        for credential in credentials where !credential.name.isReserved {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil,
                expiry: .at(Simulation.start + .days(31), origin: .operator), keyID: nil)
        }
        _ = await simulation.settle()
        simulation.clock.advance(to: Simulation.start + .days(2))
        return House(
            simulation: simulation, second: second, credentials: credentials, operators: operators, channel: channel)
    }

    @Test func `the same mail goes to the same people by both servers, under one name`() async throws {
        let house = try await house()
        _ = await house.simulation.settle()
        let (first, second) = (house.simulation.mailer.accepted, house.second.accepted)
        #expect(first.map(\.recipient).sorted() == Self.people && Set(first) == Set(second))
        let items = try await house.simulation.ledger.notices(limit: 9)
        let names = Dictionary(grouping: items, by: \.notice.recipient).mapValues {
            Set($0.map(\.notice.mail.messageID)).count
        }
        #expect(items.count == 4 && names.values.allSatisfy { $0 == 1 })
    }

    @Test(arguments: [
        (Channel.Audience.operators, [String]()), (.contacts, people), (.both, people),
    ]) func `reminders go to those alone whom the channel is for`(
        audience: Channel.Audience, expected: [String]
    ) async throws {
        let house = try await house(audience)
        _ = await house.simulation.settle()
        #expect(house.second.accepted.map(\.recipient).sorted() == expected)
    }

    @Test(arguments: [
        (Channel.Audience.operators, [root]), (.contacts, people), (.both, people + [root]),
    ]) func `a test goes to everybody whom the channel is for`(
        audience: Channel.Audience, expected: [String]
    ) async throws {
        let house = try await house(audience)
        _ = try await house.simulation.engine.sendTest(for: house.credentials[0].name)
        #expect(house.second.accepted.filter { $0.text.hasPrefix("test/") }.map(\.recipient).sorted() == expected)
    }

    @Test func `trouble of the daemon goes to each operator by both servers`() async throws {
        let house = try await house(.operators)
        await house.simulation.engine.refuseConfiguration("it has a fault")
        _ = await house.simulation.settle()
        #expect(house.second.accepted.map(\.recipient) == [Self.root])
        #expect(house.simulation.mailer.accepted.map(\.recipient).contains(Self.root))
    }

    @Test func `an address that the second server refuses for good ends there, and nobody stands in`() async throws {
        let house = try await house()
        house.second.answer.withLock {
            $0 = { recipient in
                recipient == "a@contoso.example"
                    ? .refused(code: 550, text: "5.1.1 no such user") : .accepted(code: 250, text: "ok")
            }
        }
        _ = await house.simulation.settle()
        #expect(
            try await house.rows() == [
                "mail a@contoso.example": .accepted, "mail b@contoso.example": .accepted,
                "second a@contoso.example": .dead, "second b@contoso.example": .accepted,
            ])
        #expect(try await house.simulation.ledger.notices(limit: 9).allSatisfy { $0.notice.insteadOf == nil })
    }

    @Test func `a second server that turns the sender down delays no mail, and is tried again by itself`() async throws
    {
        let house = try await house()
        house.second.answer.withLock {
            $0 = { _ in
                var delivery = Delivery(MailReply(.login, 535, "5.7.139 basic authentication is disabled"))
                delivery.problem = .mailBasicAuthOff
                return delivery
            }
        }
        _ = await house.simulation.settle()
        #expect(house.simulation.mailer.accepted.count == 2)
        #expect(try await house.rows()["second a@contoso.example"] == .retrying)
        #expect(!house.simulation.journal.events("channel-failed").isEmpty)
        house.second.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await house.simulation.run(until: house.simulation.clock.now() + .hours(3), tick: .minutes(5))
        #expect(house.second.accepted.map(\.recipient).sorted() == Self.people)
        #expect(!house.simulation.journal.events("channel-works").isEmpty)
    }

    @Test func `its password is tried at its own server, and nothing is sent without one`() async throws {
        let house = try await house(signsIn: true)
        let name = house.channel.name.credential
        _ = await house.simulation.settle()
        #expect(house.second.accepted.isEmpty && house.simulation.mailer.accepted.count == 2)
        house.second.signIns.withLock { $0["wrong"] = .refused(code: 535, text: "5.7.8 no") }
        let wrong = try await house.simulation.engine.setSecret(secret("wrong"), for: name)
        #expect(wrong.report?.finding?.class == .passwordWrong)
        _ = try await house.simulation.engine.setSecret(secret("right"), for: name)
        await house.simulation.run(until: house.simulation.clock.now() + .hours(3), tick: .minutes(5))
        #expect(house.second.tried.withLock { $0 }.contains("right"))
        #expect(house.simulation.mailer.tried.withLock { $0 }.isEmpty)
        #expect(house.second.accepted.map(\.recipient).sorted() == Self.people)
    }

    @Test func `what waits for one person goes in one mail there too`() async throws {
        let house = try await house(connections: 5, pace: MailPace(gathering: .minutes(30)))
        await house.simulation.run(until: house.simulation.clock.now() + .hours(2), tick: .minutes(5))
        #expect(house.second.accepted.count == 2)
        #expect(house.second.accepted.allSatisfy { $0.text.split(separator: "\n").count == 5 })
        #expect(house.simulation.mailer.accepted.count == 2)
    }

    @Test func `what was written for a URL is sent to nobody once the channel is a mail server`() async throws {
        let house = try await house()
        let delivery = await house.simulation.engine.deliver(
            [], to: .channel(house.channel.name), through: house.channel.name)
        #expect(delivery.verdict.consequence == .ends && house.second.attempts.withLock { $0 } == 0)
    }
}

/// Writes for channels what is written for `[Mail]`.
private struct SameWriter: ChannelWriter {
    private let writer = KeyWriter()

    func write(_ request: NoticeRequest, for channel: Channel) -> NoticeDraft? { writer.write(request) }
    func write(_ request: OperatorNoticeRequest, for channel: Channel) -> NoticeDraft? { writer.write(request) }

    func write(together requests: [NoticeRequest], for channel: Channel) -> NoticeDraft? {
        writer.write(together: requests)
    }
}
