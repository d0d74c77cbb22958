import Bookkeeping
import Credentials
import Foundation
import SecureMemory
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep
import UpkeepState

/// The real engine and the real ledger through four hundred days in which everything goes wrong.
final class Soak {
    /// What was met; each must have been.
    struct Coverage {
        var kills = 0
        var cutProbes = 0
        var cutMails = 0
        var clockSteps = 0
        var suspensions = 0
        var mailOutages = 0
        var keyringOutages = 0
        var networkOutages = 0
        var brokenConnections = 0
        var earlyRenewals = 0
        var lateRenewals = 0
        var passes = 0
    }

    static let root = "root@contoso.example"

    let seed: UInt64
    var random: SeededGenerator
    let directory: String
    let clock = WorldClock(at: Simulation.start)
    let gate = Gate()
    let keyring = SimulatedKeyring()
    let journal = RecordingJournal()
    let microsoft: SoakMicrosoft
    let mail: SoakMailServer
    let credentials: [Credential]
    var ledger: Ledger
    var engine: Engine
    var coverage = Coverage()
    /// When a person brings the next secret, by connection; the far future for those that nobody cares for.
    var renewals: [CredentialName: Instant] = [:]
    var versions: [CredentialName: [(id: String, storedAt: Instant, end: Instant)]] = [:]
    /// Since when nothing has been wrong, in truth.
    var calmSince = Simulation.start
    /// The stretches in which nobody could have told anything: suspended, or a clock that was wrong.
    var blind: [(from: Instant, until: Instant)] = []
    /// How much of what happened was looked at.
    var checkedLetters = 0
    var checkedAttempts: [CredentialName: Int] = [:]
    /// What will go wrong, in order.
    var disturbances: [Disturbance] = []
    /// When the clock was set last.
    var steppedAt = Simulation.start

    init(seed: UInt64) async throws {
        self.seed = seed
        random = SeededGenerator(seed: seed)
        directory = try MemoryDisk.makeDirectory("soak")
        microsoft = SoakMicrosoft(clock: clock, seed: seed, gate: gate)
        mail = SoakMailServer(clock: clock, gate: gate)
        credentials = try (0..<24).map { index in
            var credential = try Credential.sample(
                "c\(index)", office365: index.isMultiple(of: 3),
                contacts: ["ops\(index)@contoso.example", "all@contoso.example"])
            credential.probing =
                index < 12
                ? ProbePolicy(leadInterval: .days(2), signInInterval: .days(1))
                : ProbePolicy(leadInterval: .days(6), signInInterval: .days(3))
            credential.lifetime = .span(.days([60, 90, 180][index % 3]))
            return credential
        }
        ledger = try await Ledger.open(path: "\(directory)/ledger.sqlite")
        engine = Self.engine(ledger, clock, keyring, microsoft, mail, journal, seed: seed)
        try await begin()
        drawDisturbances()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    private static func engine(
        _ ledger: Ledger, _ clock: WorldClock, _ keyring: SimulatedKeyring, _ microsoft: SoakMicrosoft,
        _ mail: SoakMailServer,
        _ journal: RecordingJournal, seed: UInt64
    ) -> Engine {
        Engine(
            ledger: ledger,
            world: Engine.World(
                timekeeper: clock, keyring: keyring, prober: microsoft, issuer: SimulatedCloud(clock: clock),
                marketplace: SimulatedCloud(clock: clock), testLeads: SimulatedCloud(clock: clock),
                signIns: SimulatedCloud(clock: clock), mailer: mail,
                noticeWriter: SoakWriter(),
                journal: journal,
                random: SeededGenerator(seed: seed &+ UInt64(bitPattern: clock.truth.secondsSinceEpoch))),
            limits: EngineLimits(checkInterval: .hours(12)), pace: .oneByOne)
    }

    private func begin() async throws {
        try await engine.load(credentials, operators: [try #require(EmailAddress(Self.root))])
        try await engine.recover()
        await engine.scheduleAudit()
    }

    /// Passes until nothing is due at this moment.
    ///
    /// - Returns: when something is.
    func settle() async -> Instant? {
        while true {
            coverage.passes += 1
            let before = activity
            let next = await engine.pass()
            await engine.quiesce()
            if activity == before { return next }
        }
    }

    private var activity: Int {
        microsoft.state.withLock { $0.count } + mail.state.withLock { $0.attempts.count }
    }

    /// The daemon dies in the midst of whatever it does now, and is started again.
    func kill() async throws {
        coverage.kills += 1
        await gate.shut()
        microsoft.state.withLock { $0.isCut = true }
        mail.state.withLock { $0.isCut = true }
        let before = (microsoft.state.withLock { $0.count }, mail.state.withLock { $0.attempts.count })
        let untouched = activity
        _ = await engine.pass()
        // What the pass has started is in its midst once it has reached the world.
        while await engine.isActing, activity == untouched { await Task.yield() }
        for _ in 0..<50 { await Task.yield() }
        setDead(true)
        await ledger.close()
        await engine.cancelActions()
        await gate.open()
        await engine.quiesce()
        microsoft.state.withLock { $0.isCut = false }
        mail.state.withLock { $0.isCut = false }
        coverage.cutProbes += microsoft.state.withLock { $0.count } - before.0
        coverage.cutMails += mail.state.withLock { $0.attempts.count } - before.1
        setDead(false)
        ledger = try await Ledger.open(path: "\(directory)/ledger.sqlite")
        engine = Self.engine(ledger, clock, keyring, microsoft, mail, journal, seed: seed)
        try await begin()
    }

    /// What the killed process would still do in here does not reach the world.
    private func setDead(_ isDead: Bool) {
        microsoft.state.withLock { $0.isDead = isDead }
        mail.state.withLock { $0.isDead = isDead }
    }

    /// A person brings a new secret, as far as the keyring takes it.
    func renew(_ credential: Credential) async {
        let name = credential.name
        let lifetime = TimeSpan.days(Int64([40, 75, 120, 180].randomElement(using: &random) ?? 75))
        let truth = clock.truth
        guard clock.error == .seconds(0) else { return }
        let version = try? await engine.storeSecret(
            secret("secret of \(name)"), for: name, issuedAt: nil,
            expiry: .at(truth + lifetime, origin: .operator), keyID: nil)
        guard let version else { return }
        let end =
            Window(of: version, identity: credential.identity, lifetime: credential.lifetime).endInstant
            ?? truth + lifetime
        if let last = versions[name]?.last {
            if truth < last.end { coverage.earlyRenewals += 1 } else { coverage.lateRenewals += 1 }
        }
        versions[name, default: []].append((version.id, truth, end))
        microsoft.state.withLock { state in
            state.ends[name] = end
            state.secrets[name, default: 0] += 1
            if state.faults[name]?.class == .passwordWrong { state.faults[name] = nil }
        }
        // Some are early, some late, and one person never comes: for a password, which is not asked about every hour.
        let delay = TimeSpan.seconds(.random(in: -20 * 86_400...2 * 86_400, using: &random))
        renewals[name] = credential == credentials[15] ? Instant(secondsSinceEpoch: .max) : end + delay
    }
}
