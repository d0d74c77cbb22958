import Credentials
import Foundation
import SQLite
import SecureMemory
import Synchronization
import TestSupport
import Testing
import Upkeep

@testable import Bookkeeping

/// The engine with a ledger on a disk of memory, among simulated parts, which can be killed at any effect and started again.
final class RotationSite {
    static let administrator = EntraApplication(
        directory: GUID(high: 0x1111_0000_0000_4000, low: 0x8000_0000_0000_0001),
        id: GUID(high: 0x1111_0000_0000_4000, low: 0x8000_0000_0000_0002))

    let clock = ManualClock(now: Simulation.start)
    let keyring = SimulatedKeyring()
    let cloud: SimulatedCloud
    let mailer: SimulatedMailer
    let journal = RecordingJournal()
    let writer = KeyWriter()
    let hands: DangerousHands
    let directory: String
    private(set) var credentials: [Credential]
    private(set) var ledger: Ledger
    private(set) var engine: Engine
    private var starts: UInt64 = 0
    /// When somebody vouches for a hand-off, which a day has shown by then.
    private var vouchingAt: [CredentialName: Instant] = [:]
    /// How often the daemon was started again.
    var restarts: Int { Int(starts) }
    /// Whether the ledger refuses something until that has been seen, and whether it was.
    private(set) var ledgerRefuses = false
    private(set) var ledgerHasRefused = false
    let seed: UInt64

