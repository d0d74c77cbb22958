internal import Bookkeeping
public import Credentials
internal import Ports
public import SecureMemory
public import UpkeepState

extension Engine {
    /// Stores a secret as a new version, tries it, and puts it to use once it is proven.
    ///
    /// The intent is in the ledger before the keyring is written, and nothing is done with a version before it was read
    /// back; a crash between leaves an item that the next start removes. Where none is in use, or Microsoft refuses the
    /// one that is, the new one is put to use in any case, and tried then. The same secret as one that is in use or on
    /// trial already takes nobody's place. During a rotation it is refused, unless it is to be used untried.
    /// - Parameters:
    ///   - isUnproven: whether it is put to use at once.
    ///   - waits: whether to wait for Microsoft's answer; without that it is tried by the next pass.
    public func setSecret(
        _ secret: SharedSecret, for name: CredentialName, _ saying: SecretSaying = SecretSaying(),
        isUnproven: Bool = false,
        waits: Bool = true
    ) async throws(EngineError) -> StoredSecret {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        return try await alone(with: name) { () async throws(EngineError) -> StoredSecret in
            guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
            guard isUnproven || records[name]?.rotation == nil else { throw EngineError(.rotatingUnlessUnproven, name) }
            noteMemory(of: secret)
            let stored = try await putIntoKeyring(secret, of: credential, saying)
            let reason = await reasonToUse(stored, of: credential, isUnproven: isUnproven)
            guard let reason else {
                let version = try await putOnTrial(stored, of: credential, saying)
                guard waits else { return onTrial(version, of: credential) }
                return await tryNow(version, of: credential, isAskedFor: true)
            }
            let version = try await putToUse(stored, of: credential, because: reason, saying)
            return StoredSecret(
                version: version, outcome: .inUse(reason),
                report: waits ? await firstAnswer(about: version, of: credential) : nil
            )
        }
    }

    /// Writes the secret into the keyring as a version that is still being stored; what goes wrong leaves nothing of
    /// it.
    func putIntoKeyring(
        _ secret: SharedSecret, of credential: Credential, _ saying: SecretSaying
    ) async throws(EngineError) -> SecretVersion {
        let (name, now) = (credential.name, world.timekeeper.now())
        var version = SecretVersion(
            id: UUIDs.version7(at: now, using: &world.random).description, stage: .pending, fingerprint: [],
            issuedAt: saying.issuedAt ?? now, storedAt: now, expiry: saying.expiry, keyID: saying.keyID)
        version.fingerprint = try await keep(version, of: name, orSay: "a secret was not stored") { [version] in
            let answer = await self.world.keyring.store(
                name, version: version.id, label: credential.keyringLabel(at: now), secret: secret)
            guard case .stored(let fingerprint) = answer else { return .failed(answer.code, answer.obstacle) }
            return .kept(fingerprint)
        }
        return version
    }

    /// What became of a version in the keyring.
    enum Keeping<Kept: Sendable> {
        /// The keyring has it.
        case kept(Kept)
        /// It has not, or nobody knows; with what is in the way of the keyring, `nil` where nothing is.
        case failed(EngineError.Code, KeyringObstacle?)
    }

    /// Has the keyring keep a version whose intent is in the ledger before; what goes wrong leaves nothing of it.
    ///
    /// - Parameters:
    ///   - complaint: what the history says where it is not kept, without the reason.
    ///   - put: asks the keyring.
    /// - Returns: what `put` answers of a version that is kept.
    func keep<Kept: Sendable>(
        _ version: SecretVersion, of name: CredentialName, orSay complaint: String,
        _ put: () async -> Keeping<Kept>
    ) async throws(EngineError) -> Kept {
        let begun: Void? = await record { () throws(LedgerError) in
            try await self.ledger.beginStoring(version, for: name)
        }
        guard begun != nil else { throw EngineError(.ledgerUnavailable, name) }
        switch await put() {
        case .kept(let kept):
            noteKeyring(nil)
            return kept
        case .failed(let code, let obstacle):
            noteKeyring(obstacle?.fault)
            let error = EngineError(code, name)
            let event = Event(
                at: version.storedAt, kind: .secretNotStored, credential: name, version: version.id,
                message: "\(complaint): \(error.description)")
            let _: Void? = await record { () throws(LedgerError) in
                try await self.ledger.abandonStoring(version.id, event: event)
            }
            world.journal.write(event)
            tidySoon()
            throw error
        }
    }

