import Bookkeeping
import Credentials
import Foundation
import Ports
import SecureMemory
import Simulation
import Synchronization
import TestSupport
import Testing
import UpkeepState

@testable import Upkeep

/// Ends the daemon before or after one of the things that it does outside of its ledger: between any two of them lies
/// one transaction.
private actor Reaper {
    private let ledger: Ledger
    private var movesLeft: Int
    private(set) var isDead = false
    private(set) var moves = 0

    init(_ ledger: Ledger, after moves: Int) {
        self.ledger = ledger
        movesLeft = moves
    }

    /// One moment at which a kill may strike; whether the process still lives after it.
    func passes() async -> Bool {
        guard !isDead else { return false }
        moves += 1
        movesLeft -= 1
        guard movesLeft < 0 else { return true }
        isDead = true
        await ledger.close()
        return false
    }
}

/// A keyring that is out of reach once the daemon is dead.
private struct MortalKeyring: Keyring {
    let keyring: SimulatedKeyring
    let reaper: Reaper

    private func act<Answer: Sendable>(_ dead: Answer, _ body: () async -> Answer) async -> Answer {
        guard await reaper.passes() else { return dead }
        let answer = await body()
        return await reaper.passes() ? answer : dead
    }

    func read(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        await act(.obstructed(.unreachable)) { await keyring.read(name, version: version, fingerprint: fingerprint) }
    }

    func check(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        await act(.obstructed(.unreachable)) { await keyring.check(name, version: version, fingerprint: fingerprint) }
    }

    func store(_ name: CredentialName, version: String, label: String, secret: SharedSecret) async -> KeyringStoreAnswer
    {
        await act(.obstructed(.unreachable)) {
            await keyring.store(name, version: version, label: label, secret: secret)
        }
    }

    func makeKey(
        _ name: CredentialName, version: String, label: String, commonName: String, notBefore: Instant,
        notAfter: Instant
    ) async -> KeyringKeyAnswer {
        await act(.obstructed(.unreachable)) {
            await keyring.makeKey(
                name, version: version, label: label, commonName: commonName, notBefore: notBefore, notAfter: notAfter)
        }
    }

    func assertion(
        of statement: KeyStatement, _ name: CredentialName, version: String, fingerprint: [UInt8],
        certificate: [UInt8]
    ) async -> KeyringAnswer {
        await act(.obstructed(.unreachable)) {
            await keyring.assertion(
                of: statement, name, version: version, fingerprint: fingerprint, certificate: certificate)
        }
    }

    func provider() async -> KeyringProvider? { await act(nil) { await keyring.provider() } }

    func remove(_ name: CredentialName, version: String) async -> Bool {
        await act(false) { await keyring.remove(name, version: version) }
    }
}

/// Microsoft, out of reach once the daemon is dead.
private struct MortalProber: CredentialProber {
    let prober: SimulatedProber
    let reaper: Reaper

    func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: TimeSpan
    ) async -> ProbeReport {
        let lost = ProbeReport(
            extent: plan.extent, finding: .init(class: .network, step: .endpoint, message: "gone"), steps: [], at: now,
            durationMilliseconds: 0)
        guard await reaper.passes() else { return lost }
        let report = await prober.probe(credential, secret: secret, plan: plan, at: now, secretAge: secretAge)
        return await reaper.passes() ? report : lost
    }
}

@Suite struct TrialCrashTests {
    /// What Microsoft thinks of the new secret.
    enum Truth: String, CaseIterable {
        case right, wrong, outOfReach
        /// Neither gets all the way, so that both are tried.
        case asFar
    }

