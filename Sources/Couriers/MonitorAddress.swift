internal import Basics
internal import Credentials
internal import Ports
internal import SecureMemory

/// The URL of a monitor, and where on it each sign goes.
struct MonitorAddress {
    private let address: ChannelAddress

    /// `nil` where it is no URL of HTTP with a host in it.
    init?(_ secret: SharedSecret) {
        guard let address = ChannelAddress(secret), !address.hasUser else { return nil }
        self.address = address
    }

    /// The host and port, as they may be shown.
    var host: String { address.host }

    /// Whether it names this host or a private address by itself.
    var isPlainlyPrivate: Bool { address.isPlainlyPrivate }

    /// Where a sign goes; `nil` where the kind has no way to give it.
    func url(for sign: LifeSign, _ kind: Heartbeat.Kind) -> String? {
        let base = address.url.prefix { $0 != "?" }
        return switch (kind, sign) {
        case (.healthchecks, .well), (.plain, .well): address.url
        case (.healthchecks, .unwell):
            "\(base)\(base.hasSuffix("/") ? "" : "/")fail\(address.url.dropFirst(base.count))"
        // The address that its page shows for copying has a sign in it already.
        case (.uptimeKuma, .well): "\(base)?status=up&msg=OK"
        case (.uptimeKuma, .unwell(let reason)): "\(base)?status=down&msg=\(PercentEncoding.encode(reason))"
        case (.plain, .unwell): nil
        }
    }
}
