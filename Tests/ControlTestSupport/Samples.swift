import Control
import Credentials

/// Bodies with something in every member, and the same with nothing where nothing may be.
enum Samples {
    static let now = Instant(secondsSinceEpoch: 1_763_700_000)

    static let failedReport = ProbeReport(
        extent: .whole,
        finding: .init(
            class: .secretExpired, step: .token, code: "AADSTS7000222", message: "the client secret has expired"),
        steps: [
            .init(name: .endpoint, result: .ok, durationMilliseconds: 40),
            .init(name: .token, result: .failed, durationMilliseconds: 90, note: "refused"),
        ],
        at: now, durationMilliseconds: 130)

    static func report(_ probeClass: ProbeClass?) -> ProbeReport {
        ProbeReport(
            extent: .whole,
            finding: probeClass.map { .init(class: $0, step: .endpoint, message: "the result is not known") },
            steps: ProbeReport.StepName.allCases.map { .init(name: $0, result: .ok, durationMilliseconds: 10) },
            at: now,
            durationMilliseconds: 60)
    }

    static func connection(_ name: String, full: Bool = true) -> ConnectionStatus {
        ConnectionStatus(
            name: name, url: full ? "https://contoso.crm4.dynamics.com" : nil, method: "azure-ad",
            identity: "23456052-aaaa-bbbb-8662-1234df56788f", contacts: ["ops@contoso.com", "sales@contoso.com"],
            secret: full
                ? SecretStatus(
                    stored: true, kind: .clientSecret, version: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52",
                    issuedAt: Timestamp(now), keyID: "key")
                : SecretStatus(stored: false),
            window: full
                ? WindowStatus(
                    state: .notice, expiresAt: Timestamp(now + .days(6)), remainingSeconds: 518_400, origin: .operator)
                : WindowStatus(state: .unknown),
            probe: ProbeStatus(full ? failedReport : nil),
            rotation: full
                ? RotationStatus(mode: .assisted, of: rotation, waitingFor: .retry, last: ended) : RotationStatus(),
            handOff: name == "said" ? HandOffRecord(said) : full ? HandOffRecord(due, deadline: now) : HandOffRecord(),
            conditions: [
                ConditionStatus(
                    Condition(.credentialValid, .false, "SecretExpired", "it has expired", since: full ? now : nil))
            ],
            next: full ? NextAction(action: .probe, at: Timestamp(now + .minutes(5))) : nil,
            decision: full
                ? DecisionStatus(reason: .leadTimeReached, message: "the client secret expires soon")
                : DecisionStatus(reason: .noSecretStored, message: "no secret is stored"),
            signIns: full ? signIns : nil, attention: full ? .handOff : nil,
            told: full ? ToldStatus(people: 2, at: Timestamp(now)) : nil,
            probing: full ? probing : nil)
    }

    /// A connection that is probed, and worked yesterday.
    static let probing = ProbingStatus(
        acceptedAt: Timestamp(now - .days(1)), provenAt: Timestamp(now - .days(2)), signInIntervalSeconds: 21_600,
        leadIntervalSeconds: 86_400)

    /// Microsoft has signed in with the new secret, and somebody with the old one before that.
    static var signIns: SignInStatus? {
        let (new, old) = (GUID(high: 2, low: 2), GUID(high: 2, low: 1))
        let leads = SignInResource(id: SignInResource.dataverse)
        var version = SecretVersion(
            id: "v", stage: .current, fingerprint: [1], issuedAt: now, storedAt: now, expiry: .unknown,
            keyID: new.description)
        version.handOff.copyKeyID = old
        let events = [
            KeySignIn(keyID: new, at: now - .hours(9), requestID: "a", address: "20.1.2.3", resource: leads),
            KeySignIn(keyID: old, at: now - .hours(30), requestID: "b", address: "198.51.100.7", resource: leads),
        ]
        let sight = SignInSight(
            SignInReport(last: nil, events: events), after: nil, of: [new, old], own: OwnSignIns(), at: now)
        return SignInStatus(sight, of: version, nil, at: now)
    }

    /// A secret that is tried beside the one in use.
    static func trial(full: Bool = true) -> TrialStatus {
        TrialStatus(
            kind: .clientSecret, version: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b53", storedAt: Timestamp(now),
            issuedAt: Timestamp(now),
            keyID: full ? "key" : nil, window: WindowStatus(state: full ? .never : .unknown),
            probe: ProbeStatus(full ? report(.network) : nil), nextAttemptAt: full ? Timestamp(now + .minutes(1)) : nil)
    }

