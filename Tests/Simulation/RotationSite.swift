package import Bookkeeping
package import Credentials
import Foundation
import Ports
import Queues
import RotationEffects
import SecureMemory
import Synchronization
import TestBasics
package import Upkeep
package import UpkeepState

/// The engine with a ledger on a disk of memory, among simulated parts, which can be killed at any
/// effect and started again.
package final class RotationSite {
    /// What keeps a simulation from going on.
    package struct Failure: Error {
        package var text: String
    }

    package static let administrator = EntraApplication(
        directory: GUID(high: 0x1111_0000_0000_4000, low: 0x8000_0000_0000_0001),
        id: GUID(high: 0x1111_0000_0000_4000, low: 0x8000_0000_0000_0002))

    private let queue = OneQueue()
    package let clock = ManualClock()
    package let keyring = SimulatedKeyring()
    package let cloud: SimulatedCloud
    package let mailer: SimulatedMailer
    package let journal = RecordingJournal()
    package let writer = KeyWriter()
    package let performer: FaultyRotationPerformer
    package let directory: String
    private let path: String
    package private(set) var credentials: [Credential]
    package private(set) var ledger: Ledger
    package private(set) var engine: Engine
    private var starts: UInt64 = 0
    /// When somebody vouches for a hand-off, which a day has shown by then.
    private var vouchingAt: [CredentialName: Instant] = [:]
    /// How often the daemon was started again.
    package var restarts: Int { Int(starts) }
    /// How many actions the engines before the present one have begun.
    private var earlierActions = 0
    /// How long the processors have worked for the engine, its ledger and the world that answers it, in seconds.
    package private(set) var processorSeconds = 0.0
    /// What is done whenever the actions of a pass have ended.
    package var afterEachPass: (() async throws -> Void)?
    package let seed: UInt64
    private let listing: TimeSpan

    /// - Parameters:
    ///   - isMortal: whether the daemon may be killed, for which the ledger has to be in a file.
    ///   - listing: how often applications are listed; seldom by default, since years of it are simulated.
    package init(
        _ credentials: [Credential], seed: UInt64 = 1, hasAdministrator: Bool = true, isMortal: Bool = true,
        listing: TimeSpan = .days(1)
    ) async throws {
        self.seed = seed
        self.listing = listing
        self.credentials = credentials + (hasAdministrator ? [try Self.administratorCredential()] : [])
        directory = try MemoryDisk.makeDirectory("rotation")
        cloud = SimulatedCloud(clock: clock, seed: seed)
        for application in self.credentials.filter({ $0.name == .administrator }).compactMap(\.identity.application) {
            cloud.state.withLock { _ = $0.selfReaders.insert(application.id) }
        }
        mailer = SimulatedMailer(clock: clock)
        performer = FaultyRotationPerformer()
        path = isMortal ? "\(directory)/ledger.sqlite" : ":memory:"
        ledger = try await Ledger.open(path: path, on: queue.ledger)
        engine = Self.engine(
            queue, ledger, clock, keyring, cloud, mailer, journal, writer, performer, listing, seed: seed)
        try await engine.load(self.credentials, operators: [])
        try await engine.recover()
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private static func engine(
        _ queue: OneQueue, _ ledger: Ledger, _ clock: ManualClock, _ keyring: SimulatedKeyring,
        _ cloud: SimulatedCloud, _ mailer: SimulatedMailer,
        _ journal: RecordingJournal, _ writer: KeyWriter, _ performer: FaultyRotationPerformer,
        _ listing: TimeSpan, seed: UInt64
    ) -> Engine {
        // What was not written down is lost with the process.
        let notes = SignInNotes()
        cloud.state.withLock { $0.notes = notes }
        var world = Engine.World(
            timekeeper: clock, keyring: keyring, prober: cloud, issuer: cloud, marketplace: cloud, testLeads: cloud,
            signIns: cloud,
            mailer: mailer,
            noticeWriter: writer, journal: journal, random: SeededGenerator(seed: seed))
        world.signInNotes = notes
        performer.connect(
            RotationPerformer(
                issuer: cloud, marketplace: cloud, testLeads: cloud, signIns: cloud, prober: cloud, keyring: keyring,
                mailer: mailer), ledger)
        world.rotationPerformer = performer
        return Engine(
            ledger: ledger, world: world, limits: .simulated(listing: listing), pace: .oneByOne, executor: queue.tasks)
    }

    /// The daemon killed and started again on what the disk has.
    package func restart(_ credentials: [Credential]? = nil) async throws {
        await ledger.close()
        await engine.cancelActions()
        await engine.quiesce()
        if let credentials { self.credentials = credentials }
        starts += 1
        earlierActions += await engine.actionsBegun
        ledger = try await Ledger.open(path: path, on: queue.ledger)
        engine = Self.engine(
            queue, ledger, clock, keyring, cloud, mailer, journal, writer, performer, listing,
            seed: seed &+ starts &* 7_919)
        try await engine.load(self.credentials, operators: [])
        try await engine.recover()
    }

    /// How many actions there were.
    package var actions: Int { get async { await earlierActions + engine.actionsBegun } }

    /// The configuration is read again.
    package func reload(_ credentials: [Credential]) async throws {
        self.credentials = credentials
        try await engine.load(credentials, operators: [])
    }

    /// Stores the secret of the administrator, and one for each connection, adopted with its key id where it is an
    /// application's.
    package func storeSecrets(lifetime: TimeSpan = .days(100)) async throws {
        for credential in credentials {
            let value = "first-\(credential.name)"
            let end = clock.now() + (credential.name.isReserved ? TimeSpan.days(720) : lifetime)
            var keyID: GUID?
            switch credential.identity {
            case .azureAD(_, let application): keyID = cloud.add(value, to: application, endsAt: end)
            case .office365(let user, _, _): cloud.state.withLock { $0.passwords[user] = value }
            case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: break
            }
            cloud.state.withLock { $0.copies[credential.name] = value }
            _ = try await engine.storeSecret(
                secret(value), for: credential.name, issuedAt: nil,
                expiry: credential.identity.isPassword ? .unknown : .at(end, origin: .operator),
                keyID: keyID?.description)
        }
    }

    /// An offer in Partner Center whose leads go by the connection.
    package func addOffer(of credential: Credential) {
        guard let application = credential.identity.application else { return }
        let destination = LeadConfiguration(
            kind: Stated(.dynamics), address: credential.destination?.address, method: Stated(.azureAD),
            account: application.id.description,
            directory: application.directory.description, contacts: [])
        let first = "first-\(credential.name)"
        cloud.state.withLock {
            $0.offers[credential.name.description] = SimulatedCloud.Offer(
                draft: destination, draftKey: first, previewKey: first, liveKey: first)
        }
    }

    /// Passes at every due moment until `end`, starting the daemon again whenever it was killed.
    package func run(until end: Instant, tick: TimeSpan = .hours(1)) async throws {
        while true {
            let next = try await settle()
            guard clock.now() < end else { return }
            let now = clock.now()
            clock.advance(to: min(end, max(now + .seconds(1), min(next ?? end, now + tick))))
        }
    }

    package func run(for span: TimeSpan, tick: TimeSpan = .hours(1)) async throws {
        try await run(until: clock.now() + span, tick: tick)
    }

    /// Passes until nothing is due any more at this moment.
    package func settle() async throws -> Instant? {
        let begin = ProcessorTime.now()
        defer { processorSeconds += ProcessorTime.now() - begin }
        return try await queue.run { try await passUntilNothingIsDue() }
    }

    private func passUntilNothingIsDue() async throws -> Instant? {
        await vouch()
        for _ in 0..<20_000 {
            let begun = await engine.actionsBegun
            let next = await engine.pass()
            await engine.quiesce()
            try await afterEachPass?()
            if performer.isKilled {
                performer.revive()
                try await restart()
                continue
            }
            // Each action wakes the daemon when it ends, so that what waited for its place begins.
            if await engine.actionsBegun == begun, next.map({ $0 > clock.now() }) ?? true { return next }
        }
        throw Failure(text: "it does not come to rest")
    }

    package func record(_ credential: Credential) async throws -> CredentialRecord {
        guard let record = try await ledger.record(of: credential.name) else {
            throw Failure(text: "\(credential.name) is not in the ledger")
        }
        return record
    }

    /// The value of the secret in use, as the keyring has it.
    package func currentValue(_ credential: Credential) async throws -> String? {
        guard let current = try await record(credential).current else { return nil }
        return keyring.state.withLock { $0.items["\(credential.name)/\(current.id)"]?.secret.text }
    }

    /// A person takes the secret, pastes it, and says so; a day later the same person vouches for it, unless nobody
    /// wants to.
    package func handOver(_ credential: Credential, isVouchedFor: Bool = true) async throws {
        let secret = try await engine.showHandOff(of: credential.name, to: "a test")
        cloud.paste(secret.text, for: credential)
        _ = try await engine.confirmHandOff(of: credential.name, by: "a test")
        if isVouchedFor { vouchingAt[credential.name] = clock.now() + .days(1) }
    }

    /// Whoever has confirmed a hand-off long enough ago vouches for it, and tries again where that is not taken.
    private func vouch() async {
        for (name, at) in vouchingAt.sorted(by: { $0.key < $1.key }) where at <= clock.now() {
            guard (try? await engine.vouchForHandOff(of: name, by: "a test")) != nil else { continue }
            vouchingAt[name] = nil
        }
    }

    package static func administratorCredential() throws -> Credential {
        Credential(
            name: .administrator, identity: .azureAD(directory: administrator.directory, application: administrator.id),
            destination: nil, contacts: [], lifetime: .never, probing: ProbePolicy(), notices: NoticePolicy(),
            rotation: RotationPolicy())
    }
}

extension EngineLimits {
    /// The limits of an engine whose years are simulated: what others do is looked at seldom, and so is everything to
    /// check that nothing was missed, which shows all the more if something is.
    package static func simulated(listing: TimeSpan = .days(1)) -> EngineLimits {
        EngineLimits(listingInterval: listing, checkInterval: .hours(12))
    }
}
