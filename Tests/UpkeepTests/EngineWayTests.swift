import Bookkeeping
import Credentials
import Ports
import SecureMemory
import Simulation
import Synchronization
import Testing
import UpkeepState

@testable import Upkeep

/// That each way out is proven quietly, and what is known and told of it.
@Suite struct EngineWayTests {
    private static let root = "root@contoso.example"
    private let operators: [EmailAddress]
    private let ops: Channel

    init() throws {
        operators = [try #require(EmailAddress(Self.root))]
        ops = Channel(try #require(ChannelName("ops")), .webhook, allowsPrivate: true)
    }

    private func credential(of channel: Channel) throws -> Credential {
        var credential = try Credential.sample(channel.name.credential.description, contacts: [Self.root])
        (credential.identity, credential.destination) = (.channel(channel.kind), nil)
        return credential
    }

    private func load(_ channels: [Channel], in simulation: Simulation, _ operators: [EmailAddress]? = nil) async throws
    {
        try await simulation.engine.load(
            try channels.map(credential), operators: operators ?? self.operators, channels: channels)
    }

    /// An engine with these channels, each with its URL, whose canaries are planned.
    private func simulation(_ channels: [Channel] = []) async throws -> (Simulation, ScriptedCourier) {
        let simulation = try await Simulation([], operators: operators)
        let courier = ScriptedCourier()
        await simulation.engine.use(ChannelPorts(writer: KeyChannelWriter(), courier: courier))
        try await load(channels, in: simulation)
        for channel in channels {
            _ = try await simulation.engine.setSecret(
                secret("https://x.example/\(channel.name)"), for: channel.name.credential, waits: false)
        }
        await simulation.engine.scheduleCanaries()
        _ = await simulation.settle()
        return (simulation, courier)
    }

    private func canaries(_ simulation: Simulation) -> [Instant] {
        simulation.mailer.canaries.withLock { $0.map(\.at) }
    }

    private let refusal = Delivery(MailReply(.login, 535, "5.7.8 no"), server: "mx")
    private let away = Delivery.postponed(code: nil, text: "no route")
    private let gone = Delivery(MailVerdict(.login, .restsAll, isLasting: true), code: 404, text: "x answered 404")

    // MARK: When

    @Test func `each way is proven at start and daily from then on, a little early, and nothing is sent`() async throws
    {
        let (simulation, courier) = try await simulation([ops])
        #expect(canaries(simulation).count == 1 && courier.tried.withLock { $0.count } == 1)
        await simulation.run(until: Simulation.start + .days(10))
        let moments = canaries(simulation)
        #expect((10...12).contains(moments.count), "\(moments.count)")
        for (earlier, later) in zip(moments, moments.dropFirst()) {
            #expect(later - earlier <= .days(1) && later - earlier >= .hours(21))
        }
        #expect((10...12).contains(courier.tried.withLock { $0.count }))
        #expect(simulation.mailer.accepted.isEmpty && courier.taken().isEmpty)
        #expect(await simulation.engine.waysOut().all.map(\.status) == [.true, .true])
        #expect(await simulation.engine.waysOut().all.map(\.name) == ["mail", "ops"])
    }

    @Test func `ways do not share a moment for ever`() async throws {
        let channels = try (0..<6).map { Channel(try #require(ChannelName("c\($0)")), .webhook) }
        let (simulation, courier) = try await simulation(channels)
        await simulation.run(until: Simulation.start + .days(3), tick: .minutes(1))
        let last = Dictionary(courier.tried.withLock { $0 }.map { ($0.name, $0.at) }, uniquingKeysWith: max)
        #expect(Set(last.values).count > 3, "\(last)")
    }

    @Test func `one is tried at a time, and a way that hangs holds no mail up`() async throws {
        let (simulation, courier) = try await simulation([ops])
        await simulation.mailer.tarpit.hold([Self.root])
        simulation.clock.advance(to: Simulation.start + .days(1))
        for _ in 1...20 { _ = await simulation.engine.pass() }
        while canaries(simulation).count < 2 { await Task.yield() }
        let before = courier.tried.withLock { $0.count }
        for _ in 1...20 { _ = await simulation.engine.pass() }
        #expect(canaries(simulation).count == 2 && courier.tried.withLock { $0.count } == before)
        #expect(await simulation.engine.waysOut()[nil]?.status == .true, "it was proven yesterday")
        await simulation.mailer.tarpit.release()
        _ = await simulation.settle()
        #expect(courier.tried.withLock { $0.count } == before + 1)
    }

    @Test func `after a start they are tried, and what was known before is known still`() async throws {
        let (simulation, _) = try await simulation()
        await simulation.run(until: Simulation.start + .hours(30))
        let proven = try #require(await simulation.engine.waysOut()[nil]?.provenAt)
        let count = canaries(simulation).count
        let next = try await simulation.restarted([])
        let way = try #require(await next.engine.waysOut()[nil])
        #expect(way.status == .true && way.provenAt == proven && way.isProven)
        await next.engine.scheduleCanaries()
        _ = await next.settle()
        #expect(canaries(simulation).count == count + 1)
        // The daily rhythm is the same one: no second of them comes at once.
        await next.run(until: next.clock.now() + .hours(20))
        #expect(canaries(simulation).count == count + 1)
    }

    @Test func `a start does not hurry what was refused, which may lock an account`() async throws {
        let (simulation, _) = try await simulation()
        simulation.mailer.answer.withLock { $0 = { [refusal] _ in refusal } }
        await simulation.run(until: Simulation.start + .days(1) + .minutes(5))
        let count = canaries(simulation).count
        for _ in 1...5 {
            let next = try await simulation.restarted([])
            await next.engine.scheduleCanaries()
            _ = await next.settle()
        }
        // One was due, and had waited for the mails' own rest.
        #expect(canaries(simulation).count <= count + 1)
    }

    @Test func `a reload proves what has changed, and leaves alone what has not`() async throws {
        let (simulation, courier) = try await simulation([ops])
        let (mails, pings) = (canaries(simulation).count, courier.tried.withLock { $0.count })
        simulation.clock.advance(to: simulation.clock.now() + .minutes(5))
        try await load([ops], in: simulation)
        _ = await simulation.settle()
        #expect(canaries(simulation).count == mails && courier.tried.withLock { $0.count } == pings)

        simulation.mailer.setup.withLock { $0 = "another server" }
        try await load([ops], in: simulation)
        _ = await simulation.settle()
        #expect(canaries(simulation).count == mails + 1 && courier.tried.withLock { $0.count } == pings)

        var changed = ops
        changed.allowsPrivate = false
        try await load([changed], in: simulation)
        _ = await simulation.settle()
        #expect(canaries(simulation).count == mails + 1 && courier.tried.withLock { $0.count } == pings + 1)

        try await load([changed], in: simulation, operators + [try #require(EmailAddress("b@contoso.example"))])
        _ = await simulation.settle()
        #expect(canaries(simulation).count == mails + 2, "others are to be reached")
    }

    @Test func `a new secret is proven at once, and so is a new channel`() async throws {
        let (simulation, courier) = try await simulation([ops])
        let pings = courier.tried.withLock { $0.count }
        _ = try await simulation.engine.setSecret(secret("https://y.example/"), for: ops.name.credential, waits: false)
        _ = await simulation.settle()
        #expect(courier.tried.withLock { $0.count } == pings + 1)
        let more = Channel(try #require(ChannelName("more")), .webhook)
        try await load([ops, more], in: simulation)
        _ = await simulation.settle()
        let way = try #require(await simulation.engine.waysOut()[more.name])
        #expect(way.status == .unknown && way.reason == "NoSecret" && !way.isProven)
        #expect(way.message.contains("`leadkeeper secret set @channel-more`"), "\(way.message)")
        #expect(simulation.journal.events("channel-failed").isEmpty, "it is being set up")
        _ = try await simulation.engine.removeSecret(of: ops.name.credential)
        _ = await simulation.settle()
        #expect(await simulation.engine.waysOut()[ops.name]?.isProven == false)
    }

    // MARK: What is known and told

    @Test func `mail that a canary finds refused is told through the channels, and again when that is over`()
        async throws
    {
        let (simulation, courier) = try await simulation([ops])
        simulation.mailer.answer.withLock { $0 = { [refusal] _ in refusal } }
        await simulation.run(until: Simulation.start + .days(1) + .minutes(1))
        let way = try #require(await simulation.engine.waysOut()[nil])
        #expect(way.status == .false && way.isDown && way.message.contains("535"), "\(way)")
        #expect(await simulation.engine.health()[.mail]?.status == .false)
        #expect(courier.taken() == ["ops"])
        #expect(simulation.journal.events("mail-failed").count == 1)
        #expect(await !simulation.engine.waysOut().areAllDown)
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: Simulation.start + .days(2))
        #expect(await simulation.engine.waysOut()[nil]?.status == .true)
        #expect(courier.taken() == ["ops", "ops"])
        #expect(simulation.journal.events("mail-works").count >= 1)
    }

    @Test func `a channel that a canary finds closed is told by mail once, and again when that is over`() async throws {
        let (simulation, courier) = try await simulation([ops])
        courier.answer("ops") { [gone] in gone }
        await simulation.run(until: Simulation.start + .days(3))
        let way = try #require(await simulation.engine.waysOut()[ops.name])
        #expect(way.status == .false && way.isDown && way.message.contains("404"), "\(way)")
        #expect(way.message.contains("`leadkeeper secret set @channel-ops`"))
        #expect(simulation.mailer.accepted.count == 1 && simulation.mailer.accepted[0].recipient == Self.root)
        #expect(simulation.journal.events("channel-failed").count == 1)
        #expect(await simulation.engine.summary().contains("channel ops does not work"))
        let status = await simulation.engine.status(of: ops.name.credential)
        #expect(status?.conditions.first { $0.kind == .alertPathWorks }?.status == .false)
        courier.answer("ops") { .accepted(code: 200, text: "ok") }
        await simulation.run(until: Simulation.start + .days(4))
        #expect(simulation.mailer.accepted.count == 2)
        #expect(simulation.journal.events("channel-works").isEmpty == false)
        #expect(await simulation.engine.waysOut()[ops.name]?.status == .true)
    }

    @Test func `what may pass by itself is told after an hour and three failures`() async throws {
        let (simulation, courier) = try await simulation([ops])
        courier.answer("ops") { [away] in away }
        while await simulation.engine.waysOut()[ops.name]?.status == .true {
            await simulation.run(until: simulation.clock.now() + .minutes(1), tick: .minutes(1))
        }
        let began = try #require(await simulation.engine.waysOut()[ops.name]?.since)
        await simulation.run(until: began + .minutes(50), tick: .minutes(1))
        #expect(await simulation.engine.waysOut()[ops.name]?.status == .false)
        #expect(await simulation.engine.waysOut()[ops.name]?.isDown == false)
        #expect(simulation.mailer.accepted.isEmpty)
        await simulation.run(until: began + .hours(2), tick: .minutes(1))
        #expect(await simulation.engine.waysOut()[ops.name]?.isDown == true)
        #expect(simulation.mailer.accepted.count == 1)
    }

    @Test func `a refusal is tried again as the ladder has it, and hourly where somebody has to mend it`() async throws
    {
        let (simulation, _) = try await simulation()
        simulation.mailer.answer.withLock { $0 = { [away] _ in away } }
        let before = canaries(simulation).count
        // The operators' mail about it must not stand in for canaries here.
        await simulation.run(until: Simulation.start + .days(1) + .minutes(45), tick: .minutes(1))
        #expect((5...8).contains(canaries(simulation).count - before), "\(canaries(simulation).count - before)")
        simulation.mailer.answer.withLock { $0 = { [refusal] _ in refusal } }
    }

    @Test func `a delivery is a proof, and one that is refused for the way's own sake a disproof`() async throws {
        let (simulation, courier) = try await simulation([Channel(ops.name, .slack, allowsPrivate: true)])
        courier.proof("ops", .leftToDeliveries("a test would be seen there"))
        _ = try await simulation.engine.setSecret(secret("https://z.example/"), for: ops.name.credential, waits: false)
        _ = await simulation.settle()
        await simulation.engine.refuseConfiguration("a line is wrong")
        _ = await simulation.settle()
        let proven = try #require(await simulation.engine.waysOut()[ops.name])
        #expect(proven.status == .true && proven.reason == "Delivered" && proven.isProven)
        #expect(proven.provenAt == simulation.clock.now())
        courier.answer("ops") { [gone] in gone }
        simulation.clock.advance(to: simulation.clock.now() + .hours(1))
        try await load([Channel(ops.name, .slack, allowsPrivate: true)], in: simulation)
        _ = await simulation.settle()
        #expect(await simulation.engine.waysOut()[ops.name]?.status == .false)
        courier.answer("ops") { .accepted(code: 200, text: "ok") }
        await simulation.run(until: simulation.clock.now() + .hours(2), tick: .minutes(5))
        #expect(await simulation.engine.waysOut()[ops.name]?.status == .true)
        // A month without any is no proof any more.
        await simulation.run(until: simulation.clock.now() + .days(31))
        #expect(await simulation.engine.waysOut()[ops.name]?.reason == "NotProvenLately")
    }

    @Test func `where mail is taken for no operator, the way is down and other mail leaves`() async throws {
        let (simulation, _) = try await simulation()
        simulation.mailer.answer.withLock {
            $0 = { _ in Delivery(MailReply(.recipient, 550, "5.1.1 no such user"), server: "mx") }
        }
        await simulation.run(until: Simulation.start + .days(1) + .minutes(1))
        let way = try #require(await simulation.engine.waysOut()[nil])
        #expect(way.status == .false && way.reason == "OperatorsRefused" && way.isDown, "\(way)")
        #expect(await simulation.engine.health()[.mail]?.status == .true)
    }

    @Test func `one operator of two that is taken is enough`() async throws {
        let (simulation, _) = try await simulation()
        simulation.mailer.answer.withLock {
            $0 = { recipient in
                recipient == Self.root
                    ? Delivery(MailReply(.recipient, 550, "5.1.1 no such user"), server: "mx")
                    : .accepted(code: 250, text: "ok")
            }
        }
        try await load([], in: simulation, operators + [try #require(EmailAddress("b@contoso.example"))])
        _ = await simulation.settle()
        #expect(await simulation.engine.waysOut()[nil]?.status == .true)
    }

    @Test func `a keyring that is locked fails no canary, and no notice can use the way meanwhile`() async throws {
        let (simulation, courier) = try await simulation([ops])
        let pings = courier.tried.withLock { $0.count }
        simulation.keyring.state.withLock { $0.outage = .obstructed(.locked) }
        await simulation.run(until: Simulation.start + .days(1) + .hours(1))
        let way = try #require(await simulation.engine.waysOut()[ops.name])
        #expect(courier.tried.withLock { $0.count } == pings)
        #expect(way.message.contains("locked"), "\(way)")
        #expect(await !simulation.engine.waysOut().areAllDown, "mail needs no secret")
        simulation.keyring.state.withLock { $0.outage = nil }
        await simulation.run(until: Simulation.start + .days(1) + .hours(4), tick: .minutes(5))
        #expect(await simulation.engine.waysOut()[ops.name]?.status == .true)
    }

    @Test func `all are down when the last has failed, and one that works again ends it`() async throws {
        let (simulation, courier) = try await simulation([ops])
        #expect(await !simulation.engine.waysOut().areAllDown)
        courier.answer("ops") { [gone] in gone }
        simulation.mailer.answer.withLock { $0 = { [refusal] _ in refusal } }
        await simulation.run(until: Simulation.start + .days(1) + .minutes(5))
        let ways = await simulation.engine.waysOut()
        #expect(ways.areAllDown && ways.allDownSince != nil)
        courier.answer("ops") { .accepted(code: 200, text: "ok") }
        await simulation.run(until: Simulation.start + .days(1) + .hours(3), tick: .minutes(5))
        #expect(await !simulation.engine.waysOut().areAllDown)
    }

    @Test func `a doubtful clock holds canaries back`() async throws {
        let (simulation, _) = try await simulation()
        let before = canaries(simulation).count
        simulation.clock.step(by: .days(4_000))
        _ = await simulation.settle()
        #expect(canaries(simulation).count == before)
    }

    // MARK: A person asks

    @Test func `a probe of a channel or of mail tries it at once, and says what it found`() async throws {
        let (simulation, courier) = try await simulation([ops])
        let report = try await simulation.engine.probeNow(ops.name.credential, extent: .whole)
        #expect(report.result == .ok && report.steps.map(\.name) == [.endpoint])
        courier.answer("ops") { [gone] in gone }
        let failed = try await simulation.engine.probeNow(ops.name.credential, extent: .whole)
        #expect(failed.result == .failed && failed.finding?.code == "HTTP 404")
        #expect(failed.finding?.class == .configuration && failed.finding?.answeredBy == .channel)
        #expect(await simulation.engine.waysOut()[ops.name]?.status == .false)
        let mail = try await simulation.engine.probeNow(.mail, extent: .whole)
        #expect(mail.result == .ok)
        simulation.mailer.answer.withLock { $0 = { [away] _ in away } }
        #expect(try await simulation.engine.probeNow(.mail, extent: .whole).result == .unknown)
        courier.proof("ops", .leftToDeliveries("a test would be seen there"))
        courier.answer("ops") { .accepted(code: 200, text: "ok") }
        await simulation.run(until: simulation.clock.now() + .hours(3))
        let silent = try await simulation.engine.probeNow(ops.name.credential, extent: .whole)
        #expect(silent.steps.first?.note == "a test would be seen there")
    }
}
