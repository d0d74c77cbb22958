internal import Ports

/// A notice as a Workflows webhook of Teams takes it: an Adaptive Card in the envelope of a message.
///
/// The words stand in text runs, in which nothing is read as Markdown. The workflow answers 202 before anything is
/// posted, so what it accepts is not yet seen.
struct TeamsMessage: Encodable {
    let type = "message"
    let attachments: [Attachment]

    init(_ message: ChannelMessage) { attachments = [Attachment(content: Card(message))] }

    /// The card, with what tells Teams what it is.
    struct Attachment: Encodable {
        let contentType = "application/vnd.microsoft.card.adaptive"
        let content: Card

        private enum CodingKeys: String, CodingKey { case contentType, contentUrl, content }

        /// Writes `contentUrl` as `null`, as Microsoft's samples have it.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(contentType, forKey: .contentType)
            try container.encodeNil(forKey: .contentUrl)
            try container.encode(content, forKey: .content)
        }
    }

    /// An Adaptive Card 1.4.
    struct Card: Encodable {
        let schema = "http://adaptivecards.io/schemas/adaptive-card.json"
        let type = "AdaptiveCard"
        let version = "1.4"
        let lang: String
        let fallbackText: String
        let body: [Block]
        let actions: [Action]

        private enum CodingKeys: String, CodingKey {
            case schema = "$schema"
            case type, version, lang, fallbackText, body, actions
        }

        init(_ message: ChannelMessage) {
            (lang, fallbackText) = (message.language, message.subject)
            let runs = [
                TextRun(message.levelWords, size: "Small", weight: "Bolder", color: Self.colour(of: message.level)),
                TextRun(message.subject, size: "Medium", weight: "Bolder"), TextRun(message.text),
                message.startBy.map { TextRun($0, weight: "Bolder") },
                TextRun(
                    [message.connection, message.host].compactMap(\.self).joined(separator: " · "), size: "Small",
                    isSubtle: true),
            ]
            body = runs.compactMap(\.self).map { Block(inlines: [$0]) }
            actions = message.linkName.map { [Action(title: $0.name, url: $0.address)] } ?? []
        }

        private static func colour(of level: String) -> String? {
            switch level {
            case "act-now": "Attention"
            case "reminder": "Warning"
            case "works-again": "Good"
            case _: nil
            }
        }
    }

    /// One paragraph.
    struct Block: Encodable {
        let type = "RichTextBlock"
        let inlines: [TextRun]
    }

    /// Words in one style.
    struct TextRun: Encodable {
        let type = "TextRun"
        let text: String
        let size: String?
        let weight: String?
        let color: String?
        let isSubtle: Bool?

        init(
            _ text: String, size: String? = nil, weight: String? = nil, color: String? = nil, isSubtle: Bool? = nil
        ) {
            (self.text, self.size, self.weight, self.color, self.isSubtle) = (text, size, weight, color, isSubtle)
        }
    }

    /// What the reader can open.
    struct Action: Encodable {
        let type = "Action.OpenUrl"
        let title: String
        let url: String
    }
}

extension ChannelMessage {
    /// Where the first thing is to be done, with its host as its name, which needs no translation.
    var linkName: (name: String, address: String)? {
        guard let link, let host = link.split(separator: "/").dropFirst().first else { return nil }
        return (String(host), link)
    }
}
