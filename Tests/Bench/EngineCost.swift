import BenchFigures
import Bookkeeping
import Credentials
import Foundation
import Simulation
import TestSupport
import Upkeep

/// What the engine itself costs, in an instant world: probes of many connections, and passes in which nothing is due.
struct EngineCost {
    static let most = 10_000
    /// How many connections are compared with `most`.
    static let fewest = 1_000
    private static let idlePasses = 1_000

    private let clock = BenchClock(now: Instant(secondsSinceEpoch: 1_795_000_000))  // 2026-11-18T11:06:40Z
    private let prober = InstantProber()
    private let wakes: AsyncStream<Void>
    private let engine: Engine

    /// So many connections, each with a secret that was never tried.
    private init(connections: Int) async throws {
        let (wakes, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.wakes = wakes
        let ledger = try await Ledger.open(path: ":memory:")
        engine = Engine(
            ledger: ledger, world: Unreachable().world(at: clock, keyring: InstantKeyring(), prober: prober),
            wake: { waker.yield() })
        let inventory = (0..<connections).compactMap {
            Credential.canned($0, host: "contoso\($0).crm4.dynamics.com", port: 443)
        }
        try await engine.load(inventory, operators: [])
        let now = clock.now()
        for (number, credential) in inventory.enumerated() {
            let version = SecretVersion(
                id: GUID(high: 7, low: UInt64(number)).description, stage: .current,
                fingerprint: InstantKeyring.fingerprint,
                issuedAt: now - .days(10), storedAt: now - .days(10), expiry: .at(now + .days(300), origin: .operator))
            try await ledger.beginStoring(version, for: credential.name)
            try await ledger.finishStoring(
                version.id, fingerprint: version.fingerprint, standing: Standing(),
                event: Event(
                    at: now, kind: Event.Kind(rawValue: "secret-stored"), credential: credential.name, message: ""))
        }
        try await engine.load(inventory, operators: [])
    }

    /// Processor seconds of as many probes as there are connections, one after the other until none is due.
    private func probeAll(_ count: Int) async throws -> Double {
        let began = ProcessorTime.now()
        var next = await engine.pass()
        for await _ in wakes {
            next = await engine.pass()
            if prober.count == count, await !engine.isActing { break }
        }
        next = await engine.pass()
        guard prober.count == count, let next, next > clock.now() else {
            throw ChildProcess.Failure(description: "\(prober.count) of \(count) connections were probed")
        }
        return ProcessorTime.now() - began
    }

    /// Processor milliseconds of a pass in which nothing is due.
    private func idle() async throws -> Double {
        let began = ProcessorTime.now()
        for _ in 0..<Self.idlePasses {
            clock.advance()
            _ = await engine.pass()
        }
        let took = ProcessorTime.now() - began
        guard prober.count == Self.most else { throw ChildProcess.Failure(description: "something was due") }
        return took * 1_000 / Double(Self.idlePasses)
    }

    /// The figures, round by round: microseconds of processor time for a probe of few and of many connections, with
    /// what power of the count the time for all grows, and milliseconds for a pass over the many in which nothing is
    /// due.
    static func measure(
        rounds: Int
    ) async throws -> (probeOfFew: Sample, probeOfMany: Sample, exponent: Sample, idlePass: Sample) {
        var (few, many, exponent, idle) = (Sample(), Sample(), Sample(), Sample())
        for _ in 0..<rounds {
            let ofFew = try await EngineCost(connections: fewest).probeAll(fewest)
            let cost = try await EngineCost(connections: most)
            let ofMany = try await cost.probeAll(most)
            few.add(ofFew * 1e6 / Double(fewest))
            many.add(ofMany * 1e6 / Double(most))
            exponent.add(ofFew.exponent(at: fewest, to: ofMany, at: most))
            idle.add(try await cost.idle())
        }
        return (few, many, exponent, idle)
    }
}
