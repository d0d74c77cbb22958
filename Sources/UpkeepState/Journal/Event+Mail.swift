package import Bookkeeping
package import Credentials
package import Ports

extension Event {
    /// What the ledger and the journal have of the end of an attempt; `nil` where it is the mail server's trouble, or
    /// nothing new.
    package init?(of delivery: Delivery, _ verdict: MailVerdict, _ item: OutboxItem, at now: Instant) {
        let (subject, recipient) = (item.notice.mail.subject, item.notice.recipient)
        let kind: EventKind
        let message: String
        switch verdict.consequence {
        case .accepted:
            kind = .noticeAccepted
            message = Event.acceptance(of: subject, for: recipient, through: item.notice.channel)
        case .ends:
            let why = delivery.code.map { "the mail server refused it with \($0)" } ?? delivery.text
            kind = .noticeRefused
            message = "“\(subject)” cannot be sent to \(recipient): \(why)"
        case .restsRecipient, .restsMail:
            // Somebody has to look into it, and is told once.
            guard verdict.isLasting, item.lastReply?.code != delivery.reply.code else { return nil }
            kind = .noticeDelayed
            message = "“\(subject)” is not taken for \(recipient), and is tried again: \(delivery.explanation)"
        case .restsAll: return nil
        }
        self.init(
            at: now, kind: kind, credential: item.notice.credential, version: item.notice.version, message: message)
        if kind == .noticeAccepted { notice = item.id }
    }
}