    /// What becomes of a secret, by the name of the connection: `refused`, `unclear`, `locked`, `badly` taken, or
    /// accepted.
    static func answer(_ name: String, _ facts: SecretFacts) -> SecretAnswer {
        var connection = connection(name)
        if name == "@mail" { connection.method = "smtp" }
        if case .unknown = facts.expiry { connection.window = WindowStatus(state: .unknown) }
        if facts.expiry == .never { connection.window = WindowStatus(state: .never) }
        let accepted = SecretAnswer(
            connection: connection, outcome: .inUse, reason: .accepted, answer: ProbeStatus(report(nil)))
        var answer = accepted
        switch name {
        case "refused":
            answer = SecretAnswer(
                connection: connection, outcome: .refused, reason: nil, answer: ProbeStatus(failedReport))
        case "unclear", "locked":
            answer.connection.trial = trial(full: name == "unclear")
            (answer.outcome, answer.reason) = (.onTrial, nil)
            answer.answer = ProbeStatus(name == "unclear" ? report(.network) : nil)
        case "badly": (answer.reason, answer.answer) = (.noneInUse, ProbeStatus(failedReport))
        case "withdrawn": (answer.outcome, answer.reason) = (.withdrawn, nil)
        default: break
        }
        if !facts.waits { answer.answer = ProbeStatus(nil) }
        return answer
    }

    /// A mail server that turns the settings down, or everything as it should be.
    static func health(mailIsRefused: Bool = false) -> HealthStatus {
        let refusal = HealthFacts.Impairment(
            .mailRefused, since: now - .hours(2), message: "535 5.7.8 authentication failed", isLasting: true)
        var facts = HealthFacts(
            impairments: mailIsRefused ? [.mail: refusal] : [:], mailAcceptedAt: now - .hours(1),
            keyringAnswersSince: now - .days(1), isClockConfirmed: true)
        facts.keyringProvider = KeyringProvider(name: "gnome-keyring", version: "42.1")
        return HealthStatus(Health(facts))
    }

    /// A hand-off that a person has confirmed, and one that is due.
    static let said: SecretVersion.HandOff = {
        var handOff = due
        _ = handOff.confirm(by: "user 1001", at: now - .days(1))
        return handOff
    }()
    static let due: SecretVersion.HandOff = {
        var handOff = SecretVersion.HandOff()
        handOff.dueSince = now - .days(3)
        return handOff
    }()

    /// A rotation that waits for a person, and one that has ended.
    static let rotation = make { rotation in
        rotation.advance(to: .proven, at: now)
        rotation.attention = .init(
            reason: .noRoom, since: now, code: "HTTP 400", message: "there is no room for another one")
    }
    static let ended = make { $0.end(.completed, at: now - .days(200)) }

    private static func make(_ change: (inout Rotation) -> Void) -> Rotation {
        var rotation = Rotation(
            id: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b53", method: .clientSecret, handOff: .person,
            account: "23456052-aaaa-bbbb-8662-1234df56788f",
            application: nil, policy: RotationPolicy(), isByHand: false, old: nil, copyEndsAt: now + .days(6), at: now)
        change(&rotation)
        return rotation
    }

    static func plan(_ name: String, mode: RotationPolicy.Mode = .assisted, obstacle: String? = nil)
        -> RotationPlanStatus
    {
        RotationPlanStatus(
            name: name, mode: mode, isUnderWay: false,
            steps: [
                .init(effect: .listKeys, sentence: "leadkeeper lists the client secrets on the application"),
                .init(
                    effect: .addKey,
                    sentence:
                        "leadkeeper has Entra add a client secret beside the old one, and keeps it in the keyring"),
                .init(effect: nil, sentence: "a person enters it in Partner Center"),
            ], obstacle: obstacle,
            byHand: ["Make a new client secret.", "Store it:\n$ leadkeeper secret set \(name) --expires DATE"])
    }

    private static func credential(_ name: CredentialName, isUser: Bool) -> Credential? {
        guard let directory = GUID("12345678-8af1-4a5f-1234-12234d01db47"),
            let application = GUID("23456052-aaaa-bbbb-8662-1234df56788f")
        else { return nil }
        let identity: Identity =
            isUser
            ? .office365(userName: "leads@contoso.example", client: application, directory: "contoso.example")
            : .azureAD(directory: directory, application: application)
        return Credential(
            name: name, identity: identity, destination: .dynamics(environment: "https://contoso.crm4.dynamics.com"),
            contacts: [],
            lifetime: .never,
            probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy(),
            offer: isUser ? nil : "contoso-crm-connector")
    }

    /// The offer as declared, or with another environment live and nothing in the draft.
    static func offer(_ name: CredentialName, agrees: Bool) throws -> OfferComparison {
        guard let credential = credential(name, isUser: false), let declared = LeadConfiguration(of: credential)
        else { throw Problem(.internal, "no such sample") }
        var live = declared
        if !agrees {
            live.address = "https://contoso-old.crm4.dynamics.com"
            live.directory = nil
            live.contacts = ["sales@contoso.example"]
        }
        let offer = Offer(product: "product/1", draft: declared, live: live, pendingEdits: [], submissions: [])
        return OfferComparison(OfferDrift(declared: declared, in: offer), of: credential)
    }

