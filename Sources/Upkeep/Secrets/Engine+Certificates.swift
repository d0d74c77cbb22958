internal import Bookkeeping
public import Credentials
internal import Ports
public import UpkeepState

/// Certificates, by which leadkeeper's own applications sign in: the key is made in the keyring and stays there.
extension Engine {
    /// Makes a private key and its certificate, and puts that on trial: it is put to use once Entra accepts it.
    ///
    /// The intent is in the ledger before the keyring is written; a crash between leaves a key that the next start
    /// removes. A person uploads the certificate, so it waits for as long as that takes.
    /// - Parameter validity: how long it is valid from now on; `nil` for what the configuration asks of a new secret.
    /// - Returns: the version on trial, with its certificate.
    public func makeCertificate(
        for name: CredentialName, validFor validity: TimeSpan? = nil
    ) async throws(EngineError) -> SecretVersion {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        return try await alone(with: name) { () async throws(EngineError) -> SecretVersion in
            guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
            if let reason = credential.objectionToCertificates { throw EngineError(.noCertificate(reason), name) }
            guard records[name]?.rotation == nil else { throw EngineError(.rotatingUntilAborted, name) }
            if let waiting = records[name]?.onTrial, waiting.certificate != nil {
                throw EngineError(.certificateWaits(since: waiting.storedAt), name)
            }
            if let doubt = clockDoubt {
                throw EngineError(.notNow("the clock is not to be trusted: \(doubt.sentence)"), name)
            }
            let version = try await putKeyIntoKeyring(of: credential, validity ?? credential.rotation.lifetime)
            let event = Event(
                at: version.storedAt, kind: .secretOnTrial, credential: name, version: version.id,
                message: "a certificate was made; it is used once Microsoft Entra has it and accepts it")
            let begun: Void? = await record { () throws(LedgerError) in
                try await self.ledger.beginTrial(
                    version.id, fingerprint: version.fingerprint, certificate: version.certificate, event: event)
            }
            guard begun != nil else { throw EngineError(.ledgerUnavailable, name) }
            await reload(name)
            world.journal.write(event)
            tidySoon()
            wake()
            return version
        }
    }

    /// The certificates of a credential: of the version in use, of the one on trial, and of the one before, as far as
    /// they have one.
    public func certificates(of name: CredentialName) throws(EngineError) -> [SecretVersion] {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        return records[name]?.versions.filter { $0.certificate != nil } ?? []
    }

    /// Has the keyring make a key as a version that is still being stored; what goes wrong leaves nothing of it.
    private func putKeyIntoKeyring(
        of credential: Credential, _ validity: TimeSpan
    ) async throws(EngineError) -> SecretVersion {
        let (name, now) = (credential.name, world.timekeeper.now())
        let end = now + validity
        var version = SecretVersion(
            id: UUIDs.version7(at: now, using: &world.random).description, stage: .pending, fingerprint: [],
            issuedAt: now, storedAt: now, expiry: .at(end, origin: .certificate))
        (version.certificate, version.fingerprint) = try await keep(
            version, of: name, orSay: "a certificate was not made"
        ) { [version] in
            let answer = await self.world.keyring.makeKey(
                name, version: version.id, label: credential.keyringLabel(of: .certificate, at: now),
                commonName: Certificate.commonName(of: name, at: now), notBefore: now - Certificate.head, notAfter: end)
            guard case .made(let certificate, let fingerprint) = answer else {
                return .failed(answer.code, answer.obstacle)
            }
            return .kept((Certificate(der: certificate), fingerprint))
        }
        version.stage = .trial
        return version
    }
}

extension Credential {
    /// Why it can have no certificate; `nil` where it can.
    fileprivate var objectionToCertificates: String? {
        guard name.isReserved else {
            return "Partner Center takes client secrets and passwords for leads, and no certificates; only "
                + "leadkeeper's own applications sign in with one"
        }
        guard name.channel == nil else {
            return "a channel signs in with a client secret or a password; only @mail and @administrator can have one"
        }
        guard identity.application == nil else { return nil }
        return name == .mail
            ? "[Mail] has it sign in with a password; only SignIn=oauth and Server=graph: do so as an application, "
                + "which can have a certificate"
            : "only an Entra application signs in with a certificate"
    }
}
