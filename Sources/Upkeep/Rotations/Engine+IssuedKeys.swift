internal import Bookkeeping
public import Credentials
internal import Ports
internal import RotationEffects
internal import SecureMemory
public import UpkeepState

/// Which client secret on an application the stored one is.
extension Engine {
    /// The client secrets of a connection's application, and whose each is; asks Microsoft.
    ///
    /// Those that lie on the service principal alone are among them, where they can be listed; an application whose
    /// home is another directory has no others.
    public func issuedKeys(of name: CredentialName) async throws(EngineError) -> KeySurvey {
        let (keys, obstacle) = try await askForKeysOrAbsence(of: name)
        var survey = KeySurvey()
        var onPrincipal: [IssuedKey] = []
        do {
            onPrincipal = try await askForPrincipalKeys(of: name).filter { key in
                !keys.contains { $0.keyID == key.keyID }
            }
        } catch {
            survey.principalObstacle = error.description
        }
        if let obstacle, onPrincipal.isEmpty { throw obstacle }
        let hint = await hint(of: name)
        let listed = { (key: IssuedKey, place: KeyPlace) in
            let version = self.records[name]?.versions.first { $0.keyID.flatMap { GUID($0) } == key.keyID }
            return ListedKey(key, on: place, of: version?.stage, install: self.ledger.installID, hint: hint)
        }
        survey.keys = keys.map { listed($0, .application) } + onPrincipal.map { listed($0, .servicePrincipal) }
        return survey
    }

    /// The keys on the application, and why it has none where it is absent: it may lie on the service principal alone.
    private func askForKeysOrAbsence(
        of name: CredentialName
    ) async throws(EngineError) -> (keys: [IssuedKey], absence: EngineError?) {
        do throws(EngineError) {
            return (try await askForKeys(of: name, isAsked: true), nil)
        } catch {
            guard error.saysAbsent else { throw error }
            return ([], error)
        }
    }

    /// Names the key that the stored secret belongs to, after seeing it on the application.
    ///
    /// From then on the secret's window is the issuer's, and a later rotation may remove that key. One that lies on the
    /// service principal alone is refused: the daily listing would miss it, and no rotation could remove it.
    /// - Returns: the version as it is from now on.
    public func adoptKey(of name: CredentialName, keyID: GUID) async throws(EngineError) -> SecretVersion {
        let (keys, obstacle) = try await askForKeysOrAbsence(of: name)
        let key = keys.first { $0.keyID == keyID }
        // Where it cannot be told whether it lies on the principal, it is unknown.
        if key == nil, (try? await askForPrincipalKeys(of: name))?.contains(where: { $0.keyID == keyID }) == true {
            throw EngineError(.keyOnPrincipal, name)
        }
        if let obstacle { throw obstacle }
        return try await alone(with: name) { () async throws(EngineError) -> SecretVersion in
            let isTaken = records.all.contains { other, record in
                record.versions.contains {
                    $0.keyID.flatMap { GUID($0) } == keyID && ($0.stage != .current || other != name)
                }
            }
            guard let key, !isTaken else { throw EngineError(.unknownKey, name) }
            guard var version = records[name]?.current else { throw EngineError(.noSecret, name) }
            guard version.certificate == nil else { throw EngineError(.unknownKey, name) }
            guard records[name]?.rotation == nil else { throw EngineError(.rotating, name) }
            version.keyID = keyID.description
            version.issuer = IssuerReport(of: key, at: world.timekeeper.now())
            let event = Event(
                at: world.timekeeper.now(), kind: .keyAdopted, credential: name, version: version.id,
                message: "the stored secret is said to be the client secret \(keyID) on the application",
                details: ["key-id": keyID.description])
            guard await amend(version, of: name, event) else { throw EngineError(.ledgerUnavailable, name) }
            return version
        }
    }

    /// Corrects what is known of a version.
    func amend(
        _ version: SecretVersion, of name: CredentialName, _ event: Event, also others: [Event] = []
    ) async -> Bool {
        let amended: Void? = await record { () throws(LedgerError) in
            try await self.ledger.amend(version, event: event, also: others)
        }
        guard amended != nil else { return false }
        await reload(name)
        for event in [event] + others { world.journal.write(event) }
        return true
    }

    /// Asks what client secrets are on a connection's application.
    ///
    /// - Parameter isAsked: whether a person waits for the answer.
    func askForKeys(of name: CredentialName, isAsked: Bool = false) async throws(EngineError) -> [IssuedKey] {
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        guard let application = credential.identity.application else {
            throw EngineError(.notRotated("only an Entra application has client secrets"), name)
        }
        let issuer = world.issuer
        return try await askGraph(.keys, about: name, isAsked: isAsked) { who throws(Setback) in
            try await issuer.keys(of: application, as: who.application, proof: who.proof)
        }
    }

    func askForPrincipalKeys(
        of name: CredentialName, isAsked: Bool = true
    ) async throws(EngineError) -> [IssuedKey] {
        guard let application = inventory[name]?.identity.application else { return [] }
        let issuer = world.issuer
        return try await askGraph(.keys, about: name, isAsked: isAsked) { who throws(Setback) in
            try await issuer.principalKeys(of: application, as: who.application, proof: who.proof)
        }
    }

    /// The first three characters of the secret in use, as issuers show them; `nil` where it cannot be read.
    func hint(of name: CredentialName) async -> String? {
        guard let current = records[name]?.current, current.certificate == nil,
            case .value(let secret) = await keyring(read: name, current)
        else { return nil }
        return secret.bytes.withBytes { String(decoding: $0.prefix(3), as: UTF8.self) }
    }
}
