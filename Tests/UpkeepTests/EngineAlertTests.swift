import Bookkeeping
import Credentials
import Ports
import SecureMemory
import Simulation
import Synchronization
import TestBasics
import Testing

@testable import Upkeep

/// Alerts at the monitors among the channels: told again and again while something is wrong, and then that it is over.
@Suite struct EngineAlertTests {
    private static let root = "root@contoso.example"

    private struct House {
        var simulation: Simulation
        let monitor = ScriptedMonitor()
        var credentials: [Credential]
        var channels: [Channel]

        var now: Instant { simulation.clock.now() }

        func load(_ credentials: [Credential]? = nil, _ channels: [Channel]? = nil) async throws {
            let root = try #require(EmailAddress(EngineAlertTests.root))
            await simulation.engine.use(
                ChannelPorts(writer: KeyChannelWriter(), courier: ScriptedCourier(), alerts: monitor))
            try await simulation.engine.load(
                credentials ?? self.credentials, operators: [root], channels: channels ?? self.channels)
        }

        /// What the ledger has of the alert that a renewal is due.
        func renewals() async throws -> [Alert] {
            try await simulation.ledger.alerts().filter { $0.key.reason == "RenewalDue" }
        }

        func run(for span: TimeSpan, tick: TimeSpan = .seconds(30)) async {
            await simulation.run(until: now + span, tick: tick)
        }
    }

    /// A connection whose secret ends in 31 days, and a monitor.
    private func house(_ audience: Channel.Audience = .both, _ level: Channel.Level = .reminder) async throws -> House {
        let name = try #require(ChannelName("monitor"))
        let channel = Channel(name, .alertmanager, audience: audience, level: level)
        var url = try Credential.sample(name.credential.description, contacts: [Self.root])
        (url.identity, url.destination) = (.channel(.alertmanager), nil)
        let credentials = [try Credential.sample("c0", contacts: ["a@contoso.example"]), url]
        let root = try #require(EmailAddress(Self.root))
        let house = House(
            simulation: try await Simulation(credentials, operators: [root]), credentials: credentials,
            channels: [channel])
        try await house.load()
        _ = try await house.simulation.engine.setSecret(secret("https://x.example/"), for: name.credential)
        _ = try await house.simulation.engine.storeSecret(
            secret("s3cret"), for: credentials[0].name, issuedAt: nil,
            expiry: .at(Simulation.start + .days(31), origin: .operator), keyID: nil)
        _ = await house.simulation.settle()
        return house
    }

    @Test func `nothing is told while nothing is wrong`() async throws {
        let house = try await house()
        await house.run(for: .hours(2))
        #expect(house.monitor.posts.isEmpty)
        #expect(try await house.simulation.ledger.alerts().isEmpty)
    }

