import Bookkeeping
import Credentials
import Ports
import SecureMemory
import Synchronization
import TestSupport
import Upkeep

/// A clock that moves when it is told to.
final class ManualClock: Timekeeper {
    private let state: Mutex<(now: Instant, uptime: Span)>
    /// Whether there is a time service that has yet to set the clock.
    let isAwaited = Mutex(false)

    init(now: Instant) {
        state = Mutex((now, Span.hours(1)))
    }

    func now() -> Instant { state.withLock { $0.now } }
    func uptime() -> Span { state.withLock { $0.uptime } }
    func awaitsTimeService() -> Bool { isAwaited.withLock { $0 } }

    /// Time passes, on both clocks.
    func advance(to instant: Instant) {
        state.withLock {
            $0.uptime = Span(seconds: $0.uptime.seconds + (instant - $0.now).seconds)
            $0.now = instant
        }
    }

    /// The wall clock alone is set.
    func step(by span: Span) {
        state.withLock { $0.now = $0.now + span }
    }
}

/// A keyring in memory that answers as it is told to.
final class SimulatedKeyring: Keyring {
    struct State {
        var items: [String: (secret: SharedSecret, fingerprint: [UInt8])] = [:]
        var outage: KeyringAnswer?
        var storeOutage: KeyringStoreAnswer?
        var removalFails = false
    }

    let state = Mutex(State())

    func read(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        state.withLock { state in
            if let outage = state.outage { return outage }
            guard let item = state.items["\(name)/\(version)"] else { return .obstructed(.absent) }
            return item.fingerprint == fingerprint ? .value(item.secret) : .obstructed(.mismatched)
        }
    }

    func check(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        let answer = await read(name, version: version, fingerprint: fingerprint)
        return if case .value = answer { .intact } else { answer }
    }

    func store(_ name: CredentialName, version: String, label: String, secret: SharedSecret) async -> KeyringStoreAnswer {
        state.withLock { state in
            if let outage = state.storeOutage { return outage }
            // As the worker's: the same bytes have the same one.
            let hash = secret.bytes.withBytes { bytes in
                bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
            }
            let fingerprint = withUnsafeBytes(of: hash) { [UInt8]($0) }
            state.items["\(name)/\(version)"] = (secret, fingerprint)
            return .stored(fingerprint: fingerprint)
        }
    }

    func remove(_ name: CredentialName, version: String) async -> Bool {
        state.withLock { state in
            guard state.outage == nil, !state.removalFails else { return false }
            state.items["\(name)/\(version)"] = nil
            return true
        }
    }
}

/// Microsoft as one function, with a count of what it was asked.
final class SimulatedProber: CredentialProber {
    typealias Verdict = @Sendable (Credential, ProbePlan, Instant) -> ProbeReport.Finding?

    /// The verdict in force, which a test replaces.
    ///
    /// A field of a struct, not alone in the `Mutex`: there each look would wrap the function once more.
    final class Ruling: Sendable {
        private struct Kept { var verdict: Verdict }
        private let kept: Mutex<Kept>

        init(_ verdict: @escaping Verdict) { kept = Mutex(Kept(verdict: verdict)) }

        var current: Verdict { kept.withLock { kept in kept.verdict } }

        func withLock(_ change: (inout Verdict) -> Void) { kept.withLock { change(&$0.verdict) } }
    }

    let verdict: Ruling
    /// What the servers' clocks show beyond ours; `nil` where no answer comes.
    let skew = Mutex<Span?>(.seconds(0))
    let running = Mutex(0)
    let mostAtOnce = Mutex(0)
    let probes = Mutex<[(name: CredentialName, extent: ProbeReport.Extent, at: Instant)]>([])
    let secretAges = Mutex<[Span]>([])
    /// What is found of one secret, by its bytes; where it has an entry, `verdict` has no say.
    let findings = Mutex<[String: ProbeReport.Finding?]>([:])
    /// The secrets that were tried, each with whose it was and when.
    let tried = Mutex<[(name: CredentialName, secret: String, at: Instant)]>([])

    init(_ verdict: @escaping Verdict = { _, _, _ in nil }) {
        self.verdict = Ruling(verdict)
    }

