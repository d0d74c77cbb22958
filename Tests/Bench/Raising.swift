import BenchFigures
import Bookkeeping
import Credentials
import Foundation
import Notices
import Ports
import Simulation
import TestSupport
import Upkeep

/// Many notices at once: that many secrets come into their last thirty days while nobody looks.
///
/// The engine, the ledger in a file and the writer of mails are the real ones.
struct Raising {
    static let count = 10_000

    /// Processor and wall seconds from the first pass until all notices are in the ledger, round by round.
    static func measure(rounds: Int) async throws -> (processor: Sample, wall: Sample) {
        var (processor, wall) = (Sample(), Sample())
        for _ in 0..<rounds {
            let (seconds, elapsed) = try await raise()
            processor.add(seconds)
            wall.add(elapsed)
        }
        return (processor, wall)
    }

    private static func raise() async throws -> (processor: Double, wall: Double) {
        let directory = try TemporaryDirectory()
        let clock = BenchClock(now: Instant(secondsSinceEpoch: 1_795_000_000))  // 2026-11-18T11:06:40Z
        let (path, shop) = (directory.path + "/ledger.sqlite", try MemoryDisk.makeDirectory("bench-raising"))
        defer { try? FileManager.default.removeItem(atPath: shop) }
        let credentials = try inventory()
        try await prepare(credentials, at: shop + "/ledger.sqlite", clock)
        for name in try FileManager.default.contentsOfDirectory(atPath: shop) {
            try FileManager.default.copyItem(atPath: "\(shop)/\(name)", toPath: "\(directory.path)/\(name)")
        }
        // Not a day: after such a jump mail waits until somebody confirms the clock.
        clock.advance(by: .hours(12))
        let (wakes, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let ledger = try await Ledger.open(path: path)
        let engine = try engine(ledger, clock, wake: { waker.yield() })
        try await engine.load(credentials, operators: [])
        let (began, beganAt) = (ProcessorTime.now(), ContinuousClock.now)
        _ = await engine.pass()
        while true {
            guard ContinuousClock.now - beganAt < .seconds(300) else {
                throw ChildProcess.Failure(description: "the notices are not raised")
            }
            var turns = wakes.makeAsyncIterator()
            if await engine.isActing {
                await turns.next()
            } else if try await ledger.countNotices(of: nil, before: nil) == count {
                break
            }
            _ = await engine.pass()
        }
        let took = (ProcessorTime.now() - began, (ContinuousClock.now - beganAt).inSeconds)
        await engine.cancelActions()
        await engine.quiesce()
        await ledger.close()
        return took
    }

    private static func inventory() throws -> [Credential] {
        try (0..<count).map { number in
            guard var credential = Credential.canned(number, host: "contoso\(number).crm4.dynamics.com", port: 443),
                let contact = EmailAddress("ops@contoso.example")
            else { throw ChildProcess.Failure(description: "contoso-\(number) is no name") }
            credential.contacts = [contact]
            // Neither is due: only what has to be told is.
            credential.probing = ProbePolicy(leadInterval: .days(400), signInInterval: .days(400))
            return credential
        }
    }

    private static func prepare(_ credentials: [Credential], at path: String, _ clock: BenchClock) async throws {
        let ledger = try await Ledger.open(path: path)
        let engine = try engine(ledger, clock)
        try await engine.load(credentials, operators: [])
        let now = clock.now()
        for (number, credential) in credentials.enumerated() {
            let version = SecretVersion(
                id: GUID(high: 7, low: UInt64(number)).description, stage: .current,
                fingerprint: InstantKeyring.fingerprint, issuedAt: now - .days(100), storedAt: now - .days(100),
                expiry: .at(now + .days(30) + .hours(6), origin: .operator))
            try await ledger.beginStoring(version, for: credential.name)
            try await ledger.finishStoring(
                version.id, fingerprint: version.fingerprint, standing: .proven(at: now),
                event: Event(
                    at: now, kind: Event.Kind(rawValue: "secret-stored"), credential: credential.name, message: ""))
        }
        await ledger.close()
    }

    private static func engine(
        _ ledger: Ledger, _ clock: BenchClock, wake: @escaping @Sendable () -> Void = {}
    ) throws -> Engine {
        guard let sender = EmailAddress("leadkeeper@gate.contoso.example") else {
            throw ChildProcess.Failure(description: "the sender is no address")
        }
        let writer = NoticeMail(sender: sender, host: "gate.contoso.example", portals: .publicCloud)
        return Engine(
            ledger: ledger,
            world: Unreachable().world(at: clock, keyring: InstantKeyring(), prober: InstantProber(), writer: writer),
            wake: wake)
    }
}
