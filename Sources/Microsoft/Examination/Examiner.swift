public import Credentials
public import Curl
public import Ports
public import SecureMemory

/// Looks at how connections are set up, in their environments and at Microsoft Graph; writes nothing anywhere.
///
/// One value serves any number of examinations at the same time, and keeps nothing from one to the next.
public struct Examiner: ConnectionExaminer {
    private let client: HTTPClient
    private let outside: HTTPClient
    private let loginEndpoint: String
    private let prober: Prober
    private let entra: Entra
    private let graph: Graph
    /// Which privileges are asked for.
    private let privileges: [String]

    /// Asks through that client.
    ///
    /// - Parameters:
    ///   - outside: reaches public addresses alone, as for `Prober`.
    ///   - loginEndpoint: the origin of Entra's login host, such as `https://login.microsoftonline.com`.
    ///   - graphEndpoint: Graph's origin, such as `https://graph.microsoft.com`.
    ///   - privileges: the names of the privileges that are to be looked at.
    ///   - notes: where the sign-ins of applications are noted.
    public init(
        client: HTTPClient, outside: HTTPClient? = nil, loginEndpoint: String, graphEndpoint: String,
        privileges: [String], notes: SignInNotes? = nil
    ) {
        (self.client, self.outside, self.loginEndpoint) = (client, outside ?? client, loginEndpoint)
        prober = Prober(client: client, outside: outside, loginEndpoint: loginEndpoint, notes: notes)
        entra = Entra(client: client, endpoint: loginEndpoint, notes: notes)
        graph = Graph(client: client, loginEndpoint: loginEndpoint, graphEndpoint: graphEndpoint, notes: notes)
        self.privileges = privileges
    }

    /// How far the hosts are reached that leads and sign-ins go to.
    public func hosts(of credential: Credential, at instant: Instant) async -> [HostAnswer] {
        let origins: [(origin: String, client: HTTPClient, countsClock: Bool)]
        switch credential.destination {
        case .dynamics(let environment): origins = [(environment, client, true), (loginEndpoint, client, true)]
        // Anybody's server may have any clock.
        case .httpsEndpoint(let origin, let allowsPrivate):
            origins = [(origin, allowsPrivate ? client : outside, false)]
        case .table(let service, _): origins = [(service, client, true)]
        case nil: origins = []
        }
        let clock = ContinuousClock()
        let began = clock.now
        let now = { @Sendable in instant + TimeSpan(seconds: (clock.now - began).components.seconds) }
        var answers: [HostAnswer] = []
        for place in origins {
            answers.append(
                await HostAnswer(asking: place.origin, by: place.client, countsClock: place.countsClock, now: now))
        }
        return answers
    }

    /// What an HTTPS endpoint or a storage account shows to the secret; of an endpoint it is the secret's own form alone.
    public func place(of credential: Credential, secret: SharedSecret?, at instant: Instant) async -> PlaceFacts {
        guard let secret else { return PlaceFacts(notAsked: "the secret is not sent now") }
        var facts = PlaceFacts(notAsked: "a lead would have to be written to tell")
        let objection = secret.bytes.withBytes { SecretForm.objection(to: $0, of: credential) }
        facts.fit = .known(objection)
        guard objection == nil, case .table(let service, let name) = credential.destination else { return facts }
        let probe = prober.probe(ofTable: name, at: service, credential, secret, ProbePlan(lead: nil), at: instant)
        let (key, hasTable) = await probe.askForTable()
        (facts.key, facts.hasTable) = (key, hasTable)
        return facts
    }