    func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: Span
    ) async -> ProbeReport {
        probes.withLock { $0.append((credential.name, plan.extent, now)) }
        let atOnce = running.withLock { running in
            running += 1
            return running
        }
        mostAtOnce.withLock { $0 = max($0, atOnce) }
        await Task.yield()
        defer { running.withLock { $0 -= 1 } }
        secretAges.withLock { $0.append(secretAge) }
        let text = secret.text
        tried.withLock { $0.append((credential.name, text, now)) }
        let finding = findings.withLock { $0[text] } ?? verdict.current(credential, plan, now)
        let steps = ProbeReport.StepName.allCases.filter { plan.extent == .whole || [.endpoint, .token, .identity].contains($0) }
        return ProbeReport(
            extent: plan.extent, finding: finding,
            steps: steps.map { .init(name: $0, result: finding == nil ? .ok : .skipped, durationMilliseconds: 1) }, at: now,
            durationMilliseconds: 1, clockSkew: finding?.class.result == .unknown ? nil : skew.withLock { $0 })
    }

    func attempts(of name: CredentialName) -> [(extent: ProbeReport.Extent, at: Instant)] {
        probes.withLock { $0.filter { $0.name == name }.map { ($0.extent, $0.at) } }
    }
}

/// Holds up mails for some recipients until they are let go.
actor Tarpit {
    private var slow: Set<String> = []
    private var held: [CheckedContinuation<Void, Never>] = []

    func hold(_ recipients: some Sequence<String>) { slow = Set(recipients) }

    func release() {
        slow = []
        for one in held { one.resume() }
        held = []
    }

    func pass(_ recipient: String) async {
        guard slow.contains(recipient) else { return }
        await withCheckedContinuation { held.append($0) }
    }
}

/// A mail server that keeps what it accepts.
final class SimulatedMailer: Mailer {
    struct Letter: Hashable {
        var recipient: String
        var text: String
        var at: Instant
    }

    typealias Behaviour = @Sendable (String) -> Delivery

    /// What the server answers each recipient, which a test replaces; kept as a prober's `Ruling` is.
    final class Answer: Sendable {
        private struct Kept { var behaviour: Behaviour }
        private let kept = Mutex(Kept { _ in .accepted(code: 250, text: "ok") })

        var current: Behaviour { kept.withLock { kept in kept.behaviour } }

        func withLock(_ change: (inout Behaviour) -> Void) { kept.withLock { change(&$0.behaviour) } }
    }

    let clock: ManualClock
    let answer = Answer()
    let letters = Mutex<[Letter]>([])
    let attempts = Mutex(0)
    /// Whom an answer was asked for, in that order.
    let asked = Mutex<[String]>([])
    /// Recipients whose answer is long in coming.
    let tarpit = Tarpit()

    init(clock: ManualClock) {
        self.clock = clock
    }

    func deliver(_ message: [UInt8], to recipient: String, password: SharedSecret?) async -> Delivery {
        attempts.withLock { $0 += 1 }
        asked.withLock { $0.append(recipient) }
        await tarpit.pass(recipient)
        let delivery = answer.current(recipient)
        if delivery.isAccepted {
            letters.withLock {
                $0.append(Letter(recipient: recipient, text: String(decoding: message, as: UTF8.self), at: clock.now()))
            }
        }
        return delivery
    }

    var accepted: [Letter] { letters.withLock { $0 } }

    /// What signing in with a password brings, where it is not accepted.
    let signIns = Mutex<[String: MailSignIn]>([:])
    /// The passwords that were tried.
    let tried = Mutex<[String]>([])

    func signIn(password: SharedSecret) async -> MailSignIn {
        let text = password.text
        tried.withLock { $0.append(text) }
        return signIns.withLock { $0[text] } ?? .accepted
    }
}

extension Engine {
    /// Stores a secret and puts it to use untried, whatever is there.
    func storeSecret(
        _ secret: SharedSecret, for name: CredentialName, issuedAt: Instant?, expiry: SecretVersion.Expiry, keyID: String?
    ) async throws(EngineError) -> SecretVersion {
        try await setSecret(
            secret, for: name, SecretSaying(issuedAt: issuedAt, expiry: expiry, keyID: keyID), isUnproven: true, waits: false
        ).version
    }
}

/// Writes the bare key of what a notice is about.
final class KeyWriter: NoticeWriter {
    /// What was asked for.
    let requests = Mutex<[NoticeRequest]>([])

    func write(_ request: NoticeRequest) -> NoticeDraft {
        requests.withLock { $0.append(request) }
        return draft(request.key, request.occasion.key)
    }

    func write(_ request: OperatorNoticeRequest) -> NoticeDraft { draft(request.key, request.occasion.key) }
    func steps(of task: PersonalTask, for credential: Credential) -> [String] { ["\(task) \(credential.name)"] }

    private func draft(_ key: String, _ occasion: String) -> NoticeDraft {
        NoticeDraft(messageID: "<\(key)@test>", subject: occasion, message: Array(occasion.utf8))
    }
}

