internal import Basics
internal import Credentials

/// Texts that are names: what has not the form of one is left out.
extension ReportNames {
    /// A connection, or one of leadkeeper's own secrets, whose names everybody knows.
    func connection(_ text: (some StringProtocol)?) -> ReportName? {
        guard let name = text.flatMap({ CredentialName(String($0)) }) else { return nil }
        guard name.isReserved else { return self(.connection, name) }
        guard name.description.hasPrefix(Self.channelMark) else { return Self.reserved(name) }
        return self(.channel, name.description.dropFirst(Self.channelMark.count))
    }

    private static let channelMark = "@channel-"

    /// A name of leadkeeper's own, such as `@mail`, is never replaced.
    private static func reserved(_ name: CredentialName) -> ReportName {
        ReportNames(isAnonymous: false)(.connection, name)
    }

    /// A mail address, or a channel in the place of one.
    func recipient(_ text: String) -> ReportName? { EmailAddress(text).map { self(.address, $0) } ?? connection(text) }

    /// The way by which something leaves: `mail`, or a channel.
    func way(_ text: String) -> ReportName? {
        if text == ChannelName.mail { return ReportNames(isAnonymous: false)(.channel, text) }
        return ChannelName(text).map { self(.channel, $0) }
    }

    /// The host of an address of the web, without what stands behind it.
    func host(_ url: String?) -> ReportName? {
        guard let url, url.hasPrefix("https://") || url.hasPrefix("http://") else { return nil }
        let authority = url.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return authority.contains("@") ? nil : host(named: String(authority.prefix { $0 != ":" }))
    }

    /// A host by its name.
    func host(named name: String) -> ReportName? {
        guard 1...253 ~= name.utf8.count, name.utf8.allSatisfy({ $0.isAlphanumeric || ".-:".utf8.contains($0) }) else {
            return nil
        }
        return self(.host, name)
    }

    /// Who signs in: an application's id or a user; a host or an account is left out.
    func identity(_ text: String) -> ReportName? {
        GUID(text).map { self(.identity, $0) } ?? EmailAddress(text).map { self(.address, $0) }
    }
}
