import Credentials

/// The keys of `[Channel NAME]`, of which there may be any number.
extension Keys {
    /// What the names of these groups begin with.
    static let channelMark = "Channel "
    /// How such a group is written.
    static let channelGroup = "[\(channelMark)NAME]"
    /// What NAME may be.
    static let acceptedChannelName =
        "1 to \(ChannelName.longest) of a-z, 0-9 and -, not beginning with -, and not \(ChannelName.mail)"

    static let channelKind = Key<Channel.Kind>(
        "Channel NAME", "Kind", in: .settings, isRequired: true, .choice, "what the channel leads to")
    static let channelTell = Key<Channel.Audience>(
        "Channel NAME", "Tell", in: .settings, default: "operators", .choice, "whose notices go there as well")
    static let channelLevel = Key<Channel.Level>(
        "Channel NAME", "Level", in: .settings, default: "reminder", .choice,
        "the least that a notice has to ask for to go there")
    static let channelAllowPrivate = Key(
        "Channel NAME", "AllowPrivate", in: .settings, default: "no", .yesOrNo,
        "whether its URL may lead to this host or into a private network")

    // MARK: With Kind=mail alone

    static let channelServer = server.ofMailChannels(
        else: "none; needed with Kind=mail", "the other mail server; graph: is Microsoft Graph")
    static let channelSecurity = security.ofMailChannels()
    static let channelSignIn = signIn.ofMailChannels()
    static let channelUserName = mailUserName.ofMailChannels(
        "whom to sign in as; its secret is `leadkeeper secret set @channel-NAME`")
    static let channelDirectory = mailDirectory.ofMailChannels()
    static let channelApplication = mailApplication.ofMailChannels(
        "the app's id; its secret is `leadkeeper secret set @channel-NAME`")
    static let channelFrom = from.ofMailChannels(else: "that of [Mail]")
    static let channelMailsPerMinute = mailsPerMinute.ofMailChannels()

    /// Those that a channel has with `Kind=mail` alone.
    static let ofMailChannels: [KeyDescription] = [
        channelServer.description, channelSecurity.description, channelSignIn.description,
        channelUserName.description, channelDirectory.description, channelApplication.description,
        channelFrom.description, channelMailsPerMinute.description,
    ]

    /// All of them, in the order of the manual.
    static let ofChannels: [KeyDescription] =
        [channelKind.description, channelTell.description, channelLevel.description, channelAllowPrivate.description]
        + ofMailChannels
}
