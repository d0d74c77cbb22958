internal import Configuration
internal import Credentials
internal import Mime
internal import Upkeep

/// Makes mails of notices: the composer's words, wrapped as the message that goes to one person.
struct NoticeMail: Sendable {
    private let composer: NoticeComposer
    private let sender: EmailAddress

    /// Mails from that address, in the name of the daemon on that host.
    init(sender: EmailAddress, host: String, portals: Portals) {
        composer = NoticeComposer(host: host, portals: portals)
        self.sender = sender
    }

    /// The mail for a request: the same request makes the same bytes, under a Message-ID that follows from its key.
    func write(_ request: NoticeRequest) -> NoticeDraft {
        let notice = composer.compose(request)
        let messageID = Mime.MessageID.make(key: request.key, domain: String(sender.domain))
        let message = MailMessage(
            senderName: "leadkeeper", sender: sender.description, recipient: request.recipient.description,
            subject: notice.subject, date: request.now.secondsSinceEpoch, messageID: messageID, text: notice.text,
            html: notice.html)
        return NoticeDraft(messageID: messageID, subject: notice.subject, message: message.encoded())
    }
}

extension Portals {
    /// The portals of a cloud; of the national ones only the names, since their addresses differ from tenant to tenant.
    init(of cloud: EntraSettings.Cloud) {
        switch cloud {
        case .public: self = .publicCloud
        case .usgov, .usgovDoD, .china: self.init(entra: nil, microsoft365: nil, partnerCenter: Portals.publicCloud.partnerCenter)
        }
    }
}
