public import Credentials

/// A part of the ledger's events, oldest first.
public struct EventList: Codable, Hashable, Sendable {
    /// The events.
    public var events: [EventRecord]
    /// How many more there are that were asked for and not answered: later ones where the query says `after`, else earlier ones.
    public var more: Int

    /// Those events.
    public init(events: [EventRecord], more: Int = 0) {
        self.events = events
        self.more = more
    }
}

/// One entry of the ledger.
public struct EventRecord: Codable, Hashable, Sendable {
    /// Its number; later entries have greater ones.
    public var id: Int64
    /// When it happened.
    public var at: Timestamp
    /// What happened, as a stable word such as `probe-failed`.
    public var type: String
    /// The connection that it concerns; `null` where it concerns the daemon.
    @Nullable public var connection: String?
    /// The version of the secret that it concerns, where there is one.
    @Nullable public var version: String?
    /// What was wrong, where something was.
    @Nullable public var `class`: ProbeClass?
    /// One sentence.
    public var message: String
    /// More facts by name, such as `userID`, who asked for it.
    public var details: [String: String]

    /// Joins the parts.
    public init(
        id: Int64, at: Timestamp, type: String, connection: String?, version: String? = nil, class: ProbeClass? = nil,
        message: String, details: [String: String] = [:]
    ) {
        self.id = id
        self.at = at
        self.type = type
        self.connection = connection
        self.version = version
        self.class = `class`
        self.message = message
        self.details = details
    }
}

/// Notices, newest first.
public struct NoticeList: Codable, Hashable, Sendable {
    /// The notices, one for each recipient.
    public var notices: [NoticeRecord]
    /// How many older ones there are that were asked for and not answered.
    public var more: Int

    /// Those notices.
    public init(notices: [NoticeRecord], more: Int = 0) {
        self.notices = notices
        self.more = more
    }
}

/// One notice to one person.
public struct NoticeRecord: Codable, Hashable, Sendable {
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
        /// Which command it answered, or did not: one of `connect`, `ehlo`, `starttls`, `auth`, `mail`, `rcpt`, `data`, `end`; `null`
        /// where no server was asked, and for what an earlier leadkeeper kept.
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
    /// Whom it is for.
    public var recipient: String
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
        id: Int64, connection: String?, version: String?, occasion: String, recipient: String, subject: String,
        messageID: String, state: State, createdAt: Timestamp, attempts: Int, lastAttemptAt: Timestamp? = nil,
        nextAttemptAt: Timestamp? = nil, acceptedAt: Timestamp? = nil, lastReply: Reply? = nil
    ) {
        self.id = id
        self.connection = connection
        self.version = version
        self.occasion = occasion
        self.recipient = recipient
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

/// What was removed for a connection.
public struct SecretRemoval: Codable, Hashable, Sendable {
    /// The connection.
    public var name: String
    /// The versions that are given up, oldest first.
    public var versions: [String]
    /// Those among them that the keyring still has, because it did not answer: they are removed once it does.
    public var waiting: [String]

    /// Joins the parts.
    public init(name: String, versions: [String], waiting: [String] = []) {
        self.name = name
        self.versions = versions
        self.waiting = waiting
    }
}

/// How far a backup has come.
public struct BackupStatus: Codable, Hashable, Sendable {
    /// The name of the ledger's copy in the daemon's state directory; `null` once the backup has ended.
    @Nullable public var copy: String?

    /// That copy, or none.
    public init(copy: String?) {
        self.copy = copy
    }
}
