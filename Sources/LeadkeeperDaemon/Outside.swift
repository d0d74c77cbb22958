internal import Configuration
internal import Credentials
internal import Curl
internal import Glibc
internal import Microsoft
internal import Notices
internal import Ports
internal import SecureMemory
internal import Upkeep

/// What the configuration decides of the outside world: how Microsoft and the mail server are reached, and what notices look like.
struct Outside: Sendable {
    let prober: MicrosoftProber
    let issuer: MicrosoftIssuer
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
        prober = MicrosoftProber(
            prober: Prober(client: https, loginEndpoint: login, patience: Prober.Patience(timeout: network.timeout)))
        let graph = settings.entra.graphEndpoint.description
        issuer = MicrosoftIssuer(graph: Graph(client: https, loginEndpoint: login, graphEndpoint: graph))
        marketplace = MicrosoftMarketplace(
            partnerCenter: PartnerCenter(client: https, loginEndpoint: login, graphEndpoint: graph))

        let host = Self.hostName
        mailer = SMTPMailer(settings.mail, settings.network, ownName: host)
        noticeWriter = NoticeMail(
            sender: settings.mail.from, name: settings.mail.fromName, host: host, portals: Portals(of: settings.entra.cloud))
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

/// Issues and revokes secrets at Microsoft.
struct MicrosoftIssuer: Issuer {
    let graph: Graph

    func signIn(as application: EntraApplication, secret: SharedSecret) async throws(Setback) {
        try await graph.signIn(as: application, secret: secret)
    }

    func keys(
        of application: EntraApplication, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) -> [IssuedKey] {
        try await graph.keys(of: application, as: administrator, secret: secret)
    }

    func principalKeys(
        of application: EntraApplication, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) -> [IssuedKey] {
        try await graph.principalKeys(of: application, as: administrator, secret: secret)
    }

    func allowance(
        of application: EntraApplication, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) -> SecretAllowance {
        try await graph.allowance(of: application, as: administrator, secret: secret)
    }

    func addKey(
        to application: EntraApplication, displayName: String, endsAt: Instant, as administrator: EntraApplication,
        secret: SharedSecret
    ) async throws(Setback) -> (key: IssuedKey, value: SharedSecret) {
        try await graph.addKey(
            to: application, displayName: displayName, endsAt: endsAt, as: administrator, secret: secret)
    }

    func removeKey(
        _ keyID: GUID, from application: EntraApplication, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) {
        try await graph.removeKey(keyID, from: application, as: administrator, secret: secret)
    }

    func changePassword(
        of identity: Identity, from current: SharedSecret, to new: SharedSecret
    ) async throws(Setback) {
        try await graph.changePassword(of: identity, from: current, to: new)
    }

    func resetPassword(
        of userName: String, to new: SharedSecret, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) {
        try await graph.resetPassword(of: userName, to: new, as: administrator, secret: secret)
    }

    func passwordFacts(
        of userName: String, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) -> PasswordFacts {
        try await graph.passwordFacts(of: userName, as: administrator, secret: secret)
    }
}
