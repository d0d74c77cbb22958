import Testing

@testable import Credentials

/// What a rotation waits for is said by `move` alone, and each of the words is said.
@Suite struct RotationWaitTests {
    private static let now = Sample.start

    private static func rotation(
        _ method: SecretKind = .clientSecret, _ handOff: Rotation.HandOff = .person, at step: Rotation.Step = .begun,
        _ change: (inout Rotation) -> Void = { _ in }
    ) -> Rotation {
        let application =
            method == .password ? nil : EntraApplication(directory: GUID(high: 1, low: 1), id: GUID(high: 1, low: 2))
        var rotation = Rotation(
            id: "0199", method: method, handOff: handOff, account: "a", application: application,
            policy: RotationPolicy(mode: .assisted), isByHand: false,
            old: Rotation.Old(version: "v1", keyID: GUID(high: 2, low: 1), endsAt: now + .days(30)),
            copyEndsAt: now + .days(30),
            at: now)
        if step > .begun { rotation.new = Rotation.New(version: "v2", keyID: GUID(high: 2, low: 2), endsAt: nil) }
        if step > .begun { rotation.advance(to: step, at: now) }
        change(&rotation)
        return rotation
    }

    private static func wait(_ rotation: Rotation, _ change: (inout RotationFacts) -> Void = { _ in }) -> RotationWait?
    {
        var facts = RotationFacts(
            install: GUID(high: 9, low: 9), isConfigured: true, currentVersion: rotation.isPromoted ? "v2" : "v1",
            isCurrentProven: true, isCurrentRefused: false, hasAdministrator: true, mintsFrom: nil,
            knownRotations: ["0199"],
            clockDoubt: nil, isUnverified: false)
        change(&facts)
        guard case .wait(_, let wait) = rotation.move(facts, now: now) else { return nil }
        return wait
    }

    /// Somebody has signed in with the old secret.
    private static var usedYesterday: SignInSight {
        let keyID = GUID(high: 2, low: 1)
        let signIn = KeySignIn(keyID: keyID, at: now - .days(1), requestID: "theirs")
        return SignInSight(
            SignInReport(last: [signIn], events: nil), after: nil, of: [keyID], own: OwnSignIns(), at: now)
    }

    @Test func `has a word for each thing, and each word is said of something`() {
        let resting = { (rotation: inout Rotation) in rotation.nextAt = Self.now + .minutes(5) }
        let said: [RotationWait?] = [
            Self.wait(Self.rotation()) { $0.clockDoubt = .jumped },
            Self.wait(Self.rotation()) { $0.isUnverified = true },
            Self.wait(Self.rotation { resting(&$0) }),
            Self.wait(Self.rotation(at: .minted) { resting(&$0) }),
            Self.wait(
                Self.rotation {
                    $0.listedAt = Self.now
                    $0.allowance = SecretAllowance()
                }
            ) { $0.mintsFrom = Self.now + .hours(1) },
            Self.wait(Self.rotation(at: .proven)),
            Self.wait(
                Self.rotation(.clientSecret, .partnerCenter(offer: "o"), at: .proven) {
                    $0.publication = Publication(at: Self.now)
                    resting(&$0)
                }),
            Self.wait(Self.rotation(at: .handedOff) { resting(&$0) }),
            Self.wait(Self.rotation(at: .confirmed)),
            Self.wait(Self.rotation(at: .confirmed) { $0.stepAt = Self.now - .days(30) }) {
                $0.isCurrentProven = false
            },
            Self.wait(
                Self.rotation(at: .confirmed) {
                    $0.stepAt = Self.now - .days(29)
                    $0.signInsAskedAt = Self.now
                }
            ) { $0.signIns = Self.usedYesterday },
            Self.wait(Self.rotation()) { $0.hasAdministrator = false },
            Self.wait(Self.rotation(.password, at: .minted) { $0.doubtfulChange = .tryNew }) {
                $0.isConfigured = false
            },
        ]
        #expect(said == RotationWait.inTheOrderOfThisTest)
        #expect(Set(said) == Set(RotationWait.allCases.map(Optional.some)))
        let words = RotationWait.allCases.map { $0.words(isStuck: false) }
        #expect(Set(words).count == words.count)
    }

    @Test(arguments: [Rotation.Step.begun, .minted, .staged])
    func `is a person as soon as a password was refused three times, though a rest was noted`(step: Rotation.Step) {
        for refusals in 1...3 {
            let rotation = Self.rotation(.password, at: step) {
                $0.refusals = refusals
                $0.attention = .init(reason: .neverWorked, since: Self.now, code: nil, message: "it is refused")
                $0.nextAt = Self.now + .minutes(30)
            }
            #expect(Self.wait(rotation) == (refusals < 3 ? .retry : .person))
            #expect(rotation.isUpToPerson == (refusals == 3))
        }
    }

    @Test func `is never a person where the rotation goes on without one`() {
        let refused = { (rotation: inout Rotation) in
            rotation.refusals = 3
            rotation.nextAt = Self.now + .minutes(30)
        }
        #expect(
            Self.wait(Self.rotation(at: .staged) { refused(&$0) }) == .propagation, "a client secret locks nobody out")
        #expect(
            Self.wait(Self.rotation(.password, at: .staged) { refused(&$0) }) { $0.isConfigured = false } != .person)
        #expect(
            Self.wait(Self.rotation(.password, at: .staged) { refused(&$0) }) { $0.currentVersion = "v3" } != .person)
        let proven = Self.rotation(.password, at: .staged) {
            $0.refusals = 3
            $0.isProven = true
        }
        #expect(!proven.isUpToPerson && Self.wait(proven) == nil)
        var hurried = Self.rotation(.password, at: .staged) { refused(&$0) }
        hurried.hurry()
        #expect(!hurried.isUpToPerson && Self.wait(hurried) == nil)
    }

    @Test(arguments: [Rotation.Attention.Reason.administratorMissing, .administratorRefused])
    func `is the administrator's secret as long as that is what was missing`(reason: Rotation.Attention.Reason) {
        let rotation = Self.rotation {
            $0.attention = .init(reason: reason, since: Self.now, code: nil, message: "it is refused")
            $0.nextAt = Self.now + .minutes(50)
        }
        #expect(Self.wait(rotation) == .administrator)
    }
}

extension RotationWait {
    fileprivate static let inTheOrderOfThisTest: [RotationWait?] = [
        .clock, .verification, .retry, .propagation, .breaker, .person, .partnerCenter, .evidence, .overlap, .proof,
        .oldInUse, .administrator, .configuration,
    ]
}
