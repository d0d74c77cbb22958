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
        let (value, now) = (await proof.text, clock.now())
        return try state.withLock { (state: inout State) throws(Setback) in
            let isLost = try begin("keys", &state)
            try signIn(administrator.id, value, &state)
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
            return listed.map(\.issued).shuffled(using: &state.random)
        }
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
        PasswordFacts(changedAt: nil, lifetime: nil, isSynchronised: false)
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
