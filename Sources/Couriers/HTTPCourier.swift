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

    /// Asks nothing of the network yet; throws where the process has no descriptors or memory left.
    public init(_ network: Network) throws {
        self.network = network
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
        guard let address = secret.flatMap(ChannelAddress.init) else {
            return .misconfigured(code: nil, text: "the secret of \(channel.name.credential) is not a URL")
        }
        guard channel.allowsPrivate || !address.isPlainlyPrivate else {
            return .misconfigured(
                code: nil,
                text: "\(address.host) is on this host or in a private network, and AllowPrivate=no")
        }
        guard let form = ChannelForm(of: channel.kind) else {
            return .misconfigured(code: nil, text: "a channel of this kind has no URL")
        }
        let body: [UInt8]
        do {
            body = try form.body(notice)
        } catch {
            return .refused(code: nil, text: "it cannot be written as JSON")
        }
        guard let headers = form.headers(for: notice, body, address, at: now) else {
            return .misconfigured(
                code: nil, text: "the signing secret behind the URL of \(channel.name.credential) is not base64")
        }
        let request = HTTPRequest(
            .post, address.url, headers: headers, body: .bytes(body), endsWithHeader: true,
            timeout: network.timeout, needsFreshConnection: true)
        do throws(CurlError) {
            let client = channel.allowsPrivate ? anywhere : outside
            return form.delivery(try await client.perform(request), from: address)
        } catch {
            return Delivery(error, from: address.host)
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
