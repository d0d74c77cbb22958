public import Credentials

/// A part of the ledger's events, oldest first.
public struct EventList: Codable, Hashable, Sendable {
    /// The events.
    public var events: [EventRecord]

    /// Those events.
    public init(events: [EventRecord]) {
        self.events = events
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
    /// The user id of the person who asked for it; `null` where leadkeeper acted by itself.
    @Nullable public var userID: UInt32?
    /// One sentence.
    public var message: String

    /// Joins the parts.
    public init(
        id: Int64, at: Timestamp, type: String, connection: String?, version: String? = nil, class: ProbeClass? = nil,
        userID: UInt32? = nil, message: String
    ) {
        self.id = id
        self.at = at
        self.type = type
        self.connection = connection
        self.version = version
        self.class = `class`
        self.userID = userID
        self.message = message
    }
}

/// Notices, newest first.
public struct NoticeList: Codable, Hashable, Sendable {
    /// The notices, one for each recipient.
    public var notices: [NoticeRecord]

    /// Those notices.
    public init(notices: [NoticeRecord]) {
        self.notices = notices
    }
}

/// One notice to one person.
public struct NoticeRecord: Codable, Hashable, Sendable {
    /// How far it has come.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// It has not been accepted yet, and is tried again.
        case waiting
        /// The mail server accepted it for this person.
        case accepted
        /// The mail server turned it down for good; it is not tried again.
        case refused
        /// A more urgent one took its place before it was accepted.
        case superseded
    }

    /// Its number.
    public var id: Int64
    /// The connection that it concerns; `null` where it concerns the daemon.
    @Nullable public var connection: String?
    /// What it is about, such as `lapses/604800`: seven days' notice.
    public var occasion: String
    /// Whom it is for.
    public var recipient: String
    /// How far it has come.
    public var state: State
    /// When it fell due.
    public var createdAt: Timestamp
    /// How often it was tried.
    public var attempts: Int
    /// When it was last tried.
    @Nullable public var attemptedAt: Timestamp?
    /// When the mail server accepted it.
    @Nullable public var acceptedAt: Timestamp?
    /// When it is tried next.
    @Nullable public var nextAttemptAt: Timestamp?
    /// What the mail server answered last, or why there was no answer.
    @Nullable public var reply: String?

    /// Joins the parts.
    public init(
        id: Int64, connection: String?, occasion: String, recipient: String, state: State, createdAt: Timestamp, attempts: Int,
        attemptedAt: Timestamp? = nil, acceptedAt: Timestamp? = nil, nextAttemptAt: Timestamp? = nil, reply: String? = nil
    ) {
        self.id = id
        self.connection = connection
        self.occasion = occasion
        self.recipient = recipient
        self.state = state
        self.createdAt = createdAt
        self.attempts = attempts
        self.attemptedAt = attemptedAt
        self.acceptedAt = acceptedAt
        self.nextAttemptAt = nextAttemptAt
        self.reply = reply
    }
}

/// What was removed for a connection.
public struct SecretRemoval: Codable, Hashable, Sendable {
    /// The connection.
    public var name: String
    /// The versions that are gone from the keyring, oldest first.
    public var versions: [String]

    /// Joins the parts.
    public init(name: String, versions: [String]) {
        self.name = name
        self.versions = versions
    }
}
