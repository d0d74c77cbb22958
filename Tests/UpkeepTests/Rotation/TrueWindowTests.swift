import Bookkeeping
import Credentials
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep
import UpkeepState

/// What Microsoft says of the secret in use, and what follows from it.
@Suite struct TrueWindowTests {
    private static let user = "leads@contoso.example"

    private func site(office365: Bool = false) async throws -> (RotationSite, Credential) {
        let credential = try Credential.rotating("contoso", .remind, office365: office365)
        let site = try await RotationSite([credential], listing: RotationSituation.listingInterval)
        try await site.storeSecrets()
        return (site, credential)
    }

    private func count(_ kind: String, _ site: RotationSite, _ credential: Credential) async throws -> Int {
        try await site.ledger.events(of: credential.name, limit: 10_000).count { $0.event.kind.rawValue == kind }
    }

    private func store(
        _ value: String, _ site: RotationSite, _ credential: Credential, ends: TimeSpan,
        expiry: SecretVersion.Expiry, isKeyNamed: Bool
    ) async throws -> GUID {
        let keyID = site.cloud.add(
            value, to: try #require(credential.applicationID), endsAt: site.clock.now() + ends)
        _ = try await site.engine.storeSecret(
            secret(value), for: credential.name, issuedAt: nil, expiry: expiry,
            keyID: isKeyNamed ? keyID.description : nil)
        return keyID
    }

    @Test func `the end is Microsoft's, whatever a person said, and that they differ is told once`() async throws {
        let (site, credential) = try await site()
        let now = site.clock.now()
        _ = try await store(
            "second", site, credential, ends: .days(90), expiry: .at(now + .days(300), origin: .operator),
            isKeyNamed: true)
        try await site.run(for: .days(3), tick: .hours(6))
        let status = try #require(await site.engine.status(of: credential.name))
        #expect(status.window?.end == .at(now + .days(90), .graph))
        #expect(try await count("window-disagrees", site, credential) == 1)
        #expect(site.journal.events("window-disagrees").count == 1)
        try await site.restart()
        try await site.run(for: .days(3), tick: .hours(6))
        #expect(try await count("window-disagrees", site, credential) == 1)
    }

    @Test func `an earlier date of a person's has its reminders, and at its end nobody is alarmed`() async throws {
        let (site, credential) = try await site()
        let now = site.clock.now()
        _ = try await store(
            "second", site, credential, ends: .days(300), expiry: .at(now + .days(40), origin: .operator),
            isKeyNamed: true)
        try await site.run(for: .days(41), tick: .hours(12))
        let told = try await site.record(credential).told
        #expect(told.contains { $0.occasion == .lapses(within: .days(1)) && $0.windowEnd == now + .days(40) })
        #expect(!told.contains { if case .lapsed = $0.occasion { true } else { false } })
        let status = try #require(await site.engine.status(of: credential.name))
        #expect(status.window?.end == .at(now + .days(300), .graph))
    }

    @Test func `a secret without its key id has the end of the only key that it can be`() async throws {
        let (site, credential) = try await site()
        let end = site.clock.now() + .days(70)
        let keyID = try await store("zeta", site, credential, ends: .days(70), expiry: .unknown, isKeyNamed: false)
        try await site.run(for: .hours(3), tick: .minutes(15))
        let current = try #require(try await site.record(credential).current)
        #expect(current.keyID == nil && current.likelyKeyID == keyID)
        #expect(await site.engine.status(of: credential.name)?.window?.end == .at(end, .graph))
        #expect(try await count("changed-elsewhere", site, credential) == 0, "whoever made it has brought it here")
    }

    @Test func `of two keys that begin alike neither counts, nor one that lies on the service principal`()
        async throws
    {
        for isOnPrincipal in [false, true] {
            let (site, credential) = try await site()
            let application = try #require(credential.applicationID)
            let now = site.clock.now()
            if isOnPrincipal {
                let key = IssuedKey(
                    keyID: GUID(high: 5, low: 5), displayName: nil, hint: nil, startsAt: now, endsAt: now + .days(9))
                site.cloud.state.withLock { $0.principalKeys[application] = [key] }
            } else {
                site.cloud.add("zeta too", to: application, endsAt: now + .days(9), isForeign: true)
            }
            _ = try await store("zeta", site, credential, ends: .days(70), expiry: .unknown, isKeyNamed: false)
            try await site.run(for: .hours(3), tick: .minutes(15))
            #expect(try await site.record(credential).current?.likelyKeyID == nil)
            #expect(await site.engine.status(of: credential.name)?.window?.end == .unknown)
        }
    }

    @Test func `a password that never ends has no reminders, and its risk is told once a year`() async throws {
        let (site, credential) = try await site(office365: true)
        let changed = site.clock.now() - .days(200)
        site.cloud.state.withLock {
            $0.passwordFacts[Self.user] = PasswordFacts(changedAt: changed, lifetime: .never, isSynchronised: false)
        }
        try await site.run(for: .days(120), tick: .days(1))
        #expect(await site.engine.status(of: credential.name)?.window?.end == .never)
        #expect(try await count("password-may-stop", site, credential) == 1)
        #expect(try await count("window-disagrees", site, credential) == 1, "the default lifetime is 90 days")
        #expect(site.mailer.accepted.allSatisfy { !$0.text.hasPrefix("lapse") })
        try await site.restart()
        try await site.run(for: .days(250), tick: .days(1))
        #expect(try await count("password-may-stop", site, credential) == 2)
    }

    @Test func `a synchronised user's password goes by what is known here`() async throws {
        let (site, credential) = try await site(office365: true)
        let changed = site.clock.now() - .days(10)
        site.cloud.state.withLock {
            $0.passwordFacts[Self.user] = PasswordFacts(changedAt: changed, lifetime: .never, isSynchronised: true)
        }
        try await site.run(for: .days(1))
        #expect(await site.engine.status(of: credential.name)?.window?.end == .at(changed + .days(90), .policy))
        #expect(try await count("password-may-stop", site, credential) == 0)
    }

    @Test func `somebody else's change of the password is told once the stored one is refused, with who it was`()
        async throws
    {
        let (site, credential) = try await site(office365: true)
        let stored = site.clock.now()
        site.cloud.state.withLock {
            $0.passwordFacts[Self.user] = PasswordFacts(
                changedAt: stored, lifetime: .span(.days(90)), isSynchronised: false)
        }
        try await site.run(for: .hours(30))
        #expect(await site.engine.status(of: credential.name)?.window?.end == .at(stored + .days(90), .graph))
        let changed = site.clock.now()
        site.cloud.log("ana@contoso.example", changed: .user(Self.user), [], after: .seconds(0))
        site.cloud.state.withLock { state in
            state.passwords[Self.user] = "changed by somebody"
            state.passwordFacts[Self.user]?.changedAt = changed
        }
        // It is asked after the refusal, and not only on the next day.
        try await site.run(for: .hours(14), tick: .minutes(20))
        let told = try await site.ledger.events(of: credential.name, limit: 1_000).map(\.event)
            .filter { $0.kind.rawValue == "changed-elsewhere" }.map(\.message)
        #expect(told.contains { $0.contains("ana@contoso.example changed the password") })
        let record = try await site.record(credential)
        #expect(record.standing.changedElsewhereAt == changed)
        #expect(record.current?.issuer?.startsAt == stored, "what Microsoft says is about another password")
        try await site.run(for: .days(3), tick: .hours(1))
        #expect(try await count("changed-elsewhere", site, credential) == 1)
    }
}
