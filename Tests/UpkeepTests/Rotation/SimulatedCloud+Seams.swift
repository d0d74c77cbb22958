import Credentials
import SecureMemory
import Synchronization
import TestSupport
import Upkeep

extension SimulatedCloud: Issuer {
    func signIn(as application: EntraApplication, secret: SharedSecret) async throws(Setback) {
        let value = secret.text
        try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("signIn", &state)
            try signIn(application.id, value, &state)
            if isLost { throw Self.lost }
        }
    }

    func keys(
        of application: EntraApplication, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) -> [IssuedKey] {
        let (value, now) = (secret.text, clock.now())
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("keys", &state)
            try signIn(administrator.id, value, &state)
            guard let all = state.keys[application.id] else {
                throw Setback(.absent, code: "Request_ResourceNotFound", message: "there is no such application")
            }
            if isLost { throw Self.lost }
            var random = state.random
            let listed = all.filter { key in
                if let removedAt = key.removedAt { return now - removedAt < .seconds(20) && Bool.random(using: &random) }
                return key.listedFrom <= now || Bool.random(using: &random)
            }
            state.random = random
            return listed.map(\.issued).shuffled(using: &state.random)
        }
    }

    func principalKeys(
        of application: EntraApplication, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) -> [IssuedKey] {
        let value = secret.text
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("principalKeys", &state)
            try signIn(administrator.id, value, &state)
            if isLost { throw Self.lost }
            return state.principalKeys[application.id, default: []]
        }
    }

    func allowance(
        of application: EntraApplication, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) -> SecretAllowance {
        let value = secret.text
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("allowance", &state)
            try signIn(administrator.id, value, &state)
            if isLost { throw Self.lost }
            return state.allowance
        }
    }

    func addKey(
        to application: EntraApplication, displayName: String, endsAt: Instant, as administrator: EntraApplication,
        secret: SharedSecret
    ) async throws(Setback) -> (key: IssuedKey, value: SharedSecret) {
        let (asker, now) = (secret.text, clock.now())
        let (key, value) = try state.withLock { (state: inout State) throws(Setback) -> (IssuedKey, String) in
            let isLost = try begin("addKey", &state)
            try signIn(administrator.id, asker, &state)
            guard state.keys[application.id, default: []].count(where: { $0.removedAt == nil }) < state.roomForKeys else {
                throw Setback(.full, code: "CredentialLimitExceeded", message: "there is no room for another secret")
            }
            if let longest = state.allowance.longestLifetime, endsAt - now > longest {
                throw Setback(.policy, code: "CredentialInvalidLifetimeAsPerAppPolicy", message: "the policy allows less")
            }
            state.serial += 1
            state.minted += 1
            let keyID = GUID(high: 0xbbbb_0000_0000_4000, low: 0x8000_0000_0000_0000 | state.serial)
            let value = "minted-\(state.serial)-secret"
            let issued = IssuedKey(
                keyID: keyID, displayName: displayName, hint: String(value.prefix(3)), startsAt: now, endsAt: endsAt)
            let lag = { (random: inout SeededGenerator, most: Int64) in now + .seconds(.random(in: 0...most, using: &random)) }
            var key = Key(
                issued: issued, value: value, listedFrom: lag(&state.random, min(state.propagation, 40)),
                acceptedFrom: lag(&state.random, state.propagation))
            if state.deadMints > 0 {
                state.deadMints -= 1
                key.isDead = true
            }
            state.keys[application.id, default: []].append(key)
            if isLost { throw Self.lost }
            return (issued, value)
        }
        return (key, SharedSecret(SecretBytes(copying: Array(value.utf8))))
    }

    func removeKey(
        _ keyID: GUID, from application: EntraApplication, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) {
        let (asker, now) = (secret.text, clock.now())
        try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("removeKey", &state)
            try signIn(administrator.id, asker, &state)
            let all = state.keys[application.id, default: []]
            guard let index = all.firstIndex(where: { $0.issued.keyID == keyID && $0.removedAt == nil }) else {
                throw Setback(.absent, code: "Request_BadRequest", message: "No password credential found with keyId")
            }
            // A replica that has not heard of a key yet cannot remove it.
            if all[index].listedFrom > now, Bool.random(using: &state.random) {
                throw Setback(.absent, code: "Request_BadRequest", message: "No password credential found with keyId")
            }
            state.keys[application.id]?[index].removedAt = now
            state.removed.append(all[index])
            if isLost { throw Self.lost }
        }
    }

    func changePassword(of identity: Identity, from current: SharedSecret, to new: SharedSecret) async throws(Setback) {
        let (before, after) = (current.text, new.text)
        try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("changePassword", &state)
            guard state.passwords[identity.account] == before else {
                throw Setback(.unauthorised, code: "AADSTS50126", message: "the password is not accepted")
            }
            state.passwords[identity.account] = after
            if isLost { throw Self.lost }
        }
    }

    func resetPassword(
        of userName: String, to new: SharedSecret, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) {
        let (asker, after) = (secret.text, new.text)
        try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("resetPassword", &state)
            try signIn(administrator.id, asker, &state)
            state.passwords[userName] = after
            if isLost { throw Self.lost }
        }
    }

    func passwordFacts(
        of userName: String, as administrator: EntraApplication, secret: SharedSecret
    ) async throws(Setback) -> PasswordFacts {
        PasswordFacts(changedAt: nil, lifetime: nil, isSynchronised: false)
    }
}

