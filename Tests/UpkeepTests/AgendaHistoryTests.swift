import Credentials
import Foundation
import Ports
import Simulation
import Synchronization
import TestBasics
import TestSupport
import Testing
import UpkeepState

@testable import Upkeep

/// Random histories, after each step of which the agenda has all that a walk over everything would find.
@Suite struct AgendaHistoryTests {
    @Test(arguments: seeds) func `holds the same whatever happens`(seed: UInt64) async throws {
        var history = try await AgendaHistory(seed: seed)
        for step in 0..<120 {
            try await history.happen()
            await history.passSomehow()
            let faults = await agendaFaults(of: history.site.engine)
            #expect(faults.isEmpty, "seed \(seed), step \(step): \(history.last): \(faults)")
            guard faults.isEmpty else { return }
        }
        #expect(history.site.journal.events("agenda-missed").isEmpty, "seed \(seed)")
    }

    /// A seed that was printed repeats its history: `LEADKEEPER_SEED`.
    private static var seeds: [UInt64] {
        if let asked = ProcessInfo.processInfo.environment["LEADKEEPER_SEED"].flatMap({ UInt64($0) }) { return [asked] }
        let fresh = (0..<8).map { _ in UInt64.random(in: 0...UInt64.max) }
        print("seeds \(fresh)")
        return Array(1...24) + fresh
    }
}

/// What a walk over everything finds to be done that the agenda lacks; a look that comes too early is no fault.
func agendaFaults(of engine: Engine) async -> [String] {
    await engine.agendaBesideWalk().compactMap { name, entries in
        let (entered, seen) = entries
        guard entered.lacks(seen) else { return nil }
        return "\(name): the agenda has \(entered), a walk finds \(seen)"
    }.sorted()
}

/// Connections of every kind, and what people, Microsoft and machines do to them at random.
struct AgendaHistory {
    let site: RotationSite
    private(set) var last = "the start"
    private var random: SeededGenerator
    private let all: [Credential]

    init(seed: UInt64) async throws {
        random = SeededGenerator(seed: seed)
        var connections = try [RotationPolicy.Mode.assisted, .automatic, .remind].enumerated().map { index, mode in
            try Credential.rotating("c\(index)", mode, number: UInt64(index + 1))
        }
        // Two of one account, whose passwords share a budget, and two of one application, of which one at a time is
        // worked on.
        connections += try ["p0", "p1"].map { try Credential.sample($0, office365: true) }
        connections.append(try Credential.rotating("c3", .assisted, number: 1))
        all = connections + [try RotationSite.administratorCredential()]
        site = try await RotationSite(all, seed: seed, hasAdministrator: false)
        try await site.storeSecrets(lifetime: .days(20))
        for connection in connections where connection.rotation.mode == .automatic { site.addOffer(of: connection) }
    }

    /// One thing happens.
    mutating func happen() async throws {
        let (engine, clock) = (site.engine, site.clock)
        let credential = all.randomElement(using: &random) ?? all[0]
        let name = credential.name
        let happening = Int.random(in: 0..<20, using: &random)
        last = "happening \(happening) with \(name)"
        switch happening {
        case 0: clock.step(by: .seconds(Int64.random(in: -90_000...90_000, using: &random)))
        case 1: site.cloud.state.withLock { $0.isReachable.toggle() }
        case 2: site.cloud.state.withLock { $0.mishaps = $0.mishaps == 0 ? 300 : 0 }
        case 3: site.keyring.state.withLock { $0.outage = $0.outage == nil ? .obstructed(.locked) : nil }
        case 4: try await site.restart()
        case 5: try await site.reload(all.filter { _ in Int.random(in: 0..<6, using: &random) > 0 })
        case 6: try await site.reload(all)
        case 7: _ = try? await engine.removeSecret(of: name)
        case 8: _ = try? await engine.undoSecret(of: name)
        case 9: _ = try? await engine.probeNow(name, extent: .whole)
        case 10: _ = try? await engine.beginRotation(of: name)
        case 11: try? await site.handOver(credential)
        case 12, 13:
            let saying = SecretSaying(
                expiry: .at(clock.now() + .days(Int64.random(in: 1...90, using: &random)), origin: .operator))
            let isUnproven = Bool.random(using: &random)
            _ = try? await engine.setSecret(
                secret("brought at \(clock.uptime())"), for: name, saying, isUnproven: isUnproven,
                waits: Bool.random(using: &random))
        default:
            let longest: Int64 = Bool.random(using: &random) ? 3_600 : 5 * 86_400
            clock.advance(to: clock.now() + .seconds(Int64.random(in: 1...longest, using: &random)))
        }
    }

    /// Passes until nothing is due, or once, while actions are under way.
    mutating func passSomehow() async {
        if Bool.random(using: &random) {
            _ = await site.engine.pass()
        } else {
            for _ in 0..<20 {
                let next = await site.engine.pass()
                await site.engine.quiesce()
                if next.map({ $0 > site.clock.now() }) ?? true { break }
            }
        }
    }
}
