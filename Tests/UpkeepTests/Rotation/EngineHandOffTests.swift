import Bookkeeping
import Credentials
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep
import UpkeepState

/// The hand-off of secrets that people store, and of those that leadkeeper makes, from the first reminder to the last
/// word.
@Suite struct EngineHandOffTests {
    /// Where people replace secrets: one that works is in use, and its end is known.
    private static func reminding(office365: Bool = false) async throws -> (RotationSite, Credential) {
        let credential = try Credential.rotating("contoso", .remind, office365: office365)
        let site = try await RotationSite([credential], hasAdministrator: false)
        try await site.storeSecrets()
        try await site.run(for: .hours(2))
        #expect(
            !site.mailer.accepted.contains { $0.text.hasPrefix("hand-off/") }, "of the first secret nobody is reminded")
        return (site, credential)
    }

    private static func store(_ value: String, _ credential: Credential, _ site: RotationSite) async throws {
        switch credential.identity {
        case .azureAD(_, let application):
            _ = site.cloud.add(value, to: application, endsAt: site.clock.now() + .days(300))
        case .office365(let user, _, _): site.cloud.state.withLock { $0.passwords[user] = value }
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: break
        }
        _ = try await site.engine.storeSecret(
            secret(value), for: credential.name, issuedAt: nil,
            expiry: .at(site.clock.now() + .days(300), origin: .operator),
            keyID: nil)
    }

    private static func reminders(_ site: RotationSite) -> [SimulatedMailer.Letter] {
        site.mailer.accepted.filter { $0.text.hasPrefix("hand-off/") }
    }

    private static func condition(_ credential: Credential, _ site: RotationSite) async -> Condition? {
        await site.engine.status(of: credential.name)?.conditions.first { $0.kind == .handedOff }
    }

    @Test(arguments: [false, true])
    func `of a secret that a person stored is reminded of until somebody confirms it, once`(office365: Bool)
        async throws
    {
        let (site, credential) = try await Self.reminding(office365: office365)
        try await Self.store("second", credential, site)
        let stored = site.clock.now()
        try await site.run(for: .days(4))
        let told = Self.reminders(site)
        #expect((told.first.map { $0.at - stored <= .hours(1) }) == true)
        #expect(told.count == (office365 ? 5 : 2), "\(told.map { $0.at - stored })")
        let status = try #require(await site.engine.status(of: credential.name))
        #expect(status.handOffDeadline != nil)
        #expect(await Self.condition(credential, site)?.reason == "NotHandedOff")
        #expect(status.conditions.contains { $0.kind == .needsAttention && $0.reason == "HandOff" })

        let first = try await site.engine.confirmHandOff(of: credential.name, by: "user 0")
        site.clock.advance(to: site.clock.now() + .hours(3))
        let again = try await site.engine.confirmHandOff(of: credential.name, by: "user 0")
        #expect(first && !again)
        let events = try await site.engine.events(of: credential.name, after: nil, limit: 100)
        #expect(events.count { $0.event.kind.rawValue == "hand-off-confirmed" } == 1)
        let condition = await Self.condition(credential, site)
        #expect(
            condition?.reason == "SaidSo" && condition?.status == .true && condition?.message.contains("user 0") == true
        )
        try await site.restart()
        try await site.run(for: .days(40))
        #expect(Self.reminders(site).count == told.count, "nobody is reminded of what was confirmed")
        #expect(try await site.record(credential).current?.handOff.confirmedBy == "user 0")
    }

    @Test func `is over when the marketplace writes a test lead, though nobody says anything`() async throws {
        let (site, credential) = try await Self.reminding()
        try await Self.store("second", credential, site)
        try await site.run(for: .days(1))
        site.cloud.paste("second", for: credential)
        try await site.run(for: .hours(3))
        let told = Self.reminders(site).count
        #expect(await Self.condition(credential, site)?.reason == "TestLeadSeen")
        try await site.run(for: .days(60))
        #expect(Self.reminders(site).count == told)
    }

    @Test func `is not asked for while the new secret is not accepted, and reminded of where leads cannot be read`()
        async throws
    {
        let (site, credential) = try await Self.reminding()
        site.cloud.state.withLock { state in
            state.script["testLead"] = (0..<90).map { _ in Setback(.forbidden, message: "the role may not read leads") }
        }
        try await Self.store("second", credential, site)
        try await site.run(for: .days(30))
        #expect(Self.reminders(site).count >= 5)
        #expect(
            site.cloud.state.withLock { $0.calls.count { $0 == "testLead" } } <= 31,
            "once a day is enough where nothing is seen")
    }

    @Test func `is vouched for by another command, a day after it was confirmed`() async throws {
        let (site, credential) = try await Self.reminding()
        try await Self.store("second", credential, site)
        try await site.run(for: .hours(1))
        await #expect(throws: EngineError(.notHandedOff, credential.name)) {
            try await site.engine.vouchForHandOff(of: credential.name, by: "user 0")
        }
        try await site.engine.confirmHandOff(of: credential.name, by: "user 0")
        let from = site.clock.now() + .days(1)
        site.clock.advance(to: from - .seconds(1))
        await #expect(throws: EngineError(.vouchedTooSoon(from: from), credential.name)) {
            try await site.engine.vouchForHandOff(of: credential.name, by: "user 0")
        }
        _ = try await site.settle()
        site.clock.advance(to: from)
        let first = try await site.engine.vouchForHandOff(of: credential.name, by: "user 0")
        let again = try await site.engine.vouchForHandOff(of: credential.name, by: "user 5")
        #expect(first && !again)
        #expect(await Self.condition(credential, site)?.reason == "VouchedFor")
    }

    @Test func `retires the old secret only when somebody vouches, where no test lead can be seen`() async throws {
        let credential = try Credential.rotating("contoso", .assisted)
        let site = try await RotationSite([credential])
        try await site.storeSecrets()
        try await site.run(for: .days(72))
        #expect(try await site.record(credential).rotation?.step == .proven)
        site.cloud.state.withLock { state in
            state.script["testLead"] = (0..<900).map { _ in Setback(.forbidden, message: "the role may not read leads")
            }
        }
        for _ in 0..<4 {
            try await site.engine.confirmHandOff(of: credential.name, by: "user 0")
            try await site.run(for: .days(1))
        }
        var rotation = try #require(try await site.record(credential).rotation)
        #expect(rotation.step == .handedOff && rotation.attention?.reason == .noEvidence)
        #expect(site.performer.performed[.removeOld] == nil)
        try await site.engine.vouchForHandOff(of: credential.name, by: "user 0")
        try await site.run(for: .hours(1))
        rotation = try #require(try await site.record(credential).rotation)
        #expect(rotation.step == .confirmed && rotation.attention == nil)
        try await site.run(for: .days(8))
        #expect(site.performer.performed[.removeOld] == 1)
        #expect(try await site.record(credential).lastRotation?.end == .completed)
    }

    @Test func `of leadkeeper's own secrets there is none`() async throws {
        let site = try await RotationSite([try Credential.rotating("contoso", .remind)])
        try await site.storeSecrets()
        try await site.storeSecrets()
        #expect(try await site.record(try RotationSite.administratorCredential()).current?.handOff == .init())
        await #expect(throws: EngineError(.nothingToHandOver, .administrator)) {
            try await site.engine.confirmHandOff(of: .administrator, by: "user 0")
        }
    }
}
