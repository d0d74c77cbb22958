internal import CCurl

extension SMTPClient {
    /// Signs in, says NOOP and QUIT, and tells what the server answered.
    ///
    /// `accepted` is the answer to the login itself: 235. A server that offers no login is `unfit(.login, …)`; nothing
    /// is `unknown` here. It may take as long as a connection may. Cancelling the task ends it within a second with
    /// `failed(.cancelled, …)`.
    public func signIn(_ login: SMTPLogin) async -> SMTPOutcome {
        // Addresses that nobody is told of, for the checks of what goes before them.
        let nobody = SMTPMessage(sender: "nobody@localhost", recipient: "nobody@localhost", content: [13, 10])
        if let refusal = configuration.refusal(of: nobody, login) { return refusal }
        return await outcome(of: SMTPSignIn(login, configuration, clock))
    }
}

/// A login alone.
@safe private final class SMTPSignIn: SMTPDialogue, @unchecked Sendable {
    /// The reply that took the login.
    private var acceptance: (code: Int, text: String)?

    override var operation: String { "sign in to \(configuration.host)" }

    override func prepare(_ handle: EasyHandle) throws(CurlError) {
        try super.prepare(handle)
        try handle.set(CURLOPT_TIMEOUT_MS, configuration.connectTimeout.milliseconds)
        try handle.set(CURLOPT_UPLOAD, 0)
        try handle.set(CURLOPT_NOBODY, 1)
        try handle.set(CURLOPT_CUSTOMREQUEST, "NOOP")
    }

    override func converse(over handle: EasyHandle) throws(CurlError) -> SMTPOutcome {
        let code = say(over: handle)
        if let acceptance { return .accepted(code: acceptance.code, text: acceptance.text) }
        guard code != CURLE_OK else {
            return .unfit(.login, text: "the mail server offers no way to sign in that is supported")
        }
        return outcome(code, handle)
    }

    /// One limit counts for all of it, so nothing is waited for by itself.
    override func heard(at stage: SMTPConversation.Stage) -> Bool {
        if stage == .login, conversation.code == 235 { acceptance = (conversation.code, conversation.text) }
        return true
    }
}
