public import Credentials
internal import GLib

extension Settings {
    /// Password sign-ins to mail servers that Microsoft turns them off for, that of `[Mail]` first; empty where mail is
    /// sent in other ways.
    public var passwordSignIns: [PasswordSignIn] { mails.compactMap { passwordSignIn(of: $0.secret, $0.settings) } }

    /// That of `[Mail]`; `nil` where it signs in otherwise, or elsewhere.
    public var mailPasswordSignIn: PasswordSignIn? { passwordSignIn(of: .mail, mail) }

    /// That of one way; `nil` where it signs in otherwise, or elsewhere.
    ///
    /// The day begins by the operators' clocks: `[Notices] TimeZone` of `leadkeeper.conf`.
    func passwordSignIn(of secret: CredentialName, _ mail: MailSettings) -> PasswordSignIn? {
        guard let credential = self[secret], case .mailbox(let userName) = credential.identity else { return nil }
        let zone = Zone(identifier: credential.notices.timeZone) ?? .utc
        let (year, month, day) = PasswordSignIn.firstDayWithout
        return ZonedTime.beginning(ofDay: day, month: month, year: year, in: zone).flatMap { seconds in
            PasswordSignIn(to: mail.host, as: userName, endsAt: Instant(secondsSinceEpoch: seconds))
        }
    }
}

extension LoadResult {
    /// The same with warnings of what the settings lead to: a way of sending mail that ends, and ways that all end
    /// together.
    ///
    /// Nothing is wrong with a value, so that none of them is a misgiving.
    public func foreseeing(at now: Instant) -> LoadResult {
        guard let settings else { return self }
        let signIns = settings.mails.compactMap { secret, mail in
            settings.passwordSignIn(of: secret, mail).map { (secret.mailGroup, $0) }
        }
        .map { group, signIn in
            warning(
                in: group, found: signIn.words(at: now),
                accepted: "a way to sign in that lasts, or a server that keeps passwords",
                hint: """
                    \(Self.remedy(in: group)); what is on now, Exchange Online PowerShell shows: \
                    Get-TransportConfig | Format-List SmtpClientAuthenticationDisabled, and \
                    Get-CASMailbox \(signIn.userName) | Format-List SmtpClientAuthenticationDisabled
                    """)
        }
        let circles = settings.alertCircles.map { circle in
            warning(
                in: CredentialName.mail.mailGroup, found: circle.sentence, accepted: "a way out that does without it",
                hint: circle.hint)
        }
        return warning(of: signIns + circles)
    }

    /// What mends a sign-in that ends.
    private static func remedy(in group: String) -> String {
        switch group {
        case CredentialName.mail.mailGroup: "`leadkeeper mail migrate` moves mail to an Entra app"
        case MailMigrationFile.channel?.credential.mailGroup:
            "`leadkeeper mail migrate --finish` lets this way go once the new one has worked for a week"
        default: "set SignIn=oauth, DirectoryID and ApplicationID of the channel"
        }
    }

    private func warning(in group: String, found: String, accepted: String, hint: String) -> Fault {
        let place = mailPlaces[group]
        return Fault(
            file: place?.file ?? directory, line: place?.line, group: group,
            key: place == nil ? nil : Keys.mailUserName.description.key, found: .description(found),
            accepted: accepted, hint: hint, severity: .warning)
    }
}

extension CredentialName {
    /// The group that describes how mail is sent with that secret.
    var mailGroup: String {
        channel.map { Keys.channelMark + $0.description } ?? Keys.mailUserName.description.group
    }
}
