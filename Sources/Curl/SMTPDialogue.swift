internal import Basics
internal import CCurl
internal import Synchronization

/// What is said to a mail server over one connection, on one thread that waits for it.
///
/// What is said is a subclass's: a mail, all of a transaction but the mail, or a login alone.
@safe class SMTPDialogue: Transfer, @unchecked Sendable {
    // Sendable: as `Transfer`; `isCancelled` alone is touched by others, and is atomic.

    final let login: SMTPLogin?
    final let configuration: SMTPClient.Configuration
    final let clock: @Sendable () -> Duration
    final var conversation: SMTPConversation
    final var patience: SMTPPatience
    /// Whether a wait has lasted for longer than it may.
    private(set) final var hasGivenUp = false
    private final let isCancelled = Atomic(false)

    /// How long what follows may wait for its reply once the outcome is known.
    static let farewellTimeout = Duration.seconds(2)

    init(
        _ login: SMTPLogin?, _ configuration: SMTPClient.Configuration, _ clock: @escaping @Sendable () -> Duration
    ) {
        (self.login, self.configuration, self.clock) = (login, configuration, clock)
        conversation = SMTPConversation(usesStartTLS: configuration.security == .startTLS, logsIn: login != nil)
        patience = SMTPPatience(configuration, at: clock())
    }

    /// Has `perform` end within a second; from any thread.
    final func cancel() {
        isCancelled.store(true, ordering: .relaxed)
    }

    /// Says all of it, and blocks until it is known what became of it.
    final func perform() -> SMTPOutcome {
        do throws(CurlError) {
            let handle = try EasyHandle(operation: operation)
            try prepare(handle)
            self.handle = handle
            defer { self.handle = nil }
            return try converse(over: handle)
        } catch {
            return .failed(.local, at: conversation.stage.command, text: error.text)
        }
    }

    /// Says what the handle was prepared for; blocks, and answers what became of it.
    func converse(over handle: EasyHandle) throws(CurlError) -> SMTPOutcome {
        outcome(say(over: handle), handle)
    }

    /// Has libcurl do what the handle was told, and blocks until it has; curl_easy_perform(3).
    ///
    /// Not the multi interface: libcurl 7.88 waits for the reply to the last dot, and to QUIT, with the thread that it
    /// runs on (`smtp_done`, `smtp_disconnect`), and a multi handle that a waiting transfer is taken out of sends that
    /// dot then and there.
    final func say(over handle: EasyHandle) -> CURLcode {
        isCancelled.load(ordering: .relaxed) ? CURLE_ABORTED_BY_CALLBACK : unsafe curl_easy_perform(handle.raw)
    }

    /// What libcurl's end of it means.
    final func outcome(_ code: CURLcode, _ handle: EasyHandle) -> SMTPOutcome {
        hasGivenUp
            ? conversation.outcome(CURLE_OPERATION_TIMEDOUT, patience.sentence)
            : conversation.outcome(code, handle.text(about: code))
    }

    override func prepare(_ handle: EasyHandle) throws(CurlError) {
        try configuration.apply(to: handle)
        try Transfer.installCallbacks(on: handle)
        try attach(to: handle)
        // libcurl asks at least once a second; 1 ends the transfer.
        unsafe try handle.set(
            CURLOPT_XFERINFODATA, pointer: UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()))
        unsafe try handle.set(progress: { context, _, _, _, _ in
            guard let context = unsafe context else { return 1 }
            return unsafe Unmanaged<SMTPDialogue>.fromOpaque(context).takeUnretainedValue().mayGoOn() ? 0 : 1
        })
        try login?.apply(to: handle)
    }

    private final func mayGoOn() -> Bool {
        if isCancelled.load(ordering: .relaxed) { return false }
        if patience.isExhausted(at: clock()) { hasGivenUp = true }
        return !hasGivenUp
    }

    override func receive(header: UnsafeRawBufferPointer) -> Bool {
        let stage = conversation.stage
        // A server may quote what it was sent.
        let isQuote = unsafe login?.isQuoted(in: header) ?? false
        let isComplete =
            if isQuote {
                unsafe conversation.receive(line: Array(header.prefix(4)) + "(withheld)".utf8)
            } else {
                unsafe conversation.receive(line: header)
            }
        return isComplete ? heard(at: stage) : true
    }

    /// A whole reply to what was said at that stage has come; false ends the transfer.
    func heard(at stage: SMTPConversation.Stage) -> Bool {
        patience.reached(conversation.isDecided ? .over : conversation.stage, at: clock())
        guard conversation.isDecided, let handle else { return true }
        return (try? handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Self.farewellTimeout.wholeSeconds)) != nil
    }
}

extension SMTPClient {
    /// Has a dialogue on one of the lanes; cancelling the task ends it within a second.
    func outcome(of dialogue: SMTPDialogue) async -> SMTPOutcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                lanes.run { continuation.resume(returning: dialogue.perform()) }
            }
        } onCancel: {
            dialogue.cancel()
        }
    }
}
