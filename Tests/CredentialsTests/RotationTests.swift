import Foundation
import TestBasics
import Testing

@testable import Credentials

/// The pure machine, by table and by property.
@Suite struct RotationTests {
    private static let application = EntraApplication(
        directory: GUID(high: 1, low: 1), id: GUID(high: 1, low: 2))
    private static let install = GUID(high: 9, low: 9)
    private static let oldKey = GUID(high: 2, low: 1)

    private static func rotation(
        _ method: SecretKind = .clientSecret, _ handOff: Rotation.HandOff = .person, at now: Instant = Sample.start
    ) -> Rotation {
        Rotation(
            id: "0199", method: method, handOff: handOff, account: "a",
            application: method == .clientSecret ? application : nil,
            policy: RotationPolicy(mode: .assisted), isByHand: false,
            old: Rotation.Old(version: "v1", keyID: method == .clientSecret ? oldKey : nil, endsAt: now + .days(30)),
            copyEndsAt: now + .days(30), at: now)
    }

    private static func facts(
        current: String? = "v1", isConfigured: Bool = true, isRefused: Bool = false, hasAdministrator: Bool = true,
        mintsFrom: Instant? = nil, doubt: ClockDoubt? = nil, isUnverified: Bool = false
    ) -> RotationFacts {
        RotationFacts(
            install: install, isConfigured: isConfigured, currentVersion: current, isCurrentProven: true,
            isCurrentRefused: isRefused,
            hasAdministrator: hasAdministrator, mintsFrom: mintsFrom, knownRotations: ["0199"], clockDoubt: doubt,
            isUnverified: isUnverified)
    }

    private static func key(_ number: UInt64, operation: String? = nil, endsAt: Instant? = nil) -> IssuedKey {
        IssuedKey(
            keyID: GUID(high: 2, low: number), displayName: operation.map { "leadkeeper/\(install)/\($0)" },
            hint: "abc",
            startsAt: nil, endsAt: endsAt)
    }

    /// Goes on with the outcomes given until it waits or ends.
    private static func walk(
        _ start: Rotation, _ outcomes: [RotationEffect: RotationOutcome], at now: inout Instant, steps: Int = 60
    ) -> (rotation: Rotation, effects: [RotationEffect]) {
        var (rotation, effects, current) = (start, [RotationEffect](), "v1")
        for _ in 0..<steps {
            switch rotation.move(facts(current: current), now: now) {
            case .perform(let effect):
                effects.append(effect)
                let intended = rotation.beginning(effect, version: "v2", at: now)
                rotation = intended.after(effect, outcomes[effect] ?? .done, facts(current: current), at: now)
            case .promote:
                rotation.advance(to: .proven, at: now)
                current = "v2"
            case .advance(let step): rotation.advance(to: step, at: now)
            case .backOut:
                rotation.backOut(facts(current: current), at: now)
                current = "v1"
            case .end(let end): rotation.end(end, at: now)
            case .wait(let until?, _): now = until
            case .wait(nil, _): return (rotation, effects)
            }
            if !rotation.isUnderWay { break }
        }
        return (rotation, effects)
    }

    private static var smooth: [RotationEffect: RotationOutcome] {
        [
            .listKeys: .keys([key(1), key(2, operation: "0199")]), .readAllowance: .allowance(SecretAllowance()),
            .addKey: .kept(key: key(2, operation: "0199"), fingerprint: [1]),
            .makePassword: .kept(key: nil, fingerprint: [1]),
            .prove: .report(Sample.report()), .findTestLead: .testLead(nil),
        ]
    }

    @Test
    func `mints only after a listing, the policy and a rehearsal, and waits for a person once the secret is proven`() {
        var now = Sample.start
        var outcomes = Self.smooth
        outcomes[.listKeys] = .keys([Self.key(1)])
        outcomes[.addKey] = .kept(key: Self.key(1), fingerprint: [1])
        let (rotation, effects) = Self.walk(Self.rotation(), outcomes, at: &now)
        #expect(effects.prefix(5) == [.listKeys, .readAllowance, .rehearse, .addKey, .listKeys])
        #expect(rotation.step == .proven && rotation.awaitsHandOff)
        #expect(effects.count { $0 == .tryNew } >= 3)
    }

