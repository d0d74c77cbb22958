internal import Configuration
internal import Credentials
internal import Curl
internal import Glibc
internal import Microsoft
internal import SecureMemory
internal import Upkeep

/// What the configuration decides of the outside world: how Microsoft and the mail server are reached, and what notices look like.
struct Outside: Sendable {
    let prober: MicrosoftProber
    let mailer: SMTPMailer
    let noticeWriter: NoticeMail

    init(_ settings: Settings) throws {
        var network = HTTPClient.Configuration()
        network.caFile = settings.network.caFile
        network.proxy = settings.network.proxy
        network.timeout = .seconds(settings.network.timeout.seconds)
        network.connectTimeout = min(network.connectTimeout, network.timeout)
        let https = try HTTPClient(configuration: network)
        prober = MicrosoftProber(prober: Prober(client: https, loginEndpoint: settings.entra.loginEndpoint.description))

        let host = Self.hostName
        mailer = SMTPMailer(settings.mail, settings.network, ownName: host)
        noticeWriter = NoticeMail(sender: settings.mail.from, host: host, portals: Portals(of: settings.entra.cloud))
    }

    /// This host's name; gethostname(2).
    private static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Proves credentials at Microsoft.
struct MicrosoftProber: CredentialProber {
    let prober: Prober

    func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: Span
    ) async -> ProbeReport {
        await prober.probe(credential, secret: secret, plan: plan, at: now, secretAge: secretAge)
    }
}