/// A journal in memory.
final class RecordingJournal: Journal {
    let entries = Mutex<[JournalEntry]>([])

    func write(_ entry: JournalEntry) {
        entries.withLock { $0.append(entry) }
    }

    func events(_ event: String) -> [JournalEntry] {
        entries.withLock { $0.filter { $0.kind.word == event } }
    }
}

/// The engine among simulated parts, on a clock that jumps from one due moment to the next.
struct Simulation {
    static let start = Instant(secondsSinceEpoch: 1_795_000_000)  // 2026-11-18T11:06:40Z

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

    /// - Parameter patience: how long people's requests wait for what is under way.
    init(
        _ credentials: [Credential], operators: [EmailAddress] = [], path: String = ":memory:", patience: Duration = .zero
    ) async throws {
        clock = ManualClock(now: Simulation.start)
        keyring = SimulatedKeyring()
        prober = SimulatedProber()
        journal = RecordingJournal()
        writer = KeyWriter()
        mailer = SimulatedMailer(clock: clock)
        ledger = try await Ledger.open(path: path)
        engine = Self.engine(ledger: ledger, clock, keyring, prober, mailer, journal, writer, patience: patience)
        try await engine.load(credentials, operators: operators)
        try await engine.recover()
    }

    private static func engine(
        ledger: Ledger, _ clock: ManualClock, _ keyring: SimulatedKeyring, _ prober: SimulatedProber, _ mailer: SimulatedMailer,
        _ journal: RecordingJournal, _ writer: KeyWriter, patience: Duration = .zero
    ) -> Engine {
        Engine(
            ledger: ledger,
            world: Engine.World(
                timekeeper: clock, keyring: keyring, prober: prober, issuer: SimulatedCloud(clock: clock),
                marketplace: SimulatedCloud(clock: clock), testLeads: SimulatedCloud(clock: clock), mailer: mailer,
                noticeWriter: writer, journal: journal, random: SeededGenerator(seed: 1)),
            limits: Engine.Limits(patience: patience))
    }

    private init(_ other: Simulation, _ engine: Engine, _ ledger: Ledger? = nil) {
        (keyring, prober, mailer, self.ledger) = (other.keyring, other.prober, other.mailer, ledger ?? other.ledger)
        clock = other.clock
        journal = other.journal
        writer = other.writer
        self.engine = engine
    }

    /// The daemon started anew on what the ledger knows: the old engine is dropped as it stands.
    func restarted(
        _ credentials: [Credential], operators: [EmailAddress]? = nil, as configuration: ConfigurationState = ConfigurationState()
    ) async throws -> Simulation {
        let engine = Self.engine(ledger: ledger, clock, keyring, prober, mailer, journal, writer)
        let root = EmailAddress("root@contoso.example").map { [$0] } ?? []
        try await engine.load(credentials, operators: operators ?? root, as: configuration)
        try await engine.recover()
        return Simulation(self, engine)
    }

    /// The daemon started anew on the file of a ledger that was closed.
    func reopened(_ credentials: [Credential], path: String) async throws -> Simulation {
        let ledger = try await Ledger.open(path: path)
        let engine = Self.engine(ledger: ledger, clock, keyring, prober, mailer, journal, writer)
        try await engine.load(credentials, operators: [])
        try await engine.recover()
        return Simulation(self, engine, ledger)
    }

    /// Passes at every due moment, at most a minute of which the daemon would sleep through, until `end`.
    func run(until end: Instant, tick: Span = .hours(1)) async {
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

extension Credential {
    static func sample(
        _ name: String, office365: Bool = false, contacts: [String] = ["ops@contoso.example"], leadTimes: [Span]? = nil
    ) throws -> Credential {
        let guid = GUID(high: 0x1234_5678_8af1_4a5f, low: 0x8123_1223_4d01_db47)
        var notices = NoticePolicy()
        if let leadTimes { notices.leadTimes = leadTimes }
        guard let credentialName = CredentialName(name) else { throw Unusable(text: name) }
        return Credential(
            name: credentialName,
            identity: office365
                ? .office365(userName: "leads@contoso.example", client: guid, directory: "contoso.example")
                : .azureAD(directory: guid, application: guid),
            environment: "https://\(name).crm4.dynamics.com",
            contacts: try contacts.map {
                guard let address = EmailAddress($0) else { throw Unusable(text: $0) }
                return address
            }, lifetime: .span(.days(90)), probing: ProbePolicy(), notices: notices, rotation: RotationPolicy())
    }

    struct Unusable: Error {
        var text: String
    }
}

func secret(_ text: String) -> SharedSecret {
    SharedSecret(SecretBytes(copying: Array(text.utf8)))
}
