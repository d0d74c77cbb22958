import Testing

@testable import Credentials

@Suite struct HealthTests {
    private let now = Sample.start

    private func impairment(_ fault: DaemonFault, isLasting: Bool) -> [DaemonFault.Part: HealthFacts.Impairment] {
        [fault.part: .init(fault, since: now, message: "the cause", isLasting: isLasting)]
    }

    @Test func `what was not seen to work is not said to work`() {
        let health = Health(HealthFacts())
        for part in [DaemonFault.Part.mail, .keyring, .clock] { #expect(health[part]?.status == .unknown, "\(part)") }
        #expect(health.urgent == nil, "nobody has to act for what was not tried yet")
    }

    @Test func `what was seen to work is said to work, since when`() {
        let health = Health(
            HealthFacts(mailAcceptedAt: now, keyringAnswersSince: now - .days(1), isClockConfirmed: true))
        #expect(health.findings.allSatisfy { $0.status == .true && !$0.needsAttention })
        #expect(health[.mail]?.since == now && health[.keyring]?.since == now - .days(1))
        #expect(health.findings.map(\.part) == DaemonFault.Part.allCases)
    }

    @Test(
        arguments: [
            ("gnome-keyring", "42.1", false), ("gnome-keyring", "48.0", false), ("gnome-keyring", "50", true),
            ("gnome-keyring", "50.1", true), ("gnome-keyring", "51.0", true), ("gnome-keyring", "5", false),
            ("gnome-keyring", "500", false), ("gnome-keyring", "52.0", false), ("oo7-daemon", "51.0", false),
            ("gnome-keyring", nil, false),
        ] as [(String, String?, Bool)])
    func `a keyring of a version that is known to lose keyrings works with a warning`(
        name: String, version: String?, isDoubtful: Bool
    ) {
        let provider = KeyringProvider(name: name, version: version)
        var facts = HealthFacts()
        facts.keyringProvider = provider
        #expect(Health(facts)[.keyring]?.status == .unknown)
        #expect((Health(facts)[.keyring]?.message == provider.caution) == isDoubtful)
        facts.keyringAnswersSince = now
        let finding = Health(facts)[.keyring]
        #expect(finding?.status == .true && finding?.since == now && finding?.needsAttention == false)
        #expect(finding?.reason == (isDoubtful ? "Warnings" : "Answers"))
        #expect((provider.caution?.hasPrefix("\(name) \(version ?? "") is known to ") == true) == isDoubtful)
        // What is wrong now outweighs what may go wrong.
        facts.impairments = impairment(.keyringLocked, isLasting: false)
        #expect(Health(facts)[.keyring]?.message == "the cause")
        #expect(Health(facts).keyringProvider == provider)
    }

    @Test(arguments: DaemonFault.allCases)
    func `a part in trouble works no more from the first sign on, and asks for somebody once that lasts`(
        fault: DaemonFault
    ) {
        for isLasting in [false, true] {
            let health = Health(
                HealthFacts(
                    impairments: impairment(fault, isLasting: isLasting), mailAcceptedAt: now, keyringAnswersSince: now,
                    isClockConfirmed: true))
            #expect(health[fault.part]?.status == .false)
            #expect(health[fault.part]?.message == "the cause")
            #expect(health.urgent?.part == (isLasting ? fault.part : nil))
            #expect(health.findings.count { $0.status == .true } == DaemonFault.Part.allCases.count - 1)
        }
    }

    @Test(arguments: ClockDoubt.allCases)
    func `a clock in doubt is not said to be right, whatever servers said before`(doubt: ClockDoubt) {
        let health = Health(HealthFacts(mailAcceptedAt: now, clockDoubt: doubt, isClockConfirmed: true))
        #expect(health[.clock]?.status == .unknown)
        #expect(Condition.alertPathWorks(health)?.status == .unknown, "mail waits meanwhile")
    }

    @Test func `the way of alerts works where a mail was accepted and nothing has failed since, and not before`() {
        let cases: [(HealthFacts, Condition.Status, String)] = [
            (HealthFacts(), .unknown, "NotTried"),
            (HealthFacts(mailAcceptedAt: now), .true, "NoTroubleSeen"),
            (
                HealthFacts(impairments: impairment(.mailUnreachable, isLasting: false), mailAcceptedAt: now), .false,
                "MailServerTakesNothing"
            ),
            (
                HealthFacts(impairments: impairment(.mailUnreachable, isLasting: true)), .false,
                "MailServerTakesNothing"
            ),
            (
                HealthFacts(impairments: impairment(.mailRefused, isLasting: true), mailAcceptedAt: now), .false,
                "MailServerRefuses"
            ),
            (
                HealthFacts(impairments: impairment(.clockImplausible, isLasting: true), mailAcceptedAt: now), .unknown,
                "ClockInDoubt"
            ),
        ]
        for (facts, status, reason) in cases {
            let condition = Condition.alertPathWorks(Health(facts))
            #expect(condition?.status == status && condition?.reason == reason, "\(facts)")
        }
    }
}

@Suite struct AttentionTests {
    private let now = Sample.start
    private static let fine = Health(HealthFacts(mailAcceptedAt: Sample.start, isClockConfirmed: true))

