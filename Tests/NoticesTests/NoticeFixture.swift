import Credentials
import Foundation
import Ports

@testable import Notices

/// Credentials and moments that the tests of notices share.
enum NoticeFixture {
    static let composer = NoticeComposer(host: "srv1.contoso.com")
    /// Whoever keeps the leadkeeper of the scenes.
    static let operators = ["sysadmin@contoso.com"].compactMap(EmailAddress.init)
    /// Saturday 28 November 2026, 01:00 in Stockholm.
    static let end = instant("2026-11-28T00:00:00Z")

    static func instant(_ text: String) -> Instant {
        guard let date = ISO8601DateFormatter().date(from: text) else { fatalError("not a date: \(text)") }
        return Instant(secondsSinceEpoch: Int64(date.timeIntervalSince1970))
    }

    static func address(_ text: String) -> EmailAddress {
        guard let address = EmailAddress(text) else { fatalError("not an address: \(text)") }
        return address
    }

    enum Method: String, CaseIterable {
        case azureAD = "azure-ad"
        case office365
    }

    static func credential(
        _ method: Method, name: String = "contoso", environment: String? = "https://contoso.crm4.dynamics.com",
        userName: String = "leads@contoso.onmicrosoft.com", offer: String? = nil,
        contacts: [String] = ["ops@contoso.com"],
        application: String = "23456052-aaaa-bbbb-8662-1234df56788f"
    ) -> Credential {
        guard let name = CredentialName(name), let directory = GUID("12345678-8af1-4a5f-1234-12234d01db47"),
            let application = GUID(application)
        else { fatalError("not a name: \(name)") }
        let identity: Identity =
            switch method {
            case .azureAD: .azureAD(directory: directory, application: application)
            case .office365: .office365(userName: userName, client: application, directory: "contoso.onmicrosoft.com")
            }
        return Credential(
            name: name, identity: identity,
            destination: environment.map(LeadDestination.dynamics), contacts: contacts.compactMap(EmailAddress.init),
            lifetime: .span(.days(90)), probing: ProbePolicy(), notices: NoticePolicy(timeZone: "Europe/Stockholm"),
            rotation: RotationPolicy(), offer: offer)
    }

    static func version(of credential: Credential, expires: SecretVersion.Expiry? = nil, keyID: String? = nil)
        -> SecretVersion
    {
        // An Office 365 password's window follows from the day of issue: 90 days before `end`.
        let issued = end - .days(90)
        let isPassword = credential.identity.isPassword
        return SecretVersion(
            id: "0199f1c0-0000-7000-8000-000000000001", stage: .current, fingerprint: [], issuedAt: issued,
            storedAt: issued,
            expiry: expires ?? (isPassword ? .unknown : .at(end, origin: .operator)), keyID: keyID)
    }

    static func report(_ finding: ProbeReport.Finding?, at: Instant) -> ProbeReport {
        ProbeReport(extent: .whole, finding: finding, steps: [], at: at, durationMilliseconds: 412)
    }

    /// A standing whose last probe, a quarter of an hour before `now`, ended with that finding.
    static func standing(_ finding: ProbeReport.Finding?, proof: Instant?, now: Instant) -> Standing {
        var standing = Standing()
        let at = now - .minutes(15)
        standing.lastProbe = report(finding, at: at)
        standing.lastAttemptAt = at
        standing.lastProofAt = proof
        if finding?.class.saysLapsed == true { standing.refusedAsLapsedAt = nil }
        return standing
    }

    static func request(
        _ credential: Credential, _ occasion: Occasion, standing: Standing, now: Instant,
        version: SecretVersion?? = nil,
        recipient: String = "ops@contoso.com"
    ) -> NoticeRequest {
        let version = version ?? Self.version(of: credential)
        guard let recipient = EmailAddress(recipient) else { fatalError("not an address: \(recipient)") }
        return NoticeRequest(
            credential: credential, version: version,
            window: version.map {
                Window(
                    of: $0, identity: credential.identity, lifetime: credential.lifetime,
                    refusedAsLapsedAt: standing.refusedAsLapsedAt)
            }, occasion: occasion, standing: standing, recipient: recipient, now: now, operators: operators)
    }
}
