public import Credentials
internal import GLib

extension Settings {
    /// Password sign-in to a mail server that Microsoft turns it off for; `nil` where mail is sent in another way.
    ///
    /// The day begins by the operators' clocks: `[Notices] TimeZone` of `leadkeeper.conf`.
    public var passwordSignIn: PasswordSignIn? {
        guard let credential = self[.mail], case .mailbox(let userName) = credential.identity else { return nil }
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
        let signIn = settings.passwordSignIn.map { signIn in
            warning(
                found: signIn.words(at: now),
                accepted: "a way to sign in that lasts, or a server that keeps passwords",
                hint: """
                    what is on now, Exchange Online PowerShell shows: \
                    Get-TransportConfig | Format-List SmtpClientAuthenticationDisabled, and \
                    Get-CASMailbox \(signIn.userName) | Format-List SmtpClientAuthenticationDisabled
                    """)
        }
        let circles = AlertCircle.all(in: settings).map { circle in
            warning(found: circle.sentence, accepted: "a way out that does without it", hint: circle.hint)
        }
        return warning(of: [signIn].compactMap(\.self) + circles)
    }

    private func warning(found: String, accepted: String, hint: String) -> Fault {
        Fault(
            file: mailPlace?.file ?? directory, line: mailPlace?.line, group: Keys.mailUserName.description.group,
            key: mailPlace == nil ? nil : Keys.mailUserName.description.key, found: .description(found),
            accepted: accepted, hint: hint, severity: .warning)
    }
}
