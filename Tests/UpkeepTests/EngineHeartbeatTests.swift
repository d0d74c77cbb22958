import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import UpkeepState

@testable import Upkeep

/// When a monitor beyond this host is told that all is well, and when not.
@Suite struct EngineHeartbeatTests {
    private static let url = "https://hc.example/c4n4ry"
    private let root: EmailAddress
    private let credential: Credential
    private let interval = TimeSpan.minutes(5)

    init() throws {
        root = try #require(EmailAddress("root@contoso.example"))
        var credential = try Credential.sample("contoso", contacts: ["root@contoso.example"])
        credential.name = .heartbeat
        credential.identity = .heartbeat(.healthchecks)
        credential.destination = nil
        credential.lifetime = .never
        self.credential = credential
    }

    private func begun(_ kind: Heartbeat.Kind = .healthchecks, hasURL: Bool = true, isProven: Bool = true)
        async throws -> (Simulation, SimulatedMonitor)
    {
        let simulation = try await Simulation([credential], operators: [root])
        let monitor = SimulatedMonitor(clock: simulation.clock)
        await simulation.engine.use(monitor)
        await simulation.engine.use(Heartbeat(kind, every: interval))
        if hasURL { try await store(Self.url, in: simulation) }
        if isProven {
            // Mail leaves, which proves the way to people.
            await simulation.engine.refuseConfiguration("a line is wrong")
            _ = await simulation.settle()
            try await simulation.engine.load([credential], operators: [root])
        }
        _ = await simulation.settle()
        return (simulation, monitor)
    }

    private func store(_ url: String, in simulation: Simulation) async throws {
        _ = try await simulation.engine.setSecret(secret(url), for: .heartbeat, waits: false)
    }

    /// What the monitor is told within so long.
    private func signs(of monitor: SimulatedMonitor, _ simulation: Simulation, within span: TimeSpan) async
        -> [LifeSign]
    {
        let before = monitor.signs.withLock { $0.count }
        await simulation.run(until: simulation.clock.now() + span, tick: .minutes(1))
        return monitor.signs.withLock { Array($0.dropFirst(before)).map(\.sign) }
    }

    @Test func `storing the URL turns it on, and each interval has one sign`() async throws {
        let (simulation, monitor) = try await begun(hasURL: false)
        #expect(await signs(of: monitor, simulation, within: .hours(1)) == [])
        #expect(await simulation.engine.heartbeat()?.reason == "NoURL")
        try await store(Self.url, in: simulation)
        let given = await signs(of: monitor, simulation, within: .hours(1))
        #expect(given.allSatisfy { $0 == .well } && (12...14).contains(given.count), "\(given.count)")
        let report = try #require(await simulation.engine.heartbeat())
        #expect(report.status == .true && report.host == "hc.example" && report.takenAt != nil)
        #expect(simulation.journal.events("heartbeat-given").count == 1)
        #expect(await simulation.engine.status(of: .heartbeat)?.window != nil)
    }

    @Test func `a new URL is read once, and the one before is forgotten`() async throws {
        let (simulation, monitor) = try await begun()
        _ = await signs(of: monitor, simulation, within: .minutes(30))
        try await store("https://hc.example/other", in: simulation)
        _ = await signs(of: monitor, simulation, within: .minutes(30))
        let urls = monitor.signs.withLock { $0.map(\.url) }
        #expect(Set(urls) == [Self.url, "https://hc.example/other"])
        #expect(urls.last == "https://hc.example/other")
        let change = try #require(urls.firstIndex(of: "https://hc.example/other"))
        #expect(!urls[change...].contains(Self.url))
        _ = try await simulation.engine.removeSecret(of: .heartbeat)
        #expect(await signs(of: monitor, simulation, within: .minutes(30)) == [])
    }

    @Test func `until a mail has left, it is not proven that people can be told`() async throws {
        let (simulation, monitor) = try await begun(isProven: false)
        let given = await signs(of: monitor, simulation, within: .minutes(10))
        #expect(!given.isEmpty && !given.contains(.well))
        #expect(await simulation.engine.heartbeat()?.message.hasPrefix("mail: ") == true)
    }

    @Test func `a loop that is stuck gives none, however long, and neither does a timer`() async throws {
        let (simulation, monitor) = try await begun()
        let before = monitor.signs.withLock { $0.count }
        #expect(before > 0)
        for _ in 1...100 {
            simulation.clock.advance(to: simulation.clock.now() + interval)
            await simulation.engine.quiesce()
        }
        #expect(monitor.signs.withLock { $0.count } == before)
    }

