internal import CCurl

/// Mail to one server, one transaction a recipient, each over a connection of its own.
///
/// A transaction has a thread to wait on, from a few serial queues of the client's own; more of them wait their turn. Nothing
/// wakes up between mails.
public final class SMTPClient: Sendable {
    /// How the connection is protected.
    public enum Security: String, Sendable, CaseIterable {
        /// Not at all; a login is then refused for any server but a loopback one.
        case none
        /// STARTTLS before anything else is said; a server without it gets nothing.
        case startTLS = "starttls"
        /// TLS from the first byte.
        case tls
    }

    /// The server and the limits of time.
    public struct Configuration: Sendable {
        /// The server's name or address.
        public var host: String
        /// The server's port.
        public var port: Int
        /// How the connection is protected.
        public var security: Security
        /// The name to say in EHLO: this host's, fully qualified.
        public var ownName: String
        /// A PEM file with the only authorities to trust; nil is the system's store.
        public var caFile: String?
        /// The time for everything before the first command of the mail itself: connection, greeting, handshake, login.
        public var connectTimeout: Duration = .seconds(30)
        /// The time for each reply after that, in whole seconds.
        public var replyTimeout: Duration = .seconds(120)
        /// The time for the reply that takes the mail over, in whole seconds.
        ///
        /// RFC 5321, 4.5.3.2.6, wants ten minutes, since giving up earlier makes copies.
        public var finalReplyTimeout: Duration = .seconds(600)
        /// The time for the whole.
        public var timeout: Duration = .seconds(900)
        /// How many mails are under way at once.
        public var maximumConnections = 4

        /// Names the server; the limits have defaults.
        public init(host: String, port: Int, security: Security, ownName: String, caFile: String? = nil) {
            self.host = host
            self.port = port
            self.security = security
            self.ownName = ownName
            self.caFile = caFile
        }
    }

    private let lanes: BlockingLanes
    private let configuration: Configuration

    /// Sets nothing up yet; each mail has a libcurl handle of its own.
    public init(configuration: Configuration) {
        self.configuration = configuration
        lanes = BlockingLanes(label: "leadkeeper.smtp", count: configuration.maximumConnections)
    }

    /// Delivers one mail and says what became of it.
    ///
    /// libcurl copies a login's secret into memory of its own and frees it, unwiped, when the transaction is over. Cancelling the
    /// task ends it within a second with `retry(.cancelled, …)`, or `unknown` where the server may have the whole mail already.
    public func deliver(_ message: SMTPMessage, login: SMTPLogin? = nil) async -> SMTPOutcome {
        if let refusal = configuration.refusal(of: message, login) { return refusal }
        let transfer = SMTPTransfer(message, login, configuration)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                lanes.run { continuation.resume(returning: transfer.perform()) }
            }
        } onCancel: {
            transfer.cancel()
        }
    }
}

extension SMTPClient.Configuration {
    private var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.") || host == "::1"
    }

    /// The server, with the name for EHLO as the path: that is where libcurl takes it from.
    var url: String {
        "\(security == .tls ? "smtps" : "smtp")://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(ownName)"
    }

    /// The outcome of what must not even reach libcurl, or nil.
    func refusal(of message: SMTPMessage, _ login: SMTPLogin?) -> SMTPOutcome? {
        let isName = { (text: String) in SMTPAddress("x@\(text)") != nil }
        guard isName(ownName) else { return .configuration(.local, code: nil, text: "the own name for EHLO is no host name") }
        guard isName(host) || host.contains(":") && host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
            return .configuration(.local, code: nil, text: "the server's name is no host name")
        }
        if let fault = SMTPAddress.fault(in: message.sender) {
            return .configuration(.sender, code: nil, text: "the sender's address is refused: \(fault)")
        }
        if let fault = SMTPAddress.fault(in: message.recipient) {
            return .dead(code: nil, text: "the recipient's address is refused: \(fault)")
        }
        if let fault = message.contentFault { return .dead(code: nil, text: fault) }
        guard let login else { return nil }
        if security == .none && !isLoopback {
            return .configuration(.local, code: nil, text: "a login is not sent without encryption")
        }
        return login.fault.map { .configuration(.login, code: nil, text: $0) }
    }

    /// Sets what all transactions have in common.
    func apply(to handle: EasyHandle) throws(CurlError) {
        try handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try handle.set(CURLOPT_URL, url)
        let encryption = security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        try handle.set(CURLOPT_USE_SSL, Int(encryption.rawValue))
        try handle.set(CURLOPT_UPLOAD, 1)
        try handle.set(CURLOPT_FORBID_REUSE, 1)
        try handle.set(CURLOPT_FRESH_CONNECT, 1)
        try handle.set(CURLOPT_PROXY, "")
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, connectTimeout.milliseconds)
        try handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, replyTimeout.wholeSeconds)
        try handle.set(CURLOPT_TIMEOUT_MS, timeout.milliseconds)
        // A server that stops reading within the mail.
        try handle.set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try handle.set(CURLOPT_LOW_SPEED_TIME, replyTimeout.wholeSeconds)
        try handle.set(CURLOPT_CAPATH, nil as String?)
        if let caFile { try handle.set(CURLOPT_CAINFO, caFile) }
    }
}
