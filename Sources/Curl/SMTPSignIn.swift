internal import CCurl
internal import Synchronization

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
        let transfer = SMTPSignInTransfer(login, configuration)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                lanes.run { continuation.resume(returning: transfer.perform()) }
            }
        } onCancel: {
            transfer.cancel()
        }
    }
}

/// One login under way, on one thread that waits for it.
@safe private final class SMTPSignInTransfer: Transfer, @unchecked Sendable {
    // Sendable: as `Transfer`; `isCancelled` alone is touched by others, and is atomic.

    private let login: SMTPLogin
    private let configuration: SMTPClient.Configuration
    private var conversation: SMTPConversation
    /// The reply that took the login.
    private var acceptance: (code: Int, text: String)?
    private let isCancelled = Atomic(false)

    init(_ login: SMTPLogin, _ configuration: SMTPClient.Configuration) {
        self.login = login
        self.configuration = configuration
        conversation = SMTPConversation(usesStartTLS: configuration.security == .startTLS, logsIn: true)
    }

    override var operation: String { "sign in to \(configuration.host)" }

    /// Has `perform` end within a second; from any thread.
    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
    }

    /// Signs in and blocks until it is known how that ended; curl_easy_perform(3).
    func perform() -> SMTPOutcome {
        do throws(CurlError) {
            let handle = try EasyHandle(operation: operation)
            try prepare(handle)
            self.handle = handle
            defer { self.handle = nil }
            let code =
                isCancelled.load(ordering: .relaxed) ? CURLE_ABORTED_BY_CALLBACK : unsafe curl_easy_perform(handle.raw)
            if let acceptance { return .accepted(code: acceptance.code, text: acceptance.text) }
            guard code != CURLE_OK else {
                return .unfit(.login, text: "the mail server offers no way to sign in that is supported")
            }
            return conversation.outcome(code, handle.text(about: code))
        } catch {
            return .failed(.local, at: conversation.stage.command, text: error.text)
        }
    }

    override func prepare(_ handle: EasyHandle) throws(CurlError) {
        try configuration.apply(to: handle)
        try handle.set(CURLOPT_TIMEOUT_MS, configuration.connectTimeout.milliseconds)
        try handle.set(CURLOPT_UPLOAD, 0)
        try handle.set(CURLOPT_NOBODY, 1)
        try handle.set(CURLOPT_CUSTOMREQUEST, "NOOP")
        try Transfer.installCallbacks(on: handle)
        try attach(to: handle)
        unsafe try handle.set(
            CURLOPT_XFERINFODATA, pointer: UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()))
        unsafe try handle.set(progress: { context, _, _, _, _ in
            guard let context = unsafe context else { return 1 }
            let transfer = unsafe Unmanaged<SMTPSignInTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.isCancelled.load(ordering: .relaxed) ? 1 : 0
        })
        try login.apply(to: handle)
    }

    override func receive(header: UnsafeRawBufferPointer) -> Bool {
        let isAtLogin = conversation.stage == .login
        let isComplete =
            if unsafe login.isQuoted(in: header) {
                unsafe conversation.receive(line: Array(header.prefix(4)) + "(withheld)".utf8)
            } else {
                unsafe conversation.receive(line: header)
            }
        if isComplete, isAtLogin, conversation.code == 235 { acceptance = (conversation.code, conversation.text) }
        return true
    }
}
