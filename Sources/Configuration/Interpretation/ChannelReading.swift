import Credentials

/// Makes channels of the groups `[Channel NAME]`.
extension Layers {
    /// The channels, by name, and how those of them that are mail servers are reached; those with a fault are left out.
    ///
    /// - Parameters:
    ///   - graph: where Microsoft Graph answers; `nil` where that is at fault.
    ///   - hostName: this host's.
    mutating func channels(
        graph: WebOrigin?, hostName: String
    ) -> (all: [Channel], mails: [ChannelName: MailSettings]) {
        var all: [Channel] = []
        var mails: [ChannelName: MailSettings] = [:]
        for name in channelNames {
            guard var channel = channel(name) else { continue }
            if channel.kind == .mail {
                guard let mail = mail(MailKeys(of: name), graph: graph, hostName: hostName) else { continue }
                channel.pace = mail.pace
                mails[name] = mail
            }
            all.append(channel)
        }
        return (all, mails)
    }

    /// Where the files say how the mail of each way is sent, by its group; a way that they say nothing of is left out.
    mutating func mailPlaces() -> [String: Place] {
        var places: [String: Place] = [:]
        for keys in [.ofMail] + channelNames.map(MailKeys.init) {
            places[keys.server.description.group] = mailPlace(keys)
        }
        return places
    }

    private var channelNames: [ChannelName] { Set(files.flatMap(\.channels)).sorted() }

    private mutating func channel(_ name: ChannelName) -> Channel? {
        let kind = value(Keys.channelKind.of(name))
        let audience = value(Keys.channelTell.of(name))
        let level = value(Keys.channelLevel.of(name))
        let nearness = setting(Keys.channelAllowPrivate.of(name))
        if kind == .mail, case .given(let isAllowed, let place) = nearness {
            warn(
                Keys.channelAllowPrivate.of(name).description, at: place, found: isAllowed ? "yes" : "no",
                accepted: "nothing, since Kind is mail", hint: "a mail server may be anywhere; leadkeeper ignores it")
        }
        if let kind, kind != .mail { refuseMailKeys(of: name, kind) }
        if case .refused = nearness { return nil }
        guard let kind, let audience, let level else { return nil }
        return Channel(name, kind, audience: audience, level: level, allowsPrivate: nearness.value ?? false)
    }

    /// A mail server that nothing is sent to was most likely meant for `Kind=mail`.
    private mutating func refuseMailKeys(of name: ChannelName, _ kind: Channel.Kind) {
        for row in Keys.ofMailChannels.map({ $0.moved(to: Keys.channelMark + name.description) }) {
            for file in files {
                guard let (text, line) = file.value(row.group, row.key), !text.isEmpty else { continue }
                record(
                    row, at: Place(file: file.path, line: line), found: .value(text.whole ?? ""),
                    accepted: "this key with Kind=mail only", hint: "Kind is \(kind.rawValue)")
            }
        }
    }
}
