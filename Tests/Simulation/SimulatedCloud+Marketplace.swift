package import Credentials
package import Ports
package import SecureMemory
import Synchronization
import TestBasics
import Upkeep

extension SimulatedCloud: Marketplace {
    package func offer(_ externalID: String, as administrator: EntraApplication, proof: SignInProof)
        async throws(Setback)
        -> Credentials.Offer
    {
        let value = await proof.text
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("offer", &state)
            try signIn(administrator.id, value, &state)
            work(&state)
            guard let offer = state.offers[externalID] else {
                throw Setback(.absent, message: "there is no such offer")
            }
            if isLost { throw Self.lost }
            return Credentials.Offer(
                product: "product/\(externalID)", draft: offer.draft, live: offer.draft,
                pendingEdits: offer.pendingEdits,
                submissions: offer.submissions)
        }
    }

    package func configureLeads(
        of product: String, to configuration: LeadConfiguration, key: SharedSecret, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> String {
        let (asker, value) = (await proof.text, key.text)
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("configureLeads", &state)
            try signIn(administrator.id, asker, &state)
            return try post(.draft, value, to: product, after: .seconds(20), isLost: isLost, &state)
        }
    }

    package func publish(
        _ product: String, to target: Credentials.Offer.Submission.Target, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> String {
        let asker = await proof.text
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("publish-\(target.rawValue)", &state)
            try signIn(administrator.id, asker, &state)
            work(&state)
            let offer = state.offers[String(product.dropFirst("product/".count))]
            let value = (target == .preview ? offer?.draftKey : offer?.previewKey) ?? ""
            return try post(target, value, to: product, after: state.publishing, isLost: isLost, &state)
        }
    }

    package func job(_ id: String, as administrator: EntraApplication, proof: SignInProof) async throws(Setback)
        -> Credentials.Offer.JobState
    {
        let asker = await proof.text
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("job", &state)
            try signIn(administrator.id, asker, &state)
            work(&state)
            if isLost { throw Self.lost }
            if state.openJobs[id] != nil { return .running }
            guard state.doneJobs.contains(id) else { throw Setback(.absent, message: "there is no such job") }
            return .succeeded
        }
    }

    /// Takes a request on.
    private func post(
        _ target: Credentials.Offer.Submission.Target, _ value: String, to product: String, after span: TimeSpan,
        isLost: Bool,
        _ state: inout State
    ) throws(Setback) -> String {
        let name = String(product.dropFirst("product/".count))
        guard state.offers[name] != nil else { throw Setback(.absent, message: "there is no such offer") }
        state.serial += 1
        let id = "job-\(state.serial)"
        state.openJobs[id] = Job(offer: name, endsAt: clock.now() + span, target: target, key: value)
        if target != .draft {
            state.offers[name]?.submissions.insert(
                Credentials.Offer.Submission(
                    id: id, target: target, isComplete: false, hasSucceeded: nil, createdAt: clock.now()), at: 0)
        }
        if isLost { throw Self.lost }
        return id
    }

    /// Ends what is due; once live, the marketplace tries what it has got.
    private func work(_ state: inout State) {
        let now = clock.now()
        guard !state.openJobs.isEmpty else { return }
        let due = state.openJobs.filter { $0.value.endsAt <= now }
        for (id, job) in due.sorted(by: { ($0.value.endsAt, $0.key) < ($1.value.endsAt, $1.key) }) {
            state.openJobs[id] = nil
            state.doneJobs.insert(id)
            let name = job.offer
            switch job.target {
            case .draft: state.offers[name]?.draftKey = job.key
            case .preview: state.offers[name]?.previewKey = job.key
            case .live:
                state.offers[name]?.liveKey = job.key
                guard let credential = CredentialName(name) else { continue }
                state.copies[credential] = job.key
                state.testLeads[credential] = now
            }
            if let index = state.offers[name]?.submissions.firstIndex(where: { $0.id == id }) {
                state.offers[name]?.submissions[index].isComplete = true
                state.offers[name]?.submissions[index].hasSucceeded = true
            }
        }
    }
}

extension SimulatedCloud: TestLeadFinder {
    package func newestTestLead(
        of credential: Credential, secret: SharedSecret, after earliest: Instant, at now: Instant
    ) async throws(Setback) -> Instant? {
        try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("testLead", &state)
            work(&state)
            if isLost { throw Self.lost }
            guard !state.blind.contains(credential.name) else {
                throw Setback(.forbidden, code: "0x80040220", message: "the role does not permit to read leads")
            }
            return state.testLeads[credential.name].flatMap { $0 > earliest ? $0 : nil }
        }
    }
}
