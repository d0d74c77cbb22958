internal import Bookkeeping
public import Credentials
internal import Durability
public import Ports
internal import Queues
internal import SecureMemory
public import Upkeep
internal import UpkeepState

/// Looks ahead: runs a second engine on a copy of the ledger, on a virtual clock, in a world that goes on as it is.
public struct Forecaster: Sendable {
    /// Why there is no forecast.
    public enum Failure: Error, Hashable, Sendable {
        /// No connection of that name is configured.
        case unknownConnection(CredentialName)
        /// More lies ahead than can be answered: fewer days, or one connection alone.
        case tooMuch(limit: Int)
        /// The copy of the ledger cannot be made or used.
        case noCopy(String)
    }

    /// How many entries a forecast has at most.
    public static let limit = 300_000

    /// What writes notices, as the daemon writes them.
    private let noticeWriter: any NoticeWriter
    private let channels: ChannelPorts?
    private let directory: String
    private let limit: Int

    /// - Parameters:
    ///   - noticeWriter: what says how urgent each notice is, and what it does to calendars.
    ///   - channels: which notices channels take; `nil` where there are none.
    ///   - directory: an existing directory where the copy of the ledger may lie for as long as it takes.
    ///   - limit: how many entries there may be.
    public init(
        noticeWriter: any NoticeWriter, channels: ChannelPorts?, directory: String, limit: Int = Forecaster.limit
    ) {
        (self.noticeWriter, self.channels, self.directory) = (noticeWriter, channels, directory)
        self.limit = limit
    }

    /// What lies ahead of an engine.
    ///
    /// The engine goes on meanwhile; its ledger is held up for as long as the copy takes. Takes a moment for each probe
    /// that lies ahead, on a queue of its own; ends early where its task is cancelled. Throws `tooMuch` before any of it
    /// where the probes alone are too many.
    public func forecast(
        of engine: Engine, _ question: ForecastQuestion
    ) async throws -> Forecast {
        let scratch: ScratchDirectory
        do {
            scratch = try ScratchDirectory(in: directory)
        } catch {
            throw Failure.noCopy("\(error)")
        }
        let path = scratch.path + "/ledger.sqlite"
        do {
            let snapshot = try await engine.snapshot(copyingLedgerTo: path)
            return try await OneQueue(label: "leadkeeper.forecast").look(
                ahead: question, from: snapshot, path, noticeWriter, channels, limit: limit)
        } catch let error as LedgerError {
            throw Failure.noCopy(error.description)
        }
    }
}

extension OneQueue {
    fileprivate func look(
        ahead question: ForecastQuestion, from snapshot: EngineSnapshot, _ path: String,
        _ noticeWriter: any NoticeWriter, _ channels: ChannelPorts?, limit: Int
    ) async throws -> Forecast {
        var snapshot = snapshot
        try snapshot.narrow(to: question.connection)
        guard snapshot.fewestProbes(within: question.span) < limit else {
            throw Forecaster.Failure.tooMuch(limit: limit)
        }
        let clock = AssumedClock(now: snapshot.at, uptime: snapshot.uptime)
        let record = ForecastRecord(clock: clock, limit: limit)
        let microsoft = AssumedMicrosoft(snapshot, question, clock: clock, record: record)
        let copy = try await Ledger.openCopy(at: path, on: ledger)
        let engine = Engine(
            ledger: copy,
            world: .assumed(question, snapshot, clock, microsoft, record, noticeWriter, channels),
            limits: EngineLimits(listingInterval: .days(1), checkInterval: .days(1)), pace: snapshot.pace,
            executor: tasks)
        do {
            let forecast = try await run {
                try await engine.load(
                    snapshot.statuses.map { question.credential($0.credential) }, operators: snapshot.operators,
                    channels: snapshot.channels, as: snapshot.configuration)
                try await engine.recover()
                return try await run(engine, for: question, from: snapshot, clock, record)
            }
            await copy.close()
            return forecast
        } catch {
            await engine.cancelActions()
            await engine.quiesce()
            await copy.close()
            throw error
        }
    }

