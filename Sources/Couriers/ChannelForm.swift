internal import Credentials
internal import Curl
internal import JSON
internal import Ports

/// What a kind of channel that takes notices at a URL wants to be sent.
enum ChannelForm {
    case webhook, teams, slack

    /// `nil` for a kind that takes none at a URL.
    init?(of kind: Channel.Kind) {
        switch kind {
        case .webhook: self = .webhook
        case .teams: self = .teams
        case .slack: self = .slack
        case .mail, .command, .alertmanager: return nil
        }
    }

    /// What is posted.
    func body(_ message: ChannelMessage) throws -> [UInt8] {
        switch self {
        case .webhook: try JSONCoder.encode(CloudEvent(message))
        case .teams: try JSONCoder.encode(TeamsMessage(message))
        case .slack: try JSONCoder.encode(SlackMessage(message))
        }
    }

    /// What asks whether such posts are taken and that nobody sees; `nil` where the kind has no such thing.
    func ping(from host: String, id: String, at now: Instant) throws -> [UInt8]? {
        switch self {
        case .webhook: try JSONCoder.encode(CloudEvent(pingFrom: host, id: id, at: now))
        case .teams, .slack: nil
        }
    }

    /// The fields of the request's header; `nil` where it is to be signed and the key is none.
    func headers(
        for id: String, _ body: [UInt8], _ address: ChannelAddress, at now: Instant
    ) -> [HTTPRequest.Header]? {
        switch self {
        case .teams, .slack: return [HTTPRequest.Header("Content-Type", JSONCoder.mediaType)]
        case .webhook:
            var headers = [
                HTTPRequest.Header("Content-Type", CloudEvent.mediaType),
                HTTPRequest.Header("webhook-id", id),
                HTTPRequest.Header("webhook-timestamp", String(now.secondsSinceEpoch)),
            ]
            guard address.hasKey else { return headers }
            guard
                let signature = StandardWebhook.signature(
                    of: body, id: id, timestamp: now.secondsSinceEpoch, by: address)
            else { return nil }
            headers.append(HTTPRequest.Header("webhook-signature", signature))
            return headers
        }
    }
}

/// The signature of Standard Webhooks 1.0: HMAC-SHA256 over id, time and body.
enum StandardWebhook {
    /// What stands in `webhook-signature`; `nil` where there is no usable key.
    static func signature(of body: [UInt8], id: String, timestamp: Int64, by address: ChannelAddress) -> String? {
        address.signature(of: Array("\(id).\(timestamp).".utf8) + body).map { "v1,\($0)" }
    }
}