    /// What the environment and the login host show to the credential itself.
    ///
    /// These are the first steps of a probe, and reading after them. The secret is sent no sooner than a probe sends it.
    public func environment(
        of credential: Credential, secret: SharedSecret?, isAddressProven: Bool, at instant: Instant,
        secretAge: TimeSpan
    ) async -> EnvironmentFacts {
        let plan = ProbePlan(lead: nil, isAddressProven: isAddressProven)
        let sent = secret ?? SharedSecret(SecretBytes(copying: []))
        guard var probe = prober.probe(of: credential, sent, plan, at: instant, secretAge: secretAge) else {
            return EnvironmentFacts(notAsked: "the connection has no environment")
        }
        var facts = EnvironmentFacts(notAsked: "it was not got to")
        facts.isFederated = await isFederated(credential.identity, probe.requestID)
        facts.challenge = await Probe.passage(.endpoint) { () throws(ExchangeFailure) in try await probe.askEndpoint() }
        guard facts.challenge == .known(.passed) else {
            return facts.with(
                signIn: .notAsked("no credential is sent before the environment has shown where it belongs"))
        }
        guard secret != nil else { return facts.with(signIn: .notAsked("the secret is not sent now")) }
        let signIn = await Probe.passage(.token) { () throws(ExchangeFailure) in try await probe.getToken() }
        facts = facts.with(signIn: signIn)
        guard signIn == .known(.passed) else { return facts }
        await probe.examine(&facts, privileges: privileges)
        return facts
    }

    private func isFederated(_ identity: Identity, _ requestID: String) async -> Fact<Bool> {
        guard case .office365(let userName, _, _) = identity else { return .notAsked("only users are") }
        do {
            return .known(try await entra.isFederated(userName, requestID: requestID, now: nil))
        } catch {
            return .notAsked(error.shown)
        }
    }

    /// What Microsoft Graph shows to an application, one question after the other.
    public func directory(
        of credential: Credential, as application: EntraApplication, proof: SignInProof
    ) async -> DirectoryFacts {
        let exchange: GraphExchange
        do {
            exchange = try await graph.exchange(as: application, proof: proof)
        } catch {
            return DirectoryFacts(notAsked: "the application that asks is not let in: \(error.message)")
        }
        var facts = DirectoryFacts(notAsked: "it is not asked of such a credential")
        switch credential.identity {
        case .azureAD(let directory, let id):
            guard directory == application.directory else {
                return DirectoryFacts(notAsked: "the application that asks is in another directory")
            }
            await exchange.examine(EntraApplication(directory: directory, id: id), into: &facts)
            facts.allowance = await Graph.allowance(of: EntraApplication(directory: directory, id: id), exchange)
        case .office365(let userName, _, let directory):
            if let id = GUID(directory), id != application.directory {
                return DirectoryFacts(notAsked: "the application that asks is in another directory")
            }
            await exchange.examine(userName: userName, into: &facts)
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: return facts
        }
        await exchange.examinePolicies(into: &facts)
        return facts
    }
}

extension EnvironmentFacts {
    /// The same, where the sign-in has ended so; what comes after one that did not go through is not asked.
    fileprivate func with(signIn: Fact<Passage>) -> EnvironmentFacts {
        var facts = self
        let reason =
            switch signIn {
            case .known(.refused): "the sign-in is turned down"
            case .notAsked(let reason): reason
            case .known(.passed), .notPermitted: "it was not got to"
            }
        let (challenge, isFederated) = (self.challenge, self.isFederated)
        facts = EnvironmentFacts(notAsked: reason)
        (facts.challenge, facts.isFederated, facts.signIn) = (challenge, isFederated, signIn)
        return facts
    }
}

extension Probe {
    /// How a step ended; what came of trouble on the way, or cannot be judged, counts as not asked.
    static func passage(
        _ step: ProbeReport.StepName, _ attempt: () async throws(ExchangeFailure) -> Ending
    ) async -> Fact<EnvironmentFacts.Passage> {
        do {
            _ = try await attempt()
            return .known(.passed)
        } catch {
            return passage(of: error, at: step)
        }
    }

    static func passage(of failure: ExchangeFailure, at step: ProbeReport.StepName) -> Fact<EnvironmentFacts.Passage> {
        let isWall = failure.class == .addressBlocked || failure.class == .environmentInMaintenance
        guard failure.class.result == .failed || isWall else { return .notAsked(failure.shown) }
        return .known(.refused(failure.finding(at: step)))
    }
}