    init(_ credentials: [Credential], seed: UInt64 = 1, hasAdministrator: Bool = true) async throws {
        self.seed = seed
        self.credentials = credentials + (hasAdministrator ? [try Self.administratorCredential()] : [])
        let base =
            FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        directory = "\(base)/rotation-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        cloud = SimulatedCloud(clock: clock, seed: seed)
        mailer = SimulatedMailer(clock: clock)
        hands = DangerousHands()
        ledger = try await Ledger.open(path: "\(directory)/ledger.sqlite")
        engine = Self.engine(ledger, clock, keyring, cloud, mailer, journal, writer, hands, seed: seed)
        try await engine.load(self.credentials, operators: [])
        try await engine.recover()
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private static func engine(
        _ ledger: Ledger, _ clock: ManualClock, _ keyring: SimulatedKeyring, _ cloud: SimulatedCloud, _ mailer: SimulatedMailer,
        _ journal: RecordingJournal, _ writer: KeyWriter, _ hands: DangerousHands, seed: UInt64
    ) -> Engine {
        var world = Engine.World(
            timekeeper: clock, keyring: keyring, prober: cloud, issuer: cloud, marketplace: cloud, testLeads: cloud,
            mailer: mailer,
            noticeWriter: writer, journal: journal, random: SeededGenerator(seed: seed))
        hands.connect(
            RotationPerformer(
                issuer: cloud, marketplace: cloud, testLeads: cloud, prober: cloud, keyring: keyring), ledger)
        world.rotationPerformer = hands
        return Engine(ledger: ledger, world: world)
    }

    /// The daemon killed and started again on what the disk has.
    func restart(_ credentials: [Credential]? = nil) async throws {
        await ledger.close()
        await engine.cancelActions()
        await engine.quiesce()
        if let credentials { self.credentials = credentials }
        starts += 1
        ledger = try await Ledger.open(path: "\(directory)/ledger.sqlite")
        engine = Self.engine(ledger, clock, keyring, cloud, mailer, journal, writer, hands, seed: seed &+ starts &* 7_919)
        try await engine.load(self.credentials, operators: [])
        try await engine.recover()
    }

    /// Strikes once, at the next such effect.
    func strike(_ effect: RotationEffect, _ blow: DangerousHands.Blow) async throws {
        let isInFlight = "LIKE '%\"inFlight\":\"\(effect.rawValue)\"%'"
        let condition: String
        switch blow {
        case .intentRefused: condition = "NEW.state \(isInFlight)"
        case .resultRefused: condition = "OLD.state \(isInFlight) AND NOT NEW.state \(isInFlight)"
        case .error, .killBefore, .killAfter, .answerLost: return hands.strike(effect, blow)
        }
        ledgerRefuses = true
        try await ledger.write("refuse") { database in
            try database.exec(
                """
                CREATE TEMP TRIGGER refusal BEFORE UPDATE ON main.rotations WHEN \(condition) BEGIN
                    SELECT RAISE(ABORT, 'it is refused');
                END
                """)
        }
    }

    /// The ledger takes everything again, once it has refused something.
    private func heal() async throws {
        guard ledgerRefuses, !journal.events("ledger-conflict").isEmpty else { return }
        ledgerRefuses = false
        ledgerHasRefused = true
        try await ledger.write("heal") { database in try database.exec("DROP TRIGGER refusal") }
    }

    /// The configuration is read again.
    func reload(_ credentials: [Credential]) async throws {
        self.credentials = credentials
        try await engine.load(credentials, operators: [])
    }

    /// Stores the secret of the administrator, and one for each connection, adopted with its key id where it is an application's.
    func storeSecrets(lifetime: Span = .days(100)) async throws {
        for credential in credentials {
            let value = "first-\(credential.name)"
            let end = clock.now() + (credential.name.isReserved ? Span.days(720) : lifetime)
            var keyID: GUID?
            switch credential.identity {
            case .azureAD(_, let application): keyID = cloud.add(value, to: application, endsAt: end)
            case .office365(let user, _, _): cloud.state.withLock { $0.passwords[user] = value }
            case .mailbox: break
            }
            cloud.state.withLock { $0.copies[credential.name] = value }
            _ = try await engine.storeSecret(
                secret(value), for: credential.name, issuedAt: nil,
                expiry: credential.identity.isPassword ? .unknown : .at(end, origin: .operator), keyID: keyID?.description)
        }
    }

    /// Passes at every due moment until `end`, starting the daemon again whenever it was killed.
    func run(until end: Instant, tick: Span = .hours(1)) async throws {
        while true {
            let next = try await settle()
            guard clock.now() < end else { return }
            let now = clock.now()
            clock.advance(to: min(end, max(now + .seconds(1), min(next ?? end, now + tick))))
        }
    }

    func run(for span: Span, tick: Span = .hours(1)) async throws {
        try await run(until: clock.now() + span, tick: tick)
    }

    /// Passes until nothing is due any more at this moment.
    func settle() async throws -> Instant? {
        await vouch()
        for _ in 0..<200 {
            let next = await engine.pass()
            await engine.quiesce()
            try await heal()
            if hands.isKilled {
                hands.revive()
                try await restart()
                continue
            }
            if next.map({ $0 > clock.now() }) ?? true {
                let again = await engine.pass()
                await engine.quiesce()
                if again.map({ $0 > clock.now() }) ?? true, !hands.isKilled { return again }
            }
        }
        Issue.record("it does not come to rest")
        return nil
    }

    func record(_ credential: Credential) async throws -> CredentialRecord {
        try #require(try await ledger.record(of: credential.name))
    }

    /// The value of the secret in use, as the keyring has it.
    func currentValue(_ credential: Credential) async throws -> String? {
        guard let current = try await record(credential).current else { return nil }
        return keyring.state.withLock { $0.items["\(credential.name)/\(current.id)"]?.secret.text }
    }

    /// A person takes the values from the sheet, pastes them, and says so; a day later the same person vouches for it.
    func handOver(_ credential: Credential) async throws {
        let sheet = try await engine.showHandOff(of: credential.name, to: "a test")
        cloud.paste(sheet.secret.text, for: credential)
        _ = try await engine.confirmHandOff(of: credential.name, by: "a test")
        vouchingAt[credential.name] = clock.now() + .days(1)
    }

    /// Whoever has confirmed a hand-off long enough ago vouches for it, and tries again where that is not taken.
    private func vouch() async {
        for (name, at) in vouchingAt where at <= clock.now() {
            guard (try? await engine.vouchForHandOff(of: name, by: "a test")) != nil else { continue }
            vouchingAt[name] = nil
        }
    }

    static func administratorCredential() throws -> Credential {
        Credential(
            name: .administrator, identity: .azureAD(directory: administrator.directory, application: administrator.id),
            environment: nil, contacts: [], lifetime: .never, probing: ProbePolicy(), notices: NoticePolicy(),
            rotation: RotationPolicy())
    }
}

extension Credential {
    /// A connection that is rotated, with an application or a user of its own.
    static func rotating(
        _ name: String, _ mode: RotationPolicy.Mode, office365: Bool = false, overlap: Span = .days(7),
        lifetime: Span = .days(180),
        number: UInt64 = 1
    ) throws -> Credential {
        var credential = try Credential.sample(name, office365: office365)
        credential.rotation = RotationPolicy(mode: mode, before: .days(30), overlap: overlap, lifetime: lifetime)
        if !office365 {
            credential.identity = .azureAD(
                directory: RotationSite.administrator.directory,
                application: GUID(high: 0x2222_0000_0000_4000, low: 0x8000_0000_0000_0000 | number))
        }
        if mode == .automatic { credential.offer = name }
        return credential
    }

