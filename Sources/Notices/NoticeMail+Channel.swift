public import Credentials
internal import JSON
internal import Mime
public import Ports
internal import Wording

/// What goes to channels: the mail itself where a channel is a mail server, else the notice in short, in the words of
/// the mail about it.
extension NoticeMail: ChannelWriter {
    /// The notice about a credential, in the language of its policy.
    public func write(_ request: NoticeRequest, for channel: Channel) -> NoticeDraft? {
        let drafter = composer.drafter(of: request)
        guard drafter.level.goes(to: channel) else { return nil }
        if channel.kind == .mail { return mail(of: channel).write(request) }
        let document = drafter.document
        var message = message(document, key: request.key, channel, at: request.now)
        message.kind = request.occasion.kind.word
        message.connection = request.credential.name.description
        message.environment = request.credential.destination?.address
        message.startBy = drafter.startByPhrase.map { drafter.lines(.startBy($0)).spoken }
        message.link = document.firstLink
        message.expiresAt = request.end.map { Timestamp($0) }
        return draft(message, for: channel, key: request.key)
    }

    /// The notice about the daemon itself, in English.
    public func write(_ request: OperatorNoticeRequest, for channel: Channel) -> NoticeDraft? {
        let drafter = OperatorDrafter(request: request, host: composer.host)
        guard drafter.level.goes(to: channel) else { return nil }
        if channel.kind == .mail { return mail(of: channel).write(request) }
        var message = message(drafter.document, key: request.key, channel, at: request.now)
        message.kind = request.occasion.kind.word
        message.fault = request.occasion.fault?.rawValue
        return draft(message, for: channel, key: request.key)
    }

    /// The mail that tells all of these; what URLs lead to takes notices one by one.
    public func write(together requests: [NoticeRequest], for channel: Channel) -> NoticeDraft? {
        channel.kind == .mail ? mail(of: channel).write(together: requests) : nil
    }

    /// What writes the mails of a channel.
    private func mail(of channel: Channel) -> NoticeMail {
        channelSenders[channel.name].map { from($0) } ?? self
    }

    private func message(
        _ document: NoticeDocument, key: String, _ channel: Channel, at now: Instant
    ) -> ChannelMessage {
        ChannelMessage(
            id: String(messageID(of: key, channel).dropFirst().prefix { $0 != "@" }), kind: "",
            level: document.level.rawValue, levelWords: document.levelWord, host: composer.host,
            language: document.languageTag, subject: document.subject, text: document.opening.first?.spoken ?? "",
            at: now)
    }

    private func draft(_ message: ChannelMessage, for channel: Channel, key: String) -> NoticeDraft? {
        guard let bytes = try? JSONCoder.encode(message) else { return nil }
        return NoticeDraft(messageID: messageID(of: key, channel), subject: message.subject, message: bytes)
    }

    private func messageID(of key: String, _ channel: Channel) -> String {
        messageID(of: "channel/\(channel.name)/\(key)")
    }
}

extension NoticeLevel {
    /// Whether a notice that asks so much goes to the channel; that something is over is told wherever the trouble may
    /// have been, and a test to everybody.
    fileprivate func goes(to channel: Channel) -> Bool {
        switch (channel.level, self) {
        case (.reminder, _), (.actNow, .actNow), (.actNow, .worksAgain), (.actNow, .test): true
        case (.actNow, .reminder), (.actNow, .check), (.actNow, .noAction): false
        }
    }
}

extension [NoticeDocument.Line] {
    /// The words alone, on one line.
    fileprivate var spoken: String {
        map { line in
            switch line {
            case .sentence(let runs): runs.map(\.text).joined()
            case .command(let command): command
            }
        }.joined(separator: " ").displayable(limit: 1_000)
    }
}

extension NoticeDocument {
    /// The first address of the web that the notice leads to; `nil` where it leads to none.
    fileprivate var firstLink: String? {
        for block in blocks {
            let lines: [Line] =
                switch block {
                case .paragraph(let lines): lines
                case .steps(let items), .points(let items): items.flatMap(\.self)
                case .heading, .subheading, .facts, .footer: []
                }
            for case .sentence(let runs) in lines {
                if let link = runs.lazy.compactMap(\.link).first(where: { $0.hasPrefix("https://") }) { return link }
            }
        }
        return nil
    }
}
