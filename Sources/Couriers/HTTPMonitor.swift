internal import Basics
public import Credentials
internal import Curl
public import Ports
public import SecureMemory

/// Gives signs of life to monitors that are reached by HTTPS.
///
/// Only the host of the monitor's own URL is connected to; no redirect is followed, and of an answer the header alone
/// is read. What goes wrong names the host and nothing else of the URL.
public struct HTTPMonitor: LifeSignSender {
    /// How much of a reason is told.
    private static let longestReason = 300

    /// Reaches public addresses alone.
    private let outside: HTTPClient
    /// Reaches every address.
    private let anywhere: HTTPClient

    /// Asks nothing of the network yet; throws where the process has no descriptors or memory left.
    public init(_ network: HTTPCourier.Network) throws {
        outside = try HTTPClient(configuration: network.configuration(.onlyPublic))
        anywhere = try HTTPClient(configuration: network.configuration(.anybodyAndPlainLoopback))
    }

    /// Gives one sign.
    public func send(_ sign: LifeSign, to url: SharedSecret, as heartbeat: Heartbeat) async -> LifeSignAnswer {
        guard let address = MonitorAddress(url) else {
            return LifeSignAnswer(isTaken: false, host: nil, text: "the secret of @heartbeat is not a URL")
        }
        let host = address.host
        guard heartbeat.allowsPrivate || !address.isPlainlyPrivate else {
            return LifeSignAnswer(
                isTaken: false, host: host,
                text: "\(host) is on this host or in a private network, and AllowPrivate=no")
        }
        let sign = sign.shortened(to: Self.longestReason)
        guard let target = address.url(for: sign, heartbeat.kind) else {
            return LifeSignAnswer(isTaken: true, host: host, text: "silence says it")
        }
        var request = HTTPRequest(.get, target, endsWithHeader: true, needsFreshConnection: true)
        if case .unwell(let reason) = sign, heartbeat.kind == .healthchecks {
            request.method = .post
            request.headers = [HTTPRequest.Header("Content-Type", "text/plain; charset=utf-8")]
            request.body = .bytes(Array(reason.utf8))
        }
        do throws(CurlError) {
            let response = try await (heartbeat.allowsPrivate ? anywhere : outside).perform(request)
            return LifeSignAnswer(response, from: host)
        } catch {
            return LifeSignAnswer(isTaken: false, host: host, text: "\(host): \(error.reason)")
        }
    }
}

extension LifeSign {
    fileprivate func shortened(to limit: Int) -> LifeSign {
        switch self {
        case .well: .well
        case .unwell(let reason): .unwell(reason.displaySafe(.removed, limit: limit))
        }
    }
}

extension LifeSignAnswer {
    /// What an answer says; nothing of its body is shown, which may repeat the URL.
    fileprivate init(_ response: HTTPResponse, from host: String) {
        let remark =
            switch response.status {
            case 300...399: ", a redirect, which is not followed"
            case 401, 403, 404, 410: ": the URL does not take signs of life, or no longer"
            case _: ""
            }
        self.init(
            isTaken: (200...299).contains(response.status), host: host,
            text: "\(host) answered \(response.status)\(remark)")
    }
}
