import Testing

@testable import Credentials

@Suite struct HandOffTests {
    private static let now = Sample.start

    private static func version(
        _ id: String, fingerprint: [UInt8], ends: Instant? = nil, stage: SecretVersion.Stage = .pending,
        _ handOff: SecretVersion.HandOff = .init()
    ) -> SecretVersion {
        var version = SecretVersion(
            id: id, stage: stage, fingerprint: fingerprint, issuedAt: now, storedAt: now,
            expiry: ends.map { .at($0, origin: .operator) } ?? .unknown,
            keyID: "0f0e0d0c-1111-2222-3333-44445555666\(fingerprint[0])")
        version.handOff = handOff
        return version
    }

    @Test func `is confirmed once, whoever says it again, and in the same second too`() {
        var handOff = SecretVersion.HandOff()
        #expect(handOff.handedOffAt == nil && handOff.vouchesFrom == nil)
        let first = handOff.confirm(by: "user 0", at: Self.now)
        let again = [
            handOff.confirm(by: "user 0", at: Self.now), handOff.confirm(by: "user 0", at: Self.now + .days(9)),
            handOff.confirm(by: "user 1001", at: Self.now + .days(2)),
        ]
        #expect(first && again == [false, false, false])
        #expect(handOff.confirmedAt == Self.now && handOff.confirmedBy == "user 0")
        #expect(!handOff.isCertain, "a repeated command is no second witness")
    }

    @Test func `may be vouched for from a day after it was said or published, and not a second earlier`() {
        var said = SecretVersion.HandOff()
        _ = said.confirm(by: "user 0", at: Self.now)
        #expect(said.vouchesFrom == Self.now + .days(1))
        said.publishedAt = Self.now - .hours(5)
        #expect(said.vouchesFrom == Self.now + .hours(19))
        let vouched = said.vouch(by: "user 0", at: Self.now + .days(1))
        #expect(vouched && said.isCertain && said.vouchedBy == "user 0")
        let twice = said.vouch(by: "user 7", at: Self.now + .days(3))
        #expect(!twice && said.vouchedAt == Self.now + .days(1))
    }

