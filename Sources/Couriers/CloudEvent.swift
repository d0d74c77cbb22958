internal import Credentials
internal import Ports

/// A notice as a CloudEvents 1.0 event in structured mode, what the kind `webhook` posts.
struct CloudEvent: Encodable {
    let specversion = "1.0"
    let id: String
    let source: String
    let type: String
    let subject: String?
    let time: Timestamp
    let datacontenttype = "application/json"
    let data: ChannelMessage

    /// The media type of such an event.
    static let mediaType = "application/cloudevents+json; charset=utf-8"

    init(_ message: ChannelMessage) {
        id = message.id
        source = "//\(message.host)/leadkeeper"
        type = "org.leadkeeper.notice.\(message.kind)"
        subject = message.connection
        time = message.at
        data = message
    }
}