    @Test func `an alert is told each minute from its beginning to its end, which is told once`() async throws {
        let house = try await house()
        house.simulation.clock.advance(to: Simulation.start + .days(2))
        await house.run(for: .minutes(10))
        let standing = house.monitor.posts.flatMap(\.alerts)
        #expect(standing.count >= 8 && Set(standing.map(\.key.reason)) == ["RenewalDue"])
        #expect(Set(standing.map(\.startsAt)) == [Simulation.start + .days(1)])
        #expect(standing.allSatisfy { $0.endsAt == nil && !$0.key.isUrgent })
        let times = house.monitor.posts.map(\.at)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 < Alert.validity })

        house.monitor.clear()
        _ = try await house.simulation.engine.storeSecret(
            secret("n3w"), for: house.credentials[0].name, issuedAt: nil,
            expiry: .at(house.now + .days(300), origin: .operator), keyID: nil)
        let end = house.now
        await house.run(for: .minutes(10))
        // That the new one has to be handed over is another matter.
        let told = house.monitor.posts.flatMap(\.alerts).filter { $0.key.reason == "RenewalDue" }
        #expect(told.count == 1 && told.first?.endsAt.map { $0 - end < .minutes(1) } == true)
        #expect(try await house.renewals().isEmpty)
    }

    @Test func `what becomes urgent is another alert in the place of the first`() async throws {
        let house = try await house()
        house.simulation.clock.advance(to: Simulation.start + .days(2))
        await house.run(for: .minutes(3))
        house.simulation.clock.advance(to: Simulation.start + .days(32))
        await house.run(for: .minutes(10))
        let last = try #require(house.monitor.posts.last?.alerts)
        #expect(last.map(\.key.reason) == ["Lapsed"] || last.map(\.key.reason) == ["EndInDoubt"])
        #expect(house.monitor.posts.flatMap(\.alerts).contains { $0.key.reason == "RenewalDue" && $0.endsAt != nil })
    }

    @Test func `a monitor that is away is told as soon as it is back, the end of what is over too`() async throws {
        let house = try await house()
        house.simulation.clock.advance(to: Simulation.start + .days(2))
        await house.run(for: .minutes(2))
        house.monitor.answer { .postponed(code: 503, text: "x answered 503") }
        _ = try await house.simulation.engine.storeSecret(
            secret("n3w"), for: house.credentials[0].name, issuedAt: nil,
            expiry: .at(house.now + .days(300), origin: .operator), keyID: nil)
        await house.run(for: .hours(1))
        let end = try #require(try await house.renewals().first?.endsAt)
        #expect(house.now - end >= .minutes(59))
        #expect(!house.simulation.journal.events("channel-failed").isEmpty)
        house.monitor.clear()
        house.monitor.answer { .accepted(code: 200, text: "ok") }
        await house.run(for: .minutes(3))
        let told = house.monitor.posts.flatMap(\.alerts).filter { $0.key.reason == "RenewalDue" }
        #expect(told.map(\.endsAt) == [end])
        #expect(try await house.renewals().isEmpty)
        #expect(!house.simulation.journal.events("channel-works").isEmpty)
    }

    @Test func `a daemon that is started again goes on with what stands, and ends what is over meanwhile`() async throws
    {
        var house = try await house()
        house.simulation.clock.advance(to: Simulation.start + .days(2))
        await house.run(for: .minutes(2))
        let before = try #require(house.monitor.posts.last?.alerts)
        house.monitor.clear()
        house.simulation = try await house.simulation.restarted(house.credentials, channels: house.channels)
        try await house.load()
        await house.run(for: .minutes(2))
        #expect(house.monitor.posts.first?.alerts == before)

        // The end is in the ledger and was not told: the daemon was killed in between.
        house.monitor.clear()
        try await house.simulation.ledger.keep(
            before.map { Alert($0.key, message: $0.message, startsAt: $0.startsAt, endsAt: house.now) })
        house.simulation = try await house.simulation.restarted([house.credentials[1]], channels: house.channels)
        try await house.load([house.credentials[1]])
        await house.run(for: .minutes(2))
        #expect(house.monitor.posts.flatMap(\.alerts).count { $0.endsAt != nil } == 1)
        #expect(try await house.simulation.ledger.alerts().isEmpty)
    }

    @Test func `a connection that is taken out of the configuration ends its alerts`() async throws {
        let house = try await house()
        house.simulation.clock.advance(to: Simulation.start + .days(2))
        await house.run(for: .minutes(2))
        try await house.load([house.credentials[1]])
        await house.run(for: .minutes(3))
        #expect(house.monitor.posts.last?.alerts.allSatisfy { $0.endsAt != nil } == true)
        #expect(try await house.simulation.ledger.alerts().isEmpty)
    }

    @Test func `a channel that is taken out is forgotten, and its URL is not asked again`() async throws {
        let house = try await house()
        house.simulation.clock.advance(to: Simulation.start + .days(2))
        await house.run(for: .minutes(2))
        house.monitor.clear()
        try await house.load([house.credentials[0]], [])
        await house.run(for: .minutes(10))
        #expect(house.monitor.posts.isEmpty)
        #expect(try await house.simulation.ledger.alerts().isEmpty)
    }

    @Test(arguments: [
        (Channel.Audience.operators, Channel.Level.reminder, false), (.contacts, .reminder, true),
        (.both, .actNow, false),
    ]) func `a monitor is told what it is meant for`(
        audience: Channel.Audience, level: Channel.Level, isTold: Bool
    ) async throws {
        let house = try await house(audience, level)
        house.simulation.clock.advance(to: Simulation.start + .days(2))
        await house.run(for: .minutes(3))
        #expect(house.monitor.posts.isEmpty != isTold)
    }

    @Test func `trouble of the daemon itself stands until it is over`() async throws {
        let house = try await house(.operators)
        await house.simulation.engine.refuseConfiguration("it has a fault")
        await house.run(for: .minutes(3))
        let alert = try #require(house.monitor.posts.last?.alerts.first)
        #expect(alert.key.subject == .daemon(.configuration) && alert.message == "it has a fault")
        try await house.load()
        await house.run(for: .minutes(3))
        #expect(house.monitor.posts.last?.alerts.first?.endsAt != nil)
    }

    @Test func `no mail waits for a monitor, and no notice goes to it`() async throws {
        let house = try await house()
        house.monitor.answer { .postponed(code: nil, text: "away") }
        house.simulation.clock.advance(to: Simulation.start + .days(2))
        await house.run(for: .minutes(5))
        #expect(house.simulation.mailer.accepted.map(\.recipient) == ["a@contoso.example"])
        #expect(try await house.simulation.ledger.notices(limit: 9).allSatisfy { $0.notice.channel == nil })
    }
}

/// A monitor that notes what it is told, and answers as it is told to.
private final class ScriptedMonitor: AlertPoster {
    struct Post {
        var alerts: [Alert]
        var at: Instant
    }

    private let taken = Mutex<[Post]>([])
    private struct Kept { var answer: @Sendable () -> Delivery }
    private let kept = Mutex(Kept { .accepted(code: 200, text: "ok") })

    /// What it took.
    var posts: [Post] { taken.withLock { $0 } }

    func clear() { taken.withLock { $0 = [] } }

    func answer(with answer: @escaping @Sendable () -> Delivery) { kept.withLock { $0.answer = answer } }

    func post(_ alerts: [Alert], through channel: Channel, secret: SharedSecret, at now: Instant) async -> Delivery {
        let delivery = kept.withLock { $0 }.answer()
        if delivery.isAccepted { taken.withLock { $0.append(Post(alerts: alerts, at: now)) } }
        return delivery
    }
}
