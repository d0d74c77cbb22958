import Credentials
import Ports

@testable import Notices

/// The mails about what people have answered, kept under Golden/: that nobody has begun, that somebody is on it, that an
/// address fails, and that something leaves a calendar.
extension NoticeScene {
    static let answered =
        NoticeFixture.Method.allCases.flatMap { method in
            escalated(method) + [acknowledged(method)] + unreachable(method)
        } + matters.map { entryRemoved($0) } + matters.suffix(2).map { entryRemoved($0, isCertificate: true) }

    /// A credential of each matter.
    private static let matters: [Credential] = {
        var mail = NoticeFixture.credential(.azureAD, name: "@mail", environment: nil)
        mail.identity = .mailbox(userName: "leadkeeper@contoso.com")
        let channelApp = NoticeFixture.credential(.azureAD, name: "@channel-second", environment: nil)
        var channel = channelApp
        channel.identity = .mailbox(userName: "relay@example.net")
        let contacts = ["ops@contoso.com", "sales@contoso.com"]
        return NoticeFixture.Method.allCases.map { NoticeFixture.credential($0, contacts: contacts) }
            + places.map(\.credential) + [mail, channel, channelApp]
            + ["@mail", "@administrator"].map { NoticeFixture.credential(.azureAD, name: $0, environment: nil) }
    }()

    private static func name(_ credential: Credential) -> String {
        if credential.sendsMail, !credential.identity.isPassword {
            return "\(credential.name.description.dropFirst())-app"
        }
        return credential.name.isReserved
            ? String(credential.name.description.dropFirst())
            : credential.identity.method.rawValue
    }

    private static func request(
        _ credential: Credential, _ occasion: Occasion, before span: TimeSpan, to recipient: String = "ops@contoso.com"
    ) -> NoticeRequest {
        let now = NoticeFixture.end - span
        return NoticeFixture.request(
            credential, occasion, standing: NoticeFixture.standing(nil, proof: now - .hours(9), now: now), now: now,
            version: NoticeFixture.version(
                of: credential, expires: .at(NoticeFixture.end, origin: .operator)), recipient: recipient)
    }

    /// Nobody has begun a day before the day to begin by, and on that day: to whoever else is told, and to a contact.
    private static func escalated(_ method: NoticeFixture.Method) -> [NoticeScene] {
        var credential = NoticeFixture.credential(method, contacts: ["ops@contoso.com", "sales@contoso.com"])
        credential.notices.escalation = [.days(3), .days(1)]
        credential.notices.escalateTo = [NoticeFixture.address("head-of-sales@contoso.com")]
        let startBy =
            NoticeFixture.end - credential.startBy(NoticeFixture.end, publishingTime: Credential.usualPublishingTime)
        return [
            NoticeScene(
                "\(method.rawValue)-escalated",
                request(
                    credential, .escalated(before: .days(1)), before: startBy + .days(1),
                    to: "head-of-sales@contoso.com")),
            NoticeScene(
                "\(method.rawValue)-escalated-to-contact",
                request(credential, .escalated(before: .days(1)), before: startBy + .days(1))),
        ]
    }

    /// A reminder, a day after somebody has said that they are on it.
    private static func acknowledged(_ method: NoticeFixture.Method) -> NoticeScene {
        let credential = NoticeFixture.credential(method, contacts: ["ops@contoso.com", "sales@contoso.com"])
        var request = request(credential, .lapses(within: .days(7)), before: .days(7))
        request.acknowledgement = Acknowledgement(
            by: "Anna", since: request.now - .days(1), until: request.now + .days(2), person: "user 0")
        return NoticeScene("\(method.rawValue)-acknowledged", request)
    }

    /// In the place of a contact whose address is refused for good: to the other contact, and to an operator.
    private static func unreachable(_ method: NoticeFixture.Method) -> [NoticeScene] {
        let credential = NoticeFixture.credential(method, contacts: ["ops@contoso.com", "gone@contoso.com"])
        return [("another-contact", "ops@contoso.com"), ("an-operator", "sysadmin@contoso.com")].map {
            var request = request(credential, .lapses(within: .days(7)), before: .days(7), to: $0.1)
            request.unreachable = UnreachableAddress(
                NoticeFixture.address("gone@contoso.com"),
                answer: "550 5.1.1 no such user")
            return NoticeScene("\(method.rawValue)-unreachable-to-\($0.0)", request)
        }
    }

    /// Nothing is left to do of what stands in the recipient's calendar.
    private static func entryRemoved(_ credential: Credential, isCertificate: Bool = false) -> NoticeScene {
        var request = request(credential, .entryRemoved(at: NoticeFixture.end - .days(12)), before: .days(12))
        let entry = CalendarEntry(
            credential.name, version: "0199f1c0-0000-7000-8000-000000000000", matter: .replace,
            recipient: request.recipient, uid: "0199f1c0@contoso.com", sequence: 0,
            dates: .init(
                begin: credential.startBy(NoticeFixture.end, publishingTime: Credential.usualPublishingTime),
                end: NoticeFixture.end, timeZone: "Europe/Stockholm"))
        request.calendar = [entry.cancelled]
        if isCertificate { request.version?.certificate = Certificate(der: [0x30, 0]) }
        let certificate = credential.name == .mail ? "mail-certificate" : "certificate"
        return NoticeScene("\(isCertificate ? certificate : name(credential))-entry-removed", request)
    }
}
