internal import Basics
internal import CCurl
internal import Synchronization

extension SMTPClient {
    /// Does all of a mail's transaction but the mail: signs in, says MAIL, RCPT, RSET and QUIT.
    ///
    /// `accepted` is the answer to RCPT; nothing is `unknown` here, since DATA is never said. It takes one of the places
    /// of mails under way. Cancelling the task ends it within a second with `failed(.cancelled, …)`.
    public func prove(from sender: String, to recipient: String, login: SMTPLogin? = nil) async -> SMTPOutcome {
        let empty = SMTPMessage(sender: sender, recipient: recipient, content: [13, 10])
        if let refusal = configuration.refusal(of: empty, login) { return refusal }
        let transfer = SMTPCanaryTransfer(empty, login, configuration, clock)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                lanes.run { continuation.resume(returning: transfer.perform()) }
            }
        } onCancel: {
            transfer.cancel()
        }
    }
}

/// A transaction without a mail, on one thread that waits for it.
///
/// libcurl follows RCPT with DATA itself and has no way to stop before it, so each command is a transfer of its own
/// over the same connection: a custom request without upload (`smtp_perform_command`). The connection ends with the
/// handle, politely: by QUIT.
@safe private final class SMTPCanaryTransfer: Transfer, @unchecked Sendable {
    // Sendable: as `Transfer`; `isCancelled` alone is touched by others, and is atomic.

    private let message: SMTPMessage
    private let login: SMTPLogin?
    private let configuration: SMTPClient.Configuration
    private let clock: @Sendable () -> Duration
    private var conversation: SMTPConversation
    private var patience: SMTPPatience
    private var hasGivenUp = false
    private let isCancelled = Atomic(false)

    /// How long RSET, and QUIT behind it, may wait for their replies: all is known by then.
    private static let farewellTimeout = Duration.seconds(2)

    init(
        _ message: SMTPMessage, _ login: SMTPLogin?, _ configuration: SMTPClient.Configuration,
        _ clock: @escaping @Sendable () -> Duration
    ) {
        (self.message, self.login, self.configuration, self.clock) = (message, login, configuration, clock)
        conversation = SMTPConversation(usesStartTLS: configuration.security == .startTLS, logsIn: login != nil)
        patience = SMTPPatience(configuration, at: clock())
    }

    override var operation: String { "try mail through \(configuration.host)" }

    /// Has `perform` end within a second; from any thread.
    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
    }

    /// Says one command after the other until one is refused, and blocks until it is known how that ended.
    func perform() -> SMTPOutcome {
        do throws(CurlError) {
            let handle = try EasyHandle(operation: operation)
            try prepare(handle)
            self.handle = handle
            defer { self.handle = nil }
            for command in ["MAIL FROM:<\(message.sender)>", "RCPT TO:<\(message.recipient)>"] {
                let before = conversation.stage
                let isFirst = before < .sender
                try handle.set(CURLOPT_CUSTOMREQUEST, command)
                let code =
                    isCancelled.load(ordering: .relaxed)
                    ? CURLE_ABORTED_BY_CALLBACK : unsafe curl_easy_perform(handle.raw)
                if hasGivenUp { return conversation.outcome(CURLE_OPERATION_TIMEDOUT, patience.sentence) }
                // A server that closes behind a reply is connected to anew by libcurl, and knows of no MAIL there.
                let isCutOff = !isFirst && handle.long(CURLINFO_NUM_CONNECTS) > 0
                guard code == CURLE_OK, conversation.code < 400, !isCutOff else {
                    return isCutOff
                        ? .failed(.interrupted, at: SMTPCommand.recipient, text: "the server closed the connection")
                        : conversation.outcome(code, handle.text(about: code))
                }
                try handle.set(CURLOPT_FRESH_CONNECT, 0)
            }
            let (code, text) = (conversation.code, conversation.text)
            // QUIT follows at once, and is waited for no longer than RSET.
            try handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Self.farewellTimeout.wholeSeconds)
            try handle.set(CURLOPT_FORBID_REUSE, 1)
            try handle.set(CURLOPT_CUSTOMREQUEST, "RSET")
            unsafe _ = curl_easy_perform(handle.raw)
            return .accepted(code: code, text: text)
        } catch {
            return .failed(.local, at: conversation.stage.command, text: error.text)
        }
    }

    override func prepare(_ handle: EasyHandle) throws(CurlError) {
        try configuration.apply(to: handle)
        try handle.set(CURLOPT_UPLOAD, 0)
        try handle.set(CURLOPT_NOBODY, 1)
        // The connection is kept from one command to the next, and for nobody else: it ends with this handle.
        try handle.set(CURLOPT_FORBID_REUSE, 0)
        try Transfer.installCallbacks(on: handle)
        try attach(to: handle)
        unsafe try handle.set(
            CURLOPT_XFERINFODATA, pointer: UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()))
        unsafe try handle.set(progress: { context, _, _, _, _ in
            guard let context = unsafe context else { return 1 }
            let transfer = unsafe Unmanaged<SMTPCanaryTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.mayGoOn() ? 0 : 1
        })
        try login?.apply(to: handle)
    }

    private func mayGoOn() -> Bool {
        if isCancelled.load(ordering: .relaxed) { return false }
        if patience.isExhausted(at: clock()) { hasGivenUp = true }
        return !hasGivenUp
    }

    override func receive(header: UnsafeRawBufferPointer) -> Bool {
        // What RSET is answered says nothing.
        guard conversation.stage < .data else { return true }
        let isQuote = unsafe login?.isQuoted(in: header) ?? false
        let isComplete =
            if isQuote {
                unsafe conversation.receive(line: Array(header.prefix(4)) + "(withheld)".utf8)
            } else {
                unsafe conversation.receive(line: header)
            }
        guard isComplete, let handle else { return true }
        patience.reached(conversation.isDecided ? .over : conversation.stage, at: clock())
        guard conversation.isDecided else { return true }
        return (try? handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Self.farewellTimeout.wholeSeconds)) != nil
    }
}
