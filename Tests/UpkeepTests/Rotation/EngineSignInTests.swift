import Bookkeeping
import Credentials
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep
import UpkeepState

/// What Microsoft's reports of sign-ins tell of the two secrets, and what follows from it.
@Suite struct EngineSignInTests {
    /// A connection whose role may not read leads, so that nothing but the reports tells who uses which secret.
    private static func site(
        _ mode: RotationPolicy.Mode = .assisted, reports: SimulatedCloud.Reports = .all,
        endsIn lifetime: TimeSpan = .days(40)
    ) async throws -> (RotationSite, Credential) {
        let credential = try Credential.rotating("contoso", mode, overlap: .days(2))
        let site = try await RotationSite([credential])
        let application = try #require(credential.applicationID)
        site.cloud.state.withLock {
            $0.reports[application] = reports
            $0.blind = [credential.name]
            $0.signInDelay = 3_600
        }
        try await site.storeSecrets(lifetime: lifetime)
        return (site, credential)
    }

    /// Goes on until a new secret waits to be handed over, and hands it over.
    private static func handOver(_ credential: Credential, _ site: RotationSite) async throws {
        for _ in 0..<20 * 24 where try await site.record(credential).rotation?.step != .proven {
            try await site.run(for: .hours(1))
        }
        try await site.handOver(credential, isVouchedFor: false)
    }

    private static func events(_ kind: EventKind, of credential: Credential, _ site: RotationSite) async throws
        -> [Event]
    {
        try await site.ledger.events(of: credential.name, after: nil, limit: 1_000).map(\.event).filter {
            $0.kind == Event.Kind(kind)
        }
    }

    /// Days in which the marketplace writes leads, and somebody uses what they have copied.
    private static func live(
        _ days: Int, _ site: RotationSite, _ credential: Credential, using copied: String? = nil
    ) async throws {
        for _ in 0..<days * 4 {
            site.cloud.marketplaceSignsIn(for: credential)
            if let copied { site.cloud.somebodySignsIn(with: copied, for: credential, from: "198.51.100.7") }
            try await site.run(for: .hours(6))
        }
    }

    @Test func `a sign-in of the marketplace with the new secret confirms the hand-off, and the old one goes in time`()
        async throws
    {
        let (site, credential) = try await Self.site()
        try await Self.live(3, site, credential)
        try await Self.handOver(credential, site)
        #expect(try await site.record(credential).rotation?.step == .handedOff)
        try await Self.live(1, site, credential)
        let rotation = try await site.record(credential).rotation
        #expect(rotation?.step == .confirmed, "\(String(describing: rotation?.attention))")
        let isSeen = if case .signIn? = rotation?.evidence { true } else { false }
        #expect(isSeen)
        #expect(try await Self.events(.handOffSeen, of: credential, site).count == 1)
        try await Self.live(3, site, credential)
        #expect(try await site.record(credential).lastRotation?.end == .completed)
        #expect(site.cloud.keys(of: try #require(credential.applicationID)).count == 1)
        let status = try #require(await site.engine.status(of: credential.name))
        #expect(status.signIns?.keys.contains { $0.address == SimulatedCloud.marketplaceAddress } == true)
    }

    @Test func `nothing but our own sign-ins is no evidence, whether all or only the last ones are to be read`()
        async throws
    {
        for reports in [SimulatedCloud.Reports.all, .last, .unlicensed] {
            let (site, credential) = try await Self.site(reports: reports)
            try await Self.handOver(credential, site)
            try await site.run(for: .days(2))
            let record = try await site.record(credential)
            #expect(record.rotation?.step == .handedOff && record.current?.handOff.signInAt == nil, "\(reports)")
            #expect(record.rotation?.attention == nil)
            // People are asked after three days, as ever, and one may vouch.
            try await site.run(for: .days(2))
            #expect(try await site.record(credential).rotation?.attention?.reason == .noEvidence)
            _ = try await site.engine.vouchForHandOff(of: credential.name, by: "user 0")
            try await site.run(for: .days(4))
            #expect(try await site.record(credential).lastRotation?.end == .completed, "\(reports)")
        }
    }

    @Test func `what a kill has lost of our own is nobody else's`() async throws {
        let (site, credential) = try await Self.site(reports: .last)
        try await Self.handOver(credential, site)
        // The ids of what is signed in from here on are lost with the process.
        site.cloud.state.withLock { $0.notes = nil }
        _ = try await site.engine.probeNow(credential.name, extent: .whole)
        try await site.restart()
        try await site.run(for: .hours(5))
        #expect(try await site.record(credential).current?.handOff.signInAt == nil)
        #expect(try await site.record(credential).rotation?.step == .handedOff)
    }

