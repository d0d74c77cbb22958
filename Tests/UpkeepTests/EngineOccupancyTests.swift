import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import TestSupport
import Testing
import UpkeepState

@testable import Upkeep

/// People who find a credential busy wait for it, and background actions do not.
@Suite struct EngineOccupancyTests {
    /// Holds a credential as a background action does, until it is told to end.
    private struct Held {
        let simulation: Simulation
        let credential: Credential
        var engine: Engine { simulation.engine }
        var name: CredentialName { credential.name }

        init(patience: Duration = .seconds(60)) async throws {
            credential = try Credential.sample("contoso")
            simulation = try await Simulation([credential], patience: patience)
            _ = try await simulation.engine.storeSecret(
                secret("one"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
            _ = await simulation.settle()
            await engine.hold(name)
        }

        /// Returns once somebody waits.
        func somebodyWaits() async {
            while await !engine.busy.isAwaited { await Task.yield() }
        }
    }

    @Test func `a secret is stored as soon as the action under way has ended`() async throws {
        let held = try await Held()
        async let version = held.engine.storeSecret(
            secret("two"), for: held.name, issuedAt: nil, expiry: .never, keyID: nil)
        await held.somebodyWaits()
        await held.engine.release(held.name)
        let stored = try await version
        #expect(await held.engine.status(of: held.name)?.current?.id == stored.id)
        #expect(await !held.engine.busy.contains(held.name))
    }

    @Test func `a probe, a removal and a hand-off wait too, and each gets its turn`() async throws {
        let held = try await Held()
        async let report = held.engine.probeNow(held.name, extent: .signIn)
        await held.somebodyWaits()
        async let removal = held.engine.removeSecret(of: held.name)
        async let word = held.engine.confirmHandOff(of: held.name, by: "user 0")
        await held.engine.release(held.name)
        #expect(try await report.result == .ok)
        #expect(try await removal.versions.count == 1)
        // Whichever was first: either nothing was there to be confirmed any more, or it was recorded.
        do {
            #expect(try await word, "it was not confirmed before")
        } catch {
            #expect(error as? EngineError == EngineError(.noSecret, held.name))
        }
        #expect(await held.engine.isFree(held.name))
    }

    @Test func `whoever has waited longest is first, and no background action comes between`() async throws {
        let held = try await Held()
        let order = Order()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<5 {
                let (engine, name) = (held.engine, held.name)
                group.addTask {
                    try await engine.occupy(name)
                    order.numbers.withLock { $0.append(number) }
                    #expect(await !engine.isFree(name))
                    await engine.release(name)
                }
                while await held.engine.busy.count < number + 1 { await Task.yield() }
            }
            // Nothing is begun for it while people wait.
            _ = await held.engine.pass()
            await held.engine.release(held.name)
            try await group.waitForAll()
        }
        #expect(order.numbers.withLock { $0 } == [0, 1, 2, 3, 4])
        #expect(await !held.engine.busy.contains(held.name))
    }

