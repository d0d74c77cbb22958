internal import Configuration
internal import Couriers
internal import Credentials
internal import Curl
internal import Glibc
internal import Mailing
internal import Microsoft
internal import Notices
internal import Ports
internal import Upkeep

/// What the configuration decides of the outside world: how Microsoft and the mail server are reached, and what notices
/// look like.
struct Outside: Sendable {
    let prober: Prober
    let issuer: Graph
    let marketplace: PartnerCenter
    let mailer: SMTPMailer
    let noticeWriter: NoticeMail
    let channels: ChannelPorts

    init(_ settings: Settings) throws {
        var network = HTTPClient.Configuration()
        network.caFile = settings.network.caFile
        network.proxy = settings.network.proxy
        network.timeout = .seconds(settings.network.timeout.seconds)
        network.connectTimeout = min(network.connectTimeout, network.timeout)
        let https = try HTTPClient(configuration: network)
        let login = settings.entra.loginEndpoint.description
        prober = Prober(client: https, loginEndpoint: login, patience: Prober.Patience(timeout: network.timeout))
        let graph = settings.entra.graphEndpoint.description
        issuer = Graph(client: https, loginEndpoint: login, graphEndpoint: graph)
        marketplace = PartnerCenter(client: https, loginEndpoint: login, graphEndpoint: graph)

        let host = Self.hostName
        mailer = SMTPMailer(settings.mail, settings.network, ownName: host)
        noticeWriter = NoticeMail(
            sender: settings.mail.from, name: settings.mail.fromName, host: host,
            portals: Portals(of: settings.entra.cloud))
        let courier = try HTTPCourier(
            HTTPCourier.Network(caFile: network.caFile, timeout: network.timeout, proxy: network.proxy))
        channels = ChannelPorts(writer: noticeWriter, courier: courier)
    }

    /// This host's name; gethostname(2).
    private static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension SMTPMailer {
    /// The server of `[Mail]`; `ownName` is what this host calls itself in EHLO.
    init(_ settings: MailSettings, _ network: NetworkSettings, ownName: String) {
        var configuration = SMTPClient.Configuration(
            host: settings.host, port: Int(settings.port), security: SMTPClient.Security(settings.security),
            ownName: ownName,
            caFile: network.caFile)
        // What comes before the mail itself; from MAIL on the client's limits are those of RFC 5321 §4.5.3.2.
        configuration.connectTimeout = .seconds(network.timeout.seconds)
        self.init(configuration, sender: settings.from, userName: settings.userName)
    }
}

extension SMTPClient.Security {
    fileprivate init(_ security: MailSettings.Security) {
        switch security {
        case .starttls: self = .startTLS
        case .tls: self = .tls
        case .none: self = .none
        }
    }
}
