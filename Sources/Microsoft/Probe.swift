internal import Credentials
internal import Curl
internal import SecureMemory

/// One probe under way: what it has found out so far, and the token that it works with.
struct Probe {
    /// How a step ended that ran into no trouble.
    struct Ending {
        static let ok = Ending(result: .ok)

        var result: ProbeReport.Step.Result
        var note: String?
        /// Whether the next step makes sense.
        var goesOn = true
    }

    /// What a probe has found out so far.
    struct Found {
        /// Where the lead is, as of the last answer about it.
        var lead: ProbePlan.LeadOutcome
        /// How long the environment took to write the lead; `nil` before it has.
        var writeMilliseconds: Int?
        /// The environment's clock less ours; `nil` where none was seen.
        var clockSkew: TimeSpan?
        /// The same of the login host.
        var loginClockSkew: TimeSpan?
        /// What a server asked for at a step whose trouble is no finding.
        fileprivate var rest: TimeSpan?
        fileprivate var steps: [ProbeReport.Step] = []
        fileprivate var finding: ProbeReport.Finding?

        fileprivate init(lead: ProbePlan.LeadOutcome) { self.lead = lead }
    }

    let client: HTTPClient
    let entra: Entra
    let connection: CredentialName
    let signIn: SignIn
    let secret: SharedSecret
    let secretAge: TimeSpan
    let plan: ProbePlan
    let patience: Prober.Patience
    let beginning: Instant
    /// Microsoft's support finds the requests of one probe by it.
    let requestID = RequestID.random()

    var token: SharedSecret?
    /// Whether the token was replaced once already.
    var hasFreshToken = false
    /// What it has found out so far.
    var found: Found

    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    init(
        client: HTTPClient, entra: Entra, connection: CredentialName, signIn: SignIn, secret: SharedSecret,
        secretAge: TimeSpan,
        plan: ProbePlan, patience: Prober.Patience, beginning: Instant
    ) {
        self.client = client
        self.entra = entra
        self.connection = connection
        self.signIn = signIn
        self.secret = secret
        self.secretAge = secretAge
        self.plan = plan
        self.patience = patience
        self.beginning = beginning
        found = Found(lead: plan.lead?.mayStand == true ? .uncertain : .absent)
        start = clock.now
    }

    /// The moment that it is now, by the time of the beginning and the monotonic clock.
    var now: Instant { beginning + TimeSpan(seconds: (clock.now - start).components.seconds) }

    /// Takes all steps and reports.
    mutating func run() async -> ProbeReport {
        var goesOn = true
        for name in ProbeReport.StepName.steps(of: plan.extent) {
            if goesOn {
                goesOn = await take(name)
            } else {
                found.steps.append(ProbeReport.Step(name: name, result: .skipped, durationMilliseconds: 0))
            }
        }
        return ProbeReport(
            extent: plan.extent, finding: found.finding, steps: found.steps, at: beginning,
            durationMilliseconds: Self.milliseconds(clock.now - start), clockSkew: found.clockSkew,
            loginClockSkew: found.loginClockSkew, lead: found.lead, writeMilliseconds: found.writeMilliseconds,
            rest: found.rest)
    }

    /// Takes one step, records it, and answers whether the next one makes sense.
    private mutating func take(_ name: ProbeReport.StepName) async -> Bool {
        let began = clock.now
        let ending: Ending
        do {
            ending = try await attempt(name)
        } catch  where name == .remove {
            // The lead was written, which is all that Microsoft's own writer does.
            found.rest = error.retryAfter
            ending = Self.notRemoved(error)
        } catch {
            found.finding = found.finding ?? error.finding(at: name)
            // A lead that could not be read back is still to be removed, unless the environment asked to be left alone.
            ending = Ending(
                result: error.class.result == .failed ? .failed : .unknown,
                goesOn: name == .read && error.class != .throttled)
        }
        found.steps.append(
            ProbeReport.Step(
                name: name, result: ending.result, durationMilliseconds: Self.milliseconds(clock.now - began),
                note: ending.note))
        return ending.goesOn
    }

    private mutating func attempt(_ name: ProbeReport.StepName) async throws(ExchangeFailure) -> Ending {
        switch (name, plan.lead) {
        case (.endpoint, _): try await askEndpoint()
        case (.token, _): try await getToken()
        case (.identity, _): try await askIdentity()
        case (.create, let lead?): try await create(lead)
        case (.read, let lead?): try await read(lead)
        case (.remove, let lead?): try await remove(lead)
        case (.create, nil), (.read, nil), (.remove, nil): Ending(result: .skipped)
        }
    }

    static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
