internal import Bookkeeping
public import Credentials
public import Ports
public import UpkeepState

/// What people do by hand, and say that they have done.
extension Engine {
    /// The numbered steps of a task about a credential.
    public func steps(of task: PersonalTask, for credential: Credential) -> [String] {
        world.noticeWriter.steps(of: task, for: credential)
    }

    /// Takes a person's word that Partner Center has the secret in use, and that the offer is live with it, whoever
    /// replaced it.
    ///
    /// Said again it changes nothing: one person who says the same twice is one witness.
    /// - Returns: whether it is news.
    @discardableResult
    public func confirmHandOff(of name: CredentialName, by person: String) async throws(EngineError) -> Bool {
        try await changeHandOff(of: name, .handOffConfirmed, "\(person) says that Partner Center has the secret in use")
        {
            handOff, now in handOff.confirm(by: person, at: now)
        }
    }

    /// Takes a person's vouching that the marketplace uses the secret in use, so that the one before it may be removed.
    ///
    /// It counts from a day after the hand-off on, as what is wrong with it shows within a day; whoever confirmed it
    /// may vouch too.
    /// - Returns: whether it is news.
    @discardableResult
    public func vouchForHandOff(of name: CredentialName, by person: String) async throws(EngineError) -> Bool {
        try await changeHandOff(
            of: name, .handOffVouched, "\(person) vouches for it that the marketplace uses the secret in use"
        ) { handOff, now throws(EngineError) in
            guard handOff.vouchedAt == nil else { return false }
            guard let from = handOff.vouchesFrom else { throw EngineError(.notHandedOff, name) }
            guard from <= now else { throw EngineError(.vouchedTooSoon(from: from), name) }
            if let clockDoubt {
                throw EngineError(.notNow("the clock is not to be trusted: \(clockDoubt.sentence)"), name)
            }
            return handOff.vouch(by: person, at: now)
        }
    }

    /// Writes down what a person says of the hand-off of the secret in use, and lets a rotation that waits for it go
    /// on.
    private func changeHandOff(
        of name: CredentialName, _ kind: EventKind, _ message: String,
        _ change: (inout SecretVersion.HandOff, Instant) throws(EngineError) -> Bool
    ) async throws(EngineError) -> Bool {
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        guard credential.isCopied else { throw EngineError(.nothingToHandOver, name) }
        return try await alone(with: name) { () async throws(EngineError) -> Bool in
            guard let current = records[name]?.current else { throw EngineError(.noSecret, name) }
            let now = world.timekeeper.now()
            var handOff = current.handOff
            guard try change(&handOff, now) else { return false }
            let before = records[name]?.rotation.flatMap { $0.new?.version == current.id ? $0 : nil }
            var after = before
            after?.hearsOfHandOff(at: now)
            var details: [String: String] = [:]
            if let before { details["rotation"] = before.id }
            let event = Event(
                at: now, kind: kind, credential: name, version: current.id, message: message, details: details)
            var events = [event]
            if let before, let after { events += after.events(since: before, of: name, at: now) }
            guard await save(handOff, of: current, name, rotation: after == before ? nil : after, events, at: now)
            else {
                throw EngineError(.ledgerUnavailable, name)
            }
            return true
        }
    }

    /// Writes down what is known of a version's way to Partner Center.
    ///
    /// The caller has marked the credential as busy.
    func save(
        _ handOff: SecretVersion.HandOff, of version: SecretVersion, _ name: CredentialName, rotation: Rotation? = nil,
        _ events: [Event], at now: Instant
    ) async -> Bool {
        let saved: Void? = await record { () throws(LedgerError) in
            try await self.ledger.save(handOff, of: version.id, rotation: rotation, events: events, at: now)
        }
        guard saved != nil else { return false }
        await reload(name)
        for event in events { world.journal.write(event) }
        return true
    }
}
