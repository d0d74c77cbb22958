import TestBasics
import Testing

@testable import Credentials

/// What must hold of every decision, tried on random facts.
@Suite struct DecisionPropertyTests {
    /// Facts of all kinds, some of which contradict each other as a damaged or clock-struck ledger would.
    private struct Case {
        var credential: Credential
        var facts: Facts
        var now: Instant
    }

    private static func cases(_ count: Int, seed: UInt64, _ check: (Case) throws -> Void) throws {
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<count { try check(try anyCase(&random)) }
    }

    private static func seed() -> UInt64 { UInt64.random(in: 0...UInt64.max) }

    private static func anyCase(_ random: inout SeededGenerator) throws -> Case {
        let start = Sample.start
        let now = start + .seconds(.random(in: 0...TimeSpan.days(120).seconds, using: &random))
        let past = { (random: inout SeededGenerator) in
            now - .seconds(.random(in: 0...TimeSpan.days(40).seconds, using: &random))
        }
        let expiry: SecretVersion.Expiry = [
            .unknown, .never,
            .at(now + .seconds(.random(in: -8_000_000...8_000_000, using: &random)), origin: .operator),
        ][Int.random(in: 0...2, using: &random)]
        let leadTimes = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            TimeSpan.seconds(.random(in: 0...3_000_000, using: &random))
        }
        let probing = ProbePolicy(
            leadInterval: .seconds(.random(in: 600...200_000, using: &random)),
            signInInterval: .seconds(.random(in: 600...50_000, using: &random)))
        let credential = try Sample.credential(
            Bool.random(using: &random) ? .azureAD : .office365, leadTimes: leadTimes,
            isProbed: Int.random(in: 0..<8, using: &random) > 0, probing: probing)
        var standing = Standing(jitterPermille: .random(in: 0...100, using: &random)).afterNewVersion(at: past(&random))
        var at = past(&random)
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let problem = Bool.random(using: &random) ? nil : ProbeClass.allCases.randomElement(using: &random)
            let extent: ProbeReport.Extent = Bool.random(using: &random) ? .whole : .signIn
            let retryAfter: TimeSpan? =
                Bool.random(using: &random) ? nil : .seconds(.random(in: 1...86_400, using: &random))
            standing = standing.after(Sample.report(problem, extent, at: at, retryAfter: retryAfter), at: at)
            at = at + .seconds(.random(in: 0...max(1, (now - at).seconds), using: &random))
        }
        if Int.random(in: 0..<4, using: &random) == 0 { standing.alarmedSince = past(&random) }
        if Int.random(in: 0..<6, using: &random) == 0 {
            standing.unverifiedSince = now - .seconds(.random(in: 0...TimeSpan.days(2).seconds, using: &random))
        }
        if Int.random(in: 0..<8, using: &random) == 0 { standing.lastAttemptAt = now + .days(400) }
        if Int.random(in: 0..<8, using: &random) == 0 { standing.notBefore = now + .days(400) }
        let interruption: Interruption? =
            Int.random(in: 0..<6, using: &random) == 0
            ? Interruption(count: .random(in: 1...4, using: &random), lastAt: past(&random)) : nil
        let version = Sample.version(expiry, issuedAt: past(&random), storedAt: past(&random))
        var facts = Facts(
            current: Int.random(in: 0..<20, using: &random) == 0 ? nil : version, standing: standing,
            interruption: interruption,
            clockDoubt: Int.random(in: 0..<6, using: &random) == 0
                ? ClockDoubt.allCases.randomElement(using: &random) : nil)
        if Int.random(in: 0..<4, using: &random) == 0 {
            let since = past(&random)
            facts.leads = LeadSight(LeadReport([since]), after: nil, at: since)
            facts.leads?.silence = LeadSilence(since: since, foundAt: now, version: version.id, causes: [])
        }
        return Case(credential: credential, facts: facts, now: now)
    }

    @Test func `the next moment lies ahead, and nothing becomes due before it`() throws {
        let seed = Self.seed()
        var sawNext = 0
        try Self.cases(4_000, seed: seed) { item in
            let decision = decide(item.credential, item.facts, now: item.now)
            #expect(decide(item.credential, item.facts, now: item.now) == decision, "seed \(seed)")
            var facts = item.facts
            facts.noticed.formUnion(decision.told)
            if let dueAt = decision.beginsTrialOf { facts.standing.endTrial = EndTrial(dueAt: dueAt, since: item.now) }
            guard let next = decision.next else { return }
            sawNext += 1
            #expect(next.at > item.now, "seed \(seed)")
            // Until then nothing new is to be told or tried; at that very moment something is.
            let known = decide(item.credential, facts, now: item.now)
            let before = decide(item.credential, facts, now: next.at - .seconds(1))
            #expect(
                before.told.isEmpty && (before.probe == nil || known.probe != nil),
                "seed \(seed): \(before.told) before \(next)")
            guard facts.clockDoubt == nil else { return }
            let then = decide(item.credential, facts, now: next.at)
            let isTold = if case .notify(let occasion) = next.action { facts.noticed.contains(occasion) } else { false }
            // What is told may have to wait for an attempt, which then begins.
            #expect(!then.due.isEmpty || then.beginsTrialOf != nil || isTold, "seed \(seed)")
        }
        #expect(sawNext > 1_000, "seed \(seed)")
    }

    @Test func `a later moment never makes a notice less urgent`() throws {
        let seed = Self.seed()
        var random = SeededGenerator(seed: seed &+ 1)
        var compared = 0
        try Self.cases(4_000, seed: seed) { item in
            let later = item.now + .seconds(.random(in: 0...TimeSpan.days(60).seconds, using: &random))
            let (now, then) = (
                decide(item.credential, item.facts, now: item.now), decide(item.credential, item.facts, now: later)
            )
            // What is being tried first is told within minutes.
            guard then.beginsTrialOf == nil else { return }
            for occasion in now.told where !then.told.contains(occasion) {
                compared += 1
                #expect(
                    then.told.contains { $0.supersedes(occasion) }, "seed \(seed): \(occasion) became \(then.told)")
            }
        }
        #expect(compared > 100, "seed \(seed)")
    }

    @Test func `one pass tells of each matter once, and nothing that was told`() throws {
        let seed = Self.seed()
        try Self.cases(4_000, seed: seed) { item in
            var facts = item.facts
            let first = decide(item.credential, facts, now: item.now)
            for one in first.told {
                // That the date is in doubt is news beside that nothing can be told now.
                if case .unchecked = one, first.told.contains(where: \.kind.isOfWindow) { continue }
                #expect(!first.told.contains { $0.supersedes(one) }, "seed \(seed): \(first.told)")
            }
            facts.noticed.formUnion(first.told)
            if let dueAt = first.beginsTrialOf { facts.standing.endTrial = EndTrial(dueAt: dueAt, since: item.now) }
            #expect(decide(item.credential, facts, now: item.now).told.isEmpty, "seed \(seed)")
            #expect(facts.clockDoubt == nil || first.told.isEmpty, "seed \(seed)")
        }
    }

    @Test func `jitter only makes probes come earlier`() throws {
        let seed = Self.seed()
        try Self.cases(4_000, seed: seed) { item in
            var calm = item.facts
            calm.standing.jitterPermille = 0
            guard let at = decide(item.credential, calm, now: item.now).nextProbeAt else { return }
            let jittered = decide(item.credential, item.facts, now: item.now)
            #expect(jittered.probe != nil || jittered.next.map { $0.at <= at } == true, "seed \(seed)")
        }
    }

    @Test func `no account is tried more often than it may be`() throws {
        let seed = Self.seed()
        try Self.cases(4_000, seed: seed) { item in
            guard item.credential.identity.isPassword, decide(item.credential, item.facts, now: item.now).probe != nil
            else {
                return
            }
            #expect(item.facts.passwordRests(of: item.credential, now: item.now) == nil, "seed \(seed)")
            #expect(!item.facts.isPasswordHeldBack(of: item.credential), "seed \(seed)")
        }
    }

    @Test func `every reason is met`() throws {
        let seed = Self.seed()
        var reasons: Set<Decision.Reason> = []
        try Self.cases(20_000, seed: seed) { item in
            let decision = decide(item.credential, item.facts, now: item.now)
            reasons.insert(decision.reason)
            reasons.formUnion(decision.due.map(\.reason))
            #expect(!decision.sentence.isEmpty)
            // The same among people who answer, and with others to tell.
            var (credential, facts) = (item.credential, item.facts)
            credential.notices.escalation = [.days(3)]
            credential.notices.escalateTo = credential.contacts
            reasons.formUnion(decide(credential, facts, now: item.now).due.map(\.reason))
            facts.answers.snoozes = [
                Snooze(since: item.now, until: item.now + .days(20), person: "user 0", reason: "later")
            ]
            reasons.insert(decide(credential, facts, now: item.now).reason)
            facts.answers = Answers(hold: Hold(since: item.now, until: item.now + .days(1), person: "user 0"))
            reasons.insert(decide(credential, facts, now: item.now).reason)
        }
        #expect(reasons == Set(Decision.Reason.allCases), "seed \(seed)")
    }
}
