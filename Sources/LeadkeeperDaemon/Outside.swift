internal import Configuration
internal import Couriers
internal import Credentials
internal import Curl
internal import Dispatch
internal import Doctor
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
    let examiner: Examiner
    let issuer: Graph
    let marketplace: PartnerCenter
    let mailer: any Mailer
    let noticeWriter: NoticeMail
    let channels: ChannelPorts
    let monitor: HTTPMonitor
    let hooks: HookCaller
    let alarms: AlertCaller
    let notes: SignInNotes
    let quietDays: [QuietDays]

    let queue: DispatchQueue?

    /// - Parameters:
    ///   - notes: where leadkeeper's own sign-ins are noted, whatever the configuration is.
    ///   - queue: the serial queue whose turns libcurl takes for what is asked of Microsoft; `nil` for turns of its
    ///     own.
    init(_ settings: Settings, hooks: HookCaller, notes: SignInNotes, queue: DispatchQueue? = nil) throws {
        self.queue = queue
        self.hooks = hooks
        self.notes = notes
        quietDays = settings.quietDays
        var network = HTTPClient.Configuration(settings.network)
        network.queue = queue
        var microsofts = network
        // Every probe asks the login host, and a Dynamics environment is asked by one connection, which probes daily.
        microsofts.lastingHosts = [settings.entra.loginEndpoint.host, settings.entra.graphEndpoint.host]
        let https = try HTTPClient(configuration: microsofts)
        let login = settings.entra.loginEndpoint.description
        var publicNetwork = network
        publicNetwork.peers = .onlyPublic
        let outside = try HTTPClient(configuration: publicNetwork)
        prober = Prober(
            client: https, outside: outside, loginEndpoint: login,
            patience: Prober.Patience(timeout: network.timeout), notes: notes)
        let graph = settings.entra.graphEndpoint.description
        examiner = Examiner(
            client: https, outside: outside, loginEndpoint: login, graphEndpoint: graph, privileges: Check.privileges,
            notes: notes)
        issuer = Graph(client: https, loginEndpoint: login, graphEndpoint: graph, notes: notes)
        marketplace = PartnerCenter(client: https, loginEndpoint: login, graphEndpoint: graph, notes: notes)

        let host = Self.hostName
        alarms = AlertCaller(hooks, host: host)
        mailer = OwnMailer(
            mailer: try Self.mailer(settings.mail, of: settings, https: https, network, ownName: host, notes: notes),
            account: settings.mail.identity)
        noticeWriter = NoticeMail(
            sender: settings.mail.from, name: settings.mail.fromName, host: host,
            portals: Portals(of: settings.entra.cloud),
            channelSenders: settings.channelMails.mapValues { MailSender($0.from, name: $0.fromName) })
        let connections = HTTPCourier.Network(
            caFile: network.caFile, timeout: network.timeout, proxy: network.proxy)
        let courier = try HTTPCourier(connections, host: host)
        let alertmanager = AlertmanagerCourier(courier, host: host)
        channels = ChannelPorts(
            writer: noticeWriter,
            courier: ChannelCouriers(
                http: courier, command: CommandCourier(hooks, host: host), alertmanager: alertmanager),
            mailers: try settings.channelMails.mapValues { mail in
                try Self.mailer(mail, of: settings, https: https, network, ownName: host, notes: notes)
            }, alerts: alertmanager)
        monitor = try HTTPMonitor(connections)
    }

    /// What sends mail: a mail server, or Microsoft Graph.
    static func mailer(
        _ mail: MailSettings, of settings: Settings, https: HTTPClient, _ network: HTTPClient.Configuration,
        ownName: String, notes: SignInNotes? = nil
    ) throws -> any Mailer {
        switch mail.service {
        case .smtp:
            let tokens = mail.application.map {
                Self.tokens(of: $0, for: settings.entra.exchangeOrigin, settings.entra, https, notes)
            }
            return SMTPMailer(mail, settings.network, ownName: ownName, tokens: tokens)
        case .graph:
            guard let application = mail.application else {
                throw UnusableSettings(description: "Server=graph: has no application to sign in as")
            }
            var network = network
            network.maximumConnectionsPerHost = GraphMailer.requestsAtATime
            return GraphMailer(
                client: try HTTPClient(configuration: network),
                tokens: tokens(of: application, for: settings.entra.graphEndpoint, settings.entra, https, notes),
                graphEndpoint: settings.entra.graphEndpoint.description, mailbox: mail.from)
        }
    }

    private static func tokens(
        of application: EntraApplication, for resource: WebOrigin, _ entra: EntraSettings, _ https: HTTPClient,
        _ notes: SignInNotes?
    ) -> AppTokens {
        AppTokens(
            client: https, loginEndpoint: entra.loginEndpoint.description, application: application,
            resource: resource.description, notes: notes
        ) {
            SystemTimekeeper().uptime()
        }
    }

    /// This host's name; gethostname(2).
    static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Settings that the configuration's reader would have refused.
private struct UnusableSettings: Error, CustomStringConvertible {
    let description: String
}

extension SMTPMailer {
    /// How many connections Exchange Online keeps for one mailbox at the same time: the next one gets 432 4.3.2.
    private static let exchangeConnections = 3

    /// A mail server; `ownName` is what this host calls itself in EHLO, and `tokens` are what it signs in by
    /// where that is not by a password.
    init(_ settings: MailSettings, _ network: NetworkSettings, ownName: String, tokens: AppTokens? = nil) {
        var configuration = SMTPClient.Configuration(settings, network, ownName: ownName)
        let signIn: SignIn
        if let tokens {
            configuration.maximumConnections = Self.exchangeConnections
            signIn = .token(mailbox: settings.mailbox, tokens)
        } else {
            signIn = settings.userName.map { .password(userName: $0) } ?? .none
        }
        self.init(configuration, sender: settings.from, signIn: signIn)
    }
}

extension HTTPClient.Configuration {
    /// How the network is reached.
    fileprivate init(_ settings: NetworkSettings) {
        self.init()
        caFile = settings.caFile
        proxy = settings.proxy
        timeout = .seconds(settings.timeout.seconds)
        connectTimeout = min(connectTimeout, timeout)
    }
}

extension SMTPClient.Configuration {
    /// How a mail server is reached.
    init(_ settings: MailSettings, _ network: NetworkSettings, ownName: String) {
        self.init(
            host: settings.host, port: Int(settings.port), security: SMTPClient.Security(settings.security),
            ownName: ownName, caFile: network.caFile)
        // What comes before the mail itself; from MAIL on the client's limits are those of RFC 5321 §4.5.3.2.
        connectTimeout = .seconds(network.timeout.seconds)
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