    @Test func `who has waited long enough is told that it is busy, and the others still get their turn`() async throws
    {
        let held = try await Held(patience: .milliseconds(1))
        await #expect(throws: EngineError(.busy, held.name)) {
            _ = try await held.engine.probeNow(held.name, extent: .whole)
        }
        await #expect(throws: EngineError(.busy, held.name)) {
            _ = try await held.engine.storeSecret(
                secret("two"), for: held.name, issuedAt: nil, expiry: .never, keyID: nil)
        }
        #expect(await !held.engine.isFree(held.name))
        #expect(await !held.engine.busy.isAwaited)
        await held.engine.release(held.name)
        #expect(try await held.engine.probeNow(held.name, extent: .whole).result == .ok)
    }

    @Test func `one credential's queue is nobody else's`() async throws {
        let held = try await Held()
        let other = try Credential.sample("fabrikam")
        try await held.engine.load([held.credential, other], operators: [])
        _ = try await held.engine.storeSecret(secret("two"), for: other.name, issuedAt: nil, expiry: .never, keyID: nil)
        #expect(try await held.engine.probeNow(other.name, extent: .signIn).result == .ok)
        await held.engine.release(held.name)
    }

    @Test func `a removal waits for the end of a backup`() async throws {
        let place = try TemporaryDirectory()
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential], path: "\(place.path)/ledger.sqlite", patience: .seconds(60))
        _ = try await simulation.engine.storeSecret(
            secret("one"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        _ = try await simulation.engine.beginBackup(by: "user 0")
        async let removal = simulation.engine.removeSecret(of: credential.name)
        while await !simulation.engine.busy.isAwaited { await Task.yield() }
        await simulation.engine.endBackup()
        #expect(try await removal.versions.count == 1)
    }

    @Test(arguments: [KeyringObstacle.locked, .degraded, .unreachable, .timedOut])
    func `nothing is given up where the keyring does not answer`(obstacle: KeyringObstacle) async throws {
        let held = try await Held()
        await held.engine.release(held.name)
        held.simulation.keyring.state.withLock { $0.outage = .obstructed(obstacle) }
        await #expect(throws: EngineError(.keyring(obstacle), held.name)) {
            _ = try await held.engine.removeSecret(of: held.name)
        }
        #expect(await held.engine.status(of: held.name)?.current != nil)
        held.simulation.keyring.state.withLock { $0.outage = nil }
        let removal = try await held.engine.removeSecret(of: held.name)
        #expect(removal.versions.count == 1 && removal.waiting.isEmpty)
        #expect(held.simulation.keyring.state.withLock { $0.items.isEmpty })
    }

    @Test func `a keyring that goes away meanwhile is asked again until the secret is gone from it`() async throws {
        let held = try await Held()
        await held.engine.release(held.name)
        held.simulation.keyring.state.withLock { $0.removalFails = true }
        let removal = try await held.engine.removeSecret(of: held.name)
        #expect(removal.versions.count == 1 && removal.waiting == removal.versions)
        #expect(await held.engine.status(of: held.name)?.current == nil)
        held.simulation.keyring.state.withLock { $0.removalFails = false }
        await held.simulation.run(until: Simulation.start + .hours(1))
        #expect(held.simulation.keyring.state.withLock { $0.items.isEmpty })
    }

    @Test func `what is listed and what is not add up`() async throws {
        let held = try await Held()
        await held.engine.release(held.name)
        for number in 0..<7 { _ = try await held.engine.revealSecret(of: held.name, to: "user \(number)") }
        let all = try await held.engine.countEvents(of: held.name, after: nil)
        #expect(try await held.engine.events(of: held.name, after: nil, limit: 1_000).count == all)
        let second = try #require(try await held.engine.events(of: held.name, after: 0, limit: 2).last?.id)
        #expect(try await held.engine.countEvents(of: held.name, after: second) == all - 2)
        for _ in 0..<3 { _ = try await held.engine.sendTest(for: held.name) }
        let notices = try await held.engine.notices(of: held.name, limit: 2)
        #expect(try await held.engine.countNotices(of: held.name, before: nil) == 3)
        let last = try #require(notices.last?.id)
        #expect(try await held.engine.countNotices(of: held.name, before: last) == 1)
        #expect(try await held.engine.notices(of: held.name, before: last, limit: 9).allSatisfy { $0.id < last })
        #expect(try await held.engine.countNotices(of: try Credential.sample("fabrikam").name, before: nil) == 0)
    }
}

private final class Order: Sendable {
    let numbers = Mutex<[Int]>([])
}

extension Engine {
    fileprivate func hold(_ name: CredentialName) { busy.insert(name) }
    fileprivate func isFree(_ name: CredentialName) -> Bool { !busy.contains(name) && !busy.isAwaited }
    fileprivate func release(_ name: CredentialName) { busy.remove(name) }
}
