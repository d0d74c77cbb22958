import Credentials
import Ports

@testable import Notices

/// Mails about connections whose leads go to an HTTPS endpoint or into an Azure table.
extension NoticeScene {
    static var otherPlaces: [NoticeScene] {
        places.flatMap(ofWindow) + places.flatMap(ofTrouble) + tableRefusals
    }

    /// A connection of each kind, by the beginning of its scenes' names.
    static var places: [(prefix: String, credential: Credential)] {
        var endpoint = NoticeFixture.credential(.azureAD, offer: "contoso-crm-connector")
        endpoint.identity = .httpsEndpoint(host: "hooks.contoso.com")
        endpoint.destination = .httpsEndpoint(origin: "https://hooks.contoso.com", allowsPrivate: false)
        var table = NoticeFixture.credential(.azureAD, contacts: ["ops@contoso.com", "sales@contoso.com"])
        table.identity = .azureTable(account: "contosoleads")
        table.destination = .table(service: "https://contosoleads.table.core.windows.net", name: "marketplaceleads")
        return [("https-endpoint", endpoint), ("azure-table", table)]
    }

    private static func scene(
        _ name: String, _ credential: Credential, _ occasion: Occasion, at now: Instant, _ finding: ProbeClass? = nil,
        expires: SecretVersion.Expiry = .at(NoticeFixture.end, origin: .operator), trouble: Occasion? = nil,
        change: (inout SecretVersion) -> Void = { _ in }
    ) -> NoticeScene {
        let answer = finding.map { ProbeReport.Finding(class: $0, step: .create, code: "HTTP 401", message: "refused") }
        var version = NoticeFixture.version(of: credential, expires: expires)
        change(&version)
        return NoticeScene(
            name,
            NoticeFixture.request(
                credential, occasion,
                standing: NoticeFixture.standing(answer, proof: now - .hours(9), now: now), now: now,
                version: version), trouble: trouble)
    }

    private static func ofWindow(_ prefix: String, _ credential: Credential) -> [NoticeScene] {
        let end = NoticeFixture.end
        var aged = credential
        aged.lifetime = .span(.days(90))
        return [
            scene("\(prefix)-lapses-in-7-days", credential, .lapses(within: .days(7)), at: end - .days(7)),
            scene("\(prefix)-lapsed", credential, .lapsed(repetition: 0), at: end + .minutes(16), .secretWrong),
            scene("\(prefix)-due-in-30-days", aged, .lapses(within: .days(30)), at: end - .days(30), expires: .unknown),
            scene("\(prefix)-due-today", aged, .lapses(within: .days(0)), at: end + .minutes(5), expires: .unknown),
            scene(
                "\(prefix)-stored-hand-off", credential, .handOff(rotation: "0199f1c0", dueAt: end - .days(50)),
                at: end - .days(50), expires: .never
            ) { $0.handOff.dueSince = end - .days(50) },
        ]
    }

    private static func ofTrouble(_ prefix: String, _ credential: Credential) -> [NoticeScene] {
        let now = NoticeFixture.end - .days(40)
        let trouble = Occasion.refused(.secretWrong, since: now - .days(2), repetition: 0)
        return [
            scene(
                "\(prefix)-refused", credential, .refused(.secretWrong, since: now - .hours(2), repetition: 0), at: now,
                .secretWrong, expires: .never),
            scene(
                "\(prefix)-missing", credential, .refused(.secretMissing, since: now - .hours(2), repetition: 0),
                at: now, expires: .never),
            scene(
                "\(prefix)-unchecked", credential, .unchecked(since: now - .hours(12), repetition: 0), at: now,
                .network, expires: .never),
            scene(
                "\(prefix)-works-again", credential, .worksAgain(since: now - .days(2)), at: now, expires: .never,
                trouble: trouble),
            scene("\(prefix)-test", credential, .test(id: "0001"), at: now, expires: .never),
        ]
    }

    /// What a storage account refuses in words of its own.
    private static var tableRefusals: [NoticeScene] {
        let now = NoticeFixture.end - .days(40)
        guard let table = places.last?.credential else { return [] }
        return [ProbeClass.accessBlocked, .environmentDisabled, .privilegeMissing].map { probeClass in
            scene(
                "azure-table-refused-\(probeClass.rawValue)", table,
                .refused(probeClass, since: now - .hours(2), repetition: 0), at: now, probeClass, expires: .never)
        }
    }
}