    private func attention(
        _ facts: Facts, _ credential: Credential? = nil, rotation: Rotation? = nil, health: Health = fine,
        now: Instant? = nil
    ) throws -> Condition {
        let all = conditions(
            of: try credential ?? Sample.credential(), facts, rotation: rotation, health: health, now: now ?? self.now)
        return try #require(all.first { $0.kind == .needsAttention })
    }

    @Test func `nobody, of a credential that works and is far from its end`() throws {
        let found = try attention(Sample.facts(after: [(nil, now)]))
        #expect(found.status == .false && found.reason == "Nothing")
        #expect(try attention(Sample.facts(Sample.version(.never), after: [(nil, now)])).status == .false)
        #expect(try attention(Sample.facts(after: [(.network, now)])).status == .false, "that may pass by itself")
        #expect(
            try attention(Sample.facts(after: [(.secretWrong, now)])).status == .false,
            "one refusal is not believed yet")
    }

    @Test func `somebody, where no secret is stored`() throws {
        #expect(try attention(Sample.facts(nil)).reason == "NotStored")
    }

    @Test(arguments: [ProbeClass.secretWrong, .appDisabled, .noRole, .notDynamics, .secretMissing, .tenantMismatch])
    func `somebody, where Microsoft's refusal or a missing secret is believed`(problem: ProbeClass) throws {
        let found = try attention(Sample.facts(after: [(problem, now), (problem, now)]))
        #expect(found.status == .true && found.reason == problem.conditionReason)
    }

    @Test func `somebody, where an account is spared and the password is tried no more`() throws {
        let credential = try Sample.credential(.office365)
        let interrupted = Sample.facts(interruption: Interruption(count: 3, lastAt: now))
        #expect(try attention(interrupted, credential).reason == "HeldBack")
        #expect(
            try attention(Sample.facts(interruption: Interruption(count: 2, lastAt: now)), credential).status == .false)
    }

    @Test func `somebody, from the first reminder on, where people renew it`() throws {
        let facts = Sample.facts(after: [(nil, now)])
        let notice = Sample.end - .days(30)
        #expect(try attention(facts, now: notice - .seconds(1)).status == .false)
        let found = try attention(facts, now: notice)
        #expect(found.status == .true && found.reason == "RenewalDue" && found.since == notice)
        #expect(try attention(facts, now: Sample.end).reason == "Lapsed")
    }

    @Test(arguments: [RotationPolicy.Mode.assisted, .automatic])
    func `nobody, where leadkeeper renews it and has not asked yet`(mode: RotationPolicy.Mode) throws {
        var credential = try Sample.credential()
        credential.rotation.mode = mode
        let facts = Sample.facts(after: [(nil, now)])
        #expect(try attention(facts, credential, now: Sample.end - .days(20)).status == .false)
        credential.identity = .mailbox(userName: "keeper")
        #expect(
            try attention(facts, credential, now: Sample.end - .days(20)).status == .true, "a mailbox has no issuer")
    }

    @Test func `somebody, where nobody said when it ends`() throws {
        #expect(try attention(Sample.facts(Sample.version(.unknown), after: [(nil, now)])).reason == "NotSaid")
    }

    @Test func `somebody, where people were told that it could not be tried for too long`() throws {
        var facts = Sample.facts(after: [(.network, now)])
        facts.standing.alarmedOf = .unchecked(since: now, repetition: 0)
        #expect(try attention(facts).reason == "Network")
        facts.standing = facts.standing.after(Sample.report(at: now), at: now)
        #expect(try attention(facts).status == .false, "it works again")
    }

    @Test(arguments: DaemonFault.allCases)
    func `somebody, where leadkeeper itself cannot do its work, and it will not pass by itself`(fault: DaemonFault)
        throws
    {
        for isLasting in [false, true] {
            let trouble = HealthFacts.Impairment(fault, since: now, message: "the cause", isLasting: isLasting)
            let health = Health(HealthFacts(impairments: [fault.part: trouble], mailAcceptedAt: now))
            let found = try attention(Sample.facts(after: [(nil, now)]), health: health)
            #expect(found.status == (isLasting ? .true : .false))
            #expect(!isLasting || found.message.contains("the cause"))
        }
    }

    @Test func `the credential's own matter comes before leadkeeper's`() throws {
        let trouble = HealthFacts.Impairment(.mailRefused, since: now, message: "the cause", isLasting: true)
        let health = Health(HealthFacts(impairments: [.mail: trouble]))
        #expect(try attention(Sample.facts(after: [(nil, now)]), health: health, now: Sample.end).reason == "Lapsed")
    }
}
