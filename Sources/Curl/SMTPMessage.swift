public import SecureMemory

/// One mail to one recipient.
///
/// One recipient each, since libcurl reports a transaction as accepted when only some of several recipients were.
public struct SMTPMessage: Sendable {
    /// The address for `MAIL FROM`, where bounces go.
    public var sender: String
    /// The address for `RCPT TO`.
    public var recipient: String
    /// The whole message, header and body, with CR LF line ends and no other CR or LF.
    public var content: [UInt8]

    /// Makes a mail; addresses and line ends are examined when it is delivered.
    public init(sender: String, recipient: String, content: [UInt8]) {
        self.sender = sender
        self.recipient = recipient
        self.content = content
    }

    /// What keeps the content from being sent as it is: a line end that servers disagree about could end the mail early
    /// and begin another.
    var contentFault: String? {
        var previous: UInt8 = 0
        for byte in content {
            if (byte == 10) != (previous == 13) { return "the message has a line end that is not CR LF" }
            previous = byte
        }
        return content.suffix(2) == [13, 10] ? nil : "the message does not end with a line end"
    }
}

/// How the server is told who sends.
public enum SMTPLogin: Sendable {
    /// A user name and a password: SASL PLAIN or LOGIN.
    case password(userName: String, SharedSecret)
    /// A user name and a bearer token: SASL XOAUTH2 or OAUTHBEARER.
    case bearer(userName: String, SharedSecret)
}
