import Ports

@testable import Credentials
@testable import Notices

/// The mails about rotations that are kept under Golden/.
extension NoticeScene {
    static let rotations = replaced + handOffs + stored + stuck + rotated

    private static let id = "0199f1c0-0000-7000-8000-00000000000a"

    /// A rotation as it stands once its new secret has been proven, the old one ending at `NoticeFixture.end`.
    private static func rotation(
        of credential: Credential, _ kind: SecretKind = .clientSecret, step: Rotation.Step, at now: Instant,
        oldEnd: Instant? = NoticeFixture.end
    ) -> Rotation {
        let isPassword = credential.identity.isPassword
        var rotation = Rotation(
            id: id, method: isPassword ? .password : kind,
            handOff: credential.name.isReserved
                ? .nobody : credential.offer.map { .partnerCenter(offer: $0) } ?? .person,
            account: credential.identity.account, application: credential.identity.application,
            policy: RotationPolicy(mode: .assisted), isByHand: isPassword,
            old: Rotation.Old(version: "old", keyID: nil, endsAt: oldEnd), copyEndsAt: oldEnd, at: now - .minutes(5))
        rotation.advance(to: step, at: now)
        return rotation
    }

    private static func scene(
        _ name: String, _ credential: Credential, _ occasion: Occasion, _ rotation: Rotation, at now: Instant,
        standing: Standing? = nil
    ) -> NoticeScene {
        let newEnd = NoticeFixture.end + .days(150)
        var request = NoticeFixture.request(
            credential, occasion,
            standing: standing ?? NoticeFixture.standing(nil, proof: now - .minutes(15), now: now),
            now: now,
            version: NoticeFixture.version(
                of: credential,
                expires: rotation.isPromoted && !credential.identity.isPassword ? .at(newEnd, origin: .graph) : nil))
        request.rotation = rotation
        if rotation.method == .certificate { request.version?.certificate = Certificate(der: [0x30, 0]) }
        return NoticeScene(name, request)
    }

    /// What lapses, and is to be replaced by leadkeeper itself; with a week left it is time for people all the same.
    private static var replaced: [NoticeScene] {
        [30, 7].map { (days: Int64) in
            var credential = NoticeFixture.credential(.azureAD)
            credential.rotation.mode = .assisted
            let now = NoticeFixture.end - .days(days)
            return NoticeScene(
                "azure-ad-assisted-lapses-in-\(days)-days",
                NoticeFixture.request(
                    credential, .lapses(within: .days(days)),
                    standing: NoticeFixture.standing(nil, proof: now - .hours(9), now: now), now: now))
        }
    }

    private static var handOffs: [NoticeScene] {
        let proven = NoticeFixture.end - .days(30)
        let azureAD = NoticeFixture.credential(.azureAD, contacts: ["ops@contoso.com", "sales@contoso.com"])
        let office365 = NoticeFixture.credential(.office365)
        func handOff(_ name: String, _ credential: Credential, after days: Int64, oldEnd: Instant? = NoticeFixture.end)
            -> NoticeScene
        {
            let now = proven + .days(days)
            return scene(
                name, credential, .handOff(rotation: id, dueAt: now),
                rotation(of: credential, step: .proven, at: proven, oldEnd: oldEnd), at: now)
        }
        return [
            handOff("azure-ad-hand-off", azureAD, after: 0), handOff("azure-ad-hand-off-reminder", azureAD, after: 21),
            handOff("azure-ad-hand-off-overdue", azureAD, after: 31),
            handOff("azure-ad-hand-off-open", azureAD, after: 7, oldEnd: nil),
            handOff("office365-hand-off", office365, after: 0),
            handOff("office365-hand-off-reminder", office365, after: 3),
        ]
    }

    /// A secret that a person stored, while Partner Center has another.
    private static var stored: [NoticeScene] {
        let stored = NoticeFixture.end - .days(30)
        func scene(_ name: String, _ credential: Credential, after days: Int64, oldEnd: Instant? = NoticeFixture.end)
            -> NoticeScene
        {
            let now = stored + .days(days)
            var version = NoticeFixture.version(
                of: credential,
                expires: credential.identity.isPassword
                    ? .unknown : .at(NoticeFixture.end + .days(150), origin: .operator))
            version.storedAt = stored
            if credential.identity.isPassword { version.issuedAt = stored }
            version.handOff.dueSince = stored
            version.handOff.copyEndsAt = oldEnd
            return NoticeScene(
                name,
                NoticeFixture.request(
                    credential, .handOff(rotation: version.id, dueAt: now),
                    standing: NoticeFixture.standing(nil, proof: now - .minutes(15), now: now), now: now,
                    version: version))
        }
        let azureAD = NoticeFixture.credential(.azureAD, contacts: ["ops@contoso.com", "sales@contoso.com"])
        let office365 = NoticeFixture.credential(.office365)
        return [
            scene("azure-ad-stored-hand-off", azureAD, after: 0),
            scene("azure-ad-stored-hand-off-overdue", azureAD, after: 31),
            scene("azure-ad-stored-hand-off-open", azureAD, after: 7, oldEnd: nil),
            scene("office365-stored-hand-off", office365, after: 0),
        ]
    }

