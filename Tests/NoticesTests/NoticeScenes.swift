import Credentials
import Ports

@testable import Notices

/// One mail of those kept under Golden/, for a reviewer to read.
struct NoticeScene: CustomStringConvertible, Sendable {
    let description: String
    var request: NoticeRequest

    var notice: NoticeText { NoticeFixture.composer.compose(request) }

    init(_ description: String, _ request: NoticeRequest, trouble: Occasion? = nil) {
        self.description = description
        self.request = request
        self.request.trouble = trouble
    }

    static let all =
        NoticeFixture.Method.allCases.flatMap(windowScenes) + NoticeFixture.Method.allCases.flatMap(troubleScenes)
        + endScenes + dueScenes + otherPlaces + reservedScenes + refusals + rotations + answered
        + silences

    private static func windowScenes(_ method: NoticeFixture.Method) -> [NoticeScene] {
        let credential = NoticeFixture.credential(
            method, offer: method == .azureAD ? "contoso-crm-connector" : nil,
            contacts: ["ops@contoso.com", "sales@contoso.com", "anna@contoso.com"])
        let end = NoticeFixture.end
        func scene(_ name: String, _ occasion: Occasion, at now: Instant, proof: Instant) -> NoticeScene {
            NoticeScene(
                "\(method.rawValue)-\(name)",
                NoticeFixture.request(
                    credential, occasion, standing: NoticeFixture.standing(nil, proof: proof, now: now), now: now,
                    version: NoticeFixture.version(
                        of: credential, keyID: method == .azureAD ? "0f0e0d0c-1111-2222-3333-444455556666" : nil)))
        }
        let dead = NoticeFixture.standing(
            .init(
                class: method == .azureAD ? .secretExpired : .passwordExpired, step: .token,
                code: method == .azureAD ? "AADSTS7000222" : "AADSTS50055", message: "refused"),
            proof: end - .hours(3), now: end + .days(3))
        return [
            scene(
                "lapses-in-7-days", .lapses(within: .days(7)), at: end - .days(7) + .seconds(20),
                proof: end - .days(7) - .hours(9)),
            scene(
                "lapses-in-24-hours", .lapses(within: .days(1)), at: end - .days(1) + .seconds(20),
                proof: end - .days(1) - .hours(9)),
            NoticeScene(
                "\(method.rawValue)-lapsed",
                NoticeFixture.request(
                    credential, .lapsed(repetition: 0),
                    standing: NoticeFixture.standing(
                        dead.lastProbe?.finding, proof: end - .hours(3), now: end + .minutes(16)),
                    now: end + .minutes(16))),
            NoticeScene(
                "\(method.rawValue)-lapsed-unproven",
                NoticeFixture.request(
                    credential, .lapsed(repetition: 0),
                    standing: NoticeFixture.standing(
                        .init(class: .network, step: .token, message: "could not resolve host"), proof: end - .hours(3),
                        now: end + .minutes(16)), now: end + .minutes(16))),
            scene("lapsed-yet-works", .lapsed(repetition: 1), at: end + .days(1), proof: end + .hours(20)),
            NoticeScene(
                "\(method.rawValue)-false-alarm-in-doubt",
                NoticeFixture.request(
                    credential, .worksAgain(since: end + .minutes(5)),
                    standing: NoticeFixture.standing(nil, proof: end + .hours(2), now: end + .hours(2)),
                    now: end + .hours(2)),
                trouble: .lapsed(repetition: 0)),
            NoticeScene(
                "\(method.rawValue)-lapsed-3-days-ago",
                NoticeFixture.request(credential, .lapsed(repetition: 3), standing: dead, now: end + .days(3))),
        ]
    }