    @Test
    func `the old secret is spared while somebody uses it, the operators hear of it weekly, and a person lets it go`()
        async throws
    {
        let (site, credential) = try await Self.site(endsIn: .days(400))
        let application = try #require(credential.applicationID)
        _ = try await site.engine.beginRotation(of: credential.name)
        try await Self.handOver(credential, site)
        let old = try #require(try await site.record(credential).rotation?.old?.keyID)
        try await Self.live(20, site, credential, using: "first-contoso")
        let status = try #require(await site.engine.status(of: credential.name))
        #expect(status.rotationWait == .oldInUse && status.rotation?.step == .confirmed)
        let matter = status.conditions.first { $0.kind == .needsAttention }
        #expect(matter?.reason == "OldSecretUsed" && matter?.message.contains("198.51.100.7, to Dynamics 365") == true)
        #expect(site.cloud.keys(of: application).contains { $0.issued.keyID == old })
        let told = try await Self.events(.oldSecretUsed, of: credential, site)
        #expect((2...3).contains(told.count), "\(told.map(\.at))")
        await #expect(throws: EngineError.self) {
            _ = try await site.engine.retireOld(of: .administrator, by: "user 0")
        }
        _ = try await site.engine.retireOld(of: credential.name, by: "user 7")
        try await site.run(for: .hours(2))
        #expect(!site.cloud.keys(of: application).contains { $0.issued.keyID == old })
        #expect(try await site.record(credential).lastRotation?.end == .completed)
        let ordered = try await Self.events(.retirementOrdered, of: credential, site)
        #expect(ordered.count == 1 && ordered.first?.message.contains("user 7") == true)
    }

    @Test func `a right that is lost holds the old secret as long as Microsoft keeps sign-ins, no longer`() async throws
    {
        let (site, credential) = try await Self.site(endsIn: .days(400))
        let application = try #require(credential.applicationID)
        _ = try await site.engine.beginRotation(of: credential.name)
        try await Self.handOver(credential, site)
        try await Self.live(4, site, credential, using: "first-contoso")
        #expect(await site.engine.status(of: credential.name)?.rotationWait == .oldInUse)
        site.cloud.state.withLock { $0.reports[application] = .unlicensed }
        try await Self.live(28, site, credential, using: "first-contoso")
        #expect(try await site.record(credential).rotation != nil)
        try await Self.live(4, site, credential, using: "first-contoso")
        #expect(try await site.record(credential).lastRotation?.end == .completed)
        #expect(site.journal.events("sign-ins-not-read").count == 1)
    }

    @Test
    func `where a person stored the secret the operators hear that the old one is used, once the offer had its time`()
        async throws
    {
        let (site, credential) = try await Self.site(.remind, endsIn: .days(90))
        let application = try #require(credential.applicationID)
        try await Self.live(2, site, credential)
        let keyID = site.cloud.add("second", to: application, endsAt: site.clock.now() + .days(300))
        _ = try await site.engine.storeSecret(
            secret("second"), for: credential.name, issuedAt: nil,
            expiry: .at(site.clock.now() + .days(300), origin: .operator), keyID: keyID.description)
        try await Self.live(6, site, credential)
        #expect(try await Self.events(.oldSecretUsed, of: credential, site).isEmpty)
        try await Self.live(2, site, credential)
        #expect(try await Self.events(.oldSecretUsed, of: credential, site).count == 1)
        site.cloud.paste("second", for: credential)
        try await Self.live(3, site, credential)
        let handOff = try #require(try await site.record(credential).current?.handOff)
        #expect(handOff.signInAt != nil && !handOff.isDue)
        try await Self.live(14, site, credential)
        #expect(try await Self.events(.oldSecretUsed, of: credential, site).count <= 2)
    }

    @Test func `connections that share an application, and the administrator, are no strangers to one another`()
        async throws
    {
        let first = try Credential.rotating("contoso", .remind, number: 5)
        var second = try Credential.rotating("fabrikam", .remind, number: 5)
        second.contacts = first.contacts
        let site = try await RotationSite([first, second])
        let application = try #require(first.applicationID)
        #expect(second.applicationID == application)
        site.cloud.state.withLock { $0.reports[application] = .all }
        try await site.storeSecrets()
        try await site.run(for: .days(4))
        for credential in [first, second] {
            let sight = try #require(try await site.record(credential).signIns)
            #expect(sight.readAt != nil && sight.keys.allSatisfy { $0.at == nil && !$0.isUnclear }, "\(sight)")
        }
        site.cloud.marketplaceSignsIn(for: first)
        try await site.run(for: .days(2))
        let sights = [try await site.record(first).signIns, try await site.record(second).signIns]
        #expect(sights[0]?.keys.contains { $0.leadsAt != nil } == true)
        #expect(sights[1]?.keys.allSatisfy { $0.at == nil } == true)
    }
}
