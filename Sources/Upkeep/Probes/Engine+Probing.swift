internal import Bookkeeping
public import Credentials
internal import Ports
internal import SecureMemory
public import UpkeepState

extension Engine {
    /// Starts a probe beside everything else.
    func startProbe(_ name: CredentialName, _ extent: ProbeReport.Extent) {
        busy.insert(name)
        probes.open(name)
        probes.begin()
        act { engine in
            _ = await engine.runProbeForAll(name, extent)
            engine.probes.end()
        }
    }

    /// Runs a probe because a person asks for it, and waits for its end.
    ///
    /// One that is under way already, as after a secret was stored, answers in its place unless it only signs in and
    /// more is asked; any other action is waited for. It obeys the manners that keep accounts from being locked: a
    /// password that was refused is not sent again within half an hour.
    public func probeNow(_ name: CredentialName, extent: ProbeReport.Extent) async throws(EngineError) -> ProbeReport {
        if let way = wayOnly(named: name) {
            guard inventory[name] == nil || records[name]?.current != nil else { throw EngineError(.noSecret, name) }
            return await report(on: way)
        }
        guard let configured = inventory[name] else { throw EngineError(.unknownCredential, name) }
        guard configured.isProbed else {
            let report = try await signInNow(as: name)
            let isWay = configured.sendsMail && records[name]?.onTrial == nil
            return isWay ? await continued(report, to: name.channel) : report
        }
        while probes.isOpen(name) {
            let report = await withCheckedContinuation { probes.listen(to: name, $0) }
            if let report, report.extent == .whole || extent == .signIn { return report }
        }
        guard records[name]?.current != nil else { throw EngineError(.noSecret, name) }
        try await occupy(name)
        guard let credential = inventory[name], records[name]?.current != nil else {
            busy.remove(name)
            throw EngineError(.noSecret, name)
        }
        let now = world.timekeeper.now()
        if let until = facts(of: name, doubt: nil, at: now).passwordRests(of: credential, now: now) {
            busy.remove(name)
            throw EngineError(.tooSoon(until: until), name)
        }
        probes.open(name)
        let report = await runProbeForAll(name, extent)
        wake()
        guard let report else { throw EngineError(.noSecret, name) }
        return report
    }

    /// Runs a probe, and tells its report to all who have begun to wait for it meanwhile.
    ///
    /// The caller has marked the credential as busy and has given it an audience; afterwards it is not busy and has
    /// none.
    private func runProbeForAll(_ name: CredentialName, _ extent: ProbeReport.Extent) async -> ProbeReport? {
        let report = await runProbe(name, extent)
        busy.remove(name)
        probes.close(name, report)
        return report
    }

    /// Reads the secret, journals the lead, probes, and takes the report in.
    ///
    /// The caller has marked the credential as busy.
    ///
    /// - Returns: `nil` where there is nothing to probe any more.
    func runProbe(_ name: CredentialName, _ extent: ProbeReport.Extent) async -> ProbeReport? {
        guard let credential = inventory[name], let current = records[name]?.current else { return nil }
        let began = world.timekeeper.now()
        let bootedAt = bootedAt
        let report: ProbeReport
        switch await keyring(read: name, current) {
        case .value(let secret):
            let plan = await journalled(extent, of: credential, current, at: began)
            report = await world.prober.probe(
                credential, secret: secret, plan: plan, at: began, secretAge: began - current.knownSince)
        case .intact: report = ProbeReport(.absent, extent: extent, at: began)
        case .obstructed(let obstacle): report = ProbeReport(obstacle, extent: extent, at: began)
        }
        heed(report, of: credential, bootedAt: bootedAt)
        await take(report, for: name, version: current)
        return report
    }

    /// Takes in what a report says beside its answer: how late our clock is, and whether the directory wants to be left
    /// alone.
    func heed(_ report: ProbeReport, of credential: Credential, bootedAt: Instant) {
        // Of a clock that was set meanwhile the servers have said nothing.
        if !ClockGate.isStep(self.bootedAt - bootedAt) { gate.observe(report, of: credential) }
        if probes.take(report, of: credential, at: world.timekeeper.uptime()) { agenda.distrust() }
    }

    /// When the machine was booted, by the wall clock as it is set now.
    var bootedAt: Instant {
        let uptime = world.timekeeper.uptime()
        return world.timekeeper.now() - uptime
    }

