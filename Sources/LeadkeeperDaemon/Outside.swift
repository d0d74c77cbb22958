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
    let marketplace: MicrosoftMarketplace
    let mailer: SMTPMailer
    let noticeWriter: NoticeMail

    init(_ settings: Settings) throws {
        var network = HTTPClient.Configuration()
        network.caFile = settings.network.caFile
        network.proxy = settings.network.proxy
        network.timeout = .seconds(settings.network.timeout.seconds)
        network.connectTimeout = min(network.connectTimeout, network.timeout)
        let https = try HTTPClient(configuration: network)
        let login = settings.entra.loginEndpoint.description
        prober = MicrosoftProber(prober: Prober(client: https, loginEndpoint: login))
        marketplace = MicrosoftMarketplace(
            partnerCenter: PartnerCenter(
                client: https, loginEndpoint: login, graphEndpoint: settings.entra.graphEndpoint.description))

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

/// Proves credentials at Microsoft, and looks for the marketplace's test leads with them.
struct MicrosoftProber: CredentialProber, TestLeadFinder {
    let prober: Prober

    func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: Span
    ) async -> ProbeReport {
        await prober.probe(credential, secret: secret, plan: plan, at: now, secretAge: secretAge)
    }

    func newestTestLead(
        of credential: Credential, secret: SharedSecret, after earliest: Instant
    ) async throws(Setback) -> Instant? {
        try await prober.newestTestLead(of: credential, secret: secret, after: earliest)
    }
}

/// Hands credentials over to Microsoft's marketplace, through Partner Center.
struct MicrosoftMarketplace: Marketplace {
    let partnerCenter: PartnerCenter

    func offer(_ externalID: String, as administrator: EntraApplication, secret: SharedSecret) async throws(Setback) -> Offer {
        try await partnerCenter.offer(externalID, as: administrator, secret: secret)
    }

    func configureLeads(
        of product: String, to destination: LeadDestination, key: SharedSecret, as administrator: EntraApplication,
        secret: SharedSecret
    ) async throws(Setback) -> String {
        try await partnerCenter.configureLeads(of: product, to: destination, key: key, as: administrator, secret: secret)
    }

    func publish(
        _ product: String, to target: Offer.Submission.Target, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) -> String {
        try await partnerCenter.publish(product, to: target, as: administrator, secret: secret)
    }

    func job(_ id: String, as administrator: EntraApplication, secret: SharedSecret) async throws(Setback) -> Offer.JobState {
        try await partnerCenter.job(id, as: administrator, secret: secret)
    }
}
