import Credentials

/// The keys that describe one mail server: those of `[Mail]`, or of a channel that is another.
struct MailKeys {
    let server: Key<MailServer>
    let security: Key<MailSettings.Security>
    let signIn: Key<MailSettings.SignIn>
    let userName: Key<String>
    let directory: Key<GUID>
    let application: Key<GUID>
    let from: Key<Sender>
    let mailsPerMinute: Key<Int>

    /// Those of `[Mail]`.
    static let ofMail = MailKeys(
        server: Keys.server, security: Keys.security, signIn: Keys.signIn, userName: Keys.mailUserName,
        directory: Keys.mailDirectory, application: Keys.mailApplication, from: Keys.from,
        mailsPerMinute: Keys.mailsPerMinute)

    /// Those of one channel's group.
    init(of channel: ChannelName) {
        self.init(
            server: Keys.channelServer.of(channel), security: Keys.channelSecurity.of(channel),
            signIn: Keys.channelSignIn.of(channel), userName: Keys.channelUserName.of(channel),
            directory: Keys.channelDirectory.of(channel), application: Keys.channelApplication.of(channel),
            from: Keys.channelFrom.of(channel), mailsPerMinute: Keys.channelMailsPerMinute.of(channel))
    }

    private init(
        server: Key<MailServer>, security: Key<MailSettings.Security>, signIn: Key<MailSettings.SignIn>,
        userName: Key<String>, directory: Key<GUID>, application: Key<GUID>, from: Key<Sender>,
        mailsPerMinute: Key<Int>
    ) {
        (self.server, self.security, self.signIn, self.userName) = (server, security, signIn, userName)
        (self.directory, self.application, self.from) = (directory, application, from)
        self.mailsPerMinute = mailsPerMinute
    }
}
