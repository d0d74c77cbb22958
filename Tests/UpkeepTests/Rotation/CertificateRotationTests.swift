import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import Upkeep
import UpkeepState

/// Certificates of leadkeeper's own applications: their trial, and their renewal through Microsoft Graph.
@Suite struct CertificateRotationTests {
    private static let mailApplication = EntraApplication(
        directory: RotationSite.administrator.directory, id: GUID(high: 0x2222_0000_0000_4000, low: 1 << 63))

    /// The application that sends mail, or the administrator's.
    private static func credential(_ name: CredentialName, _ mode: RotationPolicy.Mode = .assisted) throws -> Credential
    {
        var credential = try RotationSite.administratorCredential()
        credential.rotation = RotationPolicy(mode: mode, before: .days(30), overlap: .days(2))
        credential.contacts = [try #require(EmailAddress("root@contoso.example"))]
        guard name == .mail else { return credential }
        credential.name = .mail
        credential.identity = .azureAD(directory: mailApplication.directory, application: mailApplication.id)
        return credential
    }

    private static func certificates(_ site: RotationSite, _ credential: Credential) -> [Certificate] {
        guard let application = credential.identity.application else { return [] }
        return site.cloud.keys(of: application.id).compactMap(\.issued.certificate)
    }

    @Test(arguments: [CredentialName.administrator, .mail])
    func `a certificate is used once Entra accepts it, however long that takes, and the secret works until then`(
        name: CredentialName
    ) async throws {
        let credential = try Self.credential(name, .remind)
        let site = try await RotationSite([credential], hasAdministrator: false)
        try await site.storeSecrets()
        let before = try #require(try await site.record(credential).current)
        let made = try await site.engine.makeCertificate(for: name, validFor: .days(90))
        #expect(made.stage == .trial && made.kind(of: credential.identity) == .certificate)
        let refusal = MailSignIn.turnedDown(
            ProbeReport.Finding(class: .secretWrong, step: .token, code: "AADSTS700027", message: "not there"))
        site.mailer.signIns.withLock { $0["the key @mail/\(made.id)"] = refusal }
        try await site.run(for: .days(9))
        let waiting = try await site.record(credential)
        #expect(waiting.current?.id == before.id && waiting.onTrial?.id == made.id, "no refusal speaks against it")
        #expect(try #require(waiting.trial).failures > 3)
        await #expect(throws: EngineError.self) { try await site.engine.makeCertificate(for: name) }

        site.cloud.upload(try #require(made.certificate), to: try #require(credential.identity.application).id)
        site.mailer.signIns.withLock { $0 = [:] }
        try await site.run(for: .hours(2))
        let used = try await site.record(credential)
        #expect(used.current?.id == made.id && used.onTrial == nil)
        let status = try #require(await site.engine.status(of: name))
        #expect(status.window?.end == .at(made.storedAt + .days(90), .certificate))
        await #expect(throws: EngineError(.privateKey, name)) {
            try await site.engine.revealSecret(of: name, to: "a test")
        }
        let told = try await site.ledger.events(of: name, limit: 50).map(\.event.message)
        #expect(told.contains { $0.contains("accepts the new certificate") })
    }

    @Test func `what a mail server says after Entra has given a token is not about the certificate`() async throws {
        let credential = try Self.credential(.mail, .remind)
        let site = try await RotationSite([credential], hasAdministrator: false)
        try await site.storeSecrets()
        let made = try await site.engine.makeCertificate(for: .mail)
        site.mailer.signIns.withLock {
            $0["the key @mail/\(made.id)"] = .turnedDown(
                ProbeReport.Finding(
                    class: .mailAccessDenied, step: .identity, code: "SMTP 535", message: "no", answeredBy: .mailServer)
            )
        }
        _ = try await site.engine.probeNow(.mail, extent: .signIn)
        #expect(try await site.record(credential).current?.id == made.id)
    }

    @Test func `a password of a mailbox, a channel and a connection have no certificate`() async throws {
        var mailbox = try Self.credential(.mail, .remind)
        mailbox.identity = .mailbox(userName: "leadkeeper@contoso.example")
        let connection = try Credential.rotating("contoso", .assisted)
        let site = try await RotationSite([mailbox, connection])
        try await site.storeSecrets()
        for name in [mailbox.name, connection.name] {
            await #expect(throws: EngineError.self) { try await site.engine.makeCertificate(for: name) }
        }
        #expect(site.keyring.state.withLock { $0.items.count } == 3, "nothing was made")
    }

    @Test(arguments: [CredentialName.administrator, .mail], [true, false])
    func `the next certificate is made, added, used and the old one removed, in time and without anybody`(
        name: CredentialName, hasAdministrator: Bool
    ) async throws {
        let credential = try Self.credential(name)
        let site = try await RotationSite(
            [credential], hasAdministrator: hasAdministrator && name != .administrator)
        try await site.storeSecrets()
        let first = try await site.useCertificate(of: credential, validFor: .days(60))
        let application = try #require(credential.identity.application).id
        // Somebody else's certificate stays, and so does a client secret.
        let foreign = Certificate(der: Array("certificate of somebody".utf8))
        site.cloud.upload(foreign, to: application)
        site.cloud.add("foreign", to: application, endsAt: site.clock.now() + .days(900), isForeign: true)

        try await site.run(for: .days(29))
        #expect(try await site.record(credential).rotation == nil)
        try await site.run(for: .days(2))
        let during = try await site.record(credential)
        let second = try #require(during.current)
        #expect(second.id != first.id && second.certificate != nil)
        #expect(during.rotation?.step == .confirmed && during.rotation?.method == .certificate)
        #expect(Self.certificates(site, credential).count == 3, "both are valid for a while")
        try await site.run(for: .days(3))
        let after = try await site.record(credential)
        #expect(after.rotation == nil && after.lastRotation?.end == .completed, "\(String(describing: after.rotation))")
        #expect(Set(Self.certificates(site, credential)) == [foreign, try #require(second.certificate)])
        #expect(site.cloud.accepts("foreign", of: application))
        #expect(after.versions.map(\.id) == [second.id])
        #expect(site.mailer.accepted.contains { $0.text.hasPrefix("rotated/") })
        // And so on, with the next.
        try await site.run(for: .days(160))
        #expect(try await site.record(credential).current?.id != second.id)
        #expect(Self.certificates(site, credential).count == 2)
    }

    @Test func `an application that may not do it stays as it is, and people are told how to go on by hand`()
        async throws
    {
        let credential = try Self.credential(.mail)
        let site = try await RotationSite([credential], hasAdministrator: false)
        try await site.storeSecrets()
        let first = try await site.useCertificate(of: credential, validFor: .days(60))
        let denied = Setback(.forbidden, code: "Authorization_RequestDenied", message: "it may not")
        site.cloud.state.withLock { $0.script["certificates"] = Array(repeating: denied, count: 200) }
        try await site.run(for: .days(32))
        let stuck = try await site.record(credential)
        #expect(stuck.rotation?.attention?.reason == .administratorForbidden && stuck.current?.id == first.id)
        #expect(site.mailer.accepted.contains { $0.text.contains("/administrator-forbidden/0") })
        // By hand, as the mail says.
        _ = try await site.engine.abortRotation(of: .mail)
        try await site.run(for: .hours(1))
        let next = try await site.engine.makeCertificate(for: .mail)
        site.cloud.upload(try #require(next.certificate), to: Self.mailApplication.id)
        try await site.run(for: .hours(2))
        #expect(try await site.record(credential).current?.id == next.id)
    }

    @Test func `one that is called off leaves nothing behind`() async throws {
        let credential = try Self.credential(.administrator)
        let site = try await RotationSite([credential], hasAdministrator: false)
        try await site.storeSecrets()
        let first = try await site.useCertificate(of: credential, validFor: .days(300))
        site.cloud.state.withLock { $0.propagation = 100_000 }
        _ = try await site.engine.beginRotation(of: .administrator)
        try await site.run(for: .minutes(2), tick: .minutes(1))
        #expect(Self.certificates(site, credential).count == 2)
        _ = try await site.engine.abortRotation(of: .administrator)
        site.cloud.state.withLock { $0.propagation = 0 }
        try await site.run(for: .hours(3))
        let record = try await site.record(credential)
        #expect(record.rotation == nil && record.lastRotation?.end == .aborted && record.current?.id == first.id)
        #expect(Self.certificates(site, credential) == [try #require(first.certificate)])
        #expect(record.versions.filter { $0.stage == .pending }.isEmpty)
    }

    @Test func `a policy that allows less time gets a certificate that lives no longer`() async throws {
        let credential = try Self.credential(.administrator)
        let site = try await RotationSite([credential], hasAdministrator: false)
        try await site.storeSecrets()
        try await site.useCertificate(of: credential, validFor: .days(300))
        site.cloud.state.withLock { $0.allowance = SecretAllowance(longestLifetime: .days(45)) }
        let begin = site.clock.now()
        _ = try await site.engine.beginRotation(of: .administrator)
        try await site.run(for: .hours(1))
        let window = try #require(await site.engine.status(of: .administrator)).window
        let end = try #require(window?.endInstant)
        #expect(end <= begin + .days(45) && end > begin + .days(44))
    }

    @Test func `what Entra refuses, or has expired, can prove nothing, so nobody but people renew it`() async throws {
        let credential = try Self.credential(.administrator)
        let site = try await RotationSite([credential], hasAdministrator: false)
        try await site.storeSecrets()
        try await site.useCertificate(of: credential, validFor: .days(60))
        // The machine was off while it expired.
        site.clock.advance(to: site.clock.now() + .days(61))
        try await site.run(for: .days(2))
        #expect(try await site.record(credential).rotation == nil)
        #expect(site.mailer.accepted.contains { $0.text.hasPrefix("lapsed/") })
    }
}