    var applicationID: GUID? { identity.application?.id }
}

/// Performs effects as the seams do, unless it is told to fail, to die, or to lose the answer.
final class DangerousHands: RotationPerforming {
    enum Blow: String, CaseIterable {
        /// The effect fails without having been done.
        case error
        /// The daemon is killed when the effect is about to begin.
        case killBefore
        /// The daemon is killed when the effect has been done, before that is written down.
        case killAfter
        /// The effect is done, and nobody hears of it.
        case answerLost
        /// The ledger refuses to write down that the effect begins.
        case intentRefused
        /// The ledger refuses to write down what the effect brought.
        case resultRefused
    }

    private struct State {
        var hands: RotationPerformer?
        var ledger: Ledger?
        var blow: (effect: RotationEffect, kind: Blow)?
        var isKilled = false
        var struck = false
        var performed: [RotationEffect: Int] = [:]
        var unintended: [RotationEffect] = []
    }

    private let state = Mutex(State())

    func connect(_ hands: RotationPerformer, _ ledger: Ledger) {
        state.withLock {
            $0.hands = hands
            $0.ledger = ledger
        }
    }

    /// Strikes once, at the next such effect.
    func strike(_ effect: RotationEffect, _ kind: Blow) { state.withLock { $0.blow = (effect, kind) } }

    var isKilled: Bool { state.withLock { $0.isKilled } }
    var hasStruck: Bool { state.withLock { $0.struck } }
    func revive() { state.withLock { $0.isKilled = false } }
    var performed: [RotationEffect: Int] { state.withLock { $0.performed } }
    /// The effects that were performed without an intent in the ledger.
    var unintended: [RotationEffect] { state.withLock { $0.unintended } }

    func perform(_ effect: RotationEffect, in context: RotationContext) async -> RotationOutcome {
        let (hands, ledger, blow) = state.withLock { state in
            let blow = state.blow?.effect == effect ? state.blow?.kind : nil
            if blow != nil {
                state.blow = nil
                state.struck = true
            }
            return (state.hands, state.ledger, blow)
        }
        guard let hands, let ledger else { return .setback(Setback(.transient, message: "there is nobody")) }
        // A process that is dead already can look nothing up, and what it does is of no account.
        if let record = try? await ledger.record(of: context.name), record.rotation?.inFlight != effect {
            state.withLock { $0.unintended.append(effect) }
        }
        switch blow {
        case .error: return .setback(Setback(.transient, code: "HTTP 503", message: "not now"))
        case .killBefore:
            await die(ledger)
            return .setback(Setback(.uncertain, message: "the daemon is gone"))
        case .killAfter:
            let outcome = await count(effect, hands, in: context)
            await die(ledger)
            return outcome
        case .answerLost:
            _ = await count(effect, hands, in: context)
            return .setback(Setback(.uncertain, message: "the answer was lost"))
        case .intentRefused, .resultRefused, nil: return await count(effect, hands, in: context)
        }
    }

    private func count(_ effect: RotationEffect, _ hands: RotationPerformer, in context: RotationContext) async -> RotationOutcome
    {
        state.withLock { $0.performed[effect, default: 0] += 1 }
        return await hands.perform(effect, in: context)
    }

    /// What a killed process would still write does not reach the disk.
    private func die(_ ledger: Ledger) async {
        await ledger.close()
        state.withLock { $0.isKilled = true }
    }
}