    /// One mail for each reason, each with a credential that meets it, and the reminder of one.
    private static var stuck: [NoticeScene] {
        let now = NoticeFixture.end - .days(20)
        func stuck(
            _ name: String, _ reason: Rotation.Attention.Reason, _ credential: Credential,
            _ kind: SecretKind = .clientSecret, step: Rotation.Step, code: String? = nil, at now: Instant,
            repetition: Int64 = 0
        ) -> NoticeScene {
            let since = now - (repetition == 0 ? .hours(1) : .days(repetition))
            var rotation = Self.rotation(of: credential, kind, step: step, at: since)
            rotation.attention = Rotation.Attention(
                reason: reason, since: since, code: code,
                message: "what leadkeeper has found out stands here in one sentence")
            return scene(
                name, credential, .rotationStuck(rotation: id, reason: reason, repetition: repetition), rotation,
                at: now)
        }
        let azureAD = NoticeFixture.credential(.azureAD, offer: "contoso-crm-connector")
        let office365 = NoticeFixture.credential(.office365)
        let administrator = NoticeFixture.credential(.azureAD, name: "@administrator", environment: nil)
        let mail = NoticeFixture.credential(.azureAD, name: "@mail", environment: nil)
        let scenes = Rotation.Attention.Reason.allCases.map { reason in
            let step: Rotation.Step =
                switch reason {
                case .neverWorked, .probeRefused: .staged
                case .passwordUncertain: .minted
                case .offerNotFound, .offerDiffers, .pendingEdits, .publicationFailed: .proven
                case .noEvidence: .handedOff
                default: .begun
                }
            return stuck(
                "stuck-\(reason.rawValue)", reason, reason == .passwordUncertain ? office365 : azureAD, step: step,
                code: reason == .administratorForbidden ? "Authorization_RequestDenied" : nil, at: now)
        }
        var upToPerson = stuck(
            "stuck-office365-up-to-person", .passwordUncertain, office365, step: .minted, code: "AADSTS50126", at: now)
        upToPerson.request.rotation?.refusals = Rotation.passwordRefusals
        var later = stuck("stuck-publication-failed-again", .publicationFailed, azureAD, step: .proven, at: now)
        later.request.rotation?.nextAt = now + .hours(22)
        return scenes + [
            upToPerson, later,
            stuck(
                "stuck-no-evidence-too-long", .noEvidence, azureAD, step: .handedOff, at: NoticeFixture.end + .days(2),
                repetition: 8),
            stuck("stuck-office365-never-worked", .neverWorked, office365, step: .staged, code: "AADSTS50126", at: now),
            stuck("stuck-administrator-no-room", .noRoom, administrator, step: .begun, at: now),
            stuck(
                "stuck-mail-app-forbidden", .administratorForbidden, mail, step: .begun,
                code: "Authorization_RequestDenied", at: now),
        ]
            + certificatesStuck.map { reason in
                let step: Rotation.Step = reason == .neverWorked || reason == .probeRefused ? .staged : .begun
                return stuck(
                    "stuck-mail-certificate-\(reason.rawValue)", reason, mail, .certificate, step: step, at: now)
            } + [
                stuck(
                    "stuck-certificate-again", .administratorForbidden, administrator, .certificate, step: .begun,
                    at: now,
                    repetition: 3)
            ]
    }

    /// What can keep a certificate from being replaced.
    private static let certificatesStuck: [Rotation.Attention.Reason] = [
        .administratorRefused, .administratorForbidden, .policyForbids, .noRoom, .applicationNotFound, .cloneSuspected,
        .keyring, .neverWorked, .probeRefused, .refused,
    ]

    private static var rotated: [NoticeScene] {
        let now = NoticeFixture.end - .days(12)
        func rotated(
            _ name: String, _ credential: Credential, _ evidence: Rotation.Evidence,
            _ kind: SecretKind = .clientSecret
        ) -> NoticeScene {
            var rotation = Self.rotation(of: credential, kind, step: .confirmed, at: now - .days(7))
            rotation.evidence = evidence
            rotation.end(.completed, at: now)
            return scene(name, credential, .rotated(rotation: id), rotation, at: now)
        }
        return [
            rotated("azure-ad-rotated", NoticeFixture.credential(.azureAD), .testLead(at: now - .days(7) - .hours(2))),
            rotated("azure-ad-rotated-by-word", NoticeFixture.credential(.azureAD), .word),
            rotated("office365-rotated", NoticeFixture.credential(.office365), .word),
            rotated(
                "administrator-rotated", NoticeFixture.credential(.azureAD, name: "@administrator", environment: nil),
                .none),
            rotated(
                "channel-second-app-rotated",
                NoticeFixture.credential(.azureAD, name: "@channel-second", environment: nil), .none),
            rotated(
                "mail-app-rotated", NoticeFixture.credential(.azureAD, name: "@mail", environment: nil), .none),
            rotated(
                "certificate-rotated", NoticeFixture.credential(.azureAD, name: "@administrator", environment: nil),
                .none, .certificate),
            rotated(
                "mail-certificate-rotated", NoticeFixture.credential(.azureAD, name: "@mail", environment: nil), .none,
                .certificate),
        ]
    }
}
