import Testing

@testable import Credentials

/// Credentials, versions and reports that the tests do not care about in detail.
enum Sample {
    static let start = Instant(secondsSinceEpoch: 1_795_000_000)  // 2026-11-18T11:06:40Z
    /// When the sample version lapses.
    static let end = start + .days(60)

    enum Method: CaseIterable { case azureAD, office365 }

    static func credential(
        _ method: Method = .azureAD, leadTimes: [TimeSpan] = NoticePolicy().leadTimes,
        lifetime: Lifetime = .span(.days(90)),
        isProbed: Bool = true, probing: ProbePolicy = ProbePolicy()
    ) throws -> Credential {
        let guid = try #require(GUID("12345678-8af1-4a5f-8123-12234d01db47"))
        return Credential(
            name: try #require(CredentialName("contoso")),
            identity: method == .azureAD
                ? .azureAD(directory: guid, application: guid)
                : .office365(userName: "leads@contoso.com", client: guid, directory: "contoso.com"),
            destination: isProbed ? .dynamics(environment: "https://contoso.crm4.dynamics.com") : nil,
            contacts: [try #require(EmailAddress("ops@contoso.com"))], lifetime: lifetime, probing: probing,
            notices: NoticePolicy(leadTimes: leadTimes), rotation: RotationPolicy())
    }

    static func version(
        _ expiry: SecretVersion.Expiry = .at(end, origin: .operator), issuedAt: Instant = start,
        storedAt: Instant = start
    ) -> SecretVersion {
        SecretVersion(
            id: "v1", stage: .current, fingerprint: [1], issuedAt: issuedAt, storedAt: storedAt, expiry: expiry)
    }

    static func report(
        _ problem: ProbeClass? = nil, _ extent: ProbeReport.Extent = .whole, at: Instant = start,
        retryAfter: TimeSpan? = nil
    ) -> ProbeReport {
        ProbeReport(
            extent: extent,
            finding: problem.map {
                .init(class: $0, step: .token, message: "it did not end well", retryAfter: retryAfter)
            },
            steps: [], at: at, durationMilliseconds: 1)
    }

    /// Facts after probes that ended so, each at its moment.
    static func facts(
        _ version: SecretVersion? = version(), after probes: [(ProbeClass?, Instant)] = [], jitter: Int64 = 0,
        noticed: Set<Occasion> = [], interruption: Interruption? = nil, doubt: ClockDoubt? = nil
    ) -> Facts {
        var standing = Standing(jitterPermille: jitter).afterNewVersion(at: version?.storedAt ?? start)
        for (problem, at) in probes { standing = standing.after(report(problem, at: at), at: at) }
        return Facts(
            current: version, standing: standing, noticed: noticed, interruption: interruption, clockDoubt: doubt)
    }
}

extension Decision {
    /// The occasions that are told now.
    var told: [Occasion] {
        due.compactMap { if case .notify(let occasion) = $0.action { occasion } else { nil } }
    }

    /// How far the probe goes that is due now; `nil` where none is.
    var probe: ProbeReport.Extent? {
        due.compactMap { if case .probe(let extent) = $0.action { extent } else { nil } }.first
    }

    /// When the next probe is, where that is the next thing.
    var nextProbeAt: Instant? {
        guard case .probe = next?.action else { return nil }
        return next?.at
    }
}
