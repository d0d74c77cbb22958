internal import Credentials
internal import Ports
internal import SecureMemory
internal import Synchronization

extension AssumedMicrosoft: Issuer {
    func signIn(as application: EntraApplication, proof: SignInProof) async throws(Setback) { try await admit(proof) }

    func keys(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] {
        try await admit(proof)
        return state.withLock { $0.keys[application.id, default: []].filter { $0.certificate == nil } }
    }

    func certificates(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] {
        try await admit(proof)
        return state.withLock { $0.keys[application.id, default: []].filter { $0.certificate != nil } }
    }

    func principalKeys(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] {
        try await admit(proof)
        return []
    }

    func allowance(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> SecretAllowance {
        try await admit(proof)
        return SecretAllowance(longestLifetime: policy)
    }

    func certificateAllowance(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> SecretAllowance {
        try await allowance(of: application, as: administrator, proof: proof)
    }

    func addKey(
        to application: EntraApplication, displayName: String, endsAt: Instant, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> (key: IssuedKey, value: SharedSecret) {
        try await admit(proof)
        let now = clock.now()
        return state.withLock { state in
            let keyID = state.newID()
            let key = IssuedKey(
                keyID: keyID, displayName: displayName, hint: nil, startsAt: now, endsAt: endsAt)
            state.keys[application.id, default: []].append(key)
            let standIn = "minted/\(keyID)"
            state.ends[standIn] = endsAt
            state.values[keyID] = standIn
            return (key, AssumedKeyring.secret(standIn))
        }
    }

    func addCertificate(
        _ certificate: Certificate, to application: EntraApplication, displayName: String, possession: KeyHolder,
        as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> IssuedKey {
        try await admit(proof)
        let now = clock.now()
        return state.withLock { state in
            let key = IssuedKey(
                keyID: state.newID(), displayName: displayName, hint: nil, startsAt: now, endsAt: nil,
                certificate: certificate)
            state.keys[application.id, default: []].append(key)
            return key
        }
    }

    func removeKey(
        _ keyID: GUID, from application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) {
        try await admit(proof)
        remove(keyID, from: application)
    }

    func removeCertificate(
        _ keyID: GUID, from application: EntraApplication, possession: KeyHolder, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) {
        try await admit(proof)
        remove(keyID, from: application)
    }

    private func remove(_ keyID: GUID, from application: EntraApplication) {
        let now = clock.now()
        state.withLock { state in
            state.keys[application.id]?.removeAll { $0.keyID == keyID }
            if let standIn = state.values.removeValue(forKey: keyID) { state.ends[standIn] = now }
        }
    }

    func changePassword(
        of identity: Identity, from current: SharedSecret, to new: SharedSecret
    ) async throws(Setback) {
        if let finding = finding(of: current.standIn, of: .password) {
            throw Setback(.unauthorised, code: finding.code, message: finding.message, class: finding.class)
        }
        set(new, for: identity.account)
    }

    func resetPassword(
        of userName: String, to new: SharedSecret, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) {
        try await admit(proof)
        set(new, for: userName)
    }

    private func set(_ password: SharedSecret, for account: String) {
        let now = clock.now()
        state.withLock { state in
            guard case .span(let span)? = state.lifetimes[account] else { return }
            state.ends[password.standIn] = now + span
        }
    }

    /// What was known of it is in the ledger already.
    func passwordFacts(
        of userName: String, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> PasswordFacts {
        throw Setback(.forbidden, message: "a forecast learns nothing new of passwords", answeredBy: .graph)
    }

    func changes(
        of target: AuditTarget, since: Instant, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [DirectoryChange] { [] }
}

extension AssumedMicrosoft.State {
    /// An id that nothing else has.
    mutating func newID() -> GUID {
        serial += 1
        return GUID(high: 0xf0ca_0000_0000_4000, low: 0x8000_0000_0000_0000 | serial)
    }
}
