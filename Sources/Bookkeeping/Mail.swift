public import Credentials

/// One mail to one person, which tells one notice or several.
public struct NewMail: Hashable, Sendable {
    /// Its `Message-ID`, the same for every attempt, so that a copy can be told.
    public var messageID: String
    /// Its subject, for people who look at the outbox; nothing where it is not written yet.
    public var subject: String
    /// The mail as it is sent; nothing where it is not written yet.
    public var body: [UInt8]
    /// When it was written, which it says itself in `Date`.
    public var createdAt: Instant
    /// What it does to its reader's calendar, for the ledger to know; it is not read back with the mail.
    public var calendar: [CalendarEntry]

    /// Whether it is written: until it is sent for the first time, only its name is there.
    public var isWritten = true

    /// One mail.
    public init(
        messageID: String, subject: String, body: [UInt8], createdAt: Instant,
        calendar: [CalendarEntry] = []
    ) {
        self.messageID = messageID
        self.subject = subject
        self.body = body
        self.createdAt = createdAt
        self.calendar = calendar
    }

    /// A mail that is written when it is sent.
    public init(unwritten messageID: String, createdAt: Instant) {
        self.init(messageID: messageID, subject: "", body: [], createdAt: createdAt)
        isWritten = false
    }
}

/// A mail and the notices that are sent with it.
public struct Shipment: Hashable, Sendable {
    /// The notices, all to the same person; never empty.
    public var items: [OutboxItem]
    /// The mail to that person.
    public var mail: NewMail

    /// The number of the mail.
    public let id: Int64
    /// To whom.
    public let recipient: EmailAddress
    /// By which channel; `nil` for the mail server of `[Mail]`.
    public let channel: ChannelName?

    /// The mail that these point to; `nil` where there are none.
    init?(_ items: [OutboxItem]) {
        guard let first = items.first else { return nil }
        self.items = items
        mail = first.notice.mail
        id = first.mail
        recipient = first.notice.recipient
        channel = first.notice.channel
    }

    /// How often one of its notices was tried at most, the attempt under way included.
    public var attempts: Int { items.map(\.attempts).max() ?? 0 }
}
