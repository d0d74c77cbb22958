public import Credentials

/// What goes to a channel: a notice in short, before it has the form that the channel's kind wants.
///
/// The ledger keeps it as JSON until it was taken: what is added later has to be optional.
public struct ChannelMessage: Codable, Hashable, Sendable {
    /// The same however often it is sent, so that a copy can be told.
    public var id: String
    /// What kind of notice it is: a stable word, such as `lapses` or `impaired`.
    public var kind: String
    /// What it asks of its reader: a stable word, such as `act-now` or `reminder`.
    public var level: String
    /// That word, as people read it.
    public var levelWords: String
    /// The connection that it is about; `nil` where it is about the daemon itself.
    public var connection: String?
    /// Where the connection's leads go; `nil` where it is about none.
    public var environment: String?
    /// What is wrong with the daemon, or no longer is: a stable word; `nil` where it is not about that.
    public var fault: String?
    /// The host that the daemon runs on.
    public var host: String
    /// The language of the words: a tag such as `en`.
    public var language: String
    /// The subject of the mail about it.
    public var subject: String
    /// What happens, and when.
    public var text: String
    /// By when to begin, in a sentence; `nil` where there is no day for it.
    public var startBy: String?
    /// Where the first thing is to be done; `nil` where that is at no address.
    public var link: String?
    /// When the window ends that it is about; `nil` where it is about none.
    public var expiresAt: Timestamp?
    /// When it was written.
    public var at: Timestamp

    /// Joins the parts.
    public init(
        id: String, kind: String, level: String, levelWords: String, connection: String? = nil,
        environment: String? = nil, fault: String? = nil, host: String, language: String, subject: String,
        text: String, startBy: String? = nil, link: String? = nil, expiresAt: Instant? = nil, at instant: Instant
    ) {
        (self.id, self.kind, self.level, self.levelWords) = (id, kind, level, levelWords)
        (self.connection, self.environment, self.fault) = (connection, environment, fault)
        (self.host, self.language, self.subject, self.text) = (host, language, subject, text)
        (self.startBy, self.link) = (startBy, link)
        self.expiresAt = expiresAt.map { Timestamp($0) }
        at = Timestamp(instant)
    }
}