    @Test(arguments: [1, 2, 3]) func `nothing is done while the clock, the ledger or a rest stand against it`(
        which: Int
    ) {
        var rotation = Self.rotation()
        let now = Sample.start
        switch which {
        case 1: #expect(rotation.move(Self.facts(doubt: .jumped), now: now) == .wait(until: nil, for: .clock))
        case 2:
            #expect(rotation.move(Self.facts(isUnverified: true), now: now) == .wait(until: nil, for: .verification))
        default:
            rotation.nextAt = now + .seconds(1)
            #expect(rotation.move(Self.facts(), now: now) == .wait(until: now + .seconds(1), for: .retry))
            #expect(rotation.move(Self.facts(), now: now + .seconds(1)) == .perform(.listKeys))
            rotation.nextAt = now + .days(90)
            #expect(rotation.move(Self.facts(), now: now) == .perform(.listKeys), "a rest that a wrong clock has noted")
        }
    }

    @Test
    func `a key in doubt is believed to be missing after two listings a minute apart, and removed where one shows it`()
    {
        let now = Sample.start
        var rotation = Self.rotation().after(.listKeys, .keys([Self.key(1)]), Self.facts(), at: now)
        rotation = rotation.beginning(.addKey, version: "v2", at: now)
        rotation = rotation.after(.addKey, .setback(Setback(.uncertain, message: "cut")), Self.facts(), at: now)
        #expect(rotation.isAddDoubtful && rotation.new == nil && rotation.mints.count == 1)
        let once = rotation.after(.listKeys, .keys([Self.key(1)]), Self.facts(), at: now)
        #expect(once.isAddDoubtful && once.nextAt == now + .minutes(1))
        #expect(!once.after(.listKeys, .keys([Self.key(1)]), Self.facts(), at: now + .minutes(1)).isAddDoubtful)
        let shown = rotation.after(
            .listKeys, .keys([Self.key(1), Self.key(7, operation: "0199")]), Self.facts(), at: now)
        #expect(shown.strays == [GUID(high: 2, low: 7)])
        #expect(shown.move(Self.facts(), now: now) == .perform(.removeStray))
    }

    @Test func `what stands in the way is told since its beginning, though other effects go well meanwhile`() {
        var (rotation, now) = (Self.rotation(), Sample.start)
        let full = RotationOutcome.setback(Setback(.full, message: "no room"))
        for _ in 0..<5 {
            rotation = rotation.after(.listKeys, .keys([Self.key(1)]), Self.facts(), at: now)
            rotation = rotation.after(.readAllowance, .allowance(SecretAllowance()), Self.facts(), at: now)
            rotation = rotation.beginning(.addKey, version: "v2", at: now).after(.addKey, full, Self.facts(), at: now)
            #expect(rotation.attention?.since == Sample.start && rotation.attention?.reason == .noRoom)
            #expect(rotation.mints.isEmpty)
            now = now + .minutes(50)
        }
        #expect(rotation.failures == 5)
        let news = RotationNews(
            of: rotation, last: nil, Sample.facts(), publishingTime: .days(5), now: now)
        #expect(news.due == [.rotationStuck(rotation: "0199", reason: .noRoom, repetition: 0)])
    }

    @Test func `a copy of the machine that mints too stops it`() {
        let keys = [Self.key(1), Self.key(3, operation: "0200")]
        let rotation = Self.rotation().after(.listKeys, .keys(keys), Self.facts(), at: Sample.start)
        #expect(rotation.attention?.reason == .cloneSuspected && rotation.listedAt == nil)
    }

