internal import Bookkeeping
internal import Configuration
internal import Control
internal import Credentials
internal import Dispatch
internal import Glibc
internal import Ports
internal import Queues
internal import SecureMemory
internal import Systemd
internal import Upkeep
internal import UpkeepState

/// The loop of the daemon: passes of the engine at every due moment, the watchdog's sign of life, reload and stop.
actor Service {
    /// The longest sleep.
    ///
    /// libdispatch does not tell when the wall clock was set, so it is looked at that often; by a timer on the
    /// monotonic clock, since one on the wall clock would sleep on for as long as that was set back
    /// (timerfd_create(2)).
    private static let longestSleep = Duration.seconds(60)
    /// How much more memory than before is not worth the time that it takes to look for what is free in it, in bytes.
    private static let growthToKeep = 256 << 10

    /// How long an answer may be on its way, as a rule, until what it was made of is free.
    private static let timeToSend = DispatchTimeInterval.milliseconds(500)

    let engine: Engine
    private let ledger: Ledger
    private let control: ControlServer
    private let api: EngineService
    private let publisher: Publisher
    private let cacheDirectory: String?
    private let journal: SystemJournal
    private(set) var outside: Outside
    private var files: WatchedFiles
    /// Where the control socket is, and what is needed for a while.
    let runtimeDirectory: String
    /// Whether a forecast is being made.
    var isForecasting = false
    /// The last reload that was asked for; the next waits for its end.
    private var lastReload: Task<ReloadStatus, Never>?
    private let work: WorkQueue
    private let timer: any DispatchSourceTimer
    private let sleep: Duration
    private let turns = Turns()
    private var isStopping = false
    /// How much memory the process had when it last gave back what was free, in bytes.
    private var ownedAfterTidying = 0
    /// Whether somebody has asked for that, and it is still to come.
    private var isTidying = false
    private var lastStatus = ""

    init(
        engine: Engine, ledger: Ledger, control: ControlServer, journal: SystemJournal, outside: Outside,
        watch: ConfigurationWatch, api: EngineService, publish: PublishSettings, options: DaemonOptions,
        work: WorkQueue
    ) {
        runtimeDirectory = options.runtimeDirectory
        self.engine = engine
        self.ledger = ledger
        self.control = control
        self.journal = journal
        self.outside = outside
        self.api = api
        cacheDirectory = options.cacheDirectory
        publisher = Publisher(journal: journal)
        publisher.use(Publisher.Place(publish, cacheDirectory: options.cacheDirectory))
        files = WatchedFiles(directory: options.configurationDirectory, asRead: watch)
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
        journal.write(JournalEntry(.ready, lastStatus))
        await engine.scheduleAudit()
        await engine.scheduleCanaries()
        for await signal in signals.signals {
            guard signal == SIGHUP else { break }
            _ = await reload()
        }
        await stop()
    }

    /// One turn of the loop: passes until nothing asks for another, feeds the watchdog, and sleeps until the next due
    /// moment.
    func turn() async {
        let next = await turns.take(while: { !isStopping }) {
            let next = await engine.pass()
            // Here and nowhere else: the sign of life says that the engine has gone round, not that a timer runs.
            ServiceManager.watchdog()
            return next
        } settle: {
            if files.areDue(at: SystemTimekeeper().uptime()) { await lookAtFiles() }
            await tellStatus()
            publish()
            await tidyHeap()
        }
        if let next { arm(for: next) }
    }

    /// Gives back what work of any kind has needed, the start, actions, reloads and answers to requests, once no action
    /// is under way.
    private func tidyHeap() async {
        guard await !engine.isActing, let owned = Heap.ownedBytes, owned > ownedAfterTidying + Self.growthToKeep
        else { return }
        Heap.giveBack()
        ownedAfterTidying = Heap.ownedBytes ?? owned
    }

    /// Has that done when a long answer is sent, and not only at the next turn; nobody waits for it.
    func tidySoon() {
        guard !isTidying else { return }
        isTidying = true
        work.queue.asyncAfter(deadline: .now() + Self.timeToSend) { @Sendable [weak self, work] in
            Task(executorPreference: work) { await self?.tidyNow() }
        }
    }

    private func tidyNow() async {
        isTidying = false
        await tidyHeap()
    }

    /// Sets the timer for what is due sooner than it would fire by itself; to set it anew wakes Dispatch's own thread.
    private func arm(for next: Instant?) {
        guard let next, case let wait = next - SystemTimekeeper().now(), wait.seconds < sleep.components.seconds else {
            return
        }
        timer.schedule(deadline: .now() + .seconds(Int(max(wait.seconds, 1))), repeating: longestWait)
    }

    /// Has an edition of the publish directory written beside everything else, where one is due: nobody waits for it.
    private func publish() {
        guard publisher.begin(at: SystemTimekeeper().uptime()) else { return }
        Task(executorPreference: work) { [api, publisher] in await publisher.write(await api.snapshot()) }
    }

    /// Whether the publish directory is written; `nil` where nothing is published.
    var publishing: HealthStatus.Part? { publisher.part }

    /// Where the configuration is.
    var configurationDirectory: String { files.directory }

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

    /// Sees whether the configuration files have changed since they were read for what is in use.
    func lookAtFiles() async {
        await engine.noteConfigurationFiles(areNewer: files.haveChanged(at: SystemTimekeeper().uptime()))
    }

    /// Reads the configuration again, one reload after the other; one with faults is told and not used.
    ///
    /// - Parameter allowingEmpty: whether a configuration without connections is meant.
    func reload(allowingEmpty: Bool = false) async -> ReloadStatus {
        let reload = Task(executorPreference: work) { [lastReload] in
            _ = await lastReload?.value
            return await self.reloadNow(allowingEmpty: allowingEmpty)
        }
        lastReload = reload
        return await reload.value
    }

    private func reloadNow(allowingEmpty: Bool) async -> ReloadStatus {
        ServiceManager.reloading(monotonicMicroseconds: SystemTimekeeper.monotonicMicroseconds())
        let watch = ConfigurationWatch(directory: files.directory)
        let result = Settings.load(directory: files.directory)
        journal.write(result)
        var refusal: (message: String, hint: String?)?
        do {
            refusal = try await use(result, allowingEmpty: allowingEmpty)
        } catch {
            refusal = ("\(error)", nil)
        }
        if let refusal {
            await engine.refuseConfiguration(refusal.message)
        } else {
            files.areInUse(asRead: watch)
            journal.write(JournalEntry(.reloaded, "the configuration was read again"))
        }
        await lookAtFiles()
        await turn()
        if !isStopping { await tellReady() }
        return ReloadStatus(
            result: refusal == nil ? .reloaded : .refused,
            message: refusal?.message ?? "the configuration was read again",
            hint: refusal?.hint, connections: await engine.connectionCount, faults: result.faults.map(\.description),
            warnings: result.foreseeing(at: SystemTimekeeper().now()).warnings.map(\.description))
    }

    /// Puts what was read to use.
    ///
    /// - Returns: why it is not used; `nil` where it is.
    private func use(_ result: LoadResult, allowingEmpty: Bool) async throws -> (message: String, hint: String?)? {
        guard let settings = result.settings else {
            return ("the configuration has \(result.faultCount)", "`leadkeeper check` lists them")
        }
        let known = await engine.connectionCount
        if !allowingEmpty, result.lacksConnections || settings.connectionCount == 0 && known > 0 {
            return (result.emptiness(known: known), LoadResult.hintOfEmptiness)
        }
        let outside = try Outside(
            settings, hooks: self.outside.hooks, notes: self.outside.notes, queue: work.queue)
        try await engine.load(
            settings.inventory, operators: settings.operators, channels: settings.channels,
            as: ConfigurationState(
                misgivings: result.misgivings.map(\.description), passwordSignIns: settings.passwordSignIns,
                circles: settings.alertCircles))
        await engine.use(settings.mail.pace)
        await engine.use(settings.heartbeat)
        await engine.use(
            prober: outside.prober, issuer: outside.issuer, marketplace: outside.marketplace, testLeads: outside.prober,
            signIns: outside.issuer, leads: outside.prober, mailer: outside.mailer, noticeWriter: outside.noticeWriter,
            channels: outside.channels, lifeSigns: outside.monitor, examiner: outside.examiner)
        publisher.use(Publisher.Place(settings.publish, cacheDirectory: cacheDirectory))
        // Probes and mails under way keep the old clients until they have ended.
        self.outside = outside
        return nil
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
        journal.write(JournalEntry(.stopped, "stopped"))
    }
}
