internal import Credentials
internal import Ports
internal import SecureMemory
internal import Synchronization

/// An offer in Partner Center, as a forecast has it.
struct AssumedOffer {
    struct Job {
        var target: Offer.Submission.Target
        var endsAt: Instant
        var isApplied = false
    }

    var draft: LeadConfiguration
    let publishing: TimeSpan
    var submissions: [Offer.Submission]
    var jobs: [String: Job] = [:]
    /// When it became live for the last time on the way; `nil` where it did not.
    var liveAt: Instant?

    /// How long Partner Center takes to take a draft in.
    private static let draftTime = TimeSpan.seconds(30)
    /// How long it takes to a preview.
    private static let previewTime = TimeSpan.hours(2)

    /// An offer that is live, and has been.
    init(_ leads: LeadConfiguration, publishing: TimeSpan, since now: Instant) {
        (draft, self.publishing) = (leads, publishing)
        submissions = [
            Offer.Submission(
                id: "live", target: .live, isComplete: true, hasSucceeded: true, createdAt: now - .days(30))
        ]
    }

    /// Begins what Partner Center works on for a while.
    mutating func begin(_ target: Offer.Submission.Target, id: String, at now: Instant) {
        let time =
            switch target {
            case .draft: Self.draftTime
            case .preview: Self.previewTime
            case .live: publishing
            }
        jobs[id] = Job(target: target, endsAt: now + time)
        guard target != .draft else { return }
        submissions.insert(
            Offer.Submission(id: id, target: target, isComplete: false, hasSucceeded: nil, createdAt: now), at: 0)
    }

    /// Ends what is over by then.
    mutating func work(until now: Instant) {
        for (id, job) in jobs where !job.isApplied && job.endsAt <= now {
            jobs[id]?.isApplied = true
            if job.target == .live { liveAt = job.endsAt }
            guard let index = submissions.firstIndex(where: { $0.id == id }) else { continue }
            (submissions[index].isComplete, submissions[index].hasSucceeded) = (true, true)
        }
    }
}

extension AssumedMicrosoft.State {
    mutating func work(until now: Instant) {
        for name in offers.keys { offers[name]?.work(until: now) }
    }
}

extension AssumedMicrosoft: Marketplace {
    private static let prefix = "product/"

    func offer(
        _ externalID: String, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> Offer {
        try await admit(proof)
        let now = clock.now()
        let offer = state.withLock { state in
            state.work(until: now)
            return state.offers[externalID]
        }
        guard let offer else { throw Setback(.absent, message: "there is no such offer") }
        return Offer(
            product: Self.prefix + externalID, draft: offer.draft, live: offer.draft, pendingEdits: [],
            submissions: offer.submissions)
    }

    func configureLeads(
        of product: String, to configuration: LeadConfiguration, key: SharedSecret, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> String {
        try await admit(proof)
        return try begin(.draft, of: product) { $0.draft = configuration }
    }

    func publish(
        _ product: String, to target: Offer.Submission.Target, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> String {
        try await admit(proof)
        return try begin(target, of: product) { _ in }
    }

    func job(
        _ id: String, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> Offer.JobState {
        try await admit(proof)
        let now = clock.now()
        let job = state.withLock { state in
            state.work(until: now)
            return state.offers.values.compactMap { $0.jobs[id] }.first
        }
        // What was begun before the forecast is over by then.
        return job.map { $0.isApplied ? .succeeded : .running } ?? .succeeded
    }

    private func begin(
        _ target: Offer.Submission.Target, of product: String, _ change: (inout AssumedOffer) -> Void
    ) throws(Setback) -> String {
        let now = clock.now()
        let name = String(product.dropFirst(Self.prefix.count))
        let id: String? = state.withLock { state in
            guard var offer = state.offers[name] else { return nil }
            state.serial += 1
            let id = "job-\(state.serial)"
            change(&offer)
            offer.begin(target, id: id, at: now)
            state.offers[name] = offer
            return id
        }
        guard let id else { throw Setback(.absent, message: "there is no such offer") }
        return id
    }
}
