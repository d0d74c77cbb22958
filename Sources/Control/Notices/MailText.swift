internal import Credentials

/// A mail as it is sent, in parts that can be read.
public struct MailText: Codable, Hashable, Sendable {
    /// One header field.
    public struct Header: Codable, Hashable, Sendable {
        /// Its name, such as `Subject`.
        public var name: String
        /// What stands behind the colon, unfolded and decoded.
        public var value: String

        /// Joins the parts.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Its header fields, in their order.
    public var headers: [Header]
    /// The plain text.
    public var text: String
    /// The HTML.
    public var html: String
    /// The whole of it as it goes to the mail server, ASCII with CRLF.
    public var raw: String

    /// Joins the parts.
    public init(headers: [Header], text: String, html: String, raw: String) {
        (self.headers, self.text, self.html, self.raw) = (headers, text, html, raw)
    }
}

extension MailText: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "A mail as it is sent, in parts that can be read.",
        [
            "headers": .array(.reference(MailText.Header.self)), "text": .string("The plain text."),
            "html": .string("The HTML."), "raw": .string("The whole of it, as it goes to the mail server."),
        ])
}

extension MailText.Header: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "One header field.",
        [
            "name": .string("Its name.", example: "Subject"),
            "value": .string("What stands behind the colon, unfolded and decoded."),
        ])
}
