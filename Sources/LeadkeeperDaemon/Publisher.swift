internal import Configuration
internal import Control
internal import Credentials
internal import Durability
internal import Metrics
internal import Ports
internal import Publishing
internal import Queues
internal import Synchronization
internal import Upkeep

/// Writes how everything is into a directory, for programs and people that may not ask the daemon.
///
/// It has a queue of its own, on which it may block for as long as the disk does: neither the engine nor the watchdog
/// waits for it, and while one edition is being written no other is begun. A file is whole when it appears under its
/// name. It is not on the disk then: after a power cut it is written anew, and a sync a minute would wear the disk out.
actor Publisher {
    /// Where to write, and what.
    struct Place: Hashable, Sendable {
        /// The directory.
        var directory: String
        /// Whether hosts, addresses and whole sentences are in it.
        var hasDetails: Bool
        /// The language of the calendar.
        var language: NoticePolicy.Language
    }

    /// What an edition is made of.
    struct Snapshot: Sendable {
        var statuses: [CredentialStatus]
        var health: HealthStatus
        var hold: HoldStatus?
        var at: Instant
    }

    /// How long it is from one edition to the next, by a loop that turns twice a minute at least.
    private static let interval = TimeSpan.seconds(50)
    private static let files = (mode: UInt32(0o644), ofDirectory: UInt32(0o755))

    /// What others may ask while something is being written.
    private struct Shown {
        var place: Place?
        var isWriting = false
        var dueAt: TimeSpan?
        var part: HealthStatus.Part?
    }

    private nonisolated let shown = Mutex(Shown())
    private nonisolated let executor = QueueExecutor(label: "leadkeeper.publishing")
    private let journal: any Journal
    /// What the files say that are written on a change.
    private var status: PublishedStatus?
    private var deadlines: Deadlines?
    /// The page, with what it says and the day that its words count from.
    private var page: (page: StatusPage, status: PublishedStatus, day: Int64)?
    /// Where they are.
    private var written: Place?

    /// Its own queue.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(journal: any Journal) {
        self.journal = journal
    }

    /// Takes over where to write; `nil` for nowhere.
    nonisolated func use(_ place: Place?) {
        shown.withLock { shown in
            guard shown.place != place else { return }
            shown = Shown(place: place, isWriting: shown.isWriting)
            if place != nil {
                shown.part = HealthStatus.Part(status: .unknown, reason: "NotTried", message: Self.untried)
            }
        }
    }

    /// How it stands; `nil` where nothing is published.
    ///
    /// It waits for nothing.
    nonisolated var part: HealthStatus.Part? { shown.withLock(\.part) }

    /// Whether an edition is due, which the caller then has written.
    nonisolated func begin(at uptime: TimeSpan) -> Bool {
        shown.withLock { shown in
            guard shown.place != nil, !shown.isWriting, uptime >= shown.dueAt ?? uptime else { return false }
            shown.isWriting = true
            shown.dueAt = uptime + Self.interval
            return true
        }
    }

    /// Writes an edition that was begun.
    func write(_ snapshot: Snapshot) {
        guard let place = shown.withLock(\.place) else { return finish(nil, at: snapshot.at) }
        if written != place { (status, deadlines, page, written) = (nil, nil, nil, place) }
        var failure: String?
        do {
            try write(snapshot, to: place)
        } catch {
            failure = "\(error)"
        }
        finish(failure, of: place, at: snapshot.at)
    }

    private func write(_ snapshot: Snapshot, to place: Place) throws {
        let list = ConnectionList(
            connections: snapshot.statuses.map(ConnectionStatus.init), health: snapshot.health, hold: snapshot.hold)
        // Looked for each time: somebody may have removed it, or mounted another in its place.
        let directory = try Directory.make(place.directory, mode: Self.files.ofDirectory)
        let metrics = ServiceMetrics(list, process: ProcessFacts.own)
        try put(metrics.encoded(as: .text), as: .metrics, in: directory)
        let status = PublishedStatus(place.hasDetails ? list : list.withoutDetails, asOf: snapshot.at)
        if try !status.saysTheSame(as: self.status) || isGone(.status, from: directory) {
            try put(status.encoded(), as: .status, in: directory)
            self.status = status
        }
        try put(
            page(of: list, status, in: place, at: snapshot.at).encoded(at: snapshot.at), as: .page, in: directory)
        let deadlines = Deadlines(list.connections, in: place.language, at: snapshot.at)
        if try deadlines != self.deadlines || isGone(.deadlines, from: directory) {
            try put(deadlines.encoded(at: snapshot.at), as: .deadlines, in: directory)
            self.deadlines = deadlines
        }
    }

    /// The page, made anew where it says something else than before, or counts from another day.
    private func page(
        of list: ConnectionList, _ status: PublishedStatus, in place: Place, at now: Instant
    ) -> StatusPage {
        let day = now.secondsSinceEpoch / 86_400
        if let page, page.day == day, status.saysTheSame(as: page.status) { return page.page }
        let made = StatusPage(list, in: place.language, hasDetails: place.hasDetails, at: now)
        page = (made, status, day)
        return made
    }

    private func put(_ bytes: [UInt8], as file: PublishedFile, in directory: Directory) throws(FileError) {
        try directory.write(bytes, as: file.rawValue, mode: Self.files.mode, isDurable: false)
    }

    private func isGone(_ file: PublishedFile, from directory: Directory) throws(FileError) -> Bool {
        try directory.entry(file.rawValue) == nil
    }

    /// Notes how an edition ended; the journal has it once for each change.
    private func finish(_ failure: String?, of place: Place? = nil, at now: Instant) {
        let before = shown.withLock { shown -> HealthStatus.Part? in
            shown.isWriting = false
            // Meanwhile another place may be meant.
            guard let place, shown.place == place else { return nil }
            let before = shown.part
            let status: Condition.Status = failure == nil ? .true : .false
            let since = before?.status == status ? before?.since : Timestamp(now)
            shown.part = HealthStatus.Part(
                status: status, reason: failure == nil ? "Written" : "NotWritten",
                message: failure ?? "the files in \(place.directory) are written", since: since)
            return before
        }
        switch (before?.status, failure) {
        case (.false?, nil): journal.write(JournalEntry(.publishWorks, "the publish directory is written again"))
        case (.unknown?, let why?), (.true?, let why?):
            journal.write(JournalEntry(.publishFailed, "failed to write the publish directory, trying again: \(why)"))
        case (nil, _), (.false?, _?), (.unknown?, nil), (.true?, nil): break
        }
    }

    private static let untried = "nothing has been written yet"
}

extension Publisher.Place {
    /// Where the settings say, else the service's cache directory; `nil` where there is neither.
    init?(_ settings: PublishSettings, cacheDirectory: String?) {
        guard let directory = settings.directory ?? cacheDirectory else { return nil }
        self.init(directory: directory, hasDetails: settings.details, language: settings.language)
    }
}
