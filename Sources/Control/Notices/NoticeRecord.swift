public import Credentials

/// One notice to one person.
public struct NoticeRecord: Codable, Hashable, Identifiable, Sendable {
    /// How far it has come; the ledger's words.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// It waits for its first attempt.
        case queued
        /// An attempt is under way.
        case sending
        /// An attempt failed, and another will follow.
        case retrying
        /// The mail server has taken it for this person.
        case accepted
        /// It was refused for good.
        case dead
        /// It was overtaken before it could be sent.
        case superseded
    }

    /// What a mail server answered, or why there was no answer.
    public struct Reply: Codable, Hashable, Sendable {
        /// The reply code, such as 250; `null` where the server could not be asked.
        @Nullable public var code: Int64?
        /// The reply's text, or why there was none.
        public var text: String
        /// Which server; `null` where none was reached.
        @Nullable public var server: String?
        /// Which command it answered, or did not: one of `connect`, `ehlo`, `starttls`, `auth`, `mail`, `rcpt`, `data`,
        /// `end`; `null` where no server was asked, and for what an earlier leadkeeper kept.
        @Nullable public var command: String?
        /// What the answer is about, such as `recipient`, `sender` or `limit`; `null` where there was none.
        @Nullable public var about: String?

        /// Joins the parts.
        public init(code: Int64?, text: String, server: String?, command: String? = nil, about: String? = nil) {
            self.code = code
            self.text = text
            self.server = server
            self.command = command
            self.about = about
        }
    }

    /// Its number; later notices have greater ones.
    public var id: Int64
    /// The connection that it concerns; `null` where it concerns the daemon.
    @Nullable public var connection: String?
    /// The version of the secret that it concerns, where there is one.
    @Nullable public var version: String?
    /// What it is about, such as `lapses/604800`: seven days' notice.
    public var occasion: String
    /// Whom it is for; a channel without addresses is named itself, as `@channel-NAME`.
    public var recipient: String
    /// By which way it leaves: `mail` for the server of `[Mail]`, or a channel's name.
    public var channel: String
    /// Who was to get it and cannot, since the mail server refuses their address for good; `null` where the recipient
    /// is meant.
    @Nullable public var insteadOf: String?
    /// The number of the mail that it goes or went out with; notices to one person that go out together have the same.
    public var mail: Int64
    /// The mail's subject.
    public var subject: String
    /// The mail's `Message-ID`, to look for in the mail server's log.
    public var messageID: String
    /// How far it has come.
    public var state: State
    /// When it was made.
    public var createdAt: Timestamp
    /// How often it was tried.
    public var attempts: Int
    /// When it was last tried; `null` before the first attempt.
    @Nullable public var lastAttemptAt: Timestamp?
    /// When it is tried next; `null` where it will not be.
    @Nullable public var nextAttemptAt: Timestamp?
    /// When the mail server took it; `null` unless it has.
    @Nullable public var acceptedAt: Timestamp?
    /// What the mail server said last; `null` before it said anything.
    @Nullable public var lastReply: Reply?

    /// Joins the parts.
    public init(
        id: Int64, connection: String?, version: String?, occasion: String, recipient: String,
        channel: String = ChannelName.mail,
        insteadOf: String? = nil, mail: Int64, subject: String, messageID: String, state: State, createdAt: Timestamp,
        attempts: Int, lastAttemptAt: Timestamp? = nil,
        nextAttemptAt: Timestamp? = nil, acceptedAt: Timestamp? = nil, lastReply: Reply? = nil
    ) {
        self.id = id
        self.connection = connection
        self.version = version
        self.occasion = occasion
        self.recipient = recipient
        self.channel = channel
        self.insteadOf = insteadOf
        self.mail = mail
        self.subject = subject
        self.messageID = messageID
        self.state = state
        self.createdAt = createdAt
        self.attempts = attempts
        self.lastAttemptAt = lastAttemptAt
        self.nextAttemptAt = nextAttemptAt
        self.acceptedAt = acceptedAt
        self.lastReply = lastReply
    }
}

extension NoticeRecord: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "One notice to one person.",
        [
            "id": .integer("Its number; later notices have greater ones.", example: 3),
            "connection": .nullable(.string("The connection; null where it concerns the daemon.", example: "contoso")),
            "version": .nullable(.string("The version of the secret that it concerns.")),
            "occasion": .string("What it is about.", example: "lapses/604800"),
            "recipient": .string(
                "Whom it is for; a channel without addresses is named itself.", example: "ops@contoso.com"),
            "channel": .string(
                "By which way it leaves: mail for the server of [Mail], or a channel's name.",
                example: ChannelName.mail),
            "insteadOf": .nullable(
                .string("Who was to get it and cannot, since the mail server refuses their address for good.")),
            "mail": .integer("The number of the mail that it goes or went out with, perhaps with others.", example: 3),
            "subject": .string("The mail's subject."),
            "messageID": .string("The mail's Message-ID, to look for in the mail server's log."),
            "state": .choice("How far it has come.", NoticeRecord.State.allCases),
            "createdAt": .time("When it was made."),
            "attempts": .integer("How often it was tried.", example: 1),
            "lastAttemptAt": .nullable(.time("When it was last tried.")),
            "nextAttemptAt": .nullable(.time("When it is tried next.")),
            "acceptedAt": .nullable(.time("When the mail server took it; null unless it has.")),
            "lastReply": .nullable(.reference(NoticeRecord.Reply.self)),
        ])
}

extension NoticeRecord.Reply: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What a mail server answered, or why there was no answer.",
        [
            "code": .nullable(.integer("The reply code; null where the server could not be asked.", example: 250)),
            "text": .string("The reply's text, or why there was none.", example: "2.0.0 Ok: queued"),
            "server": .nullable(.string("Which server; null where none was reached.", example: "localhost")),
            "command": .nullable(
                .choice(
                    "Which command it answered, or did not; null where no "
                        + "server was asked.", MailCommand.allCases)),
            "about": .nullable(
                .choice("What the answer is about; null where there was none.", MailVerdict.Subject.allCases)),
        ])
}
