import Control

extension Samples {
    /// A mail in parts.
    static var mail: MailText {
        MailText(
            headers: [
                .init(name: "To", value: "ops@contoso.com"), .init(name: "Subject", value: "contoso: begin today"),
            ],
            text: "Your leads will stop.\nStart today.\n", html: "<p>Your leads will stop.</p>\n",
            raw: "To: ops@contoso.com\r\nSubject: contoso: begin today\r\n\r\nYour leads will stop.\r\n")
    }
}
