internal import Basics
internal import CCurl
internal import SecureMemory

/// One mail under way.
@safe final class SMTPTransfer: SMTPDialogue, @unchecked Sendable {
    private let message: SMTPMessage
    private let recipients: CurlList
    private var sentCount = 0

    init(
        _ message: SMTPMessage, _ login: SMTPLogin?, _ configuration: SMTPClient.Configuration,
        _ clock: @escaping @Sendable () -> Duration
    ) {
        self.message = message
        recipients = CurlList([message.recipient])
        super.init(login, configuration, clock)
    }

    override var operation: String { "send mail through \(configuration.host)" }

    override func prepare(_ handle: EasyHandle) throws(CurlError) {
        try super.prepare(handle)
        try handle.set(CURLOPT_MAIL_FROM, message.sender)
        unsafe try handle.set(CURLOPT_MAIL_RCPT, pointer: recipients.first)
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