    @Test func `a password that is refused three times is tried no more without a person`() {
        let now = Sample.start
        var rotation = Self.rotation(.password)
        rotation = rotation.beginning(.makePassword, version: "v2", at: now)
        rotation = rotation.after(.makePassword, .kept(key: nil, fingerprint: [1]), Self.facts(), at: now)
        rotation = rotation.after(.changePassword, .setback(Setback(.uncertain, message: "cut")), Self.facts(), at: now)
        #expect(rotation.move(Self.facts(), now: now) == .perform(.tryNew))
        let wrong = RotationOutcome.report(Sample.report(.passwordWrong))
        rotation = rotation.after(.tryNew, wrong, Self.facts(), at: now)
        #expect(rotation.move(Self.facts(), now: now) == .perform(.tryOld))
        rotation = rotation.after(.tryOld, wrong, Self.facts(), at: now)
        var (attempts, later) = (0, now)
        while case .perform(let effect) = rotation.move(Self.facts(), now: rotation.nextAt ?? later), attempts < 9 {
            later = rotation.nextAt ?? later
            rotation = rotation.after(effect, wrong, Self.facts(), at: later)
            attempts += 1
        }
        #expect(attempts == 2 && rotation.move(Self.facts(), now: later + .days(99)) == .wait(until: nil, for: .person))
        rotation.hurry()
        #expect(rotation.move(Self.facts(), now: later) == .perform(.tryNew))
    }

    @Test
    func `a connection that is gone is wound back, unless the new secret may be the only one, or somebody may have it`()
    {
        let (now, gone) = (Sample.start, Self.facts(isConfigured: false))
        #expect(Self.rotation().move(gone, now: now) == .end(.abandoned))
        var rotation = Self.rotation()
        rotation.mints = [now]
        rotation.new = Rotation.New(version: "v2", keyID: GUID(high: 2, low: 2), endsAt: nil)
        rotation.advance(to: .proven, at: now)
        #expect(rotation.move(gone, now: now) == .backOut)
        rotation.isShown(at: now)
        #expect(rotation.move(gone, now: now) == .end(.abandoned))
        var password = Self.rotation(.password)
        password.new = Rotation.New(version: "v2", keyID: nil, endsAt: nil)
        password.advance(to: .staged, at: now)
        #expect(password.move(gone, now: now) == .promote)
        password.advance(to: .minted, at: now)
        password.doubtfulChange = .tryNew
        #expect(password.move(gone, now: now) == .wait(until: nil, for: .configuration))
    }

