import Bookkeeping
import Credentials
import Foundation
import Ports
import Simulation
import Synchronization
import TestSupport
import Testing
import UpkeepState

@testable import Upkeep

/// What a clock that was wrong leaves behind once it is right.
@Suite struct EngineClockTests {
    private let place: TemporaryDirectory
    private var path: String { "\(place.path)/ledger.sqlite" }

    init() throws { place = try TemporaryDirectory() }

    private func fail(_ simulation: Simulation, _ problem: ProbeClass?) {
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in problem.map { .init(class: $0, step: .token, message: "it did not end well") } }
        }
    }

    /// A connection that was proven, then watched for some hours by a clock that is wrong by so much.
    private func watched(by error: TimeSpan, office365: Bool = false, stored: Bool = true) async throws -> (
        Simulation, Credential
    ) {
        let credential = try Credential.sample("contoso", office365: office365)
        let simulation = try await Simulation([credential], path: path)
        if stored {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        }
        await simulation.run(until: Simulation.start + .hours(1), tick: .minutes(10))
        simulation.prober.skew.withLock { $0 = TimeSpan(seconds: -error.seconds) }
        simulation.clock.step(by: error)
        await simulation.run(until: simulation.clock.now() + .hours(20), tick: .minutes(30))
        return (simulation, credential)
    }

    /// The clock is set right, and the daemon started anew.
    private func setRight(_ simulation: Simulation, _ error: TimeSpan, _ credential: Credential) async throws
        -> Simulation
    {
        await simulation.ledger.close()
        simulation.clock.step(by: TimeSpan(seconds: -error.seconds))
        simulation.prober.skew.withLock { $0 = .seconds(0) }
        return try await simulation.reopened([credential], path: path)
    }

    @Test(arguments: [TimeSpan.hours(-36), .days(-20_785), .hours(-13), .days(-3), .hours(20), .days(90)])
    func `nobody is told that nothing could be checked for as long as the clock was wrong by`(error: TimeSpan)
        async throws
    {
        let (wrong, credential) = try await watched(by: error)
        let right = try await setRight(wrong, error, credential)
        // Just then Microsoft cannot be reached for a while.
        fail(right, .network)
        let start = right.clock.now()
        await right.run(until: start + .hours(11), tick: .minutes(20))
        #expect(right.mailer.accepted.isEmpty)
        await right.run(until: start + .hours(30), tick: .minutes(20))
        let first = try #require(right.writer.requests.withLock { $0.first })
        guard case .unchecked(let since, _) = first.occasion else {
            Issue.record("\(first.occasion)")
            return
        }
        #expect(since >= start - .hours(21) && since <= start + .minutes(30), "what it says is true")
    }

    @Test func `a clock that was only not known to be right leaves marks that are`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential], path: path)
        simulation.clock.isAwaited.withLock { $0 = true }
        simulation.prober.skew.withLock { $0 = nil }
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        await simulation.run(until: Simulation.start + .minutes(3), tick: .minutes(1))
        let doubted = try #require(try await simulation.ledger.record(of: credential.name)?.standing)
        #expect(doubted.clockMarks?.marks.contains(.lastProof) == true)
        let probes = simulation.prober.attempts(of: credential.name).count
        simulation.clock.isAwaited.withLock { $0 = false }
        await simulation.run(until: Simulation.start + .minutes(10), tick: .minutes(1))
        let trusted = try #require(try await simulation.ledger.record(of: credential.name)?.standing)
        #expect(trusted.clockMarks == nil && trusted.lastProofAt == doubted.lastProofAt)
        #expect(simulation.prober.attempts(of: credential.name).count == probes)
    }

    @Test func `a secret that was stored meanwhile counts from now on`() async throws {
        let error = TimeSpan.days(-20_785)
        let (wrong, credential) = try await watched(by: error, office365: true, stored: false)
        _ = try await wrong.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .unknown, keyID: nil)
        _ = await wrong.settle()
        let right = try await setRight(wrong, error, credential)
        let now = right.clock.now()
        await right.run(until: now + .days(1), tick: .hours(1))
        #expect(right.mailer.accepted.isEmpty)
        let current = try #require(try await right.ledger.record(of: credential.name)?.current)
        #expect(current.storedAt == now && current.issuedAt == now)
    }

    @Test func `a password that was refused meanwhile is not tried sooner for that`() async throws {
        let error = TimeSpan.days(-400)
        let credential = try Credential.sample("contoso", office365: true)
        let simulation = try await Simulation([credential], path: path)
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        _ = await simulation.settle()
        simulation.prober.skew.withLock { $0 = TimeSpan(seconds: -error.seconds) }
        simulation.clock.step(by: error)
        fail(simulation, .passwordWrong)
        await simulation.run(until: simulation.clock.now() + .hours(7), tick: .minutes(30))
        let before = simulation.prober.attempts(of: credential.name).count
        let right = try await setRight(simulation, error, credential)
        let now = right.clock.now()
        await right.run(until: now + .minutes(29), tick: .minutes(1))
        #expect(right.prober.attempts(of: credential.name).count == before)
    }

    @Test func `one environment's wrong Date holds back nobody's mail`() {
        typealias Votes = [(host: String?, skew: Int64)]
        let cases: [(votes: Votes, isDoubted: Bool)] = [
            ([(nil, 0), ("a", 7_200), ("b", 7_200), ("c", -90_000)], false), ([("a", 7_200), (nil, 0)], false),
            ([(nil, 3_600), ("a", 0), ("b", 0)], true), ([(nil, -301)], true), ([(nil, 300)], false),
            ([("a", 7_200), ("b", 0)], false), ([("a", 7_200), ("b", 0), ("c", 2)], false), ([("a", 7_200)], true),
            ([("a", 7_200), ("b", 7_100), ("c", 0)], true),
            ([("a", 9_000), ("a", 9_000), ("a", 9_000), ("b", 0), ("c", 1)], false),
            ([("a", 7_200), ("a", 0)], false), ([(nil, 9_000), (nil, 0)], false), ([], false),
        ]
        for (index, item) in cases.enumerated() {
            var gate = ClockGate()
            _ = gate.look(wall: Simulation.start, uptime: .hours(1))
            for vote in item.votes { gate.observe(skew: .seconds(vote.skew), of: vote.host) }
            let doubt = gate.doubt(wall: Simulation.start, uptime: .hours(1), awaitsTimeService: false)
            #expect((doubt == .apartFromServer) == item.isDoubted, "case \(index)")
        }
    }
}
