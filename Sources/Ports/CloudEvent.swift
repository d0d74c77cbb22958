public import Credentials

/// A notice as a CloudEvents 1.0 event in structured mode: what a channel of the kind `webhook` or `command` is sent.
public struct CloudEvent: Codable, Hashable, Sendable {
    /// The version of CloudEvents, `1.0`.
    public let specversion: String
    /// The same however often it is sent, so that a copy can be told.
    public let id: String
    /// Which leadkeeper it is from, by its host.
    public let source: String
    /// What kind of notice it is.
    public let type: String
    /// The connection that it is about; `nil` where it is about none.
    public let subject: String?
    /// When it was written.
    public let time: Timestamp
    /// The media type of `data`.
    public let datacontenttype: String
    /// Through which `[Channel NAME]` it came, an attribute of leadkeeper's own; `nil` where the receiver is the
    /// channel's own.
    public let channel: String?
    /// The notice.
    public let data: ChannelMessage

    /// The media type of such an event.
    public static let mediaType = "application/cloudevents+json; charset=utf-8"

    /// That notice, on its way through that channel where the receiver has to be told.
    public init(_ message: ChannelMessage, through channel: ChannelName? = nil) {
        (specversion, datacontenttype) = ("1.0", "application/json")
        id = message.id
        source = "//\(message.host)/leadkeeper"
        type = "org.leadkeeper.notice.\(message.kind)"
        subject = message.connection
        time = message.at
        self.channel = channel?.description
        data = message
    }

    /// The type of an event that asks whether events are taken, and tells nobody anything.
    public static let pingType = "org.leadkeeper.ping"

    /// Such an event, on its way through that channel where the receiver has to be told.
    public init(pingFrom host: String, id: String, through channel: ChannelName? = nil, at now: Instant) {
        (specversion, datacontenttype) = ("1.0", "application/json")
        self.id = id
        source = "//\(host)/leadkeeper"
        type = Self.pingType
        subject = nil
        time = Timestamp(now)
        self.channel = channel?.description
        data = ChannelMessage(
            id: id, kind: "ping", level: "ping", levelWords: "PING", host: host, language: "en",
            subject: "leadkeeper asks whether notices are taken here", text: "Nobody has to be told.", at: now)
    }

    /// Whether it asks whether events are taken, and tells nobody anything.
    public var isPing: Bool { type == Self.pingType }
}
