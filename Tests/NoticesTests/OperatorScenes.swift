import Credentials
import Ports

@testable import Notices

/// One mail to an operator of those kept under Golden/, for a reviewer to read.
struct OperatorScene: CustomStringConvertible, Sendable {
    let description: String
    let request: OperatorNoticeRequest

    var notice: NoticeText { NoticeFixture.composer.compose(request) }

    /// Each fault when it is told, and the end of one of each part.
    static let all =
        DaemonFault.allCases.map { fault in
            let since = NoticeFixture.instant("2026-11-21T09:30:00Z")
            return OperatorScene(
                "operators-\(fault.rawValue)", .impaired(fault, since: since), at: since + fault.patience.span)
        }
        + DaemonFault.Part.allCases.compactMap { part in
            let since = NoticeFixture.instant("2026-11-21T09:30:00Z")
            return DaemonFault.allCases.first { $0.part == part }.map {
                OperatorScene("operators-\(part.rawValue)-again", .restored($0, since: since), at: since + .hours(5))
            }
        }
        + [refusal, oldSecretUsed].compactMap(\.self) + held + channel + elsewhere

    /// A new secret that was refused after nobody waited for it any more.
    static let refusal: OperatorScene? = CredentialName("contoso").map { name in
        let since = NoticeFixture.instant("2026-11-21T09:30:00Z")
        return OperatorScene(
            "operators-secret-refused", .secretRefused(name, .secretWrong, version: "1", since: since),
            at: since + .minutes(12))
    }

    /// What others did in Entra, and what may stop.
    static let elsewhere = [CredentialName("contoso")].compactMap(\.self).flatMap { name in
        let since = NoticeFixture.instant("2026-11-21T09:30:00Z")
        return [
            OperatorScene(
                "operators-keys-changed", .keysChanged(name, since: since),
                message: "ana@contoso.com (203.0.113.9) removed the client secret \"marketplace 2026\" "
                    + "(5f1c4a52-7a0e-4f0b-9d0e-4a7b0d9f2c11) on 2026-11-21 09:02 UTC, which is the one in use: "
                    + "Microsoft's copy may be that one, and then no leads arrive",
                at: since),
            OperatorScene(
                "operators-password-changed", .passwordChanged(name, since: since),
                message: "somebody changed the password of leads@contoso.com on 2026-11-21 09:30 UTC, after the stored "
                    + "one was saved: that one is refused, and Microsoft's copy is the old one too",
                at: since + .hours(3)),
            OperatorScene(
                "operators-may-stop", .mayStop(name, since: since),
                message: "the password of leads@contoso.com never expires, and its sign-in may be turned off any day",
                at: since),
        ]
    }

    /// Somebody who still signs in with the secret that was replaced.
    static let oldSecretUsed: OperatorScene? = CredentialName("contoso").map { name in
        let since = NoticeFixture.instant("2026-11-21T09:30:00Z")
        return OperatorScene(
            "operators-old-secret-used", .oldSecretUsed(name, version: "1", since: since),
            message:
                "somebody still signs in with the old secret (key id 8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c1): last on "
                + "2026-11-28T07:12:00Z, from 20.1.2.3, to Dynamics 365; it is not removed before that ends",
            at: since + .days(7))
    }

    /// A channel that takes nothing, and does again.
    static let channel = [ChannelName("teams-ops")].compactMap(\.self).flatMap { name in
        let since = NoticeFixture.instant("2026-11-21T09:30:00Z")
        return [
            OperatorScene(
                "operators-channel-failed", .channelFails(name, since: since),
                message: "contoso.webhook.office.com answered 404: the URL does not take notices, or no longer; "
                    + "`leadkeeper secret set @channel-teams-ops` stores another URL",
                at: since + .minutes(1)),
            OperatorScene(
                "operators-channel-again", .channelWorks(name, since: since),
                message: "contoso.webhook.office.com takes pings", at: since + .hours(5)),
        ]
    }

    /// That notices to contacts are held back: several, and one.
    static let held = [
        (name: "operators-held", count: 3, connections: "contoso, fabrikam"),
        (name: "operators-held-one", count: 1, connections: "contoso"),
    ].map { scene in
        let since = NoticeFixture.instant("2026-11-21T09:30:00Z")
        return OperatorScene(
            scene.name, .held(count: scene.count, since: since), message: scene.connections,
            at: since + Hold.patience)
    }

    private init(_ description: String, _ occasion: DaemonOccasion, message: String? = nil, at now: Instant) {
        guard let recipient = EmailAddress("root@contoso.com") else { fatalError("not an address") }
        let causes: [DaemonFault: String] = [
            .keyringLocked: "it is locked", .keyringDegraded: "it is not the keyring that the ledger knows",
            .keyringUnreachable: "it does not answer", .diskFull: "the disk is full",
            .ledgerUnwritable: "failed to record an event: disk I/O error (SQLite 1290)",
            .mailLimited:
                "localhost answered RCPT TO with “450 4.7.1 rate limit exceeded”; it is about a limit of the server",
            .mailRefused: "535 5.7.8 authentication failed",
            .mailUnreachable: "could not connect to smtp.contoso.com:587",
            .clockImplausible: "it differs from Microsoft's by more than five minutes",
            .configurationRefused: "the configuration has 2 faults",
            .configurationEmpty: "/etc/leadkeeper/connections is gone, and 5 connections are known",
            .settingsDoubtful: "/etc/leadkeeper/leadkeeper.conf:9: [Notices] Language: “fr” is not valid, expected: en",
            .mailPasswordEnds:
                "password sign-in to smtp.office365.com stops at the end of December 2026 unless your administrator"
                + " turns it on again",
            .mailPasswordOff:
                "password sign-in to smtp.office365.com was turned off at the end of December 2026 unless your"
                + " administrator has turned it on again",
        ]
        self.description = description
        let isOver = occasion.kind == .restored
        request = OperatorNoticeRequest(
            occasion: occasion,
            message: message ?? occasion.fault.flatMap { causes[$0] }
                ?? "the client secret is wrong (AADSTS7000215)",
            connections: 5,
            waiting: occasion.fault == .ledgerUnwritable && !isOver ? nil : 3, recipient: recipient, now: now)
    }
}
