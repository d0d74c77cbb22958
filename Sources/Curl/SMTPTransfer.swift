internal import Basics
internal import CCurl
internal import SecureMemory
internal import Synchronization

/// One mail under way, on one thread that waits for it.
@safe final class SMTPTransfer: Transfer, @unchecked Sendable {
    // Sendable: as `Transfer`; `isCancelled` alone is touched by others, and is atomic.

    private let message: SMTPMessage
    private let login: SMTPLogin?
    private let configuration: SMTPClient.Configuration
    private let recipients: CurlList
    private let clock: @Sendable () -> Duration
    private var conversation: SMTPConversation
    private var patience: SMTPPatience
    private var hasGivenUp = false
    private var sentCount = 0
    private let isCancelled = Atomic(false)

    init(
        _ message: SMTPMessage, _ login: SMTPLogin?, _ configuration: SMTPClient.Configuration,
        _ clock: @escaping @Sendable () -> Duration
    ) {
        self.clock = clock
        patience = SMTPPatience(configuration, at: clock())
        self.message = message
        self.login = login
        self.configuration = configuration
        recipients = CurlList([message.recipient])
        conversation = SMTPConversation(usesStartTLS: configuration.security == .startTLS, logsIn: login != nil)
    }

    override var operation: String { "send mail through \(configuration.host)" }

    /// Has `perform` end within a second; from any thread.
    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
    }

    /// Delivers the mail and blocks until it is known what became of it.
    ///
    /// curl_easy_perform(3) and not the multi interface: libcurl 7.88 waits for the reply to the last dot, and to QUIT,
    /// with the thread that it runs on (`smtp_done`, `smtp_disconnect`), and a multi handle that a waiting transfer is
    /// taken out of sends that dot then and there.
    func perform() -> SMTPOutcome {
        do throws(CurlError) {
            let handle = try EasyHandle(operation: operation)
            try prepare(handle)
            self.handle = handle
            defer { self.handle = nil }
            let code =
                isCancelled.load(ordering: .relaxed) ? CURLE_ABORTED_BY_CALLBACK : unsafe curl_easy_perform(handle.raw)
            if hasGivenUp { return conversation.outcome(CURLE_OPERATION_TIMEDOUT, patience.sentence) }
            return conversation.outcome(code, handle.text(about: code))
        } catch {
            return .failed(.local, at: conversation.stage.command, text: error.text)
        }
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
            let transfer = unsafe Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.mayGoOn() ? 0 : 1
        })
        try handle.set(CURLOPT_MAIL_FROM, message.sender)
        unsafe try handle.set(CURLOPT_MAIL_RCPT, pointer: recipients.first)
        try login?.apply(to: handle)
    }

    private func mayGoOn() -> Bool {
        if isCancelled.load(ordering: .relaxed) { return false }
        if patience.isExhausted(at: clock()) { hasGivenUp = true }
        return !hasGivenUp
    }

    /// How long QUIT may wait for its reply: the mail's fate is known by then.
    private static let quitTimeout = Duration.seconds(2)

    override func receive(header: UnsafeRawBufferPointer) -> Bool {
        // A server may quote what it was sent.
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
        return (try? handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Self.quitTimeout.wholeSeconds)) != nil
    }

    override func send(into room: UnsafeMutableRawBufferPointer) -> Int {
        let piece = message.content[sentCount...].prefix(room.count)
        unsafe room.copyBytes(from: piece)
        sentCount += piece.count
        // libcurl asks for the next piece when the system has the one before it.
        patience.sent(isAll: piece.isEmpty, at: clock())
        return piece.count
    }
}

extension SMTPLogin {
    /// Has libcurl sign in with it.
    func apply(to handle: EasyHandle) throws(CurlError) {
        switch self {
        case .password(let userName, let secret):
            try handle.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
            try handle.set(CURLOPT_USERNAME, userName)
            try handle.set(CURLOPT_PASSWORD, secret: secret)
        case .bearer(let userName, let secret):
            try handle.set(CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2;AUTH=OAUTHBEARER")
            try handle.set(CURLOPT_USERNAME, userName)
            try handle.set(CURLOPT_XOAUTH2_BEARER, secret: secret)
        }
    }

    private var parts: (userName: String, secret: SharedSecret) {
        switch self {
        case .password(let userName, let secret), .bearer(let userName, let secret): (userName, secret)
        }
    }

    /// Whether a reply has the secret in it; one of a few bytes stands in any reply and is no secret.
    func isQuoted(in reply: UnsafeRawBufferPointer) -> Bool {
        unsafe parts.secret.bytes.withBytes { secret in
            unsafe secret.count >= 4 && reply.firstRange(of: secret) != nil
        }
    }

    /// What keeps the login from being sent: SASL's separators are control characters.
    var fault: String? {
        guard !parts.userName.isEmpty, !parts.userName.utf8.contains(where: \.isControl) else {
            return "the user name is empty or has a control character"
        }
        let isPlain = unsafe parts.secret.bytes.withBytes { bytes in
            unsafe !bytes.isEmpty && !bytes.contains(where: \.isControl)
        }
        return isPlain ? nil : "the secret is empty or has a control character"
    }
}

extension EasyHandle {
    /// libcurl copies the secret and frees its copy, unwiped, with the handle.
    fileprivate func set(_ option: CURLoption, secret: SharedSecret) throws(CurlError) {
        let line = unsafe CurlList(count: 1, textLength: secret.bytes.count + 1) { _, room in
            unsafe secret.bytes.withBytes { unsafe room.copyMemory(from: $0) }
            return secret.bytes.count
        }
        unsafe try set(option, pointer: line.firstText)
    }
}