    private func run(
        _ engine: Engine, for question: ForecastQuestion, from snapshot: EngineSnapshot, _ clock: AssumedClock,
        _ record: ForecastRecord
    ) async throws -> Forecast {
        let end = snapshot.at + min(question.span, ForecastQuestion.longest)
        let names = Set(snapshot.statuses.map(\.credential.name))
        var dates = ForecastDates()
        for status in await engine.statuses() { dates.take(status) }
        while clock.now() < end {
            try Task.checkCancellation()
            let next = try await engine.passToRest(at: clock)
            guard !record.isFull else { throw Forecaster.Failure.tooMuch(limit: record.limit) }
            for name in record.takeChanged() where names.contains(name) {
                if let status = await engine.status(of: name) { dates.take(status) }
            }
            let now = clock.now()
            let then = min(end, max(now + .seconds(1), next ?? end))
            dates.reached(after: now, upTo: then).forEach(record.add)
            clock.advance(to: then)
        }
        return Forecast(
            from: snapshot.at, until: end,
            connections: snapshot.statuses.count { $0.credential.destination != nil },
            assumptions: question.assumptions, entries: record.entries.mergingNotices())
    }
}

extension EngineSnapshot {
    /// How many probes there are within so long at least: of what works now and is no password, which may be left alone.
    fileprivate func fewestProbes(within span: TimeSpan) -> Int64 {
        let seconds = min(span, ForecastQuestion.longest).seconds
        return statuses.reduce(0) { sum, status in
            let credential = status.credential
            guard credential.isProbed, !credential.identity.isPassword, status.standing.lastProbe?.result == .ok else {
                return sum
            }
            return sum + seconds / max(1, credential.probing.signInInterval.seconds)
        }
    }

    /// Leaves out what has nothing to do with that connection.
    fileprivate mutating func narrow(to name: CredentialName?) throws(Forecaster.Failure) {
        guard let name else { return }
        guard let asked = statuses.first(where: { $0.credential.name == name })?.credential else {
            throw .unknownConnection(name)
        }
        statuses = statuses.filter { status in
            let credential = status.credential
            // Whoever shares the application or the user has a part in what becomes of the secret.
            return credential.name == name || credential.name.isReserved
                || credential.identity.account == asked.identity.account
        }
    }
}

extension Engine.World {
    fileprivate static func assumed(
        _ question: ForecastQuestion, _ snapshot: EngineSnapshot, _ clock: AssumedClock, _ microsoft: AssumedMicrosoft,
        _ record: ForecastRecord, _ noticeWriter: any NoticeWriter, _ channels: ChannelPorts?
    ) -> Engine.World {
        let writer = RecordingWriter(base: noticeWriter, record: record)
        let downUntil = question.mailDown.map { snapshot.at + $0 }
        var mailer = AssumedMailer(clock: clock, record: record, microsoft: microsoft, downUntil: downUntil)
        let main = mailer
        let ports = channels.map { channels in
            ChannelPorts(
                writer: RecordingChannelWriter(base: channels.writer, mails: writer),
                courier: AssumedCourier(record: record),
                mailers: Dictionary(
                    uniqueKeysWithValues: channels.mailers.keys.map { name in
                        mailer.way = "\(name.inForecast): "
                        return (name, mailer)
                    }))
        }
        return Engine.World(
            timekeeper: clock, keyring: AssumedKeyring(), prober: microsoft, issuer: microsoft,
            marketplace: microsoft, testLeads: microsoft, signIns: microsoft, mailer: main, noticeWriter: writer,
            channels: ports, journal: record, random: SystemRandomNumberGenerator())
    }
}

extension [ForecastEntry] {
    /// One entry for all whom a notice tells at the same moment.
    fileprivate func mergingNotices() -> [ForecastEntry] {
        var merged: [ForecastEntry] = []
        var places: [ForecastEntry: Int] = [:]
        for entry in self {
            var key = entry
            key.recipients = []
            guard entry.kind == .notice else {
                merged.append(entry)
                continue
            }
            if let place = places[key] {
                merged[place].recipients += entry.recipients.filter { !merged[place].recipients.contains($0) }
            } else {
                places[key] = merged.count
                merged.append(entry)
            }
        }
        return merged
    }
}
