/// What became of one mail.
///
/// It says what was seen and judges nothing: what an answer means for a mail is not this module's to say. `text` is the
/// server's answer, or libcurl's sentence where there was none: one line without control characters.
public enum SMTPOutcome: Sendable, Equatable {
    /// The server answered for the mail: it is responsible now.
    case accepted(code: Int, text: String)
    /// The server answered that command with 4xx or 5xx, and surely does not have the mail.
    case refused(at: SMTPCommand, code: Int, text: String)
    /// No answer to that command was to be had; the server surely does not have the mail.
    case failed(Trouble, at: SMTPCommand, text: String)
    /// The server may or may not have the mail: it had all of it and said nothing.
    ///
    /// Sending the same bytes with the same Message-ID again is the way out.
    case unknown(Trouble, text: String)
    /// The mail cannot be sent as things are: something on this side is unfit, or does not fit the server's.
    case unfit(Flaw, text: String)

    /// Why there was no answer.
    public enum Trouble: String, Sendable, CaseIterable {
        /// The server's name has no address.
        case resolve
        /// No connection came about.
        case connect
        /// The TLS handshake failed.
        case tls
        /// A limit of time ran out.
        case timeout
        /// The connection was lost.
        case interrupted
        /// The server does not speak SMTP.
        case badAnswer
        /// The task was cancelled.
        case cancelled
        /// This side has no memory or descriptors left.
        case local
    }

    /// What is unfit.
    public enum Flaw: String, Sendable, CaseIterable {
        /// The server does not offer the encryption that is asked for.
        case startTLSMissing
        /// The server's certificate is not accepted.
        case certificate
        /// The user name or its secret cannot be sent, or the server offers no way to sign in with them.
        case login
        /// The sender's address is none.
        case sender
        /// The recipient's address is none.
        case recipient
        /// The message has a line end that servers disagree about.
        case content
        /// A setting on this side cannot be used.
        case settings
    }
}

/// What a server answers in an SMTP transaction, in the order of the answers; RFC 5321, 4.3.2.
public enum SMTPCommand: String, Sendable, CaseIterable {
    /// The connection itself: the answer is the greeting.
    case connect
    /// EHLO or HELO.
    case hello = "EHLO"
    /// STARTTLS.
    case startTLS = "STARTTLS"
    /// AUTH, whatever the mechanism.
    case login = "AUTH"
    /// MAIL FROM.
    case sender = "MAIL"
    /// RCPT TO.
    case recipient = "RCPT"
    /// DATA itself: the answer is 354.
    case data = "DATA"
    /// The end of the message: the answer takes the mail over.
    case end = "end of data"
}
