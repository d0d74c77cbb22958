internal import CCurl

extension SMTPClient {
    /// Does all of a mail's transaction but the mail: signs in, says MAIL, RCPT, RSET and QUIT.
    ///
    /// `accepted` is the answer to RCPT; nothing is `unknown` here, since DATA is never said. It takes one of the places
    /// of mails under way. Cancelling the task ends it within a second with `failed(.cancelled, …)`.
    public func prove(from sender: String, to recipient: String, login: SMTPLogin? = nil) async -> SMTPOutcome {
        let empty = SMTPMessage(sender: sender, recipient: recipient, content: [13, 10])
        if let refusal = configuration.refusal(of: empty, login) { return refusal }
        return await outcome(of: SMTPCanary(empty, login, configuration, clock))
    }
}

/// A transaction without a mail.
///
/// libcurl follows RCPT with DATA itself and has no way to stop before it, so each command is a transfer of its own
/// over the same connection: a custom request without upload (`smtp_perform_command`). The connection ends with the
/// handle, politely: by QUIT.
@safe private final class SMTPCanary: SMTPDialogue, @unchecked Sendable {
    private let message: SMTPMessage

    init(
        _ message: SMTPMessage, _ login: SMTPLogin?, _ configuration: SMTPClient.Configuration,
        _ clock: @escaping @Sendable () -> Duration
    ) {
        self.message = message
        super.init(login, configuration, clock)
    }

    override var operation: String { "try mail through \(configuration.host)" }

    override func prepare(_ handle: EasyHandle) throws(CurlError) {
        try super.prepare(handle)
        try handle.set(CURLOPT_UPLOAD, 0)
        try handle.set(CURLOPT_NOBODY, 1)
        // The connection is kept from one command to the next, and for nobody else: it ends with this handle.
        try handle.set(CURLOPT_FORBID_REUSE, 0)
    }

    /// Says one command after the other until one is refused.
    override func converse(over handle: EasyHandle) throws(CurlError) -> SMTPOutcome {
        for command in ["MAIL FROM:<\(message.sender)>", "RCPT TO:<\(message.recipient)>"] {
            let isFirst = conversation.stage < .sender
            try handle.set(CURLOPT_CUSTOMREQUEST, command)
            let code = say(over: handle)
            // A server that closes behind a reply is connected to anew by libcurl, and knows of no MAIL there.
            if !isFirst, !hasGivenUp, handle.long(CURLINFO_NUM_CONNECTS) > 0 {
                return .failed(.interrupted, at: SMTPCommand.recipient, text: "the server closed the connection")
            }
            guard code == CURLE_OK, conversation.code < 400, !hasGivenUp else { return outcome(code, handle) }
            try handle.set(CURLOPT_FRESH_CONNECT, 0)
        }
        let (code, text) = (conversation.code, conversation.text)
        // QUIT follows at once, and is waited for no longer than RSET.
        try handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Self.farewellTimeout.wholeSeconds)
        try handle.set(CURLOPT_FORBID_REUSE, 1)
        try handle.set(CURLOPT_CUSTOMREQUEST, "RSET")
        unsafe _ = curl_easy_perform(handle.raw)
        return .accepted(code: code, text: text)
    }

    override func receive(header: UnsafeRawBufferPointer) -> Bool {
        // What RSET is answered says nothing.
        guard conversation.stage < .data else { return true }
        return unsafe super.receive(header: header)
    }
}