extension SimulatedCloud: Marketplace {
    func offer(_ externalID: String, as administrator: EntraApplication, secret: SharedSecret) async throws(Setback)
        -> Credentials.Offer
    {
        let value = secret.text
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("offer", &state)
            try signIn(administrator.id, value, &state)
            work(&state)
            guard let offer = state.offers[externalID] else { throw Setback(.absent, message: "there is no such offer") }
            if isLost { throw Self.lost }
            return Credentials.Offer(
                product: "product/\(externalID)", draft: offer.draft, live: offer.draft, pendingEdits: offer.pendingEdits,
                submissions: offer.submissions)
        }
    }

    func configureLeads(
        of product: String, to destination: LeadDestination, key: SharedSecret, as administrator: EntraApplication,
        secret: SharedSecret
    ) async throws(Setback) -> String {
        let (asker, value) = (secret.text, key.text)
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("configureLeads", &state)
            try signIn(administrator.id, asker, &state)
            return try post(.draft, value, to: product, after: .seconds(20), isLost: isLost, &state)
        }
    }

    func publish(
        _ product: String, to target: Credentials.Offer.Submission.Target, as administrator: EntraApplication,
        secret: SharedSecret
    ) async throws(Setback) -> String {
        let asker = secret.text
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("publish-\(target.rawValue)", &state)
            try signIn(administrator.id, asker, &state)
            work(&state)
            let offer = state.offers[String(product.dropFirst("product/".count))]
            let value = (target == .preview ? offer?.draftKey : offer?.previewKey) ?? ""
            return try post(target, value, to: product, after: state.publishing, isLost: isLost, &state)
        }
    }

    func job(_ id: String, as administrator: EntraApplication, secret: SharedSecret) async throws(Setback)
        -> Credentials.Offer.JobState
    {
        let asker = secret.text
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("job", &state)
            try signIn(administrator.id, asker, &state)
            work(&state)
            if isLost { throw Self.lost }
            guard let job = state.offers.values.compactMap({ $0.jobs[id] }).first else {
                throw Setback(.absent, message: "there is no such job")
            }
            return job.isApplied ? .succeeded : .running
        }
    }

    /// Takes a request on.
    private func post(
        _ target: Credentials.Offer.Submission.Target, _ value: String, to product: String, after span: Span, isLost: Bool,
        _ state: inout State
    ) throws(Setback) -> String {
        let name = String(product.dropFirst("product/".count))
        guard state.offers[name] != nil else { throw Setback(.absent, message: "there is no such offer") }
        state.serial += 1
        let id = "job-\(state.serial)"
        state.offers[name]?.jobs[id] = Job(endsAt: clock.now() + span, target: target, key: value)
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
        for (name, offer) in state.offers {
            for (id, job) in offer.jobs.sorted(by: { $0.value.endsAt < $1.value.endsAt })
            where !job.isApplied && job.endsAt <= now {
                state.offers[name]?.jobs[id]?.isApplied = true
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
}

extension SimulatedCloud: TestLeadFinder {
    func newestTestLead(
        of credential: Credential, secret: SharedSecret, after earliest: Instant
    ) async throws(Setback) -> Instant? {
        try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("testLead", &state)
            work(&state)
            if isLost { throw Self.lost }
            return state.testLeads[credential.name].flatMap { $0 > earliest ? $0 : nil }
        }
    }
}

extension SimulatedCloud: CredentialProber {
    func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: Span
    ) async -> ProbeReport {
        let value = secret.text
        let finding = state.withLock { (state: inout State) -> ProbeReport.Finding? in
            state.proverAttempts.append((credential.name, value, clock.now()))
            do throws(Setback) {
                guard try !begin("probe", &state) else { throw Self.lost }
                switch credential.identity {
                case .azureAD(_, let application): try signIn(application, value, &state)
                case .office365(let user, _, _):
                    guard state.passwords[user] == value else {
                        throw Setback(.unauthorised, code: "AADSTS50126", message: "the password is not accepted")
                    }
                case .mailbox: break
                }
                return nil
            } catch {
                let probeClass: ProbeClass =
                    switch error.kind {
                    case .unauthorised where credential.identity.isPassword: .passwordWrong
                    case .unauthorised: error.code == "AADSTS7000222" ? .secretExpired : .secretWrong
                    default: .serviceFault
                    }
                return .init(
                    class: probeClass, step: .token, code: error.code, message: error.message, retryAfter: error.retryAfter)
            }
        }
        let steps = ProbeReport.StepName.allCases.filter { plan.lead != nil || [.endpoint, .token, .identity].contains($0) }
        return ProbeReport(
            extent: plan.lead == nil ? .signIn : .whole, finding: finding,
            steps: steps.map { .init(name: $0, result: finding == nil ? .ok : .skipped, durationMilliseconds: 1) }, at: now,
            durationMilliseconds: 1, clockSkew: finding?.class == .serviceFault ? nil : .seconds(0))
    }
}
