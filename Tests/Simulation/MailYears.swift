import Bookkeeping
package import Credentials
import Foundation
import Ports
import Queues
import Synchronization
package import TestBasics
import Upkeep
internal import UpkeepState

/// Years of mail to people who have fifty connections each, and who answer it, put it off, are on it and forget, while
/// mail server, daemon and clock fail for days.
///
/// The engine gathers and spaces mail as the daemon does. Every letter is judged when it leaves, and of every secret,
/// once it is replaced, whether everybody was told in time.
package final class MailYears {
    /// What was met; each must have been.
    package struct Coverage {
        package var absences = 0
        package var outages = 0
        package var clockSteps = 0
        package var newZones = 0
        package var newContacts = 0
        package var snoozes = 0
        package var acknowledgements = 0
        package var inTime = 0
        package var late = 0
        package var forgotten = 0
        package var handOffs = 0
    }

    package static let connectionsPerContact = 50
    static let root = "root@contoso.example"
    static let boss = "boss@contoso.example"

    package let seed: UInt64
    package var random: SeededGenerator
    package let clock: WorldClock
    package let server: FlakyMailServer
    package private(set) var connections: [Credential]
    package var coverage = Coverage()
    /// How long the processors have worked for the engine, its ledger and the world that answers it, in seconds.
    package private(set) var processorSeconds = 0.0
    package let judge: MailJudge
    var engine: Engine
    var ledger: Ledger
    let truth: SecretsInTruth
    /// By which way mail leaves; the engine is loaded with it.
    var way = MailYearsWay()
    private let queue = OneQueue()
    private let keyring = SimulatedKeyring()
    private let prober: SimulatedProber
    private let path: String
    private let directory: String
    private let mishaps: Int
    private var earlierActions = 0
    private var starts: UInt64 = 0
    /// What somebody does about a connection, and when.
    var plans: [CredentialName: Plan] = [:]
    /// When somebody says that Partner Center has the new secret.
    private var confirmations: [CredentialName: Instant] = [:]
    var troubles: [Trouble] = []
    private var lettersRead = 0

    /// What somebody does about the secret in use.
    struct Plan {
        enum Habit { case prompt, late, forgetful }
        var habit: Habit
        /// When they bring the next one; `nil` until a mail has moved them.
        var renewsAt: Instant?
        /// When they bring it although no mail has moved them.
        let atLast: Instant
    }

    /// - Parameters:
    ///   - mishaps: how many of a thousand effects fail.
    ///   - cuts: one of how many acceptances is cut off.
    ///   - start: when it begins.
    package init(
        seed: UInt64, connections count: Int, mishaps: Int = 50, cuts: Int = 5_000,
        from start: Instant = ManualClock.start
    ) async throws {
        self.seed = seed
        clock = WorldClock(at: start)
        self.mishaps = mishaps
        random = SeededGenerator(seed: seed)
        directory = try MemoryDisk.makeDirectory("mail-years")
        path = "\(directory)/ledger.sqlite"
        server = FlakyMailServer(clock: clock, seed: seed, refusals: mishaps, cuts: mishaps == 0 ? 0 : cuts)
        connections = try (0..<count).map { index in
            let group = index / Self.connectionsPerContact
            var credential = try Credential.sample(
                "c\(index)", contacts: ["ops\(group)@contoso.example", "sales\(group)@contoso.example"])
            credential.identity = .azureAD(
                directory: RotationSite.administrator.directory,
                application: GUID(high: 0x3333_0000_0000_4000, low: 0x8000_0000_0000_0000 | UInt64(index + 1)))
            credential.probing = ProbePolicy(leadInterval: .days(4), signInInterval: .days(2))
            credential.notices.escalation = [.days(3), .days(1)]
            credential.notices.escalateTo = EmailAddress(Self.boss).map { [$0] } ?? []
            return credential
        }
        let truth = SecretsInTruth(clock: clock, seed: seed, mishaps: mishaps)
        self.truth = truth
        prober = SimulatedProber { credential, _, _ in truth.finding(of: credential) }
        judge = MailJudge()
        ledger = try await Ledger.open(path: path, on: queue.ledger)
        engine = Self.engine(queue, ledger, clock, keyring, prober, server, seed: seed)
        try await load()
        try await engine.recover()
        await engine.scheduleCanaries()
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private static func engine(
        _ queue: OneQueue, _ ledger: Ledger, _ clock: WorldClock, _ keyring: SimulatedKeyring,
        _ prober: SimulatedProber, _ mailer: any Mailer, seed: UInt64
    ) -> Engine {
        let cloud = SimulatedCloud(clock: ManualClock(), seed: seed)
        return Engine(
            ledger: ledger,
            world: Engine.World(
                timekeeper: clock, keyring: keyring, prober: prober, issuer: cloud, marketplace: cloud,
                testLeads: cloud, signIns: cloud, mailer: mailer, noticeWriter: LineWriter(),
                journal: RecordingJournal(),
                random: SeededGenerator(seed: seed)),
            limits: .simulated(), executor: queue.tasks)
    }

    func load() async throws {
        try await engine.load(
            connections + [way.credential].compactMap(\.self), operators: EmailAddress(Self.root).map { [$0] } ?? [],
            as: ConfigurationState(passwordSignIns: [way.ends].compactMap(\.self)))
        await engine.use(mailer)
    }

    private var mailer: any Mailer { way.mailer ?? server }

    package var now: Instant { clock.truth }
    /// How many actions there were.
    package var actions: Int { get async { await earlierActions + engine.actionsBegun } }

    /// Everybody's first secret is stored; they end over half a year.
    package func begin() async throws {
        for connection in connections {
            try await renew(connection, lifetime: .days(.random(in: 35...210, using: &random)))
        }
        drawTroubles(until: now + .days(20 * 365))
    }

    /// Lives until then; in quiet times nothing new goes wrong.
    package func live(until end: Instant, isQuiet: Bool = false) async throws {
        while now < end {
            try await happen(isQuiet: isQuiet)
            try await act()
            let next = try await settle()
            try await read()
            let wait = next.map { ($0 - clock.now()).seconds } ?? .max
            let ahead =
                ([troubles.first?.at, confirmations.values.min()] + plans.values.map { $0.renewsAt ?? $0.atLast })
                .compactMap(\.self).min().map { ($0 - now).seconds } ?? .max
            clock.advance(by: .seconds(max(30, min(wait, ahead, 6 * 3_600, (end - now).seconds))))
        }
    }

    /// Passes until nothing is due at this moment.
    private func settle() async throws -> Instant? {
        let begin = ProcessorTime.now()
        defer { processorSeconds += ProcessorTime.now() - begin }
        let isKeyringAway = mishaps > 0 && Int.random(in: 0..<1_000, using: &random) < mishaps
        keyring.state.withLock { $0.outage = isKeyringAway ? .obstructed(.unreachable) : nil }
        return try await queue.run { try await engine.passToRest(at: clock) }
    }

    /// The daemon is gone for a while, and comes back with what the disk has.
    func stayAway(for span: TimeSpan) async throws {
        await ledger.close()
        await engine.cancelActions()
        await engine.quiesce()
        judge.unavailable(from: now, until: now + span)
        clock.advance(by: span)
        starts += 1
        earlierActions += await engine.actionsBegun
        ledger = try await Ledger.open(path: path, on: queue.ledger)
        engine = Self.engine(queue, ledger, clock, keyring, prober, mailer, seed: seed &+ starts &* 7_919)
        try await load()
        try await engine.recover()
        await engine.scheduleCanaries()
    }

    /// The wall clock is set, so that it is ahead by that; servers go on showing the time that it really is.
    func setClock(aheadBy span: TimeSpan) {
        clock.error = span
        prober.skew.withLock { $0 = .seconds(0) - span }
    }

    /// The configuration is read again, with that connection in the place of what it was.
    func reload(_ changed: [Credential]) async throws {
        let byName = Dictionary(changed.map { ($0.name, $0) }) { _, last in last }
        connections = connections.map { byName[$0.name] ?? $0 }
        try await load()
    }

    /// Moves people by the letters that have come, and has each letter judged.
    private func read() async throws {
        let letters = server.state.withLock { Array($0.letters.dropFirst(lettersRead)) }
        lettersRead += letters.count
        for letter in letters {
            judge.read(letter) { name in truth.version(of: name) }
            for line in letter.lines { try await react(to: line, in: letter) }
        }
    }

    /// What is due by people's plans is done.
    private func act() async throws {
        for connection in connections {
            let name = connection.name
            if let at = confirmations[name], at <= now {
                confirmations[name] =
                    (try? await engine.confirmHandOff(of: name, by: "a person")) == nil ? now + .hours(3) : nil
                coverage.handOffs += 1
            }
            guard let plan = plans[name], plan.renewsAt ?? plan.atLast <= now, isPossible else { continue }
            try await renew(connection, lifetime: .days(.random(in: 45...200, using: &random)))
        }
    }

    /// Whether a person can do anything with the daemon now.
    var isPossible: Bool { clock.error == .seconds(0) && keyring.state.withLock { $0.outage == nil } }

    private func renew(_ connection: Credential, lifetime: TimeSpan) async throws {
        let (name, end) = (connection.name, now + lifetime)
        let version: SecretVersion
        do {
            version = try await engine.storeSecret(
                secret("secret of \(name) until \(end.secondsSinceEpoch)"), for: name, issuedAt: nil,
                expiry: .at(end, origin: .operator), keyID: nil)
        } catch {
            // The daemon is busy with it, or has only just been set right: the person comes again.
            plans[name]?.renewsAt = now + .minutes(20)
            return
        }
        if let plan = plans[name], let old = truth.end(of: name) {
            switch plan.habit {
            case .forgetful where now > old: coverage.forgotten += 1
            case .late, .forgetful: coverage.late += 1
            case .prompt: coverage.inTime += 1
            }
        }
        judge.replaced(connection, by: version.id, end: end, at: now)
        truth.store(version.id, of: name, end: end)
        let habit: Plan.Habit =
            switch Int.random(in: 0..<100, using: &random) {
            case ..<60: .prompt
            case ..<85: .late
            default: .forgetful
            }
        plans[name] = Plan(
            habit: habit, renewsAt: nil, atLast: end + .seconds(.random(in: 3_600...6 * 86_400, using: &random)))
    }

    /// A person reads of a connection.
    private func react(to line: NoticeLine, in letter: FlakyMailServer.Letter) async throws {
        guard let name = CredentialName(line.name), let occasion = Occasion(key: line.occasion),
            line.version == truth.version(of: name), let end = truth.end(of: name)
        else { return }
        if case .handOff = occasion {
            confirmations[name] = confirmations[name] ?? now + .seconds(.random(in: 600...2 * 86_400, using: &random))
        }
        guard case .lapses = occasion, var plan = plans[name], plan.renewsAt == nil else { return }
        switch plan.habit {
        case .prompt: plan.renewsAt = min(end, now + .seconds(.random(in: 7_200...8 * 86_400, using: &random)))
        case .late: plan.renewsAt = end - .seconds(.random(in: 7_200...4 * 86_400, using: &random))
        case .forgetful: break
        }
        plans[name] = plan
        try await answer(name, end: end, reader: letter.recipient)
    }

    /// One in five says that somebody is on it, one in eight puts it off.
    private func answer(_ name: CredentialName, end: Instant, reader: String) async throws {
        guard isPossible, let connection = connections.first(where: { $0.name == name }) else { return }
        switch Int.random(in: 0..<40, using: &random) {
        case ..<8:
            guard (try? await engine.acknowledge(name, by: reader, person: reader)) != nil else { return }
            coverage.acknowledgements += 1
        case ..<13:
            let latest = connection.startBy(end, publishingTime: Credential.usualPublishingTime)
            guard latest - now > .hours(2) else { return }
            let until = now + .seconds(.random(in: 3_600...(latest - now).seconds, using: &random))
            let person = Bool.random(using: &random) ? EmailAddress(reader) : nil
            let isTaken: Void? = try? await engine.snooze(
                name, until: until, recipient: person, reason: "later", by: reader)
            guard isTaken != nil else { return }
            coverage.snoozes += 1
            judge.snoozed(name, person?.description, from: now, until: until)
        case _: break
        }
    }
}
