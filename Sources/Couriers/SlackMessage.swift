internal import Ports

/// A notice as an incoming webhook of Slack takes it: blocks, and a text for where they are not shown.
struct SlackMessage: Encodable {
    let text: String
    let blocks: [Block]

    init(_ message: ChannelMessage) {
        text = "\(message.subject)\n\(message.text)".escapedForSlack(limit: 3_000)
        var blocks = [
            Block(type: "header", text: Text(type: "plain_text", text: message.subject.escapedForSlack(limit: 150)))
        ]
        let sentences = [message.text, message.startBy].compactMap(\.self).map { $0.escapedForSlack(limit: 1_400) }
        blocks.append(Block(type: "section", text: Text(sentences.joined(separator: "\n"))))
        if let link = message.linkName {
            let address = link.address.escapedForSlack(limit: 2_000)
            blocks.append(Block(type: "section", text: Text("<\(address)|\(link.name.escapedForSlack(limit: 200))>")))
        }
        let origin = [message.levelWords, message.connection, message.host].compactMap(\.self)
        blocks.append(
            Block(type: "context", elements: [Text(origin.joined(separator: " · ").escapedForSlack(limit: 500))]))
        self.blocks = blocks
    }

    /// One block: a text, or several in small.
    struct Block: Encodable {
        let type: String
        var text: Text?
        var elements: [Text]?
    }

    /// Words, in which Slack looks for no names of its own.
    struct Text: Encodable {
        let type: String
        let text: String
        let verbatim: Bool?

        init(_ text: String) { (type, self.text, verbatim) = ("mrkdwn", text, true) }

        init(type: String, text: String) { (self.type, self.text, verbatim) = (type, text, nil) }
    }
}

extension String {
    /// The text with the three characters that mean something to Slack replaced by references, and cut to so many
    /// characters in that form.
    func escapedForSlack(limit: Int) -> String {
        var escaped = ""
        var count = 0
        for character in self {
            let form =
                switch character {
                case "&": "&amp;"
                case "<": "&lt;"
                case ">": "&gt;"
                case _: String(character)
                }
            count += form.unicodeScalars.count
            guard count < limit else { return escaped + "…" }
            escaped += form
        }
        return escaped
    }
}
