internal import Basics
internal import CCurl

/// Mail to one server, one transaction a recipient, each over a connection of its own.
///
/// A transaction has a thread to wait on, from a few serial queues of the client's own; more of them wait their turn.
/// Nothing wakes up between mails.
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
        /// The time for the reply to MAIL, and for the one to RCPT; RFC 5321, 4.5.3.2.2 and 4.5.3.2.3.
        public var replyTimeout: Duration = .seconds(300)
        /// The time for the reply to DATA; RFC 5321, 4.5.3.2.4.
        public var dataTimeout: Duration = .seconds(120)
        /// The time in which the server must take some more of the message; RFC 5321, 4.5.3.2.5.
        public var blockTimeout: Duration = .seconds(180)
        /// The time for the reply that takes the mail over.
        ///
        /// RFC 5321, 4.5.3.2.6, wants ten minutes, since giving up earlier makes copies.
        public var finalReplyTimeout: Duration = .seconds(600)
        /// How many mails are under way at once, slow ones among them.
        ///
        /// Others wait their turn, so whoever sends sees to it that the slow ones leave room.
        public var maximumConnections = 32

        /// Names the server; the limits have defaults.
        public init(host: String, port: Int, security: Security, ownName: String, caFile: String? = nil) {
            self.host = host
            self.port = port
            self.security = security
            self.ownName = ownName
            self.caFile = caFile
        }
    }

    let lanes: BlockingLanes
    let configuration: Configuration
    let clock: @Sendable () -> Duration

    /// Sets nothing up yet; each mail has a libcurl handle of its own.
    public convenience init(configuration: Configuration) {
        self.init(configuration: configuration) { .nanoseconds(MonotonicClock.now) }
    }

    /// As the other, with a clock by which the limits are measured: the time since any moment.
    init(configuration: Configuration, clock: @escaping @Sendable () -> Duration) {
        self.configuration = configuration
        self.clock = clock
        lanes = BlockingLanes(label: "leadkeeper.smtp", count: configuration.maximumConnections)
    }

    /// Delivers one mail and says what became of it.
    ///
    /// libcurl copies a login's secret into memory of its own and frees it, unwiped, when the transaction is over.
    /// Cancelling the task ends it within a second with `failed(.cancelled, …)`, or `unknown` where the server may have
    /// the whole mail already.
    public func deliver(_ message: SMTPMessage, login: SMTPLogin? = nil) async -> SMTPOutcome {
        if let refusal = configuration.refusal(of: message, login) { return refusal }
        return await outcome(of: SMTPTransfer(message, login, configuration, clock))
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
        guard HostName.isHostName(ownName) else {
            return .unfit(.settings, text: "the own name for EHLO is no host name")
        }
        guard
            HostName.isHostName(host)
                || host.contains(":") && host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
        else {
            return .unfit(.settings, text: "the server's name is no host name")
        }
        if let fault = MailAddress.fault(in: message.sender) {
            return .unfit(.sender, text: "the sender's address is refused: \(fault)")
        }
        if let fault = MailAddress.fault(in: message.recipient) {
            return .unfit(.recipient, text: "the recipient's address is refused: \(fault)")
        }
        if let fault = message.contentFault { return .unfit(.content, text: fault) }
        guard let login else { return nil }
        if security == .none && !isLoopback {
            return .unfit(.settings, text: "a login is not sent without encryption")
        }
        return login.fault.map { .unfit(.login, text: $0) }
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
        for (option, value) in furtherLimits { try handle.set(option, value) }
        try handle.set(CURLOPT_CAPATH, nil as String?)
        if let caFile { try handle.set(CURLOPT_CAINFO, caFile) }
    }
    /// libcurl's other limits of time, none of which may come before ours.
    ///
    /// Without a number of its own it gives up a reply after two minutes; its limit of the speed counts while nothing
    /// is sent, a reply's wait included; and its limit of the whole would cut whatever is waited for when it comes.
    var furtherLimits: [(CURLoption, Int)] {
        [(CURLOPT_SERVER_RESPONSE_TIMEOUT, beyondAllLimits), (CURLOPT_LOW_SPEED_TIME, 0), (CURLOPT_TIMEOUT_MS, 0)]
    }
}