    /// Why a secret is put to use without a trial before; `nil` where it is tried first.
    private func reasonToUse(
        _ stored: SecretVersion, of credential: Credential, isUnproven: Bool
    ) async -> TrialVerdict.Reason? {
        if isUnproven { return .unproven }
        if let current = records[credential.name]?.current, current.fingerprint == stored.fingerprint,
            records[credential.name]?.onTrial == nil
        {
            return .same
        }
        // Nothing can be asked of a channel, a monitor or an endpoint but to take what it is there for.
        if credential.identity.secretKind == .address, !credential.isWrittenUnasked { return .notTried }
        return switch rival(of: credential) {
        case .none: .noneInUse
        case .refused: .otherRefused
        case .stands: nil
        }
    }

    /// Makes a secret the one in use, or keeps the version that already is where it is the same.
    private func putToUse(
        _ stored: SecretVersion, of credential: Credential, because reason: TrialVerdict.Reason, _ saying: SecretSaying
    ) async throws(EngineError) -> SecretVersion {
        let (name, now) = (credential.name, world.timekeeper.now())
        if reason == .same, let current = records[name]?.current,
            case .intact = await check(current, of: name)
        {
            let kept = saying.applied(to: current)
            try await keep(
                kept, insteadOf: stored, of: name,
                Event(
                    at: now, kind: .secretStored, credential: name, version: kept.id,
                    message:
                        "the \(credential.identity.secretKind) in use was saved again; its new dates are in effect"))
            return kept
        }
        let event = Event.isInUse(stored, of: credential, at: now)
        let standing = standing(of: credential, with: nil, at: now)
        let finished: Void? = await record { () throws(LedgerError) in
            try await self.ledger.finishStoring(
                stored.id, fingerprint: stored.fingerprint, standing: standing, event: event)
        }
        guard finished != nil else { throw EngineError(.ledgerUnavailable, name) }
        await hasComeIntoUse(event, of: name)
        var version = stored
        version.stage = .current
        return version
    }

    /// Puts a secret on trial, or goes on with the trial of the same one.
    private func putOnTrial(
        _ stored: SecretVersion, of credential: Credential, _ saying: SecretSaying
    ) async throws(EngineError) -> SecretVersion {
        let (name, now) = (credential.name, world.timekeeper.now())
        let kind = credential.identity.secretKind
        if let before = records[name]?.onTrial, before.fingerprint == stored.fingerprint {
            let kept = saying.applied(to: before)
            try await keep(
                kept, insteadOf: stored, of: name,
                Event(
                    at: now, kind: .secretOnTrial, credential: name, version: kept.id,
                    message: "the \(kind) on trial was saved again; its trial continues"))
            return kept
        }
        let event = Event(
            at: now, kind: .secretOnTrial, credential: name, version: stored.id,
            message: "a new \(kind) was stored; it is tried before it takes the place of the one in use")
        let begun: Void? = await record { () throws(LedgerError) in
            try await self.ledger.beginTrial(stored.id, fingerprint: stored.fingerprint, event: event)
        }
        guard begun != nil else { throw EngineError(.ledgerUnavailable, name) }
        await reload(name)
        world.journal.write(event)
        tidySoon()
        return stored
    }

