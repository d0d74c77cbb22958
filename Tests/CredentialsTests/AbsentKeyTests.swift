import Testing

@testable import Credentials

/// What follows from a key that a listing does not have: nothing, where the listing is not all of it.
@Suite struct AbsentKeyTests {
    private let install = GUID(high: 9, low: 9)
    private let now = Sample.start

    private func key(_ number: UInt64) -> IssuedKey {
        IssuedKey(keyID: GUID(high: 2, low: number), displayName: nil, hint: nil, startsAt: nil, endsAt: nil)
    }

    private func rotation(at step: Rotation.Step) -> Rotation {
        let application = EntraApplication(directory: GUID(high: 1, low: 1), id: GUID(high: 1, low: 2))
        var rotation = Rotation(
            id: "0199", method: .clientSecret, handOff: .person, account: "a", application: application,
            policy: RotationPolicy(mode: .assisted), isByHand: false,
            old: .init(version: "v1", keyID: key(1).keyID, endsAt: now + .days(30)), copyEndsAt: now + .days(30),
            at: now)
        rotation.copyKeyID = key(1).keyID
        rotation.new = .init(version: "v2")
        rotation.new?.keyID = key(2).keyID
        rotation.advance(to: step, at: now)
        return rotation
    }

    private func after(_ keys: [IssuedKey], at step: Rotation.Step) -> Rotation {
        let facts = RotationFacts(
            install: install, isConfigured: true, currentVersion: "v2", isCurrentProven: true, isCurrentRefused: false,
            hasAdministrator: true, mintsFrom: nil, knownRotations: ["0199"], clockDoubt: nil, isUnverified: false)
        return rotation(at: step).after(.listKeys, .keys(keys), facts, at: now)
    }

    @Test func `the old key counts as removed only where the listing has the new one, which works`() {
        #expect(after([key(2)], at: .confirmed).step == .retired)
        #expect(after([key(2), key(7)], at: .confirmed).step == .retired)
        for keys in [[], [key(7)], [key(1)], [key(1), key(7)]] {
            let next = after(keys, at: .confirmed)
            #expect(next.step == .confirmed, "\(keys.count) keys")
        }
        let doubted = after([], at: .confirmed)
        #expect(doubted.listedAt == nil && doubted.nextAt == now + .minutes(10), "it is listed again")
    }

    @Test func `Partner Center's copy counts as dead only where the listing has the new key`() {
        #expect(after([key(2)], at: .proven).copyGoneAt == now)
        #expect(after([key(1), key(2)], at: .proven).copyGoneAt == nil)
        #expect(after([], at: .proven).copyGoneAt == nil)
        #expect(after([key(7)], at: .proven).copyGoneAt == nil)
        #expect(after([], at: .staged).copyGoneAt == nil)
        // Before there is a new key there is nothing to tell a listing by, but that it is the application's.
        #expect(after([], at: .begun).copyGoneAt == now)
    }
}
