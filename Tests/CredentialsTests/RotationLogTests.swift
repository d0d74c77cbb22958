import TestBasics
import Testing

@testable import Credentials

/// The log of rotations beside a plain reckoning over all that was ever minted.
@Suite struct RotationLogTests {
    /// All mints, searched from end to end.
    private struct PlainLog {
        var mints: [String: (application: EntraApplication, at: [Instant])] = [:]

        mutating func take(_ rotation: Rotation) {
            mints[rotation.id] = rotation.application.flatMap { application in
                rotation.mints.isEmpty ? nil : (application, rotation.mints)
            }
        }

        mutating func prune(now: Instant) {
            mints = mints.filter { $0.value.at.contains { now - $0 < RotationLog.remembers } }
        }

        func mintsFrom(_ application: EntraApplication, now: Instant) -> Instant? {
            let own = mints.values.filter { $0.application == application }.flatMap(\.at)
            let limits = [(own, TimeSpan.days(1), 3), (mints.values.flatMap(\.at), .hours(1), 20)]
            return limits.compactMap { all, span, count -> Instant? in
                let recent = all.filter { now - $0 < span }.sorted()
                return recent.count < count ? nil : recent[recent.count - count] + span
            }.filter { $0 > now }.max()
        }

        func unseenMint(on application: EntraApplication, listedAt: Instant, atTheAgeOf age: TimeSpan) -> Instant? {
            mints.values.filter { $0.application == application }.flatMap(\.at).map { $0 + age }
                .filter { listedAt < $0 }.min()
        }
    }

    private static func rotation(_ id: Int, _ application: EntraApplication?, _ mints: [Instant]) -> Rotation {
        var rotation = Rotation(
            id: "\(id)", method: .clientSecret, handOff: .person, account: "a", application: application,
            policy: RotationPolicy(), isByHand: false, old: nil, copyEndsAt: nil, at: Sample.start)
        rotation.mints = mints
        return rotation
    }

    @Test(arguments: UInt64(1)...12) func `answers as a search through all mints does, whatever comes and goes`(
        seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        let applications = (1...4).map {
            EntraApplication(directory: GUID(high: 1, low: 1), id: GUID(high: 1, low: $0))
        }
        var (log, plain, now) = (RotationLog(), PlainLog(), Sample.start)
        var minted: [Int: [Instant]] = [:]
        for step in 0..<400 {
            now = now + .seconds(Int64.random(in: 0...1_200, using: &random))
            let id = Int.random(in: 0..<60, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: minted[id] = []
            case 1:
                log.prune(now: now)
                plain.prune(now: now)
            case 2: now = now + .hours(Int64.random(in: 0...30, using: &random))
            default: minted[id, default: []].append(now + .seconds(Int64.random(in: -400...60, using: &random)))
            }
            let application = id.isMultiple(of: 9) ? nil : applications[id % applications.count]
            let rotation = Self.rotation(id, application, minted[id] ?? [])
            log.take(rotation)
            plain.take(rotation)
            for application in applications {
                let (ours, theirs) = (
                    log.mintsFrom(application, now: now), plain.mintsFrom(application, now: now)
                )
                #expect(ours == theirs, "seed \(seed), step \(step)")
                let listedAt = now - .hours(Int64.random(in: 0...3, using: &random))
                #expect(
                    log.unseenMint(on: application, listedAt: listedAt, atTheAgeOf: .hours(1))
                        == plain.unseenMint(on: application, listedAt: listedAt, atTheAgeOf: .hours(1)),
                    "seed \(seed), step \(step)")
            }
        }
    }
}
