import Bookkeeping
package import Credentials
import Ports
import Queues
import Synchronization
import TestBasics
import Upkeep
internal import UpkeepState

/// Years of the real engine and the real ledger with an operator who mistypes one entry in five, or as many as one
/// likes.
///
/// It holds the secrets as they are in truth beside what was entered, and looks at each mail that leaves.
package final class YearOfMistakes {
    package enum Mistake: CaseIterable { case earlyDate, lateDate, wrongSecret, noDate, never }

    package struct Letter {
        package var name: String
        package var version: String
        package var word: String
        package var occasion: String
        package var end: Int64?
        package var recipient: String
        package var at: Instant
    }

    /// What is stored, as the operator entered it and as it is in truth.
    package struct Entry {
        package var version: SecretVersion
        package var storedAt: Instant
        package var isRight: Bool
        package var realEnd: Instant
        package var goneAt: Instant?
    }

    package let seed: UInt64
    private var random: SeededGenerator
    private let queue = OneQueue()
    private let clock = ManualClock()
    private let mailer: SimulatedMailer
    private let prober: SimulatedProber
    private let engine: Engine
    private let credentials: [Credential]
    private let truth = Truth()
    private var entries: [CredentialName: [Entry]] = [:]
    /// What the operator is about to do: a new secret, or the same once more with what belongs to it.
    private var plans: [CredentialName: (at: Instant, isCorrection: Bool)] = [:]
    package private(set) var letters: [Letter] = []
    package private(set) var mistakes: [Mistake: Int] = Dictionary(
        uniqueKeysWithValues: Mistake.allCases.map { ($0, 0) })
    package private(set) var checked = 0
    /// How long the processors have worked for the engine, its ledger and the world that answers it, in seconds.
    package private(set) var processorSeconds = 0.0
    private let mistakesPerHundred: Int
    private let end: Instant
    private let byName: [CredentialName: Credential]
    /// What a contact has been told.
    private struct Told: Hashable {
        var version: String
        var occasion: String
        var end: Int64?
        var to: String
    }
    private var told: Set<Told> = []
    private let pace: MailPace
    private var mailsRead = 0
    /// How long an urgent notice may wait for others, and another one where its recipient has got enough mail.
    private var patience: (urgent: TimeSpan, other: TimeSpan) {
        pace.merges ? (pace.gathering, pace.gathering + .days(1)) : (.seconds(0), .seconds(0))
    }
    /// The letters by the version that they are about.
    private var lettersOf: [String: [Letter]] = [:]
    /// What was false, and what was missing.
    package private(set) var violations: [String] = []

    /// - Parameters:
    ///   - mistakes: how many of a hundred entries are wrong.
    ///   - span: how long it lasts.
    package init(
        seed: UInt64, connections count: Int = 16, mistakes: Int = 20, for span: TimeSpan = .days(365),
        pace: MailPace = .oneByOne
    ) async throws {
        self.pace = pace
        self.seed = seed
        mistakesPerHundred = mistakes
        end = ManualClock.start + span
        random = SeededGenerator(seed: seed)
        credentials = try (0..<count).map { index in
            var credential = try Credential.sample(
                "c\(index)", office365: index.isMultiple(of: 3),
                contacts: ["ops\(index)@contoso.example", "all@contoso.example"],
                leadTimes: [.days(30), .days(14), .days(7), .days(3), .days(1), .hours(12), .days(0)])
            credential.probing = ProbePolicy(leadInterval: .days(2), signInInterval: .hours(12))
            // A user of its own: whoever shares an account shares its few attempts, and is looked at with the others.
            if case .office365(_, let client, let directory) = credential.identity {
                credential.identity = .office365(
                    userName: "leads\(index)@contoso.example", client: client, directory: directory)
            }
            return credential
        }
        byName = Dictionary(uniqueKeysWithValues: credentials.map { ($0.name, $0) })
        mailer = SimulatedMailer(clock: clock)
        let cloud = SimulatedCloud(clock: clock)
        prober = SimulatedProber { [truth] credential, _, now in
            guard let problem = truth.problem(of: credential, at: now) else { return nil }
            return .init(class: problem, step: .token, message: "refused")
        }
        engine = Engine(
            ledger: try await Ledger.open(path: ":memory:", on: queue.ledger),
            world: Engine.World(
                timekeeper: clock, keyring: SimulatedKeyring(), prober: prober, issuer: cloud, marketplace: cloud,
                testLeads: cloud, signIns: cloud, mailer: mailer, noticeWriter: WordWriter(),
                journal: RecordingJournal(),
                random: SeededGenerator(seed: seed)),
            limits: .simulated(), pace: pace, executor: queue.tasks)
        try await engine.load(credentials, operators: EmailAddress("root@contoso.example").map { [$0] } ?? [])
        try await engine.recover()
    }

    /// How many actions there were.
    package var actions: Int { get async { await engine.actionsBegun } }
    /// What it is at.
    package var now: Instant { clock.now() }
    /// How many probes there were.
    package var probes: Int { prober.probes.withLock { $0.count } }

    package func run() async throws {
        try await begin()
        try await live(until: end)
        finish()
    }

    /// Everybody's first secret is stored.
    package func begin() async throws {
        for credential in credentials { try await store(credential, isFirst: true) }
    }

    /// Lives until then, or to the end.
    package func live(until moment: Instant) async throws {
        let end = min(moment, end)
        while clock.now() < end {
            let now = clock.now()
            for credential in credentials where plans[credential.name].map({ $0.at <= now }) == true {
                try await store(credential)
            }
            let next = min(end, plans.values.map(\.at).min() ?? end)
            try await pass(until: max(next, now + .seconds(1)))
        }
    }

    /// The most mails that anybody got within a day of which none was urgent.
    package var mostMailsADay: Int {
        var quiet: [String: [Instant]] = [:]
        for mail in mailer.accepted where isQuiet(mail) { quiet[mail.recipient, default: []].append(mail.at) }
        var most = 0
        for moments in quiet.values {
            for first in moments.indices {
                most = max(most, moments[first...].prefix { $0 - moments[first] < .days(1) }.count)
            }
        }
        return most
    }

    /// Whether nothing in a mail is urgent: it reminds before the day to begin, or says that something is over.
    private func isQuiet(_ mail: SimulatedMailer.Letter) -> Bool {
        for line in mail.text.split(separator: "\n") {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            if parts[2] == "over" { continue }
            guard parts[2] == "lapses", let name = CredentialName(parts[0]), let credential = byName[name],
                let end = Int64(parts[4])
            else { return false }
            let startBy = credential.startBy(
                Instant(secondsSinceEpoch: end), publishingTime: Credential.usualPublishingTime)
            if mail.at >= startBy { return false }
        }
        return true
    }

    /// Looks whether all that was due was told.
    package func finish() {
        lettersOf = Dictionary(grouping: letters, by: \.version)
        for credential in credentials { checkWhatWasDue(credential) }
    }

    /// Lets time pass while nothing changes in truth but by the clock, and looks at each mail that leaves.
    private func pass(until end: Instant) async throws {
        while true {
            let begin = ProcessorTime.now()
            let next = try await queue.run { try await engine.passToRest(at: clock) }
            processorSeconds += ProcessorTime.now() - begin
            read()
            let now = clock.now()
            guard now < end, plans.values.allSatisfy({ $0.at > now }) else { return }
            clock.advance(to: min(end, max(now + .seconds(1), min(next ?? end, now + .hours(12)))))
        }
    }

    private func read() {
        let mails = mailer.accepted.dropFirst(mailsRead)
        mailsRead += mails.count
        for (mail, line) in mails.flatMap({ mail in mail.text.split(separator: "\n").map { (mail, $0) } }) {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            let read = Letter(
                name: parts[0], version: parts[1], word: parts[2], occasion: parts[3], end: Int64(parts[4]),
                recipient: mail.recipient, at: mail.at)
            letters.append(read)
            guard read.word != "operators" else { continue }
            check(read)
            guard let name = CredentialName(read.name) else { continue }
            // Who reads that something is wrong looks into it the next day.
            if ["question", "alarm"].contains(read.word),
                plans[name].map({ !$0.isCorrection && $0.at > read.at + .days(1) }) ?? true,
                truth.known.withLock({ $0[name].map { $0.end > read.at } ?? false })
            {
                plans[name] = (read.at + .days(1), true)
            }
        }
    }

    /// Whether a mail is true at the moment when it leaves.
    private func check(_ letter: Letter) {
        guard let name = CredentialName(letter.name), let credential = byName[name], let entry = entries[name]?.last
        else {
            violations.append("\(letter) is about nothing")
            return
        }
        expect(entry.version.id == letter.version, "another version than the one in use", letter)
        let problem = truth.problem(of: credential, at: letter.at)
        switch letter.word {
        case "alarm": expect(problem != nil, "an alarm while it works", letter)
        case "question", "over": expect(problem == nil, "nothing said of what is wrong", letter)
        case "lapses":
            expect(letter.end == end(of: entry, credential)?.secondsSinceEpoch, "another end", letter)
            expect(letter.end.map { letter.at.secondsSinceEpoch < $0 } == true, "a reminder of what has ended", letter)
        default: violations.append("a mail that nobody expects: \(letter)")
        }
        let isFirst = told.insert(
            Told(version: letter.version, occasion: letter.occasion, end: letter.end, to: letter.recipient))
        expect(isFirst.inserted, "one more copy", letter)
    }

    private func expect(_ isSo: Bool, _ violation: String, _ letter: Letter) {
        if !isSo { violations.append("\(violation): \(letter)") }
    }

    private func end(of entry: Entry, _ credential: Credential) -> Instant? {
        Window(of: entry.version, identity: credential.identity, lifetime: credential.lifetime).endInstant
    }

    /// The operator stores a secret: a new one, or the present one with what belongs to it; one entry in five is wrong.
    private func store(_ credential: Credential, isFirst: Bool = false) async throws {
        let (name, now) = (credential.name, clock.now())
        let isCorrection = plans[name]?.isCorrection == true
        var known = truth.known.withLock { $0[name] } ?? (end: now, isRight: true)
        if !isCorrection {
            known = (now + .days([60, 75, 90].randomElement(using: &random) ?? 90), true)
        }
        known.isRight = true
        var expiry = SecretVersion.Expiry.at(known.end, origin: .operator)
        if !isFirst, !isCorrection, Int.random(in: 0..<100, using: &random) < mistakesPerHundred {
            // Each kind in turn.
            let mistake = mistakes.min { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }?.key ?? .earlyDate
            mistakes[mistake, default: 0] += 1
            switch mistake {
            case .earlyDate: expiry = .at(now + .seconds((known.end - now).seconds / 3), origin: .operator)
            case .lateDate: expiry = .at(known.end + .days(90), origin: .operator)
            case .wrongSecret: known.isRight = false
            case .noDate: expiry = .unknown
            case .never: expiry = .never
            }
        }
        if let last = entries[name]?.indices.last { entries[name]?[last].goneAt = now }
        truth.known.withLock { [known] in $0[name] = known }
        let version = try await engine.storeSecret(
            secret("secret"), for: name, issuedAt: nil, expiry: expiry, keyID: nil)
        entries[name, default: []].append(
            Entry(version: version, storedAt: now, isRight: known.isRight, realEnd: known.end))
        // The next one comes early, or a little late.
        let delay = TimeSpan.seconds(.random(in: -20 * 86_400...2 * 86_400, using: &random))
        plans[name] = (max(known.end + delay, now + .days(1)), false)
    }

    /// Whether each contact got what had to be told of each entry while it was in use.
    private func checkWhatWasDue(_ credential: Credential) {
        let now = clock.now()
        for entry in entries[credential.name] ?? [] {
            let goneAt = entry.goneAt ?? now
            let brokenAt = entry.isRight ? entry.realEnd : entry.storedAt
            if goneAt > brokenAt + .hours(14) + patience.urgent {
                expect("alarm", entry, credential, from: brokenAt, until: brokenAt + .hours(14) + patience.urgent)
            }
            guard let end = end(of: entry, credential), brokenAt >= end else { continue }
            for (index, leadTime) in credential.notices.mailedLeadTimes.enumerated() {
                let dueAt = max(end - leadTime, entry.storedAt)
                let until = end - (credential.notices.mailedLeadTimes.dropFirst(index + 1).first ?? .days(0))
                guard until - dueAt > .hours(1) + patience.other, goneAt > dueAt + .hours(1) + patience.other else {
                    continue
                }
                expect(
                    "lapses", entry, credential, from: dueAt,
                    until: dueAt + .minutes(30) + patience.other, "lapses/\(leadTime.seconds)")
            }
            guard goneAt > end + .hours(1) + patience.urgent, brokenAt > end + .hours(1) + patience.urgent else {
                continue
            }
            expect("question", entry, credential, from: end, until: end + .minutes(6) + patience.urgent, "lapsed/0")
        }
    }

    private func expect(
        _ word: String, _ entry: Entry, _ credential: Credential, from: Instant, until: Instant,
        _ occasion: String? = nil
    ) {
        for contact in credential.contacts {
            checked += 1
            let isThere = lettersOf[entry.version.id, default: []].contains {
                $0.word == word && $0.recipient == contact.description && $0.at >= from
                    && $0.at <= until && (occasion.map($0.occasion.hasPrefix) ?? true)
            }
            if !isThere {
                violations.append(
                    "\(contact) got no \(word) \(occasion ?? "") of \(credential.name) by \(until.secondsSinceEpoch)")
            }
        }
    }
}

/// The secrets as they are in truth.
private final class Truth: Sendable {
    let known = Mutex<[CredentialName: (end: Instant, isRight: Bool)]>([:])

    /// What Microsoft says of the stored secret; `nil` where it is accepted.
    func problem(of credential: Credential, at now: Instant) -> ProbeClass? {
        guard let known = known.withLock({ $0[credential.name] }) else { return nil }
        if !known.isRight { return credential.identity.isPassword ? .passwordWrong : .secretWrong }
        guard known.end <= now else { return nil }
        return credential.identity.isPassword ? .passwordExpired : .secretExpired
    }
}
