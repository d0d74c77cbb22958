/// What became of one mail.
///
/// `text` is the server's last reply, or libcurl's sentence where there was none: one line without control characters.
public enum SMTPOutcome: Sendable, Equatable {
    /// The server answered for the mail: it is responsible now.
    case accepted(code: Int, text: String)
    /// The server surely does not have the mail; another attempt may succeed.
    case retry(Trouble, code: Int?, text: String)
    /// The server refuses this mail to this recipient for good; `code` is nil where it was not even asked.
    case dead(code: Int?, text: String)
    /// No mail can be sent before somebody changes the set-up.
    case configuration(Misconfiguration, code: Int?, text: String)
    /// The server may or may not have the mail: it had all of it and said nothing.
    ///
    /// Sending the same bytes with the same Message-ID again is the way out.
    case unknown(Trouble, text: String)

    /// Why an attempt failed.
    public enum Trouble: String, Sendable, CaseIterable {
        /// The server said "later": a reply of 4xx.
        case refused
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

    /// What is wrong with the set-up.
    public enum Misconfiguration: String, Sendable, CaseIterable {
        /// The server does not offer the encryption that is asked for.
        case startTLSMissing
        /// The server's certificate is not accepted.
        case certificate
        /// The user name or its secret is wrong, missing, or of a kind that the server no longer takes.
        case login
        /// The server does not let us send under the sender's address.
        case sender
        /// The server does not talk to us at all.
        case server
        /// A setting on this side cannot be used.
        case local
    }
}