    @Test func `whatever comes back, it mints seldom, goes by the listing, and reads back from its record as it was`()
        throws
    {
        let asked = ProcessInfo.processInfo.environment["LEADKEEPER_SEED"].flatMap { UInt64($0) }
        let seed = asked ?? UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for run in 0..<400 {
            let handOff: Rotation.HandOff =
                [.person, .partnerCenter(offer: "o"), .nobody].randomElement(using: &random) ?? .person
            let method: SecretKind = run.isMultiple(of: 4) ? .password : .clientSecret
            var (rotation, now) = (Self.rotation(method, method == .password ? .person : handOff), Sample.start)
            var current = "v1"
            var versions = 0
            var known = SecretVersion.HandOff()
            for _ in 0..<300 where rotation.isUnderWay {
                var facts = Self.facts(current: current)
                facts.handOff = known
                let readBack = try JSONDecoder().decode(Rotation.self, from: JSONEncoder().encode(rotation))
                #expect(readBack == rotation, "seed \(seed)")
                switch rotation.move(facts, now: now) {
                case .perform(let effect):
                    #expect(effect != .removeOld || rotation.step == .confirmed, "seed \(seed)")
                    #expect(effect != .removeStray || !rotation.strays.contains(Self.oldKey), "seed \(seed)")
                    #expect(effect != .addKey || !rotation.isAddDoubtful && rotation.strays.isEmpty, "seed \(seed)")
                    versions += 1
                    let intended = rotation.beginning(effect, version: "n\(versions)", at: now)
                    rotation = intended.after(effect, Self.outcome(of: effect, intended, &random, now), facts, at: now)
                    #expect(rotation.inFlight == nil, "seed \(seed)")
                case .promote:
                    #expect(rotation.isProven && rotation.new != nil, "seed \(seed)")
                    rotation.advance(to: .proven, at: now)
                    current = rotation.new?.version ?? ""
                case .advance(let step):
                    #expect(step > rotation.step, "seed \(seed)")
                    rotation.advance(to: step, at: now)
                case .backOut: Issue.record("seed \(seed): nobody has called it off")
                case .end(let end):
                    #expect(end == .completed && rotation.step == .retired, "seed \(seed): \(end)")
                    rotation.end(end, at: now)
                case .wait(let until?, _):
                    #expect(until > now, "seed \(seed)")
                    now = until
                    // Where no test lead is ever seen a person vouches in the end.
                    if rotation.attention?.reason == .noEvidence, now - rotation.stepAt > .days(5) {
                        known.vouchedAt = now
                        rotation.hearsOfHandOff(at: now)
                    }
                case .wait(nil, let what):
                    #expect(what == .person, "seed \(seed): \(what)")
                    if method == .password, !rotation.isPromoted {
                        rotation.hurry()
                    } else {
                        #expect(known.confirmedAt == nil, "seed \(seed)")
                        let isNews = known.confirm(by: "a test", at: now)
                        #expect(isNews, "seed \(seed)")
                        rotation.hearsOfHandOff(at: now)
                    }
                    now = now + .hours(1)
                }
                now = now + .seconds(1)
            }
            #expect(rotation.replacements.count <= Rotation.replacementsAtMost, "seed \(seed)")
        }
    }

    /// An outcome that fits the effect, good or bad.
    private static func outcome(
        of effect: RotationEffect, _ rotation: Rotation, _ random: inout SeededGenerator, _ now: Instant
    ) -> RotationOutcome {
        if Int.random(in: 0..<3, using: &random) == 0 {
            let kind = Setback.Kind.allCases.randomElement(using: &random) ?? .transient
            return .setback(Setback(kind, message: "it did not go well"))
        }
        switch effect {
        case .listKeys:
            var keys = [key(1)]
            if Bool.random(using: &random), let new = rotation.new?.keyID {
                keys.append(
                    IssuedKey(
                        keyID: new, displayName: rotation.displayName(install: install), hint: nil, startsAt: nil,
                        endsAt: nil))
            }
            if Int.random(in: 0..<9, using: &random) == 0 { keys.append(key(77, operation: rotation.id)) }
            return .keys(keys)
        case .readAllowance: return .allowance(SecretAllowance(mayBeAdded: Int.random(in: 0..<5, using: &random) > 0))
        case .addKey:
            let number = UInt64.random(in: 100...999_999, using: &random)
            return Int.random(in: 0..<6, using: &random) == 0
                ? .lost(key: key(number, operation: rotation.id), cause: "the keyring is full")
                : .kept(key: key(number, operation: rotation.id, endsAt: now + .days(180)), fingerprint: [1])
        case .makeKey:
            return .made(
                Certificate(der: [1, UInt8.random(in: 0...255, using: &random)]), endsAt: now + .days(180),
                fingerprint: [1])
        case .addCertificate: return .added(key(UInt64.random(in: 100...999_999, using: &random)))
        case .makePassword: return .kept(key: nil, fingerprint: [1])
        case .tryNew, .tryOld, .prove:
            let problems: [ProbeClass?] = [nil, nil, nil, .secretWrong, .passwordWrong, .network, .mfaRequired]
            return .report(Sample.report(problems.randomElement(using: &random) ?? nil))
        case .readOffer:
            let draft = LeadConfiguration(
                kind: Stated(.dynamics), address: "https://x", method: Stated(.azureAD),
                account: application.id.description,
                directory: application.directory.description, contacts: [])
            let submissions = [Offer.Submission.Target.preview, .live].map { target in
                Offer.Submission(id: "s", target: target, isComplete: true, hasSucceeded: true, createdAt: now)
            }
            return .offer(
                Offer(product: "product/1", draft: draft, live: draft, pendingEdits: [], submissions: submissions))
        case .configureLeads, .publishPreview, .publishLive: return .job("job")
        case .askJob:
            return .jobState(
                [.running, .succeeded, .failed(code: "invalidState")].randomElement(using: &random) ?? .running)
        case .findTestLead: return .testLead(Bool.random(using: &random) ? now : nil)
        case .readSignIns: return .signIns(SignInReport(last: nil, events: nil))
        case .rehearse, .changePassword, .removeStray, .removeOld: return .done
        }
    }
}

