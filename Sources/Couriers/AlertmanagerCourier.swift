public import Credentials
internal import Curl
internal import JSON
public import Ports
public import SecureMemory

/// Posts alerts to Alertmanagers, as a courier posts notices.
public struct AlertmanagerCourier: AlertPoster {
    private let courier: HTTPCourier
    private let host: String

    /// Posts through that courier, for the daemon on that host.
    public init(_ courier: HTTPCourier, host: String) { (self.courier, self.host) = (courier, host) }

    /// Posts these to `/api/v2/alerts` under the channel's URL.
    public func post(
        _ alerts: [Alert], through channel: Channel, secret: SharedSecret, at now: Instant
    ) async -> Delivery {
        await post(alerts, through: channel, known: secret, at: now)
    }

    /// Posts no alerts at all, which an Alertmanager takes and nobody sees.
    func prove(_ channel: Channel, secret: SharedSecret?, at now: Instant) async -> WayProof {
        let delivery = await post([], through: channel, known: secret, at: now)
        return delivery.isAccepted ? .works("\(delivery.server ?? "it") takes alerts") : .fails(delivery)
    }

    private func post(
        _ alerts: [Alert], through channel: Channel, known secret: SharedSecret?, at now: Instant
    ) async -> Delivery {
        let address: ChannelAddress
        switch HTTPCourier.address(of: channel, secret) {
        case .success(let found): address = found
        case .failure(let refusal): return refusal.delivery
        }
        guard let body = try? JSONCoder.encode(alerts.map { AlertmanagerAlert($0, host: host, at: now) }) else {
            return .refused(code: nil, text: "it cannot be written as JSON")
        }
        let headers = [HTTPRequest.Header("Content-Type", JSONCoder.mediaType)]
        switch await courier.post(body, headers, to: address.alertsURL, of: address, through: channel) {
        case .success(let response): return Delivery(response, from: address.host)
        case .failure(let refusal): return refusal.delivery
        }
    }
}

extension ChannelAddress {
    /// Where Alertmanager takes alerts: under the address that its page has, or at that very place.
    var alertsURL: String {
        let base = url.prefix { $0 != "?" }
        let query = url.dropFirst(base.count)
        let place = base.hasSuffix("/") ? base.dropLast() : base
        return place + (place.hasSuffix(Self.alertsPath) ? "" : Self.alertsPath) + query
    }

    private static let alertsPath = "/api/v2/alerts"
}