    private func store(in path: String, _ truth: Truth, killedAfter moves: Int) async throws -> (
        moves: Int, isKilled: Bool
    ) {
        let credential = try Credential.sample("contoso")
        let ledger = try await Ledger.open(path: path)
        let keyring = SimulatedKeyring()
        let clock = ManualClock(now: Simulation.start)
        let prober = SimulatedProber()
        let found = { (problem: ProbeClass, step: ProbeReport.StepName, text: String) in
            prober.findings.withLock {
                $0[text] = .some(.init(class: problem, step: step, code: nil, message: "so it is"))
            }
        }
        switch truth {
        case .right: break
        case .wrong: found(.secretWrong, .token, "new")
        case .outOfReach: found(.network, .endpoint, "new")
        case .asFar: for text in ["old", "new"] { found(.noRole, .create, text) }
        }
        let mailer = SimulatedMailer(clock: clock)
        let engine = { (ledger: Ledger, keyring: any Keyring, prober: any CredentialProber) in
            Engine(
                ledger: ledger,
                world: Engine.World(
                    timekeeper: clock, keyring: keyring, prober: prober, issuer: SimulatedCloud(clock: clock),
                    marketplace: SimulatedCloud(clock: clock), testLeads: SimulatedCloud(clock: clock),
                    signIns: SimulatedCloud(clock: clock), mailer: mailer,
                    noticeWriter: KeyWriter(), journal: RecordingJournal(), random: SeededGenerator(seed: 1)),
                pace: .oneByOne)
        }
        let first = engine(ledger, keyring, prober)
        try await first.load([credential], operators: [])
        let old = try await first.setSecret(secret("old"), for: credential.name, SecretSaying(expiry: .never))
        _ = await first.pass()
        await first.quiesce()
        // The answer about the one in use is not of just now.
        clock.advance(to: clock.now() + .hours(1))

        let reaper = Reaper(ledger, after: moves)
        let mortal = engine(
            ledger, MortalKeyring(keyring: keyring, reaper: reaper), MortalProber(prober: prober, reaper: reaper))
        try await mortal.load([credential], operators: [])
        _ = try? await mortal.setSecret(secret("new"), for: credential.name, SecretSaying(expiry: .never))
        if await !reaper.isDead {
            _ = await mortal.pass()
            await mortal.quiesce()
        }
        let isKilled = await reaper.isDead
        if !isKilled { await ledger.close() }

        // What the next start finds: the one in use is whole, and is the old one unless the new one was proven.
        let again = try await Ledger.open(path: path)
        let record = try #require(try await again.record(of: credential.name))
        let current = try #require(record.current, "the secret in use was lost")
        let kept = try #require(keyring.state.withLock { $0.items["contoso/\(current.id)"] }, "its item was lost")
        #expect(kept.fingerprint == current.fingerprint)
        let mayBeInUse = truth == .right || truth == .asFar
        #expect(current.id == old.version.id || mayBeInUse && kept.secret.text == "new")

        // And what comes of it: a trial that had begun is settled, and nothing is left over.
        let last = engine(again, keyring, prober)
        try await last.load([credential], operators: [])
        try await last.recover()
        await last.scheduleAudit()
        for _ in 0..<30 {
            _ = await last.pass()
            await last.quiesce()
            clock.advance(to: clock.now() + .minutes(2))
        }
        let settled = try #require(try await again.record(of: credential.name))
        let inUse = try await last.revealSecret(of: credential.name, to: "a test").text
        switch truth {
        case .wrong, .outOfReach: #expect(inUse == "old")
        case .right, .asFar: #expect(inUse == (record.onTrial != nil || current.id != old.version.id ? "new" : "old"))
        }
        #expect((settled.onTrial != nil) == (truth == .outOfReach && record.onTrial != nil))
        #expect(settled.lead == nil && settled.interruption == nil)
        #expect(try await again.unfinishedStores().isEmpty)
        #expect(try await again.versionsToRemove().isEmpty)
        let items = keyring.state.withLock { Set($0.items.keys) }
        #expect(items == Set(settled.versions.map { "contoso/\($0.id)" }))
        let count = await reaper.moves
        await again.close()
        return (count, isKilled)
    }

    @Test(arguments: Truth.allCases)
    func `never loses the one in use nor replaces it unproven, and settles the trial afterwards`(truth: Truth)
        async throws
    {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("trial-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let whole = try await store(in: "\(directory.path)/whole.sqlite", truth, killedAfter: .max)
        #expect(!whole.isKilled && whole.moves >= 6)
        for moves in 0..<whole.moves {
            let one = try await store(in: "\(directory.path)/\(moves).sqlite", truth, killedAfter: moves)
            #expect(one.isKilled, "after \(moves) moves")
        }
    }
}
