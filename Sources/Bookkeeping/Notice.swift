public import Credentials

/// What people are told of one credential at once, and what follows from it for that.
public struct RaisedNotices: Hashable, Sendable {
    /// The credential.
    public var name: CredentialName
    /// A notice for each person and channel; none where nobody is told.
    public var notices: [NewNotice]
    /// The standing from then on; `nil` where it stays as it is.
    public var standing: Standing?
    /// What the history says of it.
    public var event: Event

    /// Those notices.
    public init(_ notices: [NewNotice], of name: CredentialName, standing: Standing?, event: Event) {
        (self.name, self.notices, self.standing, self.event) = (name, notices, standing, event)
    }
}

/// One notice to one person, on its way into the outbox with a mail of its own.
public struct NewNotice: Hashable, Sendable {
    /// What a notice is about.
    public enum Topic: Hashable, Sendable {
        /// A credential, and a version of its secret unless it is about none.
        case credential(CredentialName, version: String?, Occasion)
        /// The daemon itself.
        case daemon(DaemonOccasion)
    }

    /// About what.
    public var topic: Topic
    /// To whom; a channel without addresses stands for itself.
    public var recipient: EmailAddress
    /// By which channel; `nil` for the mail server of `[Mail]`.
    public var channel: ChannelName?
    /// Who was to get it and cannot, their address being refused for good; `nil` where the recipient is meant themself.
    public var insteadOf: EmailAddress?
    /// The mail that tells it.
    public var mail: NewMail
    /// When it was made.
    public var createdAt: Instant
    /// From when on it is due: until then it waits for others to the same person, to go in one mail with them.
    public var dueAt: Instant
    /// The end of the window that it counts on, which is a part of its key; `nil` where it is not about one.
    public var windowEnd: Instant?
    /// By when it matters; of those that are due the one with the earliest deadline is sent first.
    public var deadline: Instant

    /// About which credential; `nil` where it is about the daemon itself.
    public var credential: CredentialName? { topic.credential }
    /// About which version of its secret; `nil` where it is about none.
    public var version: String? { topic.version }

    /// One notice to one person, to be sent at once, and soon, unless said otherwise.
    public init(
        _ topic: Topic, recipient: EmailAddress, mail: NewMail, createdAt: Instant, dueAt: Instant? = nil,
        deadline: Instant? = nil, windowEnd: Instant? = nil, insteadOf: EmailAddress? = nil,
        channel: ChannelName? = nil
    ) {
        self.topic = topic
        self.recipient = recipient
        self.insteadOf = insteadOf
        self.channel = channel
        self.mail = mail
        self.createdAt = createdAt
        self.dueAt = dueAt ?? createdAt
        self.deadline = deadline ?? createdAt
        self.windowEnd = windowEnd
    }
}

extension NewNotice.Topic {
    /// About which credential; `nil` where it is about the daemon itself.
    public var credential: CredentialName? {
        guard case .credential(let name, _, _) = self else { return nil }
        return name
    }

    /// About which version of its secret; `nil` where it is about none.
    public var version: String? {
        guard case .credential(_, let version, _) = self else { return nil }
        return version
    }

    /// What kind of thing its occasion is.
    public var kind: NoticeKind {
        switch self {
        case .credential(_, _, let occasion): occasion.kind
        case .daemon(let occasion): occasion.kind
        }
    }

    /// What is or was wrong with the daemon; `nil` where it is not about that.
    public var fault: DaemonFault? {
        switch self {
        case .credential: nil
        case .daemon(let occasion): occasion.fault
        }
    }

    /// The key of its occasion, which names one notice together with credential, version and recipient.
    public var key: String {
        switch self {
        case .credential(_, _, let occasion): occasion.key
        case .daemon(let occasion): occasion.key
        }
    }

    /// Whether a notice about `older`, to the same recipient, need not be sent any more once this one is there.
    public func supersedes(_ older: NewNotice.Topic) -> Bool {
        switch (self, older) {
        case (.credential(_, _, let occasion), .credential(_, _, let earlier)):
            credential == older.credential && version == older.version && occasion.supersedes(earlier)
        case (.daemon(let occasion), .daemon(let earlier)): occasion.supersedes(earlier)
        case (.credential, .daemon), (.daemon, .credential): false
        }
    }
}

/// One notice to one person, in the outbox or gone from it.
public struct OutboxItem: Hashable, Sendable, Identifiable {
    /// How far a notice has come.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// It waits for its first attempt.
        case queued
        /// An attempt is under way.
        case sending
        /// An attempt failed, and another will follow.
        case retrying
        /// The server has taken it for this recipient.
        case accepted
        /// It was refused for good.
        case dead
        /// Before it could be sent, its version was replaced, a more urgent notice took its place, or what it says was
        /// over.
        case superseded

        /// Whether it may still be sent.
        public var isPending: Bool {
            switch self {
            case .queued, .sending, .retrying: true
            case .accepted, .dead, .superseded: false
            }
        }
    }

    /// Its place in the order of making.
    public var id: Int64
    /// The notice itself, with the mail that tells it, or the last one that did.
    public var notice: NewNotice
    /// The number of that mail, which other notices to the same person may share.
    public var mail: Int64
    /// Whether an attempt to send that mail ended unseen, so that the server may have taken it: it is only ever sent
    /// again as it is.
    public var isSealed: Bool
    /// How far it has come.
    public var state: State
    /// How often it was tried, the attempt under way included.
    public var attempts: Int
    /// When it is tried next; `nil` unless `queued` or `retrying`.
    public var nextAttemptAt: Instant?
    /// When it was last tried; `nil` before the first attempt.
    public var lastAttemptAt: Instant?
    /// When the server took it; `nil` unless it has.
    public var acceptedAt: Instant?
    /// What the server said last; `nil` before it said anything.
    public var lastReply: ServerReply?
}

/// What a mail server answered, or why there was no answer.
public struct ServerReply: Hashable, Sendable {
    /// The reply code, such as 250; `nil` where the server could not be asked.
    public var code: Int64?
    /// The reply's text, or why there was none.
    public var text: String
    /// Which server; `nil` where none was reached.
    public var server: String?
    /// Which command it answered, or did not; `nil` where no server was asked, and for what an earlier leadkeeper kept.
    public var command: MailCommand?

    /// What a mail server answered.
    public init(code: Int64?, text: String, server: String? = nil, command: MailCommand? = nil) {
        self.code = code
        self.text = text
        self.server = server
        self.command = command
    }

    /// What it means; `nil` where there was no answer, or nobody knows to what.
    public var verdict: MailVerdict? {
        guard let code, let command else { return nil }
        return MailReply(command, Int(code), text).verdict
    }
}

/// How one attempt to send a notice ended.
public enum NoticeOutcome: Hashable, Sendable {
    /// The server has taken it for this recipient, at that moment.
    case accepted(ServerReply, at: Instant)
    /// It was not taken, and is to be tried again at that moment; or nobody saw the end of it, and the server may have
    /// taken it.
    case retry(ServerReply, at: Instant, mayBeTaken: Bool = false)
    /// It was refused for good.
    case dead(ServerReply)
}