    /// Writes down that a probe begins, and what it is to do.
    ///
    /// The lead is in the ledger before it can be in the environment, and an attempt with a password before Entra hears
    /// of it. Where that cannot be written down, no lead is written either.
    func journalled(
        _ extent: ProbeReport.Extent, of credential: Credential, _ current: SecretVersion, at now: Instant
    ) async -> ProbePlan {
        let name = credential.name
        let isAddressProven = records[name]?.standing.isAddressProven ?? false
        let plan = ProbePlan(
            lead: extent == .whole ? plannedLead(for: credential) : nil, isAddressProven: isAddressProven)
        guard plan.lead != nil || credential.identity.isPassword else { return plan }
        let isJournalled: Void? = await record(isMailSpared: true) { () throws(LedgerError) in
            try await self.ledger.beginProbe(of: name, version: current.id, plan: plan, at: now)
        }
        guard isJournalled != nil else { return ProbePlan(lead: nil, isAddressProven: isAddressProven) }
        if let lead = plan.lead { records[name]?.lead = lead.id }
        return plan
    }

    /// Reads a secret, and tells of trouble with the keyring when it begins and when it ends.
    func keyring(read name: CredentialName, _ version: SecretVersion) async -> KeyringAnswer {
        let answer = await world.keyring.read(
            version.keyringName(of: name), version: version.id, fingerprint: version.fingerprint)
        noteKeyring(answer.obstacle?.fault)
        if case .value(let secret) = answer {
            noteMemory(of: secret)
            chores.isIntact(version.id)
        }
        return answer
    }

    /// Asks the keyring whether a version is still the secret that was stored.
    func check(_ version: SecretVersion, of name: CredentialName) async -> KeyringAnswer {
        await world.keyring.check(
            version.keyringName(of: name), version: version.id, fingerprint: version.fingerprint)
    }

    /// What a version of an application's own signs in by: its secret, or its key's holder, which the keyring must have.
    func proof(of name: CredentialName, _ version: SecretVersion) async throws(KeyringObstacle) -> SignInProof {
        guard let holder = KeyHolder(version, of: name, in: world.keyring) else {
            switch await keyring(read: name, version) {
            case .value(let secret): return .secret(secret)
            case .intact: throw .absent
            case .obstructed(let obstacle): throw obstacle
            }
        }
        let answer = await check(version, of: name)
        noteKeyring(answer.obstacle?.fault)
        if let obstacle = answer.obstacle { throw obstacle }
        return .certificate(holder)
    }

    /// Says once where a secret lies in memory that could be swapped out.
    func noteMemory(of secret: SharedSecret) {
        guard !secret.bytes.isLocked, troubles.isFirstOfMemory() else { return }
        world.journal.write(JournalEntry(.memoryNotLocked, "failed to lock memory for a secret, ignoring"))
    }

    /// Notes what the keyring's answer says of the keyring itself.
    func noteKeyring(_ fault: DaemonFault?) {
        if let fault {
            chores.forgetIntact()
            isMet(fault, fault.sentence)
        } else {
            isOver(.keyring)
        }
    }

    /// The lead that an earlier probe may have left behind, else a new one.
    private func plannedLead(for credential: Credential) -> ProbePlan.Lead {
        if let lead = records[credential.name]?.lead {
            return ProbePlan.Lead(id: lead, mayStand: true, cleanup: credential.probing.cleanup)
        }
        return ProbePlan.Lead(
            id: UUIDs.version4(using: &world.random), mayStand: false, cleanup: credential.probing.cleanup)
    }

    /// Takes a report in: the new standing, the lead, an event when something has changed, all in one transaction.
    private func take(_ report: ProbeReport, for name: CredentialName, version: SecretVersion) async {
        let now = world.timekeeper.now()
        // A new version may have come while this one was on trial; then the report says nothing of the one in use.
        guard var record = records[name], record.current?.id == version.id else { return }
        let before = record.standing
        record.standing = noted(before.after(report, at: now), since: before)
        record.interruption = nil
        if report.extent == .whole, report.steps.contains(where: { $0.name == .create }) {
            record.lead = report.lead == .absent ? nil : record.lead
        }
        records[name] = record
        let event = Event(of: report, before: before, name: name, version: version, at: now)
        let overtaken = before.overtaken(by: report)
        // What waits to be verified holds mail back, which its end lets go.
        let isMailSpared = overtaken.isEmpty && before.unverifiedSince == nil
        _ = await self.record(isMailSpared: isMailSpared) { () throws(LedgerError) in
            try await self.ledger.finishProbe(
                of: name, version: version.id, report: report, standing: record.standing, overtaking: overtaken,
                event: event,
                at: now)
        }
        if !overtaken.isEmpty { await reload(name) }
        note(slowness: report, before: before, name: name, version: version)
        if let event { world.journal.write(event) }
    }

    /// Says when leads begin to be written so slowly that Microsoft might not wait for them.
    private func note(slowness report: ProbeReport, before: Standing, name: CredentialName, version: SecretVersion) {
        guard let remark = report.writeMilliseconds.flatMap(WritePatience.remark),
            before.lastWriteMilliseconds.flatMap(WritePatience.remark) == nil
        else { return }
        world.journal.write(JournalEntry(.leadSlow, remark, credential: name, version: version.id))
    }
}
