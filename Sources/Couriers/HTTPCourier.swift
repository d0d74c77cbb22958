public import Credentials
internal import Curl
internal import JSON
public import Ports
public import SecureMemory

/// Posts notices to the channels that are reached by HTTPS.
///
/// Only the host of a channel's own URL is connected to; no redirect is followed, and of an answer the header alone
/// is read, 64 KiB at most. What goes wrong names the host and nothing else of the URL.
public struct HTTPCourier: ChannelCourier {
    /// How the network is reached.
    public struct Network: Sendable {
        /// A PEM file with the only authorities to trust; `nil` for the system's store.
        public var caFile: String?
        /// How long one exchange may take.
        public var timeout: Duration
        /// The proxy's URL, which then decides which addresses it connects to; `nil` for none.
        public var proxy: String?

        /// The defaults are those of `[Network]`.
        public init(caFile: String? = nil, timeout: Duration = .seconds(30), proxy: String? = nil) {
            (self.caFile, self.timeout, self.proxy) = (caFile, timeout, proxy)
        }
    }

    /// Reaches public addresses alone.
    private let outside: HTTPClient
    /// Reaches every address.
    private let anywhere: HTTPClient
    private let network: Network
    private let host: String

    /// Asks nothing of the network yet; throws where the process has no descriptors or memory left.
    ///
    /// - Parameter host: this host's name, as pings tell it.
    public init(_ network: Network, host: String = "localhost") throws {
        (self.network, self.host) = (network, host)
        outside = try HTTPClient(configuration: network.configuration(.onlyPublic))
        anywhere = try HTTPClient(configuration: network.configuration(.anybodyAndPlainLoopback))
    }

    /// Posts one notice.
    public func deliver(
        _ message: [UInt8], to recipient: EmailAddress, through channel: Channel, secret: SharedSecret?,
        at now: Instant
    ) async -> Delivery {
        guard let notice = try? JSONCoder.decode(ChannelMessage.self, from: message) else {
            return .refused(code: nil, text: "it was written for another kind of channel")
        }
        let address: ChannelAddress
        switch Self.address(of: channel, secret) {
        case .success(let found): address = found
        case .failure(let refusal): return refusal.delivery
        }
        guard let form = ChannelForm(of: channel.kind) else {
            return .misconfigured(code: nil, text: "a channel of this kind takes no notices at a URL")
        }
        let body: [UInt8]
        do {
            body = try form.body(notice)
        } catch {
            return .refused(code: nil, text: "it cannot be written as JSON")
        }
        switch await post(body, as: form, id: notice.id, to: address, through: channel, at: now) {
        case .success(let response): return Delivery(response, from: address.host)
        case .failure(let refusal): return refusal.delivery
        }
    }

    /// Posts a signed ping to a webhook; what people would see is not posted, and its deliveries alone are a proof.
    public func prove(_ channel: Channel, secret: SharedSecret?, at now: Instant) async -> WayProof {
        let address: ChannelAddress
        switch Self.address(of: channel, secret) {
        case .success(let found): address = found
        case .failure(let refusal): return .fails(refusal.delivery)
        }
        guard let form = ChannelForm(of: channel.kind) else { return .untold("a channel of this kind has no URL") }
        let id = PingID.random()
        guard let body = try? form.ping(from: host, id: id, at: now) else {
            return .leftToDeliveries("a test would be seen there, so only notices show whether it works")
        }
        switch await post(body, as: form, id: id, to: address, through: channel, at: now) {
        case .success(let response): return WayProof(ofPing: Delivery(response, from: address.host), address.host)
        case .failure(let refusal): return .fails(refusal.delivery)
        }
    }

    /// Why nothing can be posted, or was not answered.
    struct Refusal: Error { let delivery: Delivery }

    /// Where a channel is, as its secret says it.
    static func address(of channel: Channel, _ secret: SharedSecret?) -> Result<ChannelAddress, Refusal> {
        guard let address = secret.flatMap(ChannelAddress.init) else {
            return .failure(
                Refusal(
                    delivery: .misconfigured(
                        code: nil, text: "the secret of \(channel.name.credential) is not a URL")))
        }
        guard channel.allowsPrivate || !address.isPlainlyPrivate else {
            return .failure(
                Refusal(
                    delivery: .misconfigured(
                        code: nil,
                        text: "\(address.host) is on this host or in a private network, and AllowPrivate=no")))
        }
        return .success(address)
    }

    private func post(
        _ body: [UInt8], as form: ChannelForm, id: String, to address: ChannelAddress, through channel: Channel,
        at now: Instant
    ) async -> Result<HTTPResponse, Refusal> {
        guard let headers = form.headers(for: id, body, address, at: now) else {
            return .failure(
                Refusal(
                    delivery: .misconfigured(
                        code: nil, text: "the signing secret behind the URL of \(channel.name.credential) is not base64"
                    )
                ))
        }
        return await post(body, headers, to: address.url, of: address, through: channel)
    }

    /// Posts that once.
    ///
    /// - Parameter url: a place at that address.
    func post(
        _ body: [UInt8], _ headers: [HTTPRequest.Header], to url: String, of address: ChannelAddress,
        through channel: Channel
    ) async -> Result<HTTPResponse, Refusal> {
        let request = HTTPRequest(
            .post, url, headers: headers + address.authorization, body: .bytes(body), endsWithHeader: true,
            timeout: network.timeout, needsFreshConnection: true)
        do throws(CurlError) {
            return .success(try await (channel.allowsPrivate ? anywhere : outside).perform(request))
        } catch {
            return .failure(Refusal(delivery: Delivery(error, from: address.host)))
        }
    }
}

/// The name of a ping, of which no two are alike.
enum PingID {
    static func random() -> String {
        var random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
        return "ping-\(UUIDs.version4(using: &random))"
    }
}

extension WayProof {
    /// What the answer to a ping says: a receiver that takes notices need not take pings.
    fileprivate init(ofPing delivery: Delivery, _ host: String) {
        switch delivery.verdict.consequence {
        case .accepted: self = .works("\(host) takes pings")
        case .restsMail, .ends:
            self = .leftToDeliveries(
                "\(host) does not take pings (HTTP \(delivery.code ?? 0)), so only notices show whether it works")
        case .restsRecipient, .restsAll: self = .fails(delivery)
        }
    }
}

extension HTTPCourier.Network {
    /// A client's settings for those peers.
    func configuration(_ peers: HTTPClient.Peers) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.caFile = caFile
        configuration.proxy = proxy
        configuration.peers = peers
        configuration.timeout = timeout
        configuration.connectTimeout = min(configuration.connectTimeout, timeout)
        return configuration
    }
}