    private static func troubleScenes(_ method: NoticeFixture.Method) -> [NoticeScene] {
        let credential = NoticeFixture.credential(method, contacts: ["ops@contoso.com", "sales@contoso.com"])
        let now = NoticeFixture.end - .days(40)
        let unreachable = NoticeFixture.standing(
            .init(class: .network, step: .token, message: "could not resolve host"), proof: now - .hours(14), now: now)
        let well = NoticeFixture.standing(nil, proof: now - .minutes(15), now: now)
        var first = well
        first.firstProofAt = now - .minutes(15)
        let trouble = Occasion.refused(
            method == .azureAD ? .secretWrong : .passwordWrong, since: now - .days(2), repetition: 2)
        return [
            NoticeScene(
                "\(method.rawValue)-unchecked",
                NoticeFixture.request(
                    credential, .unchecked(since: now - .hours(12), repetition: 0), standing: unreachable, now: now)),
            NoticeScene(
                "\(method.rawValue)-works-again",
                NoticeFixture.request(credential, .worksAgain(since: now - .days(2)), standing: well, now: now),
                trouble: trouble),
            NoticeScene(
                "\(method.rawValue)-never-worked",
                NoticeFixture.request(
                    credential, .refused(.noRole, since: now - .hours(2), repetition: 0),
                    standing: NoticeFixture.standing(
                        .init(class: .noRole, step: .create, code: "0x80042f09", message: "refused"), proof: nil,
                        now: now),
                    now: now, recipient: "sysadmin@contoso.com")),
            NoticeScene(
                "\(method.rawValue)-works-now",
                NoticeFixture.request(
                    credential, .worksAgain(since: now - .days(2)), standing: first, now: now,
                    recipient: "sysadmin@contoso.com"),
                trouble: trouble),
            NoticeScene(
                "\(method.rawValue)-lapses-unproven",
                NoticeFixture.request(
                    credential, .lapses(within: .days(30)),
                    standing: NoticeFixture.standing(
                        .init(class: .network, step: .token, message: "could not resolve host"), proof: nil,
                        now: NoticeFixture.end - .days(30)), now: NoticeFixture.end - .days(30))),
            NoticeScene(
                "\(method.rawValue)-test",
                NoticeFixture.request(credential, .test(id: "0001"), standing: well, now: now)),
        ]
    }

    /// One mail for each class that counts against a credential, each with the method that meets it.
    private static var refusals: [NoticeScene] {
        let now = NoticeFixture.end - .days(40)
        return ProbeClass.allCases.filter { $0.result == .failed }.map { probeClass in
            let isOfUser =
                [
                    .passwordWrong, .passwordExpired, .passwordChangeRequired, .userNotFound, .userDisabled,
                    .userLocked,
                    .mfaRequired,
                ]
                .contains(probeClass)
            let standing = NoticeFixture.standing(
                .init(
                    class: probeClass, step: probeClass == .secretMissing ? nil : .token,
                    code: probeClass == .secretMissing ? nil : "AADSTS7000215", message: "refused"),
                proof: now - .hours(26), now: now)
            var credential = NoticeFixture.credential(isOfUser ? .office365 : .azureAD)
            if probeClass == .endpointRefused {
                credential.identity = .httpsEndpoint(host: "hooks.contoso.com")
                credential.destination = .httpsEndpoint(origin: "https://hooks.contoso.com", allowsPrivate: false)
            }
            if probeClass.rawValue.hasPrefix("mail") {
                credential = NoticeFixture.credential(.azureAD, name: "@mail", environment: nil)
                if probeClass == .mailBasicAuthOff { credential.identity = .mailbox(userName: "alerts@contoso.com") }
            }
            return NoticeScene(
                "refused-\(probeClass.rawValue)",
                NoticeFixture.request(
                    credential,
                    .refused(probeClass, since: now - .hours(2), repetition: 0), standing: standing, now: now))
        }
    }

    /// What depends on who says when the secret ends.
    private static var endScenes: [NoticeScene] {
        let credential = NoticeFixture.credential(.azureAD)
        let (end, now) = (NoticeFixture.end, NoticeFixture.end + .days(1))
        let well = NoticeFixture.standing(nil, proof: end + .hours(20), now: now)
        let moved = NoticeFixture.version(of: credential, expires: .at(end + .days(180), origin: .operator))
        let user = NoticeFixture.credential(.office365)
        let before = NoticeFixture.standing(nil, proof: end - .days(7) - .hours(9), now: end - .days(7))
        // What Microsoft says, and what the operator does.
        func reminder(
            _ name: String, _ credential: Credential, _ issuer: IssuerReport.End, given: SecretVersion.Expiry
        ) -> NoticeScene {
            var version = NoticeFixture.version(of: credential, expires: given)
            version.issuer = IssuerReport(since: end - .days(60), startsAt: version.issuedAt, end: issuer)
            return NoticeScene(
                name,
                NoticeFixture.request(
                    credential, .lapses(within: .days(7)), standing: before, now: end - .days(7) + .seconds(20),
                    version: version))
        }
        return [
            reminder("azure-ad-lapses-by-graph", credential, .at(end), given: .unknown),
            reminder("office365-lapses-by-graph", user, .at(end), given: .unknown),
            reminder(
                "azure-ad-lapses-by-own-date", credential, .at(end + .days(120)), given: .at(end, origin: .operator)),
            reminder("office365-lapses-by-own-date", user, .at(end + .days(30)), given: .at(end, origin: .operator)),
            reminder("office365-lapses-by-own-date-only", user, .never, given: .at(end, origin: .operator)),
            NoticeScene(
                "lapsed-yet-works-by-graph",
                NoticeFixture.request(
                    credential, .lapsed(repetition: 1), standing: well, now: now,
                    version: NoticeFixture.version(of: credential, expires: .at(end, origin: .graph)))),
            NoticeScene(
                "false-alarm",
                NoticeFixture.request(
                    credential, .worksAgain(since: end + .minutes(5)), standing: well, now: now, version: moved),
                trouble: .lapsed(repetition: 0)),
        ]
    }