@Suite struct HandOverReminderTests {
    private func proven(copyEndsAt: Instant?) -> Rotation {
        var rotation = Rotation(
            id: "0199", method: .clientSecret, handOff: .person, account: "a", application: nil,
            policy: RotationPolicy(mode: .assisted), isByHand: false, old: nil, copyEndsAt: copyEndsAt, at: Sample.start
        )
        rotation.advance(to: .proven, at: Sample.start)
        return rotation
    }

    @Test(arguments: [0, 1, 5, 12, 30, 90, 170] as [Int64])
    func `come at once, then more often towards the deadline, and never end`(days: Int64) {
        let rotation = proven(copyEndsAt: Sample.start + .days(days))
        var (now, told) = (Sample.start, [Instant]())
        #expect(rotation.handOffReminders(at: now, publishingTime: .days(5)).due == Sample.start)
        while now < Sample.start + .days(400),
            let next = rotation.handOffReminders(at: now, publishingTime: .days(5)).next
        {
            #expect(next > now)
            #expect(rotation.handOffReminders(at: next - .seconds(1), publishingTime: .days(5)).due != next)
            #expect(rotation.handOffReminders(at: next, publishingTime: .days(5)).due == next)
            #expect(next - now <= .days(7), "nobody is left alone for more than a week")
            now = next
            told.append(next)
        }
        #expect(now >= Sample.start + .days(390))
        let end = Sample.start + .days(max(days, 5))
        #expect(told.count { $0 <= end } >= (days >= 30 ? 10 : 4), "\(told.count { $0 <= end })")
    }
}

@Suite struct RotationDueTests {
    private func due(
        _ mode: RotationPolicy.Mode = .assisted, _ facts: Facts = Sample.facts(), last: Rotation? = nil, at now: Instant
    )
        throws -> RotationDue
    {
        var credential = try Sample.credential()
        credential.rotation.mode = mode
        return RotationDue(credential, facts, last: last, now: now)
    }

    @Test func `exactly when its window is within Before, and not a second earlier`() throws {
        let begins = Sample.end - .days(30)
        #expect(try due(at: begins - .seconds(1)) == .at(begins))
        #expect(try due(at: begins) == .now(.windowEnds))
        #expect(try due(.remind, at: begins) == .notByItself)
        #expect(try due(.assisted, Sample.facts(doubt: .jumped), at: begins) == .notByItself)
    }

    @Test func `at once when the secret is refused, and by itself a week after a person called one off`() throws {
        let refused = Sample.facts(after: [(.secretWrong, Sample.start), (.secretWrong, Sample.start + .minutes(2))])
        let now = Sample.start + .minutes(3)
        #expect(try due(.automatic, refused, at: now) == .now(.refused))
        var last = Rotation(
            id: "0199", method: .clientSecret, handOff: .person, account: "a", application: nil,
            policy: RotationPolicy(),
            isByHand: true, old: nil, copyEndsAt: nil, at: Sample.start)
        last.end(.aborted, at: now)
        #expect(try due(.automatic, refused, last: last, at: now) == .at(now + .days(7)))
        #expect(try due(.automatic, refused, last: last, at: now + .days(7)) == .now(.refused))
    }
}
