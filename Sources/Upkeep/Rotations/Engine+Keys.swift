internal import Bookkeeping
public import Credentials
internal import SecureMemory

/// Which client secret on an application the stored one is.
extension Engine {
    /// The client secrets of a connection's application, and whose each is; asks Microsoft.
    ///
    /// Those that lie on the service principal alone are among them, where they can be listed; an application whose home is another
    /// directory has no others.
    public func issuedKeys(of name: CredentialName) async throws(EngineError) -> KeySurvey {
        var keys: [IssuedKey] = []
        var obstacle: EngineError?
        do {
            keys = try await askForKeys(of: name)
        } catch {
            guard case .setback(let setback) = error.code, setback.kind == .absent else { throw error }
            obstacle = error
        }
        var survey = KeySurvey()
        var onPrincipal: [IssuedKey] = []
        do {
            onPrincipal = try await askForPrincipalKeys(of: name).filter { key in !keys.contains { $0.keyID == key.keyID } }
        } catch {
            survey.principalObstacle = error.description
        }
        if let obstacle, onPrincipal.isEmpty { throw obstacle }
        let hint = await hint(of: name)
        survey.keys =
            keys.map { listed($0, on: .application, of: name, hint: hint) }
            + onPrincipal.map { listed($0, on: .servicePrincipal, of: name, hint: hint) }
        return survey
    }

    private func listed(_ key: IssuedKey, on place: KeyPlace, of name: CredentialName, hint: String?) -> ListedKey {
        let version = records[name]?.versions.first { $0.keyID.flatMap { GUID($0) } == key.keyID }
        return ListedKey(key, on: place, of: version?.stage, install: ledger.installID, hint: hint)
    }

    /// Names the key that the stored secret belongs to, after seeing it on the application.
    ///
    /// From then on the secret's window is the issuer's, and a later rotation may remove that key. One that lies on the service
    /// principal alone is refused: the daily listing would miss it, and no rotation could remove it.
    /// - Returns: the version as it is from now on.
    public func adoptKey(of name: CredentialName, keyID: GUID) async throws(EngineError) -> SecretVersion {
        let keys: [IssuedKey]
        do {
            keys = try await askForKeys(of: name)
        } catch {
            guard case .setback(let setback) = error.code, setback.kind == .absent, await isOnPrincipal(keyID, of: name) else {
                throw error
            }
            throw EngineError(.keyOnPrincipal, name)
        }
        if !keys.contains(where: { $0.keyID == keyID }), await isOnPrincipal(keyID, of: name) {
            throw EngineError(.keyOnPrincipal, name)
        }
        return try await alone(with: name) { () async throws(EngineError) -> SecretVersion in
            let isTaken = records.contains { other, record in
                record.versions.contains { $0.keyID.flatMap { GUID($0) } == keyID && ($0.stage != .current || other != name) }
            }
            guard let key = keys.first(where: { $0.keyID == keyID }), !isTaken else { throw EngineError(.unknownKey, name) }
            guard var version = records[name]?.current else { throw EngineError(.noSecret, name) }
            guard records[name]?.rotation == nil else { throw EngineError(.rotating, name) }
            version.keyID = keyID.description
            if let end = key.endsAt { version.expiry = .at(end, origin: .graph) } else if key.hasNoEnd { version.expiry = .never }
            let event = Event(
                at: world.timekeeper.now(), kind: .keyAdopted, credential: name, version: version.id,
                message: "the stored secret is said to be the client secret \(keyID) on the application",
                details: ["key-id": keyID.description])
            guard await amend(version, of: name, event) else { throw EngineError(.ledgerUnavailable, name) }
            return version
        }
    }

    /// Whether a key lies on the service principal; `false` too where that cannot be told.
    private func isOnPrincipal(_ keyID: GUID, of name: CredentialName) async -> Bool {
        let keys = try? await askForPrincipalKeys(of: name)
        return keys?.contains { $0.keyID == keyID } ?? false
    }

    private func askForPrincipalKeys(of name: CredentialName) async throws(EngineError) -> [IssuedKey] {
        guard let application = inventory[name]?.identity.application else { return [] }
        let (administrator, secret) = try await whoAsks(for: name)
        do {
            return try await world.issuer.principalKeys(of: application, as: administrator, secret: secret)
        } catch {
            throw EngineError(.setback(error), name)
        }
    }

    /// The first three characters of the secret in use, as issuers show them; `nil` where it cannot be read.
    private func hint(of name: CredentialName) async -> String? {
        guard let current = records[name]?.current, case .value(let secret) = await keyring(read: name, current) else {
            return nil
        }
        return secret.bytes.withBytes { String(decoding: $0.prefix(3), as: UTF8.self) }
    }
}
