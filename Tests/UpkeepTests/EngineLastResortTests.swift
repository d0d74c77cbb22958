import Bookkeeping
import Credentials
import Ports
import SecureMemory
import Simulation
import Synchronization
import TestBasics
import Testing

@testable import Upkeep

/// What is done when neither mail nor any channel reaches anybody.
@Suite struct EngineLastResortTests {
    private static let root = "root@contoso.example"

    /// Keeps what it is called for.
    private final class Caller: AlarmCaller {
        private let alarms = Mutex<[Alarm]>([])
        private let answer = Mutex(Delivery.accepted(code: 250, text: "ok"))

        var called: [Alarm] { alarms.withLock(\.self) }

        func answer(_ delivery: Delivery) { answer.withLock { $0 = delivery } }

        func call(_ alarm: Alarm) async -> Delivery {
            alarms.withLock { $0.append(alarm) }
            return answer.withLock(\.self)
        }
    }

    private struct Scene {
        let simulation: Simulation
        let courier: ScriptedCourier
        let caller: Caller

        var told: [JournalEntry] { simulation.journal.events("alert-paths-down") }
        var ended: [JournalEntry] { simulation.journal.events("alert-paths-work") }

        func breakDown(mail: Delivery = .misconfigured(code: 535, text: "no"), channel: Bool = true) {
            simulation.mailer.answer.withLock { $0 = { _ in mail } }
            if channel { courier.answer("ops") { .misconfigured(code: nil, text: "it does not listen") } }
        }

        func mendChannel() { courier.answer("ops") { .accepted(code: 200, text: "ok") } }

        func run(for span: TimeSpan, tick: TimeSpan = .minutes(5)) async {
            await simulation.run(until: simulation.clock.now() + span, tick: tick)
        }
    }

    /// A connection that people are reminded of, and a channel that needs no secret.
    private func scene(channels: Bool = true) async throws -> Scene {
        let operators = [try #require(EmailAddress(Self.root))]
        let credentials = [try Credential.sample("c0", contacts: ["a@contoso.example"])]
        let simulation = try await Simulation(credentials, operators: operators)
        let (courier, caller) = (ScriptedCourier(), Caller())
        await simulation.engine.use(ChannelPorts(writer: KeyChannelWriter(), courier: courier))
        await simulation.engine.use(caller)
        try await simulation.engine.load(
            credentials, operators: operators,
            channels: channels ? [Channel(try #require(ChannelName("ops")), .command, audience: .both)] : [])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credentials[0].name, issuedAt: nil,
            expiry: .at(Simulation.start + .days(31), origin: .operator), keyID: nil)
        _ = await simulation.settle()
        return Scene(simulation: simulation, courier: courier, caller: caller)
    }

    @Test func `where all ways are down it is told once, called for once, and again each day`() async throws {
        let scene = try await scene()
        scene.breakDown()
        scene.simulation.clock.advance(to: Simulation.start + .days(2))
        await scene.run(for: .hours(1))
        #expect(scene.told.count == 1 && scene.told.first?.kind.priority == .emergency)
        #expect(scene.told.first?.message.hasPrefix("nobody can be notified: every way out is down; mail: ") == true)
        #expect(scene.told.first?.message.contains("channel ops: it does not listen") == true)
        #expect(scene.caller.called.map(\.isOver) == [false] && scene.caller.called.first?.ways.count == 2)
        #expect(
            await scene.simulation.engine.summary().hasPrefix(
                "nobody can be notified: every way out is down; 1 connection"))
        await scene.run(for: .days(3))
        #expect(scene.told.count == 4 && scene.caller.called.count == 4 && scene.ended.isEmpty)
        scene.mendChannel()
        await scene.run(for: .hours(2))
        #expect(scene.ended.count == 1 && scene.told.count == 4)
        #expect(scene.caller.called.map(\.isOver) == [false, false, false, false, true])
        #expect(await !scene.simulation.engine.summary().contains("nobody"))
        let kinds = try await scene.simulation.ledger.events(limit: 1_000).map(\.event.kind.rawValue)
        #expect(kinds.filter { $0 == "alert-paths-down" }.count == 4 && kinds.contains("alert-paths-work"))
    }

    @Test func `one way that works is enough, whichever it is`() async throws {
        let mailOnly = try await scene()
        mailOnly.courier.answer("ops") { .misconfigured(code: nil, text: "it does not listen") }
        mailOnly.simulation.clock.advance(to: Simulation.start + .days(2))
        await mailOnly.run(for: .days(2))
        let channelOnly = try await scene()
        channelOnly.breakDown(channel: false)
        channelOnly.simulation.clock.advance(to: Simulation.start + .days(2))
        await channelOnly.run(for: .days(2))
        for scene in [mailOnly, channelOnly] { #expect(scene.told.isEmpty && scene.caller.called.isEmpty) }
    }

    @Test func `without channels mail is the only way, and a server that is away has an hour`() async throws {
        let scene = try await scene(channels: false)
        scene.breakDown(mail: .postponed(code: nil, text: "away"), channel: false)
        scene.simulation.clock.advance(to: Simulation.start + .days(2))
        await scene.run(for: .minutes(30))
        #expect(scene.told.isEmpty)
        await scene.run(for: .hours(2))
        #expect(scene.told.count == 1 && scene.caller.called.first?.ways.map(\.name) == ["mail"])
        scene.simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await scene.run(for: .hours(2))
        #expect(scene.ended.count == 1)
    }

    @Test func `a limit of the mail server is no reason`() async throws {
        let scene = try await scene(channels: false)
        scene.breakDown(
            mail: Delivery(MailVerdict(.limit, .restsAll, isLasting: false), code: 452, text: "later"), channel: false)
        scene.simulation.clock.advance(to: Simulation.start + .days(2))
        await scene.run(for: .days(1))
        #expect(scene.told.isEmpty)
    }

    @Test func `a start while it lasts tells nothing anew before its day, and hears of its end`() async throws {
        let scene = try await scene(channels: false)
        scene.breakDown(channel: false)
        scene.simulation.clock.advance(to: Simulation.start + .days(2))
        await scene.run(for: .hours(1))
        #expect(scene.told.count == 1)
        let again = try await scene.simulation.restarted([Credential.sample("c0", contacts: ["a@contoso.example"])])
        await again.engine.use(scene.caller)
        await again.run(until: again.clock.now() + .hours(2), tick: .minutes(5))
        #expect(scene.told.count == 1 && scene.ended.isEmpty)
        #expect(await again.engine.summary().hasPrefix("nobody can be notified"))
        again.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await again.run(until: again.clock.now() + .hours(2), tick: .minutes(5))
        #expect(scene.told.count == 1 && scene.ended.count == 1)
        #expect(scene.caller.called.map(\.isOver) == [false, true])
    }

    @Test func `a call that comes to nothing is told once, and made again until it does`() async throws {
        let scene = try await scene()
        scene.breakDown()
        scene.caller.answer(.misconfigured(code: nil, text: "leadkeeper-alert.socket does not listen"))
        scene.simulation.clock.advance(to: Simulation.start + .days(2))
        await scene.run(for: .hours(5))
        #expect(scene.told.count == 1 && scene.caller.called.count >= 4)
        #expect(scene.simulation.journal.events("alert-call-failed").count == 1)
        scene.caller.answer(.accepted(code: 250, text: "ok"))
        await scene.run(for: .hours(2))
        let count = scene.caller.called.count
        await scene.run(for: .hours(3))
        #expect(scene.caller.called.count == count)
    }
}
