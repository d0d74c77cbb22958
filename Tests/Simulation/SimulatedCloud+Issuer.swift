package import Credentials
package import Ports
package import SecureMemory
import Synchronization
import TestBasics
import Upkeep

extension SimulatedCloud: Issuer {
    package func signIn(as application: EntraApplication, proof: SignInProof) async throws(Setback) {
        let value = await proof.text
        try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("signIn", &state)
            try signIn(application.id, value, &state)
            if isLost { throw Self.lost }
        }
    }

    package func keys(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] {
        try await list("keys", of: application, as: administrator, proof: proof) { $0.certificate == nil }
    }

    package func certificates(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] {
        try await list("certificates", of: application, as: administrator, proof: proof) { $0.certificate != nil }
    }

    private func list(
        _ call: String, of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof,
        _ isMeant: (IssuedKey) -> Bool
    ) async throws(Setback) -> [IssuedKey] {
        let (value, now) = (await proof.text, clock.now())
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin(call, &state)
            try signIn(administrator.id, value, &state)
            if call == "keys", administrator.id == application.id { try demandSelfReading(application.id, state) }
            guard let all = state.keys[application.id] else {
                throw Setback(.absent, code: "Request_ResourceNotFound", message: "there is no such application")
            }
            if isLost { throw Self.lost }
            var random = state.random
            let listed = all.filter { key in
                if let removedAt = key.removedAt {
                    return now - removedAt < .seconds(20) && Bool.random(using: &random)
                }
                return key.listedFrom <= now || Bool.random(using: &random)
            }
            state.random = random
            return listed.map(\.issued).filter(isMeant).shuffled(using: &state.random)
        }
    }

    /// Without the right an application may not even read itself.
    private func demandSelfReading(_ application: GUID, _ state: State) throws(Setback) {
        guard !state.selfReaders.contains(application) else { return }
        throw Setback(
            .forbidden, code: "Authorization_RequestDenied",
            message: "Microsoft Graph does not permit this to who asks",
            answeredBy: .graph)
    }

    package func principalKeys(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] {
        let value = await proof.text
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("principalKeys", &state)
            try signIn(administrator.id, value, &state)
            if isLost { throw Self.lost }
            return state.principalKeys[application.id, default: []]
        }
    }

    package func allowance(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> SecretAllowance {
        let value = await proof.text
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("allowance", &state)
            try signIn(administrator.id, value, &state)
            if isLost { throw Self.lost }
            return state.allowance
        }
    }

    package func addKey(
        to application: EntraApplication, displayName: String, endsAt: Instant, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> (key: IssuedKey, value: SharedSecret) {
        let (asker, now) = (await proof.text, clock.now())
        let (key, value) = try state.withLock { (state: inout State) throws(Setback) -> (IssuedKey, String) in
            let isLost = try begin("addKey", &state)
            try signIn(administrator.id, asker, &state)
            guard state.keys[application.id, default: []].count(where: { $0.removedAt == nil }) < state.roomForKeys
            else {
                throw Setback(.full, code: "CredentialLimitExceeded", message: "there is no room for another secret")
            }
            if let longest = state.allowance.longestLifetime, endsAt - now > longest {
                throw Setback(
                    .policy, code: "CredentialInvalidLifetimeAsPerAppPolicy", message: "the policy allows less")
            }
            state.serial += 1
            state.minted += 1
            let keyID = GUID(high: 0xbbbb_0000_0000_4000, low: 0x8000_0000_0000_0000 | state.serial)
            let value = "minted-\(state.serial)-secret"
            let issued = IssuedKey(
                keyID: keyID, displayName: displayName, hint: String(value.prefix(3)), startsAt: now, endsAt: endsAt)
            let lag = { (random: inout SeededGenerator, most: Int64) in
                now + .seconds(.random(in: 0...most, using: &random))
            }
            var key = Key(
                issued: issued, value: value, listedFrom: lag(&state.random, min(state.propagation, 40)),
                acceptedFrom: lag(&state.random, state.propagation))
            if state.doomedApplications.remove(application.id) != nil {
                key.isDead = true
            } else if state.deadMints > 0 {
                state.deadMints -= 1
                key.isDead = true
            }
            state.keys[application.id, default: []].append(key)
            if isLost { throw Self.lost }
            return (issued, value)
        }
        return (key, SharedSecret(SecretBytes(copying: Array(value.utf8))))
    }

    package func removeKey(
        _ keyID: GUID, from application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) {
        let (asker, now) = (await proof.text, clock.now())
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

    package func certificateAllowance(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> SecretAllowance {
        try await allowance(of: application, as: administrator, proof: proof)
    }

    package func addCertificate(
        _ certificate: Certificate, to application: EntraApplication, displayName: String, possession: KeyHolder,
        as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> IssuedKey {
        let (asker, held, now) = (await proof.text, await SignInProof.certificate(possession).text, clock.now())
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("addCertificate", &state)
            try signIn(administrator.id, asker, &state)
            try prove(held, of: application, &state)
            guard state.keys[application.id, default: []].count(where: { $0.removedAt == nil }) < state.roomForKeys
            else { throw Setback(.full, code: "CredentialLimitExceeded", message: "there is no room for another one") }
            let key = self.key(of: certificate, named: displayName, at: now, &state)
            state.keys[application.id, default: []].append(key)
            if isLost { throw Self.lost }
            return key.issued
        }
    }

    package func removeCertificate(
        _ keyID: GUID, from application: EntraApplication, possession: KeyHolder, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) {
        let held = await SignInProof.certificate(possession).text
        try state.withLock { (state: inout State) throws(Setback) in try prove(held, of: application, &state) }
        try await removeKey(keyID, from: application, as: administrator, proof: proof)
    }

    /// Somebody uploads a certificate by hand.
    package func upload(_ certificate: Certificate, to application: GUID, endsAt end: Instant? = nil) {
        let now = clock.now()
        state.withLock { state in
            var key = self.key(of: certificate, named: "by hand", at: now, &state)
            key.issued.endsAt = end ?? key.issued.endsAt
            (key.listedFrom, key.acceptedFrom) = (now, now)
            state.keys[application, default: []].append(key)
        }
    }

    /// The certificate as it is on an application: what is stated by its key is the key's name.
    private func key(
        of certificate: Certificate, named displayName: String, at now: Instant, _ state: inout State
    ) -> Key {
        state.serial += 1
        let value = String(decoding: certificate.der, as: UTF8.self).replacing("certificate of", with: "the key")
        let issued = IssuedKey(
            keyID: GUID(high: 0xcccc_0000_0000_4000, low: 0x8000_0000_0000_0000 | state.serial),
            displayName: displayName, hint: nil, startsAt: now, endsAt: now + .days(180), certificate: certificate)
        return Key(
            issued: issued, value: value,
            listedFrom: now + .seconds(.random(in: 0...min(state.propagation, 40), using: &state.random)),
            acceptedFrom: now + .seconds(.random(in: 0...state.propagation, using: &state.random)))
    }

    /// Whether the application has the key whose possession is proven.
    private func prove(_ held: String, of application: EntraApplication, _ state: inout State) throws(Setback) {
        let now = clock.now()
        guard state.keys[application.id, default: []].contains(where: { $0.value == held && $0.isAccepted(at: now) })
        else {
            throw Setback(.forbidden, code: "Authentication_MissingOrMalformed", message: "the proof is not accepted")
        }
    }

    package func changePassword(of identity: Identity, from current: SharedSecret, to new: SharedSecret)
        async throws(Setback)
    {
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

    package func resetPassword(
        of userName: String, to new: SharedSecret, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) {
        let (asker, after) = (await proof.text, new.text)
        try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("resetPassword", &state)
            try signIn(administrator.id, asker, &state)
            state.passwords[userName] = after
            if isLost { throw Self.lost }
        }
    }

    package func passwordFacts(
        of userName: String, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> PasswordFacts {
        let value = await proof.text
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("passwordFacts", &state)
            try signIn(administrator.id, value, &state)
            if isLost { throw Self.lost }
            return state.passwordFacts[userName]
                ?? PasswordFacts(changedAt: nil, lifetime: nil, isSynchronised: false)
        }
    }

    package func changes(
        of target: AuditTarget, since: Instant, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [DirectoryChange] {
        let (value, now) = (await proof.text, clock.now())
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("changes", &state)
            try signIn(administrator.id, value, &state)
            guard state.auditsAreReadable else {
                throw Setback(.forbidden, code: "Authorization_RequestDenied", message: "the log may not be read")
            }
            if isLost { throw Self.lost }
            return state.audits.filter { $0.target == target && $0.change.at >= since && $0.loggedAt <= now }
                .map(\.change)
        }
    }
}

extension SignInProof {
    /// The secret, or what the simulated keyring states in place of it: the name of the key.
    var text: String {
        get async {
            switch self {
            case .secret(let secret): return secret.text
            case .certificate(let holder):
                let statement = KeyStatement.signIn(endpoint: "", application: GUID(high: 0, low: 0))
                return (try? await holder.assertion(of: statement))?.text ?? ""
            }
        }
    }
}