    @Test
    func `is due once another secret takes the place of one, and not for the first, the same bytes, or one of our own`()
    {
        let old = Self.version("v1", fingerprint: [1], ends: Self.now + .days(40), stage: .current)
        let new = Self.version("v2", fingerprint: [2])
        let due = new.handOff(inPlaceOf: old, isRefused: false, isCopied: true, at: Self.now)
        #expect(due.dueSince == Self.now && due.copyEndsAt == Self.now + .days(40) && due.copyKeyID != nil && due.isDue)
        #expect(new.handOff(inPlaceOf: nil, isRefused: false, isCopied: true, at: Self.now) == .init())
        #expect(new.handOff(inPlaceOf: old, isRefused: false, isCopied: false, at: Self.now) == .init())
        let refused = new.handOff(inPlaceOf: old, isRefused: true, isCopied: true, at: Self.now)
        #expect(refused.copyEndsAt == Self.now)
        var confirmed = SecretVersion.HandOff()
        _ = confirmed.confirm(by: "user 0", at: Self.now - .days(5))
        let known = Self.version("v1", fingerprint: [1], stage: .current, confirmed)
        #expect(
            Self.version("v2", fingerprint: [1]).handOff(
                inPlaceOf: known, isRefused: false, isCopied: true, at: Self.now)
                == confirmed)
    }

    @Test func `goes by what Partner Center has: of two that were never handed over, the one before both`() {
        let first = Self.version("v1", fingerprint: [1], ends: Self.now + .days(40), stage: .current)
        let second = Self.version(
            "v2", fingerprint: [2], ends: Self.now + .days(400), stage: .current,
            Self.version("v2", fingerprint: [2]).handOff(
                inPlaceOf: first, isRefused: false, isCopied: true, at: Self.now))
        let third = Self.version("v3", fingerprint: [3])
        let later = Self.now + .days(3)
        let due = third.handOff(inPlaceOf: second, isRefused: false, isCopied: true, at: later)
        #expect(
            due.dueSince == later && due.copyEndsAt == Self.now + .days(40) && due.copyKeyID == second.handOff.copyKeyID
        )
    }

    @Test func `is over when a secret is undone that never got there, and begins anew when it did`() {
        let first = Self.version("v1", fingerprint: [1], stage: .previous)
        var second = Self.version("v2", fingerprint: [2], ends: Self.now + .days(90), stage: .current)
        second.handOff = second.handOff(inPlaceOf: first, isRefused: false, isCopied: true, at: Self.now)
        #expect(first.handOff(inPlaceOf: second, isRefused: false, isCopied: true, at: Self.now + .hours(1)) == .init())
        _ = second.handOff.confirm(by: "user 0", at: Self.now + .hours(2))
        let back = first.handOff(inPlaceOf: second, isRefused: false, isCopied: true, at: Self.now + .days(2))
        #expect(back.isDue && back.copyEndsAt == Self.now + .days(90))
    }

    @Test
    func
        `reminds at once, towards its deadline, and until somebody says so, a test lead is seen or the API has published`()
    {
        var handOff = SecretVersion.HandOff()
        #expect(handOff.reminders(at: Self.now, isPassword: false, publishingTime: .days(5)).due == nil)
        handOff.dueSince = Self.now
        handOff.copyEndsAt = Self.now + .days(40)
        #expect(handOff.deadline(isPassword: false, publishingTime: .days(5)) == Self.now + .days(35))
        #expect(
            handOff.deadline(isPassword: true, publishingTime: .days(5)) == Self.now, "there is one password at a time")
        #expect(handOff.reminders(at: Self.now, isPassword: false, publishingTime: .days(5)).due == Self.now)
        #expect(
            handOff.reminders(at: Self.now, isPassword: false, publishingTime: .days(5)).next == Self.now + .days(3))
        #expect(handOff.reminders(at: Self.now + .days(400), isPassword: false, publishingTime: .days(5)).next != nil)
        for end in [\SecretVersion.HandOff.confirmedAt, \.testLeadAt, \.publishedAt, \.vouchedAt] {
            var ended = handOff
            ended[keyPath: end] = Self.now + .days(1)
            #expect(ended.reminders(at: Self.now + .days(2), isPassword: false, publishingTime: .days(5)) == (nil, nil))
            #expect(!ended.isDue)
        }
    }

    @Test func `is not asked of anybody while the new secret has not been accepted`() throws {
        var current = Self.version("v2", fingerprint: [2], stage: .current)
        current.handOff.dueSince = Self.now
        let told = { (probes: [(ProbeClass?, Instant)]) in
            RotationNews(
                of: nil, last: nil, Sample.facts(current, after: probes), publishingTime: .days(5),
                now: Self.now + .hours(2)
            ).due
        }
        #expect(told([]) == [])
        #expect(told([(.secretWrong, Self.now + .hours(1))]) == [])
        #expect(told([(.network, Self.now + .hours(1))]) == [])
        #expect(told([(nil, Self.now + .hours(1))]) == [.handOff(rotation: "v2", dueAt: Self.now)])
        let credential = try Sample.credential()
        let needs = { (probes: [(ProbeClass?, Instant)]) in
            conditions(of: credential, Sample.facts(current, after: probes), now: Self.now + .hours(2))
                .first { $0.kind == .needsAttention }?.reason
        }
        #expect(needs([(nil, Self.now + .hours(1))]) == "HandOff" && needs([]) != "HandOff")
    }

    @Test(arguments: [
        ("TestLeadSeen", Condition.Status.true), ("VouchedFor", .true), ("SaidSo", .true), ("NotSeen", .unknown),
        ("NotHandedOff", .false), ("NotKnown", .unknown),
    ]) func `is told by one condition, the strongest first`(reason: String, status: Condition.Status) throws {
        var handOff = SecretVersion.HandOff()
        for one in ["NotHandedOff", "NotSeen", "SaidSo", "VouchedFor", "TestLeadSeen"] where reason != "NotKnown" {
            switch one {
            case "NotHandedOff": handOff.dueSince = Self.now
            case "NotSeen": handOff.publishedAt = Self.now
            case "SaidSo": _ = handOff.confirm(by: "user 0", at: Self.now)
            case "VouchedFor": _ = handOff.vouch(by: "user 0", at: Self.now + .days(1))
            default: handOff.testLeadAt = Self.now + .days(2)
            }
            if one == reason { break }
        }
        let facts = Sample.facts(Self.version("v2", fingerprint: [2], stage: .current, handOff))
        let condition = conditions(of: try Sample.credential(), facts, now: Self.now).first { $0.kind == .handedOff }
        #expect(condition?.reason == reason && condition?.status == status)
    }

    @Test func `keeps the old secret until a test lead is seen or a person vouches, however often it is confirmed`() {
        var rotation = Rotation(
            id: "0199", method: .clientSecret, handOff: .person, account: "a",
            application: EntraApplication(directory: GUID(high: 1, low: 1), id: GUID(high: 1, low: 2)),
            policy: RotationPolicy(mode: .assisted), isByHand: false,
            old: Rotation.Old(version: "v1", keyID: GUID(high: 2, low: 1), endsAt: nil), copyEndsAt: nil, at: Self.now)
        rotation.new = Rotation.New(version: "v2", keyID: GUID(high: 2, low: 2), endsAt: nil)
        rotation.advance(to: .proven, at: Self.now)
        var facts = RotationFacts(
            install: GUID(high: 9, low: 9), isConfigured: true, currentVersion: "v2", isCurrentProven: true,
            isCurrentRefused: false, hasAdministrator: true, mintsFrom: nil, knownRotations: ["0199"], clockDoubt: nil,
            isUnverified: false)
        for day in 0..<9 as Range<Int64> {
            _ = facts.handOff.confirm(by: "user 0", at: Self.now + .days(day))
            rotation.hearsOfHandOff(at: Self.now + .days(day))
            #expect(rotation.step == .handedOff)
            #expect(rotation.move(facts, now: Self.now + .days(day)) == .perform(.findTestLead))
            let blind = Setback(.forbidden, message: "the role may not read leads")
            rotation = rotation.after(.findTestLead, .setback(blind), facts, at: Self.now + .days(day))
        }
        #expect(rotation.attention?.reason == .noEvidence)
        var seen = rotation.after(.findTestLead, .testLead(Self.now + .days(9)), facts, at: Self.now + .days(9))
        seen.nextAt = nil
        #expect(seen.move(facts, now: Self.now + .days(9)) == .advance(.confirmed))
        _ = facts.handOff.vouch(by: "user 0", at: Self.now + .days(9))
        rotation.hearsOfHandOff(at: Self.now + .days(9))
        #expect(rotation.move(facts, now: Self.now + .days(9)) == .advance(.confirmed))
    }
}
