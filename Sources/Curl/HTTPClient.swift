internal import CCurl
public import Dispatch
internal import Unix

/// HTTPS requests to any number of origins, over one pool of kept connections.
///
/// HTTP/1.1 over TLS 1.2 or newer with verified peer and host. No redirects, cookies, netrc, compression, or proxy from
/// the environment. Each request carries its own credential, so connections are shared by everybody who asks the same
/// origin. libcurl runs on one serial queue, which it never blocks; nothing wakes up between requests. `*.localhost` is
/// loopback without any look-up. Blocking name look-ups have threads of libcurl's own.
public final class HTTPClient: Sendable {
    /// The limits and settings that hold for every request of a client.
    public struct Configuration: Sendable {
        /// A PEM file with the only authorities to trust; nil is the system's store.
        public var caFile: String?
        /// For how long, in whole seconds, the authorities are taken as they were read; zero reads them for each
        /// connection.
        public var authoritiesLifetime: Duration = .seconds(60)
        /// The proxy's URL, `http://host:port`; nil is a direct connection, whatever the environment says.
        public var proxy: String?
        /// Hosts that are asked without the proxy: CURLOPT_NOPROXY(3).
        public var hostsWithoutProxy: [String] = []
        /// To whom connections may lead; a proxy's own address is always permitted, and it decides about the rest.
        public var peers = Peers.anybody
        /// A Unix socket to which every request goes, with plain `http` URLs; nil is the network.
        public var unixSocket: String?
        /// The time for name look-up, connection and handshake together.
        public var connectTimeout: Duration = .seconds(10)
        /// The time for a whole transfer.
        public var timeout: Duration = .seconds(30)
        /// How many bytes a second a transfer must make.
        public var lowSpeed = 50
        /// For how long, in whole seconds, it may be slower before it ends with `timeout`.
        public var lowSpeedTime: Duration = .seconds(15)
        /// The `User-Agent`.
        public var userAgent = "leadkeeper"
        /// How many connections one host gets; more requests wait their turn.
        public var maximumConnectionsPerHost = 16
        /// How many connections there are in all, those kept for later included.
        public var maximumConnections = 64
        /// Hosts that are asked again and again, in lower case: their connections are kept apart from all others, so
        /// that those to hosts which are asked once a day do not push them out.
        public var lastingHosts: Set<String> = []
        /// How many bytes of header an answer may have.
        public var maximumHeaderBytes = 65_536
        /// How many fields of header an answer may have.
        public var maximumHeaderFields = 256
        /// The serial queue on whose turns libcurl works, so that no thread is woken for a request by those who are on
        /// it too; nil has it work on a queue of its own.
        public var queue: DispatchQueue?

        /// The defaults.
        public init() {}
    }

    /// To whom the connections of a client may lead, by the address that is connected to, whatever a name stood for a
    /// moment before.
    public enum Peers: Sendable {
        /// To everybody, by HTTPS.
        case anybody
        /// To addresses of the public Internet alone, by HTTPS.
        case onlyPublic
        /// To everybody by HTTPS, and to this host itself by HTTP as well.
        case anybodyAndPlainLoopback
    }

    private let loop: TransferLoop
    /// For hosts that are asked again and again; `nil` where there are none.
    private let lasting: TransferLoop?
    private let configuration: Configuration

    /// Sets up libcurl; asks nothing of the network.
    ///
    /// Throws `local` when the process has no descriptors or memory left.
    public init(configuration: Configuration = Configuration()) throws(CurlError) {
        self.configuration = configuration
        loop = try Self.loop(configuration, connections: configuration.maximumConnections)
        let most = configuration.lastingHosts.count * configuration.maximumConnectionsPerHost
        lasting = try most == 0 ? nil : Self.loop(configuration, connections: most)
    }

    deinit {
        shutDown()
    }

    private static func loop(
        _ configuration: Configuration, connections: Int
    ) throws(CurlError) -> TransferLoop {
        try TransferLoop(
            label: "leadkeeper.http", on: configuration.queue,
            limits: TransferLoop.Limits(
                connections: connections, connectionsPerHost: configuration.maximumConnectionsPerHost)
        ) { handle throws(CurlError) in
            try configuration.apply(to: handle)
        }
    }

    /// What a request goes through.
    private func loop(of request: HTTPRequest) -> TransferLoop {
        guard let lasting, let host = request.host, configuration.lastingHosts.contains(host) else { return loop }
        return lasting
    }

    /// Makes one request and waits for the whole answer.
    ///
    /// Every status is an answer; only a request that got none throws. Cancelling the task ends the transfer with
    /// `cancelled`.
    public func perform(_ request: HTTPRequest) async throws(CurlError) -> HTTPResponse {
        let transfer = HTTPTransfer(request, configuration)
        let loop = loop(of: request)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.resume(continuation)
                loop.start(transfer)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
        return try result.get()
    }

    /// Ends what is under way with `cancelled`, closes all connections, and refuses what comes later.
    public func shutDown() {
        loop.shutDown()
        lasting?.shutDown()
    }
}

extension HTTPClient.Configuration {
    /// Sets what all requests have in common.
    func apply(to handle: EasyHandle) throws(CurlError) {
        try handle.set(CURLOPT_PROTOCOLS_STR, unixSocket == nil ? peers.protocols : "http")
        if unixSocket == nil, proxy == nil, case .onlyPublic = peers { try Transfer.installGuard(on: handle) }
        if unixSocket == nil, case .anybodyAndPlainLoopback = peers { try Transfer.installGuard(on: handle) }
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try handle.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try handle.set(CURLOPT_USERAGENT, userAgent)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, connectTimeout.milliseconds)
        try handle.set(CURLOPT_LOW_SPEED_LIMIT, lowSpeed)
        try handle.set(CURLOPT_LOW_SPEED_TIME, lowSpeedTime.wholeSeconds)
        try handle.set(CURLOPT_UNIX_SOCKET_PATH, unixSocket)
        // An empty string, unlike nil, keeps libcurl from asking the environment.
        try handle.set(CURLOPT_PROXY, proxy ?? "")
        try handle.set(CURLOPT_NOPROXY, hostsWithoutProxy.joined(separator: ","))
        // Connections are kept, names need not be: libcurl looks through all that it knows at the end of each transfer.
        try handle.set(CURLOPT_DNS_CACHE_TIMEOUT, 0)
        // libcurl keeps the parsed authorities from one connection to the next only where no directory is set.
        try handle.set(CURLOPT_CAPATH, nil as String?)
        // By itself it would keep them for a day, in which an authority that was added since is not trusted.
        try handle.set(CURLOPT_CA_CACHE_TIMEOUT, Int(authoritiesLifetime.components.seconds))
        if let caFile {
            try handle.set(CURLOPT_CAINFO, caFile)
            try handle.set(CURLOPT_PROXY_CAINFO, caFile)
        }
    }
}

extension HTTPClient.Peers {
    fileprivate var protocols: String {
        switch self {
        case .anybody, .onlyPublic: "https"
        case .anybodyAndPlainLoopback: "https,http"
        }
    }

    /// Why no connection may be made to an address; `nil` where it may.
    ///
    /// - Parameter isPlain: whether what goes there is not encrypted.
    func objection(to address: NetworkAddress?, isPlain: Bool) -> String? {
        switch self {
        case .anybody: nil
        case .onlyPublic:
            address?.isPublic == true ? nil : "its address is on this host or in a private network"
        case .anybodyAndPlainLoopback:
            !isPlain || address?.isLoopback == true ? nil : "plain HTTP is for this host alone"
        }
    }
}
