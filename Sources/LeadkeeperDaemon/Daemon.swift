internal import Bookkeeping
internal import Configuration
internal import Control
internal import Couriers
internal import Credentials
internal import Dispatch
internal import Glibc
internal import KeyringAccess
internal import Metrics
internal import Microhttpd
internal import Ports
internal import Queues
internal import SecureMemory
internal import Synchronization
internal import Systemd
internal import Upkeep
internal import UpkeepState

/// The daemon, `leadkeeper run`.
public enum Daemon {
    /// Why the daemon did not start, with the exit code that says so; sysexits.h.
    struct StartFailure: Error {
        var code: Int32
        var message: String
    }

    /// How long what is under way may take to end once the daemon is to stop; ten seconds are promised, of which a busy
    /// machine gets four.
    private static let patienceAtStop = DispatchTimeInterval.seconds(6)

    /// Runs until SIGTERM or SIGINT, and ends the process.
    ///
    /// Call it on the main thread, after `Launch.begin`, before any other thread exists.
    public static func run(_ options: DaemonOptions) -> Never {
        Heap.share()
        _ = ProcessFacts.startedAtUptime
        umask(0o077)
        holdSignals([SIGHUP, SIGINT, SIGTERM])
        let journal = SystemJournal()
        let signals = SignalQueue([SIGHUP, SIGINT, SIGTERM], patience: patienceAtStop) {
            journal.write(JournalEntry(.stoppedEarly, "stopped before everything had ended; the next start resumes it"))
        }
        let work = WorkQueue(label: "leadkeeper.work")
        Task(executorPreference: work) {
            do {
                let service = try await start(options, journal: journal, work: work)
                await service.run(until: signals)
                exit(EX_OK)
            } catch let failure as StartFailure {
                journal.write(JournalEntry(.startFailed, "failed to start: \(failure.message)"))
                exit(failure.code)
            } catch {
                journal.write(JournalEntry(.startFailed, "failed to start: \(error)"))
                exit(EX_SOFTWARE)
            }
        }
        dispatchMain()
    }

    /// Blocks signals, so that one that comes before somebody listens for it waits instead of being lost; every thread
    /// inherits that.
    ///
    /// They must not be ignored as well: that would drop the one that waits.
    private static func holdSignals(_ signals: [Int32]) {
        var held = sigset_t()
        sigemptyset(&held)
        for signal in signals { sigaddset(&held, signal) }
        pthread_sigmask(SIG_BLOCK, &held, nil)
    }

    /// The way to READY, from top to bottom.
    private static func start(_ options: DaemonOptions, journal: SystemJournal, work: WorkQueue) async throws -> Service
    {
        let watch = ConfigurationWatch(directory: options.configurationDirectory)
        let (settings, reading) = try settings(in: options.configurationDirectory, journal: journal)
        let ledger = try await ledger(in: options.stateDirectory, company: work)
        let keyring = KeyringClient(
            socketPath: options.keyringSocket, ledgerKnowsSecrets: try await ledger.knowsSecrets(), company: work.queue)
        let waker = Waker(work: work)
        let outside = try Outside(
            settings, hooks: HookCaller(directory: options.hooksDirectory), notes: SignInNotes(), queue: work.queue)
        let engine = Engine(
            ledger: ledger,
            world: Engine.World(
                timekeeper: SystemTimekeeper(), keyring: keyring, prober: outside.prober,
                issuer: outside.issuer, marketplace: outside.marketplace, testLeads: outside.prober,
                signIns: outside.issuer, signInNotes: outside.notes, leads: outside.prober, examiner: outside.examiner,
                mailer: outside.mailer,
                noticeWriter: outside.noticeWriter, channels: outside.channels, lifeSigns: outside.monitor,
                alarms: outside.alarms,
                journal: journal,
                random: SystemRandomNumberGenerator()),
            executor: work, wake: { waker.wake() })
        try await load(settings, of: reading, into: engine)
        try await engine.recover()
        let loop = ServiceLink()
        let api = EngineService(engine: engine, loop: loop)
        let control: ControlServer
        do {
            control = try ControlServer(
                at: options.runtimeDirectory + "/control.sock", service: api, executor: work, queue: work.queue)
        } catch {
            throw StartFailure(code: EX_CANTCREAT, message: "the control socket: \(error)")
        }
        let service = Service(
            engine: engine, ledger: ledger, control: control, journal: journal, outside: outside,
            watch: watch, api: api, publish: settings.publish, options: options, work: work)
        loop.connect(service)
        waker.connect(service)
        return service
    }

    /// Reads the configuration; what is wrong with it goes to the journal.
    ///
    /// What an earlier version took stops no start: then nothing at all would be watched.
    private static func settings(
        in directory: String, journal: SystemJournal
    ) throws(StartFailure) -> (Settings, LoadResult) {
        let result = Settings.load(directory: directory)
        journal.write(result)
        guard let settings = result.settingsAtStart else {
            throw StartFailure(
                code: EX_CONFIG, message: "the configuration has \(result.faultCount); `leadkeeper check` lists all")
        }
        return (settings, result)
    }

    /// Puts the configuration to use; where it has no connections and the ledger knows some, those are watched.
    private static func load(_ settings: Settings, of reading: LoadResult, into engine: Engine)
        async throws(LedgerError)
    {
        let known = try await engine.knownConnections(operators: settings.operators)
        var state = ConfigurationState(misgivings: reading.misgivings.map(\.description))
        state.passwordSignIns = settings.passwordSignIns
        state.circles = settings.alertCircles
        var inventory = settings.inventory
        if settings.connectionCount == 0, !known.isEmpty {
            state.emptiness = reading.emptiness(known: known.count)
            inventory += known
        }
        await engine.use(settings.mail.pace)
        await engine.use(settings.heartbeat)
        try await engine.load(
            inventory, operators: settings.operators, channels: settings.channels, as: state)
    }

    private static func ledger(
        in directory: String, company work: WorkQueue
    ) async throws(StartFailure) -> Ledger {
        do {
            return try await Ledger.open(path: directory + "/ledger.sqlite", company: work.queue)
        } catch {
            let code =
                switch error.code {
                case .inUse, .restoring: EX_TEMPFAIL
                case .full, .reserve, .io, .notPermitted: EX_CANTCREAT
                case .corrupt, .newer, .conflict, .closed, .other: EX_SOFTWARE
                }
            let hint = error.code == .corrupt ? "; `leadkeeper restore` puts a backup back" : ""
            throw StartFailure(code: code, message: error.description + hint)
        }
    }
}

/// Lets the engine wake a loop that is made after it.
///
/// What is kept behind the lock is the loop, never a function. A function value in a generic container such as `Mutex`
/// is stored in another form than it is called in, and each look at it through `inout` writes it back wrapped once
/// more: after 65,000 wake-ups the call was 65,000 frames deep and overran a stack of one MiB.
private final class Waker: Sendable {
    private let loop = Mutex<Service?>(nil)
    private let work: WorkQueue

    init(work: WorkQueue) {
        self.work = work
    }

    func connect(_ loop: Service) {
        self.loop.withLock { $0 = loop }
    }

    /// Does nothing before the loop is there: its first turn looks at everything anyway.
    func wake() {
        guard let loop = loop.withLock({ $0 }) else { return }
        Task(executorPreference: work) { await loop.turn() }
    }
}