    static func handOff(_ name: CredentialName, isUser: Bool = false) -> HandOffStatus? {
        guard let credential = credential(name, isUser: isUser) else { return nil }
        return HandOffStatus(
            of: credential, version: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52",
            rotation: RotationStatus(mode: .assisted, of: rotation),
            steps: ["Sign in to Partner Center.", "Select “Validate”."])
    }

    static func keys(_ name: String) -> KeyList {
        let keys: [(String, KeyRecord.Role, Bool, Int64)] = [
            ("0f0e0d0c-1111-2222-3333-444455556666", .foreign, true, 6),
            ("0f0e0d0c-1111-2222-3333-444455557777", .ours, false, -3),
        ]
        return KeyList(
            name: name,
            keys: unusualKeys
                + keys.compactMap { id, role, isSuggested, days in
                    GUID(id).map { id in
                        KeyRecord(
                            IssuedKey(
                                keyID: id, displayName: role == .ours ? "leadkeeper/x/y" : nil, hint: "abc",
                                startsAt: role == .ours ? now - .days(9) : nil, endsAt: now + .days(days)), role: role,
                            isSuggested: isSuggested)
                    }
                })
    }

    /// One that never lapses and lies on the service principal, and one that is not valid yet.
    private static var unusualKeys: [KeyRecord] {
        [("0f0e0d0c-1111-2222-3333-444455558888", true), ("0f0e0d0c-1111-2222-3333-444455559999", false)].compactMap {
            id, isOld in
            GUID(id).map { id in
                KeyRecord(
                    IssuedKey(
                        keyID: id, displayName: nil, hint: nil,
                        startsAt: isOld ? now - .days(3_000) : Instant(secondsSinceEpoch: 4_070_908_800),
                        endsAt: isOld ? nil : Instant(secondsSinceEpoch: 4_102_444_800), hasNoEnd: isOld),
                    role: .foreign,
                    isSuggested: false, place: isOld ? .servicePrincipal : .application)
            }
        }
    }

    static func event(full: Bool = true) -> EventRecord {
        EventRecord(
            id: 17, at: Timestamp(now), type: "probe-failed", connection: full ? "contoso" : nil,
            version: full ? "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52" : nil, class: full ? .secretExpired : nil,
            message: "the probe failed", details: full ? ["userID": "0"] : [:])
    }

    static func notice(full: Bool = true) -> NoticeRecord {
        NoticeRecord(
            id: 3, connection: "contoso", version: full ? "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52" : nil,
            occasion: "lapses/604800", recipient: "ops@contoso.com", insteadOf: full ? "sales@contoso.com" : nil,
            mail: 3, subject: "contoso lapses", messageID: "<1@host>",
            state: full ? .accepted : .queued, createdAt: Timestamp(now), attempts: full ? 1 : 0,
            lastAttemptAt: full ? Timestamp(now) : nil, nextAttemptAt: full ? Timestamp(now) : nil,
            acceptedAt: full ? Timestamp(now) : nil,
            lastReply: full
                ? .init(code: 250, text: "2.0.0 Ok", server: "localhost", command: "end", about: "nothing") : nil)
    }

    /// That somebody is on it, and that one contact's reminders wait.
    static var answers: NoticeAnswers? {
        let since = Instant(secondsSinceEpoch: 1_795_219_200)
        return CredentialName("contoso").map { name in
            NoticeAnswers(
                Answers(
                    snoozes: [
                        Snooze(
                            recipient: EmailAddress("ops@contoso.com"), since: since, until: since + .days(9),
                            person: "user 0", reason: "on holiday")
                    ],
                    acknowledgement: Acknowledgement(
                        by: "Anna", since: since, until: since + .days(3), person: "user 0")),
                to: name, startBy: since + .days(5))
        }
    }

    /// That notices are held back.
    static var hold: HoldStatus {
        let since = Instant(secondsSinceEpoch: 1_795_219_200)
        return HoldStatus(
            Hold(since: since, until: since + .days(1), person: "user 0"),
            notices: [.init(connection: "contoso", occasion: "lapses/604800")])
    }
}

extension Samples {
    /// A certificate that waits to be uploaded; its bytes are none.
    static let certificate = CertificateRecord(
        version: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52", stage: .onTrial,
        thumbprint: "A1B2C3D4E5F60718293A4B5C6D7E8F9001122334", thumbprintSHA256: String(repeating: "AB", count: 32),
        madeAt: Timestamp(now), expiresAt: Timestamp(now + .days(180)),
        pem: "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n")
}
