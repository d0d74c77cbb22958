internal import Credentials
internal import Ports
internal import SecureMemory
internal import Synchronization
internal import Upkeep

/// Microsoft in a forecast: Entra, Dataverse, Graph and Partner Center as they stand now, and as they stay.
///
/// It takes a secret until its end, goes on refusing what it refuses now, and does at once what a rotation asks of it;
/// to publish an offer takes as long as it usually does.
final class AssumedMicrosoft: Sendable {
    struct State {
        /// When each secret ends, by its stand-in; what is not here has no end.
        var ends: [String: Instant] = [:]
        /// What is found of secrets as long as they are in use, by their stand-ins.
        var findings: [String: ProbeReport.Finding] = [:]
        /// The client secrets and certificates on each application.
        var keys: [GUID: [IssuedKey]] = [:]
        /// The stand-in of what was minted, by its key id.
        var values: [GUID: String] = [:]
        /// The users' passwords last from when they are set.
        var lifetimes: [String: Lifetime] = [:]
        /// Every offer that a connection names.
        var offers: [String: AssumedOffer] = [:]
        var serial: UInt64 = 0
    }

    let clock: AssumedClock
    let policy: TimeSpan?
    let record: ForecastRecord
    let state: Mutex<State>

    init(_ snapshot: EngineSnapshot, _ question: ForecastQuestion, clock: AssumedClock, record: ForecastRecord) {
        self.clock = clock
        self.record = record
        policy = question.policy
        var state = State()
        for status in snapshot.statuses {
            state.take(status, as: question.credential(status.credential), until: snapshot.at)
        }
        self.state = Mutex(state)
    }

    /// Throws where whoever asks is not let in any more.
    func admit(_ proof: SignInProof) async throws(Setback) {
        let standIn = await proof.standIn
        guard let finding = finding(of: standIn, of: .clientSecret) else { return }
        throw Setback(.unauthorised, code: finding.code, message: finding.message, class: finding.class)
    }

    /// What is wrong with a secret now; `nil` where it is taken.
    func finding(of standIn: String, of kind: SecretKind) -> ProbeReport.Finding? {
        let now = clock.now()
        return state.withLock { state in
            if let end = state.ends[standIn], end <= now {
                return ProbeReport.Finding(
                    class: kind == .password ? .passwordExpired : .secretExpired, step: .token,
                    message: "its expiry date is reached")
            }
            return state.findings[standIn]
        }
    }
}

extension AssumedMicrosoft.State {
    /// Takes over how a credential stands.
    fileprivate mutating func take(_ status: CredentialStatus, as credential: Credential, until now: Instant) {
        let account = credential.identity.account
        if case .office365 = credential.identity { lifetimes[account] = credential.lifetime }
        if let offer = credential.offer, let leads = LeadConfiguration(of: credential) {
            offers[offer] = AssumedOffer(
                leads, publishing: credential.publishingTime ?? Credential.usualPublishingTime, since: now)
        }
        guard let current = status.current else { return }
        let standIn = AssumedKeyring.standIn(credential.name, version: current.id)
        let end = status.window?.isDueDate == true ? nil : status.window?.endInstant
        if status.standing.accepts(current), let end, end <= now {
            // It works beyond the date that was given for it, so that date is wrong.
        } else {
            ends[standIn] = end
        }
        if let probe = status.standing.lastProbe, let finding = probe.finding,
            probe.result == .failed || finding.class == .notPosted
        {
            findings[standIn] = finding
        }
        guard let application = credential.identity.application, let keyID = current.likelyKeyID else { return }
        let key = IssuedKey(
            keyID: keyID, displayName: nil, hint: nil, startsAt: current.issuedAt, endsAt: end,
            hasNoEnd: status.window?.end == .never, certificate: current.certificate)
        if keys[application.id]?.contains(where: { $0.keyID == keyID }) != true {
            keys[application.id, default: []].append(key)
        }
        values[keyID] = standIn
    }
}

extension AssumedMicrosoft: CredentialProber {
    func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: TimeSpan
    ) async -> ProbeReport {
        record.add(ForecastEntry(at: now, kind: plan.extent == .whole ? .probe : .signIn, connection: credential.name))
        let finding = finding(of: secret.standIn, of: credential.identity.secretKind)
        let steps = ProbeReport.StepName.allCases.filter {
            plan.extent == .whole || [.endpoint, .token, .identity].contains($0)
        }
        return ProbeReport(
            extent: plan.extent, finding: finding,
            steps: steps.map { step in
                let isReached = finding == nil || step == .endpoint
                return .init(name: step, result: isReached ? .ok : .skipped, durationMilliseconds: 1)
            }, at: now, durationMilliseconds: 1, clockSkew: .seconds(0))
    }
}

extension AssumedMicrosoft: TestLeadFinder {
    /// The marketplace tries what it has got as soon as the offer is live.
    func newestTestLead(
        of credential: Credential, secret: SharedSecret, after earliest: Instant, at now: Instant
    ) async throws(Setback) -> Instant? {
        state.withLock { state in
            state.work(until: now)
            return credential.offer.flatMap { state.offers[$0]?.liveAt }.flatMap { $0 > earliest ? $0 : nil }
        }
    }
}

extension AssumedMicrosoft: SignInReports {
    /// Nobody knows who will sign in.
    func signIns(
        of application: EntraApplication, since instant: Instant, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> SignInReport {
        throw Setback(.forbidden, message: "a forecast knows nobody's sign-ins", answeredBy: .graph)
    }
}
