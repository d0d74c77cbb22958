public import Credentials
internal import ICal
internal import Mime
public import Ports

/// Who writes mails.
public struct MailSender: Hashable, Sendable {
    /// The address.
    public var address: EmailAddress
    /// The name that mail programs show; `nil` for leadkeeper's own.
    public var name: String?

    /// That address, in that name or leadkeeper's own.
    public init(_ address: EmailAddress, name: String? = nil) { (self.address, self.name) = (address, name) }

    fileprivate var shownName: String { name ?? "leadkeeper" }
}

/// Makes mails of notices: the composer's words, wrapped as the message that goes to one person.
public struct NoticeMail: NoticeWriter {
    let composer: NoticeComposer
    private let sender: MailSender
    private let list: MailList
    /// What the names of mails end with; the same by each way, so that whoever gets a notice by two sees one.
    private let messageIDDomain: String
    /// Who writes by the channels that are mail servers.
    let channelSenders: [ChannelName: MailSender]

    /// Mails from that address, in that name or leadkeeper's own, and by channels from theirs.
    public init(
        sender: EmailAddress, name: String? = nil, host: String, portals: Portals,
        channelSenders: [ChannelName: MailSender] = [:]
    ) {
        self.init(
            MailSender(sender, name: name), composer: NoticeComposer(host: host, portals: portals),
            list: MailList(host: host), messageIDDomain: String(sender.domain), channelSenders: channelSenders)
    }

    private init(
        _ sender: MailSender, composer: NoticeComposer, list: MailList, messageIDDomain: String,
        channelSenders: [ChannelName: MailSender]
    ) {
        (self.sender, self.composer, self.list) = (sender, composer, list)
        (self.messageIDDomain, self.channelSenders) = (messageIDDomain, channelSenders)
    }

    /// The same mails, under the same names, as another sender writes them.
    func from(_ sender: MailSender) -> NoticeMail {
        NoticeMail(
            sender, composer: composer, list: list, messageIDDomain: messageIDDomain, channelSenders: channelSenders)
    }

    /// The mail for a request: the same request makes the same bytes, under a Message-ID that follows from its key.
    ///
    /// All mails about one version to one person make one thread.
    public func write(_ request: NoticeRequest) -> NoticeDraft {
        mail(
            composer.compose(request), to: request.recipient, key: request.key, at: request.now,
            calendar: calendar([request])
        ) { mail in
            mail.replyTo = request.operators.map(\.description)
            mail.thread = messageID(of: request.threadKey)
            mail.isInvitation = true
        }
    }

    /// What these do to the recipient's calendar, each entry once.
    private func calendar(_ requests: [NoticeRequest]) -> [CalendarDrafter] {
        let party = CalendarMessage.Party(address: sender.address.description, name: sender.shownName)
        var drafters: [CalendarDrafter] = []
        for request in requests {
            for entry in request.calendar {
                let drafter = CalendarDrafter(drafter: composer.drafter(of: request), entry: entry, sender: party)
                if !drafters.contains(where: { $0.uid == drafter.uid }) { drafters.append(drafter) }
            }
        }
        return drafters
    }

    /// One mail that tells all of these, under a Message-ID that follows from their keys and the moment.
    ///
    /// It belongs to the thread of its notices where they have one in common; where they have several, it belongs to
    /// none, since it would tear each of them.
    public func write(together requests: [NoticeRequest]) -> NoticeDraft {
        guard let first = requests.first, requests.count > 1 else {
            return requests.first.map(write) ?? NoticeDraft(messageID: "", subject: "", message: [])
        }
        let key = "digest/\(first.now.secondsSinceEpoch)/" + requests.map(\.key).sorted().joined(separator: "+")
        let threads = Set(requests.map(\.threadKey))
        return mail(
            composer.compose(together: requests), to: first.recipient, key: key, at: first.now,
            calendar: calendar(requests)
        ) { mail in
            mail.replyTo = first.operators.map(\.description)
            mail.thread = threads.count == 1 ? messageID(of: first.threadKey) : nil
        }
    }

    /// The mail to an operator, under the same rules.
    public func write(_ request: OperatorNoticeRequest) -> NoticeDraft {
        mail(composer.compose(request), to: request.recipient, key: request.key, at: request.now)
    }

    /// What is known of the mail about it.
    public func envelope(of request: NoticeRequest) -> NoticeEnvelope {
        NoticeEnvelope(messageID: messageID(of: request.key), urgency: urgency(of: request))
    }

    /// The subject that the mail about it would have.
    public func subject(of request: NoticeRequest) -> String { composer.drafter(of: request).subject }

    /// How soon the recipient of that notice has to know.
    public func urgency(of request: NoticeRequest) -> Urgency { composer.urgency(of: request) }

    /// The steps as the mails have them.
    public func steps(of task: PersonalTask, for credential: Credential) -> [String] {
        composer.steps(of: task, for: credential)
    }

    private func mail(
        _ notice: NoticeText, to recipient: EmailAddress, key: String, at now: Instant,
        calendar drafters: [CalendarDrafter] = [], _ complete: (inout MailMessage) -> Void = { _ in }
    ) -> NoticeDraft {
        var message = MailMessage(
            senderName: sender.shownName, sender: sender.address.description, recipient: recipient.description,
            subject: notice.subject, date: now.secondsSinceEpoch, messageID: messageID(of: key), text: notice.text,
            html: notice.html)
        message.list = list
        message.isImportant = notice.isUrgent
        message.calendar = drafters.enumerated().compactMap { index, drafter in
            drafter.part(named: drafters.count == 1 ? "leadkeeper.ics" : "leadkeeper-\(index + 1).ics")
        }
        complete(&message)
        return NoticeDraft(
            messageID: message.messageID, thread: message.thread, subject: notice.subject, message: message.encoded(),
            calendar: drafters.map(\.identified))
    }

    func messageID(of key: String) -> String {
        Mime.MessageID.make(key: key, domain: messageIDDomain)
    }
}
