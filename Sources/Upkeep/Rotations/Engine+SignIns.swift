internal import Bookkeeping
internal import Credentials
internal import Ports
internal import RotationEffects
internal import UpkeepState

/// Who signs in with the keys that the marketplace has or had, by Microsoft's reports.
extension Engine {
    /// Writes down the sign-ins of leadkeeper's own that were made since the last time.
    ///
    /// - Returns: whether all are written down, so that a report can be judged.
    @discardableResult
    func noteOwnSignIns(at now: Instant) async -> Bool {
        let taken = world.signInNotes.take()
        guard !taken.isEmpty else { return true }
        let noted: Void? = await record(isMailSpared: true) { () throws(LedgerError) in
            try await self.ledger.note(taken, at: now)
        }
        if noted == nil { world.signInNotes.giveBack(taken) }
        return noted != nil
    }

    /// Reads who signs in with a connection's keys, where no rotation does.
    ///
    /// The caller has marked the credential and the application as busy.
    func readSignIns(of name: CredentialName) async {
        guard let application = inventory[name]?.identity.application else { return }
        let reports = world.signIns
        let since = SignInSight.begin(after: records[name]?.signIns, at: world.timekeeper.now())
        do throws(EngineError) {
            let report = try await askGraph(.signIns, about: name) { who throws(Setback) in
                try await reports.signIns(of: application, since: since, as: who.application, proof: who.proof)
            }
            if await !take(report, of: name) { rest(.signIns, of: name, for: Self.restAfterLedger) }
        } catch {
            rest(.signIns, of: name, for: Self.restAfterSetback)
            guard case .setback(let setback) = error.code else { return }
            await take(setback, of: name)
        }
    }

    /// Takes in what the reports say.
    ///
    /// - Returns: whether the ledger took it.
    @discardableResult
    func take(_ report: SignInReport, of name: CredentialName) async -> Bool {
        let now = world.timekeeper.now()
        guard let application = inventory[name]?.identity.application, await noteOwnSignIns(at: now) else {
            return false
        }
        let own: OwnSignIns? = await ask { () throws(LedgerError) in
            try await self.ledger.ownSignIns(of: application.id, at: now)
        }
        guard let own else { return false }
        let sight = SignInSight(report, after: records[name]?.signIns, of: keysOfInterest(of: name), own: own, at: now)
        guard await save(sight, of: name) else { return false }
        await learnHandOff(of: name, from: sight, at: now)
        await tellOfLateUse(of: name, at: now)
        return true
    }

    /// Takes in that the reports cannot be read: what may be over soon is asked for again, and the rest after a day.
    func take(_ setback: Setback, of name: CredentialName) async {
        guard let obstacle = ReadingObstacle(setback) else { return }
        let known = records[name]?.signIns
        guard await save(SignInSight(obstacle, after: known, at: world.timekeeper.now()), of: name) else { return }
        write(
            obstacle, after: known?.obstacle, .signInsNotRead,
            "it cannot be told who signs in with the secrets, as Microsoft's reports cannot be read", of: name)
    }

    private func save(_ sight: SignInSight, of name: CredentialName) async -> Bool {
        let saved: Void? = await record(isMailSpared: true) { () throws(LedgerError) in
            try await self.ledger.save(sight, of: name)
        }
        guard saved != nil else { return false }
        records[name]?.signIns = sight
        return true
    }

    /// The keys whose use tells something: the one in use, and those that the marketplace may have had before it.
    private func keysOfInterest(of name: CredentialName) -> Set<GUID> {
        guard let record = records[name] else { return [] }
        let versions = record.versions.compactMap { $0.keyID.flatMap { GUID($0) } }
        let others = [record.current?.handOff.copyKeyID, record.rotation?.old?.keyID, record.rotation?.new?.keyID]
        return Set(versions + others.compactMap(\.self))
    }

    /// Takes it as seen that Partner Center has the secret in use, where the marketplace has signed in with it since the
    /// hand-off began.
    private func learnHandOff(of name: CredentialName, from sight: SignInSight, at now: Instant) async {
        guard let current = records[name]?.current, current.handOff.signInAt == nil,
            let dueSince = current.handOff.dueSince,
            let use = sight.use(of: current.keyID.flatMap { GUID($0) }, at: now), let at = use.leadsAt
        else { return }
        if let rotation = records[name]?.rotation, rotation.new?.version == current.id {
            // Whoever presses Validate while a person hands over signs in with it before the offer is live.
            guard rotation.step >= .handedOff, at > rotation.evidenceSince else { return }
        } else {
            guard at > dueSince else { return }
        }
        var handOff = current.handOff
        handOff.signInAt = at
        let event = Event(
            at: now, kind: .handOffSeen, credential: name, version: current.id,
            message:
                "the marketplace signed in to Dynamics 365 with the secret in use on \(Timestamp(at)), so it has it",
            details: ["key-id": current.keyID ?? "", "address": use.address ?? ""].filter { !$0.value.isEmpty })
        _ = await save(handOff, of: current, name, [event], at: now)
    }

    /// Tells the operators, once in each week, that somebody still uses the old secret.
    private func tellOfLateUse(of name: CredentialName, at now: Instant) async {
        guard clockDoubt == nil, let credential = inventory[name], let record = records[name],
            let current = record.current, var sight = record.signIns,
            let late = facts(of: name, doubt: nil, at: now).lateUse(of: credential, record.rotation, at: now)
        else { return }
        let week = late.week(at: now)
        guard sight.toldAt.map({ $0 < week || $0 > now }) ?? true else { return }
        let occasion = DaemonOccasion.oldSecretUsed(name, version: current.id, since: week)
        guard await tell(occasion, late.sentence, now: now) else { return }
        world.journal.write(
            JournalEntry(.oldSecretUsed, late.sentence, credential: name, version: current.id))
        sight.toldAt = now
        _ = await save(sight, of: name)
    }
}
