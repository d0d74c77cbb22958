public import Credentials
public import Curl
public import Ports
public import SecureMemory

/// Proves that a connection's credential can write leads, by doing what Microsoft's marketplace does with it.
///
/// One value serves any number of probes at the same time. Nothing is kept from one probe to the next, no token above
/// all: one that was issued yesterday says nothing about a secret today.
public struct Prober: CredentialProber {
    /// How long a lead may take to be written.
    public struct Patience: Sendable {
        /// From here on it is told.
        public var slow: Duration
        /// From here on it is a fault: Microsoft's own writer gives up.
        public var fault: Duration
        /// The time for the whole request; where it is shorter than `fault`, a lead that takes it all is trouble on the
        /// way.
        public var limit: Duration

        /// Those; `limit` is `fault` unless said otherwise.
        public init(slow: Duration, fault: Duration, limit: Duration? = nil) {
            self.slow = slow
            self.fault = fault
            self.limit = limit ?? fault
        }

        /// Half a minute and two minutes, as `WritePatience` has it, where one exchange may take that long.
        ///
        /// A lead gets four times the time of any other exchange: two minutes of the half that is the default.
        public init(timeout: Duration) {
            let fault = Duration.seconds(WritePatience.microsofts.seconds)
            self.init(slow: .seconds(WritePatience.slow.seconds), fault: fault, limit: min(fault, timeout * 4))
        }
    }

    private let client: HTTPClient
    /// Reaches public addresses alone.
    private let outside: HTTPClient
    private let entra: Entra
    private let patience: Patience

    /// Probes through that client.
    ///
    /// - Parameters:
    ///   - loginEndpoint: the origin of Entra's login host, such as `https://login.microsoftonline.com`, or a national
    ///     cloud's.
    ///   - outside: reaches public addresses alone: endpoints, unless they may be in a private network; `nil` for
    ///     `client`.
    ///   - patience: how long a lead may take to be written, whatever the client's own time for a transfer is.
    ///   - notes: where the sign-ins of applications are noted.
    public init(
        client: HTTPClient, outside: HTTPClient? = nil, loginEndpoint: String,
        patience: Patience = Patience(timeout: .seconds(30)), notes: SignInNotes? = nil
    ) {
        self.client = client
        self.outside = outside ?? client
        self.patience = patience
        entra = Entra(client: client, endpoint: loginEndpoint, notes: notes)
    }

    /// Takes the steps of the plan, in their order, until one does not end well, and reports what was found.
    ///
    /// Waits for the network and blocks nobody. Never throws: what goes wrong is the finding. The secret leaves for
    /// Entra alone, and only after the environment has shown, without any credential, that it is one of Microsoft's and
    /// belongs to the configured directory. Where the plan has a lead, no other lead than that one is ever written.
    /// - Parameters:
    ///   - instant: the time at which the probe begins; durations are measured by a monotonic clock.
    ///   - secretAge: since when the secret exists; Entra may not know a young one everywhere yet.
    public func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at instant: Instant, secretAge: TimeSpan
    ) async -> ProbeReport {
        switch credential.destination {
        case .httpsEndpoint(let origin, let allowsPrivate):
            return await EndpointProbe(
                client: allowsPrivate ? client : outside, connection: credential.name, origin: origin,
                allowsPrivate: allowsPrivate, secret: secret, plan: plan, patience: patience, beginning: instant
            ).run()
        case .table(let service, let name):
            return await probe(ofTable: name, at: service, credential, secret, plan, at: instant).run()
        case .dynamics, nil:
            guard var probe = probe(of: credential, secret, plan, at: instant, secretAge: secretAge) else {
                return .notApplicable(plan, at: instant)
            }
            return await probe.run()
        }
    }

    /// Asks an address, without any credential, whether it is an environment that Microsoft hosts, and whose.
    ///
    /// Waits for the network and blocks nobody. Never throws: what goes wrong is the finding.
    /// - Parameter environment: the address, without a trailing slash; it need not be a connection's.
    /// - Returns: the directory that it belongs to, `nil` where that is not known, and the probe, whose one step is
    ///   `endpoint`.
    public func meet(_ environment: String, at instant: Instant) async -> (directory: GUID?, report: ProbeReport) {
        let clock = ContinuousClock()
        let began = clock.now
        var date: Instant?
        var directory: GUID?
        var finding: ProbeReport.Finding?
        do {
            directory = try await Probe.challenge(
                of: environment, client, loginHost: entra.host, requestID: RequestID.random(),
                plan: ProbePlan(lead: nil), now: instant, date: &date
            ).directory
        } catch {
            finding = error.finding(at: .endpoint)
        }
        let duration = Probe.milliseconds(clock.now - began)
        let result: ProbeReport.Step.Result =
            switch finding?.class.result {
            case nil, .ok: .ok
            case .failed: .failed
            case .unknown: .unknown
            }
        let report = ProbeReport(
            extent: .signIn, finding: finding,
            steps: [ProbeReport.Step(name: .endpoint, result: result, durationMilliseconds: duration)], at: instant,
            durationMilliseconds: duration, clockSkew: date.map { $0 - instant })
        return (directory, report)
    }

    /// A probe of an Azure table that has not begun.
    func probe(
        ofTable name: String, at service: String, _ credential: Credential, _ secret: SharedSecret, _ plan: ProbePlan,
        at instant: Instant
    ) -> TableProbe {
        TableProbe(
            client: client, connection: credential.name, service: service, table: name, secret: secret, plan: plan,
            patience: patience, beginning: instant)
    }

    /// A probe of Dynamics 365 that has not begun; `nil` for a credential without an environment or an identity to sign
    /// in with.
    func probe(
        of credential: Credential, _ secret: SharedSecret, _ plan: ProbePlan, at instant: Instant, secretAge: TimeSpan
    ) -> Probe? {
        switch credential.destination {
        case .dynamics(let environment):
            guard let signIn = SignIn(credential.identity, resource: environment) else { return nil }
            return Probe(
                client: client, entra: entra, connection: credential.name, signIn: signIn, secret: secret,
                secretAge: secretAge, plan: plan, patience: patience, beginning: instant)
        case .httpsEndpoint, .table, nil: return nil
        }
    }
}

extension ProbeReport {
    /// The report on a credential that has no environment, or no identity to sign in with: reserved names.
    fileprivate static func notApplicable(_ plan: ProbePlan, at instant: Instant) -> ProbeReport {
        ProbeReport(
            extent: plan.extent,
            finding: Finding(
                class: .configuration, step: nil,
                message: "the credential belongs to no place for leads that could be probed"),
            steps: StepName.steps(of: plan.extent).map { Step(name: $0, result: .skipped, durationMilliseconds: 0) },
            at: instant, durationMilliseconds: 0, lead: plan.lead?.mayStand == true ? .uncertain : .absent)
    }
}

extension ProbeReport.StepName {
    /// The steps that a probe of that extent has.
    static func steps(of extent: ProbeReport.Extent) -> ArraySlice<Self> {
        switch extent {
        case .whole: allCases[...]
        case .signIn: allCases.prefix { $0 != .create }
        }
    }
}