    private func keep(
        _ version: SecretVersion, insteadOf stored: SecretVersion, of name: CredentialName, _ event: Event
    ) async throws(EngineError) {
        let kept: Void? = await record { () throws(LedgerError) in
            try await self.ledger.keep(version, insteadOf: stored.id, event: event)
        }
        guard kept != nil else { throw EngineError(.ledgerUnavailable, name) }
        await reload(name)
        world.journal.write(event)
        tidySoon()
    }

    /// Puts the version before the one in use back to use, as far as the keyring still has it, and ends the trial of
    /// another.
    ///
    /// Where there is only a trial to end, that is what it does.
    public func undoSecret(of name: CredentialName) async throws(EngineError) -> StoredSecret {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        return try await alone(with: name) { () async throws(EngineError) -> StoredSecret in
            guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
            guard let record = records[name], record.current ?? record.onTrial != nil else {
                throw EngineError(.noSecret, name)
            }
            guard record.rotation == nil else { throw EngineError(.rotatingUntilAborted, name) }
            let now = world.timekeeper.now()
            guard var previous = record.previous else { return try await withdrawTrial(of: credential, at: now) }
            let answer = await check(previous, of: name)
            noteKeyring(answer.obstacle?.fault)
            if let obstacle = answer.obstacle {
                throw EngineError(obstacle.fault == nil ? .noPrevious : .keyring(obstacle), name)
            }
            let standing = standing(of: credential, with: nil, at: now)
            let event = Event(
                at: now, kind: .secretUndone, credential: name, version: previous.id,
                message:
                    "the \(previous.kind(of: credential.identity)) before the one in use is in use again, on request")
            let undone: Void? = await self.record { [previous] () throws(LedgerError) in
                try await self.ledger.putBack(previous.id, of: name, standing: standing, event: event)
            }
            guard undone != nil else { throw EngineError(.ledgerUnavailable, name) }
            await hasComeIntoUse(event, of: name)
            previous.stage = .current
            return StoredSecret(
                version: previous, outcome: .inUse(.undone), report: await firstAnswer(about: previous, of: credential))
        }
    }

    private func withdrawTrial(of credential: Credential, at now: Instant) async throws(EngineError) -> StoredSecret {
        let name = credential.name
        guard let version = records[name]?.onTrial else { throw EngineError(.noPrevious, name) }
        let report = records[name]?.trial?.report
        let event = Event(
            at: now, kind: .secretUndone, credential: name, version: version.id,
            message: "the trial of the new \(version.kind(of: credential.identity)) was ended on request")
        let ended: Void? = await record { () throws(LedgerError) in
            try await self.ledger.endTrial(of: version.id, event: event)
        }
        guard ended != nil else { throw EngineError(.ledgerUnavailable, name) }
        await reload(name)
        world.journal.write(event)
        tidySoon()
        return StoredSecret(version: version, outcome: .withdrawn, report: report)
    }

    // MARK: What every way into use has in common

    /// The standing of a credential with a new version in use, which has got that answer already.
    func standing(of credential: Credential, with report: ProbeReport?, at now: Instant) -> Standing {
        let record = records[credential.name]
        var standing = (record?.standing ?? Standing()).afterNewVersion(at: now)
        if credential.identity.isPassword, report == nil, let interruption = record?.interruption {
            standing.isTurnedDown(at: interruption.lastAt)
        }
        guard credential.isProbed else {
            // Where no probe will ever tell that trouble is over, the new secret is all there is to go by.
            standing.alarmedSince = nil
            standing.alarmedOf = nil
            if report?.verdict == .accepted { standing.turnedDown = nil }
            return noted(standing, since: record?.standing ?? Standing(), isStored: true)
        }
        return noted(
            report.map { standing.after($0, at: now) } ?? standing, since: record?.standing ?? Standing(),
            isStored: true)
    }

    /// A version that a person brought has become the one in use, whatever the way: the ledger has it.
    func hasComeIntoUse(_ event: Event, of name: CredentialName) async {
        await reload(name)
        world.journal.write(event)
        tidySoon()
        wake()
    }
}
