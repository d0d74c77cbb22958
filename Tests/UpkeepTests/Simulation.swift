import Bookkeeping
import Credentials
import Ports
import SecureMemory
import Simulation
import Synchronization
import TestSupport
import Upkeep
import UpkeepState

/// The engine among simulated parts, on a clock that jumps from one due moment to the next.
struct Simulation {
    static let start = ManualClock.start

    let clock: ManualClock
    let keyring: SimulatedKeyring
    let prober: SimulatedProber
    /// Where nothing is rotated yet.
    var cloud: SimulatedCloud { SimulatedCloud(clock: clock) }
    let mailer: SimulatedMailer
    let journal: RecordingJournal
    let writer: KeyWriter
    let ledger: Ledger
    let engine: Engine
    /// The leads that can be read; `nil` where nobody reads any.
    let leads: SimulatedLeads?
    let examiner: (any ConnectionExaminer)?

    /// - Parameters:
    ///   - patience: how long people's requests wait for what is under way.
    ///   - pace: how much mail there may be; one for each notice, at once, unless a test is about that.
    init(
        _ credentials: [Credential], operators: [EmailAddress] = [], path: String = ":memory:",
        patience: Duration = .zero, pace: MailPace = .oneByOne, leads: SimulatedLeads? = nil,
        examiner: (any ConnectionExaminer)? = nil
    ) async throws {
        (self.leads, self.examiner) = (leads, examiner)
        clock = ManualClock(now: Simulation.start)
        keyring = SimulatedKeyring()
        prober = SimulatedProber()
        journal = RecordingJournal()
        writer = KeyWriter()
        mailer = SimulatedMailer(clock: clock)
        ledger = try await Ledger.open(path: path)
        engine = Self.engine(
            ledger: ledger, clock, keyring, prober, mailer, journal, writer, patience: patience,
            pace: pace, leads, examiner)
        try await engine.load(credentials, operators: operators)
        try await engine.recover()
    }

    private static func engine(
        ledger: Ledger, _ clock: ManualClock, _ keyring: SimulatedKeyring, _ prober: SimulatedProber,
        _ mailer: SimulatedMailer,
        _ journal: RecordingJournal, _ writer: KeyWriter, patience: Duration = .zero,
        pace: MailPace = .oneByOne, _ leads: SimulatedLeads?, _ examiner: (any ConnectionExaminer)?
    ) -> Engine {
        Engine(
            ledger: ledger,
            world: Engine.World(
                timekeeper: clock, keyring: keyring, prober: prober, issuer: SimulatedCloud(clock: clock),
                marketplace: SimulatedCloud(clock: clock), testLeads: SimulatedCloud(clock: clock),
                signIns: SimulatedCloud(clock: clock), leads: leads, examiner: examiner, mailer: mailer,
                noticeWriter: writer, journal: journal, random: SeededGenerator(seed: 1)),
            limits: Engine.Limits(patience: patience), pace: pace)
    }

    private init(_ other: Simulation, _ engine: Engine, _ ledger: Ledger? = nil) {
        (keyring, prober, mailer, self.ledger) = (other.keyring, other.prober, other.mailer, ledger ?? other.ledger)
        clock = other.clock
        (leads, examiner) = (other.leads, other.examiner)
        journal = other.journal
        writer = other.writer
        self.engine = engine
    }

    /// The daemon started anew on what the ledger knows: the old engine is dropped as it stands.
    func restarted(
        _ credentials: [Credential], operators: [EmailAddress]? = nil, channels: [Channel] = [],
        as configuration: ConfigurationState = ConfigurationState(), pace: MailPace = .oneByOne
    ) async throws -> Simulation {
        let engine = Self.engine(
            ledger: ledger, clock, keyring, prober, mailer, journal, writer, pace: pace, leads, examiner)
        let root = EmailAddress("root@contoso.example").map { [$0] } ?? []
        try await engine.load(credentials, operators: operators ?? root, channels: channels, as: configuration)
        try await engine.recover()
        return Simulation(self, engine)
    }

    /// The daemon started anew on the file of a ledger that was closed.
    func reopened(_ credentials: [Credential], path: String) async throws -> Simulation {
        let ledger = try await Ledger.open(path: path)
        let engine = Self.engine(
            ledger: ledger, clock, keyring, prober, mailer, journal, writer, leads, examiner)
        try await engine.load(credentials, operators: [])
        try await engine.recover()
        return Simulation(self, engine, ledger)
    }

    /// Passes at every due moment, at most a minute of which the daemon would sleep through, until `end`.
    func run(until end: Instant, tick: TimeSpan = .hours(1)) async {
        while clock.now() < end {
            let next = await settle()
            let now = clock.now()
            clock.advance(to: min(end, max(now + .seconds(1), min(next ?? end, now + tick))))
        }
        _ = await settle()
    }

    /// Passes until nothing is due any more at this moment.
    func settle() async -> Instant? {
        var next = await engine.pass()
        await engine.quiesce()
        for _ in 0..<100 {
            guard let due = await engine.pass(), due <= clock.now() else {
                await engine.quiesce()
                next = await engine.pass()
                await engine.quiesce()
                return next
            }
            await engine.quiesce()
        }
        return next
    }
}
