internal import Bookkeeping
internal import Configuration
internal import Credentials
internal import Dispatch
internal import Glibc
internal import Queues
internal import SecureMemory
internal import Systemd
internal import Upkeep

/// The loop of the daemon: passes of the engine at every due moment, the watchdog's sign of life, reload and stop.
actor Service {
    /// The longest sleep.
    ///
    /// libdispatch does not tell when the wall clock was set, so it is looked at that often; by a timer on the monotonic clock, since
    /// one on the wall clock would sleep on for as long as that was set back (timerfd_create(2)).
    private static let longestSleep = Duration.seconds(60)

    private let engine: Engine
    private let ledger: Ledger
    private let control: ControlServer
    private let journal: SystemJournal
    private let configurationDirectory: String
    private var outside: Outside
    private let work: WorkQueue
    private let timer: any DispatchSourceTimer
    private let sleep: Duration
    private var isTurning = false
    private var isAskedToTurn = false
    private var isStopping = false
    /// Whether there is something to give back of what the start or actions under way have needed.
    private var isBusy = true
    private var lastStatus = ""

    init(
        engine: Engine, ledger: Ledger, control: ControlServer, journal: SystemJournal, outside: Outside,
        configurationDirectory: String, work: WorkQueue
    ) {
        self.engine = engine
        self.ledger = ledger
        self.control = control
        self.journal = journal
        self.outside = outside
        self.configurationDirectory = configurationDirectory
        self.work = work
        timer = DispatchSource.makeTimerSource(queue: work.queue)
        sleep = min(Self.longestSleep, ServiceManager.watchdogInterval().map { $0 / 2 } ?? Self.longestSleep)
    }

    /// Passes once, tells the service manager that the daemon is ready, and goes on until a signal ends it.
    func run(until signals: SignalQueue) async {
        timer.setEventHandler { @Sendable [weak self, work] in
            Task(executorPreference: work) { await self?.turn() }
        }
        timer.schedule(deadline: .now() + longestWait, repeating: longestWait)
        timer.activate()
        await turn()
        await tellReady()
        journal.write(JournalEntry(.info, "ready", lastStatus))
        await engine.scheduleAudit()
        for await signal in signals.signals {
            guard signal == SIGHUP else { break }
            await reload()
        }
        await stop()
    }

    /// One turn of the loop: passes until nothing asks for another, feeds the watchdog, and sleeps until the next due moment.
    func turn() async {
        guard !isStopping else { return }
        isAskedToTurn = true
        guard !isTurning else { return }
        isTurning = true
        defer { isTurning = false }
        var next: Instant?
        while isAskedToTurn, !isStopping {
            isAskedToTurn = false
            next = await engine.pass()
            // Here and nowhere else: the sign of life says that the engine has gone round, not that a timer runs.
            ServiceManager.watchdog()
        }
        await tellStatus()
        await tidyHeap()
        arm(for: next)
    }

    /// Gives back what actions have needed, once the last of them has ended.
    private func tidyHeap() async {
        let wasBusy = isBusy
        isBusy = await engine.isActing
        if wasBusy, !isBusy { Heap.giveBack() }
    }

    /// Sets the timer for what is due sooner than it would fire by itself; to set it anew wakes Dispatch's own thread.
    private func arm(for next: Instant?) {
        guard let next, case let wait = next - SystemTimekeeper().now(), wait.seconds < sleep.components.seconds else { return }
        timer.schedule(deadline: .now() + .seconds(Int(max(wait.seconds, 1))), repeating: longestWait)
    }

    private var longestWait: DispatchTimeInterval { .seconds(Int(sleep.components.seconds)) }

    private func tellStatus() async {
        let status = await engine.summary()
        guard status != lastStatus else { return }
        lastStatus = status
        ServiceManager.status(status)
    }

    private func tellReady() async {
        lastStatus = await engine.summary()
        ServiceManager.ready(status: lastStatus)
    }

    /// Reads the configuration again; one with faults is told and not used.
    private func reload() async {
        ServiceManager.reloading(monotonicMicroseconds: SystemTimekeeper.monotonicMicroseconds())
        let result = Settings.load(directory: configurationDirectory)
        do {
            guard let settings = result.settings else {
                throw Daemon.StartFailure(code: EX_CONFIG, message: "the configuration has \(result.faultCount)")
            }
            let outside = try Outside(settings)
            try await engine.load(settings.inventory, operators: settings.mail.operators)
            await engine.use(
                prober: outside.prober, issuer: outside.issuer, marketplace: outside.marketplace, testLeads: outside.prober,
                mailer: outside.mailer, noticeWriter: outside.noticeWriter)
            // Probes and mails under way keep the old clients until they have ended.
            self.outside = outside
            journal.write(JournalEntry(.notice, "reloaded", "the configuration was read again"))
        } catch {
            for fault in result.faults {
                journal.write(JournalEntry(.error, "configuration-fault", fault.description))
            }
            await engine.refuseConfiguration((error as? Daemon.StartFailure)?.message ?? "\(error)")
        }
        await turn()
        await tellReady()
    }

    /// Lets go of everything in order, and waits for what is under way to give up.
    ///
    /// The signal that asked for it has set the moment at which the process ends even if something here hangs.
    private func stop() async {
        isStopping = true
        timer.cancel()
        ServiceManager.stopping(status: "stopping")
        await control.stop()
        await engine.cancelActions()
        await engine.quiesce()
        await ledger.close()
        journal.write(JournalEntry(.info, "stopped", "stopped"))
    }
}