    @Test func `a ledger that cannot be written stops it within two intervals`() async throws {
        let (simulation, monitor) = try await begun()
        await simulation.ledger.close()
        _ = await signs(of: monitor, simulation, within: .minutes(11))
        let given = await signs(of: monitor, simulation, within: .minutes(30))
        #expect(!given.isEmpty && given.allSatisfy(\.isAboutLedger), "\(given)")
    }

    @Test(arguments: [KeyringObstacle.locked, .unreachable, .absent])
    func `a keyring that does not give the secret stops it within two intervals, and its return begins it anew`(
        obstacle: KeyringObstacle
    ) async throws {
        let (simulation, monitor) = try await begun()
        let before = simulation.journal.events("heartbeat-withheld").count
        simulation.keyring.state.withLock { $0.outage = .obstructed(obstacle) }
        _ = await signs(of: monitor, simulation, within: .minutes(11))
        let given = await signs(of: monitor, simulation, within: .minutes(30))
        #expect(!given.isEmpty && !given.contains(.well), "\(given)")
        #expect(await simulation.engine.heartbeat()?.reason == "Withheld")
        #expect(simulation.journal.events("heartbeat-withheld").count == before + 1)
        simulation.keyring.state.withLock { $0.outage = nil }
        #expect(await signs(of: monitor, simulation, within: .minutes(10)).last == .well)
        #expect(await simulation.engine.heartbeat()?.status == .true)
    }

    @Test func `mail that is refused stops it at once, and mail that does not leave for an hour then`() async throws {
        for (delivery, patience) in [
            (Delivery.misconfigured(code: 535, text: "no"), TimeSpan.minutes(5)),
            (.postponed(code: nil, text: "no route"), .minutes(66)),
        ] {
            let (simulation, monitor) = try await begun()
            simulation.mailer.answer.withLock { $0 = { _ in delivery } }
            // Trouble of another moment, which is another notice.
            simulation.clock.advance(to: simulation.clock.now() + .seconds(10))
            await simulation.engine.refuseConfiguration("a line is wrong")
            _ = await signs(of: monitor, simulation, within: patience)
            let given = await signs(of: monitor, simulation, within: .minutes(30))
            #expect(!given.isEmpty && !given.contains(.well), "\(given)")
            #expect(await simulation.engine.heartbeat()?.message.hasPrefix("mail: ") == true)
        }
    }

    @Test func `a monitor that does not take a sign gets it again after a minute, and the journal has it once`()
        async throws
    {
        let (simulation, monitor) = try await begun()
        monitor.refusal.withLock { $0 = "hc.example answered 500" }
        let given = await signs(of: monitor, simulation, within: .minutes(20))
        #expect(given.count > 10 && given.allSatisfy { $0 == .well })
        let report = try #require(await simulation.engine.heartbeat())
        #expect(report.status == .false && report.reason == "NotTaken" && report.message.contains("answered 500"))
        #expect(simulation.journal.events("heartbeat-failed").count == 1)
    }

    @Test func `a monitor that hangs holds nothing up, and gets no second sign meanwhile`() async throws {
        let (simulation, monitor) = try await begun()
        monitor.waiting.withLock { $0 = [] }
        simulation.clock.advance(to: simulation.clock.now() + interval)
        let before = monitor.signs.withLock { $0.count }
        for _ in 1...50 {
            _ = await simulation.engine.pass()
            simulation.clock.advance(to: simulation.clock.now() + .minutes(1))
        }
        while monitor.waiting.withLock({ $0?.isEmpty != false }) { await Task.yield() }
        #expect(monitor.signs.withLock { $0.count } == before + 1)
        monitor.goOn()
        await simulation.engine.quiesce()
    }

    @Test func `the URL is in no journal, event or status`() async throws {
        let (simulation, monitor) = try await begun()
        monitor.refusal.withLock { $0 = "hc.example answered 404" }
        _ = await signs(of: monitor, simulation, within: .minutes(20))
        let events = try await simulation.ledger.events().map { "\($0)" }
        let entries = simulation.journal.entries.withLock { $0.map { "\($0)" } }
        let report = "\(String(describing: await simulation.engine.heartbeat()))"
        for text in events + entries + [report] { #expect(!text.contains("c4n4ry"), "\(text)") }
    }
}

extension LifeSign {
    fileprivate var isAboutLedger: Bool {
        if case .unwell(let reason) = self { reason.hasPrefix("ledger: ") } else { false }
    }
}
