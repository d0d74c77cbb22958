public import Credentials

/// What a notice is written from.
public struct NoticeRequest: Sendable {
    /// The credential it is about.
    public var credential: Credential
    /// The version it is about; `nil` where no secret is stored.
    public var version: SecretVersion?
    /// Its window.
    public var window: Window?
    /// What happened.
    public var occasion: Occasion
    /// What is known of the credential.
    public var standing: Standing
    /// The last trouble that people were told of; says in a "works again" what was wrong.
    public var trouble: Occasion?
    /// To whom.
    public var recipient: EmailAddress
    /// When it is written, which is the mail's `Date`.
    public var now: Instant
    /// The rotation that is under way, or the last one; `nil` where there was none.
    public var rotation: Rotation?
    /// The end of the window that the notice counts on; `nil` where it is not about one.
    public var windowEnd: Instant?
    /// Who keeps this leadkeeper, whom people ask and answer.
    public var operators: [EmailAddress]
    /// How long it takes from a change in Partner Center until the offer is live with it.
    public var publishingTime: TimeSpan
    /// Whom the notice could not reach, in whose place the recipient gets it; `nil` where the recipient is meant.
    public var unreachable: UnreachableAddress?
    /// Who has said that they are on it; `nil` where nobody has.
    public var acknowledgement: Acknowledgement?
    /// What becomes of the recipient's calendar; mostly nothing.
    public var calendar: [CalendarEntry]
    /// What is known of the leads that the marketplace writes; `nil` where nothing is.
    public var leads: LeadSight?

    /// What a notice about `credential` is written from.
    public init(
        credential: Credential, version: SecretVersion?, window: Window?, occasion: Occasion, standing: Standing,
        trouble: Occasion? = nil, recipient: EmailAddress, now: Instant, rotation: Rotation? = nil,
        windowEnd: Instant? = nil, operators: [EmailAddress] = [],
        publishingTime: TimeSpan = Credential.usualPublishingTime, acknowledgement: Acknowledgement? = nil,
        calendar: [CalendarEntry] = [], leads: LeadSight? = nil
    ) {
        self.leads = leads
        (self.credential, self.version, self.window, self.occasion) = (credential, version, window, occasion)
        (self.standing, self.trouble, self.recipient, self.now) = (standing, trouble, recipient, now)
        (self.rotation, self.windowEnd) = (rotation, windowEnd)
        (self.operators, self.publishingTime, self.calendar) = (operators, publishingTime, calendar)
        self.acknowledgement = acknowledgement
    }

    /// The end that it counts on, or that the secret in Partner Center has; `nil` where none is known.
    public var end: Instant? { windowEnd ?? window?.reminded(at: now) }

    /// Whether it counts on an earlier end that whoever stored the secret gave, and Microsoft says another.
    public var isByOwnDate: Bool { end != nil && end == window?.given }

    /// By when a new secret has to be begun; `nil` where no end is known.
    public var startBy: Instant? { end.map { credential.startBy($0, publishingTime: publishingTime) } }

    /// The key that makes the notice unique: credential, version, occasion, the end that it counts on, and recipient.
    public var key: String {
        let end = windowEnd.map { "@\($0.secondsSinceEpoch)" } ?? ""
        let instead = unreachable.map { "/instead-of/\($0.address)" } ?? ""
        return "\(credential.name)/\(version?.id ?? "-")/\(occasion.key)\(end)/\(recipient)\(instead)"
    }

    /// The key of the thread that the mail belongs to: there is one for each version and recipient.
    public var threadKey: String { "thread/\(credential.name)/\(version?.id ?? "-")/\(recipient)" }
}

/// An address to which no mail can be sent, since the mail server refuses it for good.
public struct UnreachableAddress: Hashable, Sendable {
    /// The address.
    public var address: EmailAddress
    /// What the mail server answered, in its own words; where none was asked, why the address is none.
    public var answer: String

    /// That address, for that reason.
    public init(_ address: EmailAddress, answer: String) {
        (self.address, self.answer) = (address, answer)
    }
}

/// What a notice to the operators is written from.
public struct OperatorNoticeRequest: Sendable {
    /// What is wrong with the daemon, or no longer is.
    public var occasion: DaemonOccasion
    /// Why, in the words of whatever failed.
    public var message: String
    /// How many connections the daemon keeps.
    public var connections: Int
    /// How many notices wait to be sent; `nil` where the ledger cannot tell.
    public var waiting: Int?
    /// To whom.
    public var recipient: EmailAddress
    /// When it is written, which is the mail's `Date`.
    public var now: Instant

    /// What a notice about the daemon is written from.
    public init(
        occasion: DaemonOccasion, message: String, connections: Int, waiting: Int?, recipient: EmailAddress,
        now: Instant
    ) {
        (self.occasion, self.message, self.connections) = (occasion, message, connections)
        (self.waiting, self.recipient, self.now) = (waiting, recipient, now)
    }

    /// The key that makes the notice unique: occasion and recipient.
    public var key: String { "/\(occasion.key)/\(recipient)" }
}

/// One notice, ready to be sent: the same bytes however often it has to be tried.
public struct NoticeDraft: Hashable, Sendable {
    /// The `Message-ID`, made from the request's key.
    public var messageID: String
    /// The Message-ID of the root of its thread; `nil` where it belongs to none.
    public var thread: String?
    /// The subject, as `leadkeeper notices` shows it.
    public var subject: String
    /// The whole message, with CRLF.
    public var message: [UInt8]
    /// What it does to the recipient's calendar, with what calendars tell each entry by.
    public var calendar: [CalendarEntry]

    /// One notice.
    public init(
        messageID: String, thread: String? = nil, subject: String, message: [UInt8], calendar: [CalendarEntry] = []
    ) {
        self.messageID = messageID
        self.thread = thread
        self.subject = subject
        self.message = message
        self.calendar = calendar
    }
}

/// What is known of a mail before it is written.
public struct NoticeEnvelope: Hashable, Sendable {
    /// The `Message-ID` that the mail will have where it tells nothing else.
    public var messageID: String
    /// How soon the recipient has to know, which follows from what it asks of them.
    public var urgency: Urgency

    /// What is known of a mail that is not written yet.
    public init(messageID: String, urgency: Urgency) {
        (self.messageID, self.urgency) = (messageID, urgency)
    }
}

/// What a person does about a credential by hand.
public enum PersonalTask: Hashable, Sendable, CaseIterable {
    /// Replaces its secret, all the way to the removal of the old one.
    case replace
    /// Enters the secret in Partner Center and publishes the offer.
    case handOver
}

/// Writes notices as messages; it reads no clock and draws nothing at random.
public protocol NoticeWriter: Sendable {
    /// The notice about a credential.
    func write(_ request: NoticeRequest) -> NoticeDraft
    /// What is known of the mail about it, without writing it.
    func envelope(of request: NoticeRequest) -> NoticeEnvelope
    /// The subject that the mail about it would have, as `leadkeeper notices` shows it until the mail is written.
    func subject(of request: NoticeRequest) -> String
    /// How soon the recipient of that notice has to know, which follows from what it asks of them.
    func urgency(of request: NoticeRequest) -> Urgency
    /// One mail that tells all of these to the person whom they are for, the most urgent first; never none.
    func write(together requests: [NoticeRequest]) -> NoticeDraft
    /// The notice about the daemon itself.
    func write(_ request: OperatorNoticeRequest) -> NoticeDraft
    /// The numbered steps of what a person does by hand; a step may have several lines, and one that begins with `$ `
    /// is a command.
    func steps(of task: PersonalTask, for credential: Credential) -> [String]
}