    /// leadkeeper's own secrets, on each occasion that they have.
    private static var reservedScenes: [NoticeScene] {
        let end = NoticeFixture.end
        var mail = NoticeFixture.credential(.azureAD, name: "@mail", environment: nil)
        mail.identity = .mailbox(userName: "leadkeeper@contoso.com")
        let mailApp = NoticeFixture.credential(.azureAD, name: "@mail", environment: nil)
        let administrator = NoticeFixture.credential(.azureAD, name: "@administrator", environment: nil)
        let channelApp = NoticeFixture.credential(.azureAD, name: "@channel-second", environment: nil)
        var channel = channelApp
        channel.identity = .mailbox(userName: "relay@example.net")
        return [
            ("mail", mail), ("mail-app", mailApp), ("administrator", administrator), ("certificate", administrator),
            ("mail-certificate", mailApp), ("channel-second", channel), ("channel-second-app", channelApp),
        ].flatMap { prefix, credential in
            var version = NoticeFixture.version(of: credential, expires: .at(end, origin: .operator))
            if prefix.hasSuffix("certificate") {
                version = NoticeFixture.version(of: credential, expires: .at(end, origin: .certificate))
                version.certificate = Certificate(der: [0x30, 0])
            }
            let refusal = credential.identity.isPassword ? ProbeClass.passwordWrong : .secretWrong
            func scene(
                _ name: String, _ occasion: Occasion, at now: Instant, _ finding: ProbeClass? = nil,
                trouble: Occasion? = nil
            ) -> NoticeScene {
                let answer = finding.map {
                    ProbeReport.Finding(class: $0, step: .token, code: nil, message: "refused")
                }
                return NoticeScene(
                    "\(prefix)-\(name)",
                    NoticeFixture.request(
                        credential, occasion, standing: NoticeFixture.standing(answer, proof: nil, now: now), now: now,
                        version: version),
                    trouble: trouble)
            }
            let early = end - .days(40)
            return [
                scene("lapses-in-7-days", .lapses(within: .days(7)), at: end - .days(7)),
                scene("lapsed", .lapsed(repetition: 0), at: end + .minutes(16), refusal),
                scene("refused", .refused(refusal, since: early - .hours(2), repetition: 0), at: early, refusal),
                scene("missing", .refused(.secretMissing, since: early - .hours(2), repetition: 0), at: early),
                scene("unchecked", .unchecked(since: early - .hours(12), repetition: 0), at: early, .network),
                scene(
                    "works-again", .worksAgain(since: early - .days(2)), at: early,
                    trouble: .refused(refusal, since: early - .days(2), repetition: 0)),
                scene("test", .test(id: "0001"), at: early),
            ]
        }
    }

    /// An end of which nobody knows the date, and one by which publishing no longer ends in time.
    private static var dueScenes: [NoticeScene] {
        NoticeFixture.Method.allCases.flatMap { method in
            let credential = NoticeFixture.credential(
                method, contacts: (1...8).map { "contact\($0)@contoso.com" })
            func scene(_ name: String, at now: Instant, _ expires: SecretVersion.Expiry?) -> NoticeScene {
                NoticeScene(
                    "\(method.rawValue)-\(name)",
                    NoticeFixture.request(
                        credential, .lapses(within: .days(14)),
                        standing: NoticeFixture.standing(nil, proof: now - .hours(9), now: now), now: now,
                        version: NoticeFixture.version(of: credential, expires: expires),
                        recipient: "contact1@contoso.com"))
            }
            return [
                scene("lapses-in-14-days", at: NoticeFixture.end - .days(14), nil),
                scene("lapses-in-4-days", at: NoticeFixture.end - .days(4), nil),
            ] + (method == .azureAD ? [scene("lapses-soon", at: NoticeFixture.end - .days(4), .unknown)] : [])
        }
    }
}
