internal import Bookkeeping
internal import Credentials
internal import SecureMemory

/// How a rotation goes on: each change of its state is on the disk before the next effect.
extension Engine {
    /// How many steps one turn takes at most, so that others get theirs.
    private static let stepsAtOnce = 40
    /// What people call the secret that a rotation brings.
    private static let newSecret = "the new secret"

    /// Begins a rotation that is due, unless too many others are stuck.
    ///
    /// The caller has marked the credential as busy.
    func begin(_ name: CredentialName, because reason: RotationDue.Reason) async -> Bool {
        let last: [Rotation]? = await ask { () throws(LedgerError) in
            try await self.ledger.lastRotations(limit: RotationBook.looksBack)
        }
        let now = world.timekeeper.now()
        guard let last else {
            rest(name)
            return false
        }
        let stuck = last.count { $0.isStuckBeforeProof(at: now) }
        guard stuck <= RotationBook.stuckAtMost else {
            rotations.heldUntil = world.timekeeper.uptime() + .minutes(50)
            world.journal.write(
                JournalEntry(
                    .rotationsHeld,
                    "\(stuck) of the last \(last.count) rotations do not get on; no further one begins by itself"))
            return false
        }
        // The ledger was waited for: ask again whether this is still so.
        guard let credential = inventory[name], records[name]?.rotation == nil, records[name]?.trial == nil,
            case .now = RotationDue(credential, facts(of: name, doubt: clockDoubt), last: records[name]?.lastRotation, now: now)
        else { return false }
        return await begin(credential, isByHand: false, reason: reason.sentence) != nil
    }

    /// Writes down that a rotation begins.
    func begin(_ credential: Credential, isByHand: Bool, reason: String) async -> Rotation? {
        let (name, now) = (credential.name, world.timekeeper.now())
        let record = records[name]
        let rotation = Rotation(
            id: UUIDs.version7(at: now, using: &world.random).description, of: credential, current: record?.current,
            window: record?.window(of: credential), last: record?.lastRotation, isByHand: isByHand,
            isRefused: record?.standing.isSecretRefused ?? false, at: now)
        let event = Event(
            at: now, kind: .rotationBegun, credential: name, version: record?.current?.id,
            message: "a rotation of the \(credential.identity.secretKind) begins: \(reason)", details: ["rotation": rotation.id])
        guard await save(rotation, of: name, .begun, [event]) else { return nil }
        return rotation
    }

    /// Takes steps until the rotation waits for something.
    ///
    /// The caller has marked the credential as busy.
    func goOn(_ name: CredentialName) async {
        for _ in 0..<Self.stepsAtOnce {
            guard !Task.isCancelled, await takeStep(name) else { return }
        }
    }

    /// Takes one step.
    ///
    /// - Returns: whether another may follow at once.
    private func takeStep(_ name: CredentialName) async -> Bool {
        guard let rotation = records[name]?.rotation else { return false }
        let now = world.timekeeper.now()
        let facts = rotationFacts(of: name, rotation, facts(of: name, doubt: clockDoubt), now: now)
        var next = rotation
        if let effect = rotation.inFlight {
            guard facts.clockDoubt == nil else { return false }
            let setback = Setback(.uncertain, message: "its end was not written down")
            next = rotation.after(effect, .setback(setback), facts, at: now)
            return await save(next, of: name, .noted, [resumed(rotation, effect, name, at: now)])
        }
        switch rotation.move(facts, now: now) {
        case .wait(nil, .administrator):
            guard rotation.attention?.reason != .administratorMissing else { return false }
            next.lacksAdministrator(at: now)
            _ = await save(next, of: name, .noted, story(from: rotation, to: next, of: name, at: now))
            return false
        case .wait: return false
        case .perform(let effect): return await perform(effect, of: rotation, for: name)
        case .promote:
            next.advance(to: .proven, at: now)
            var standing = (records[name]?.standing ?? Standing()).afterNewVersion(at: now)
            if inventory[name]?.isProbed == true { standing.lastProofAt = now }
            return await save(next, of: name, .promoted(standing), story(from: rotation, to: next, of: name, at: now))
        case .backOut:
            next.backOut(facts, at: now)
            let standing = rotation.isPromoted ? (records[name]?.standing ?? Standing()).afterNewVersion(at: now) : nil
            return await save(next, of: name, .backedOut(standing), story(from: rotation, to: next, of: name, at: now))
        case .advance(let step):
            next.advance(to: step, at: now)
            return await save(next, of: name, .noted, story(from: rotation, to: next, of: name, at: now))
        case .end(let end):
            next.end(end, at: now)
            _ = await save(next, of: name, .ended, story(from: rotation, to: next, of: name, at: now))
            return false
        }
    }

    /// Performs one effect: its intent is written down before it, what it brought after it.
    ///
    /// - Returns: whether both could be written down.
    private func perform(_ effect: RotationEffect, of rotation: Rotation, for name: CredentialName) async -> Bool {
        var job = RotationJob(
            rotation: rotation, name: name, credential: inventory[name], install: ledger.installID,
            administrator: administrator?.application, label: inventory[name]?.keyringLabel(at: world.timekeeper.now()) ?? "",
            isOldRefused: records[name]?.standing.isPasswordRefused ?? false, now: world.timekeeper.now())
        if let fault = await readSecrets(for: effect, &job) { return await take(fault, of: effect, rotation, name) }
        let version = UUIDs.version7(at: job.now, using: &world.random).description
        let intended = rotation.beginning(effect, version: version, at: job.now)
        job.rotation = intended
        if effect == .addKey {
            // Others may have taken the last place while the secrets were read; from here on this one has it.
            guard rotations.mintsFrom(rotation.application, now: job.now) == nil else { return false }
            rotations.take(intended)
        }
        guard await save(intended, of: name, intended.change(for: effect, at: job.now), []) else { return false }
        job.plan = ProbePlan(lead: nil, isAddressProven: records[name]?.standing.isAddressProven ?? false)
        if effect == .prove, let credential = inventory[name], credential.isProbed, let pending = pendingVersion(of: name) {
            job.plan = await journalled(.whole, of: credential, pending, at: job.now)
        }
        let hands = world.hands ?? OutsideHands(world)
        let bootedAt = bootedAt
        let outcome = await hands.perform(effect, job)
        if case .report(let report) = outcome { await take(report, of: effect, name, bootedAt: bootedAt) }
        if effect.needs.contains(.administrator), case .setback(let setback) = outcome { noteRefusal(of: setback) }
        return await take(outcome, of: effect, intended, name)
    }

    private func take(
        _ outcome: RotationOutcome, of effect: RotationEffect, _ rotation: Rotation, _ name: CredentialName
    ) async -> Bool {
        let now = world.timekeeper.now()
        let facts = rotationFacts(of: name, rotation, facts(of: name, doubt: nil), now: now)
        let next = rotation.after(effect, outcome, facts, at: now)
        var change = RotationChange.noted
        if case .kept(let key, let fingerprint) = outcome {
            let expiry = key?.endsAt.map { SecretVersion.Expiry.at($0, origin: .graph) } ?? .unknown
            change = .kept(fingerprint: fingerprint, expiry: expiry, keyID: key?.keyID.description)
        }
        return await save(next, of: name, change, story(from: rotation, to: next, of: name, after: effect, at: now))
    }

    /// Takes in what a probe on a rotation's behalf says beside its answer: where the lead is, and how late it is.
    private func take(_ report: ProbeReport, of effect: RotationEffect, _ name: CredentialName, bootedAt: Instant) async {
        if let credential = inventory[name], !ClockGate.isStep(self.bootedAt - bootedAt) { gate.observe(report, of: credential) }
        guard effect == .prove, let pending = pendingVersion(of: name), let standing = records[name]?.standing else { return }
        if report.steps.contains(where: { $0.name == .create }), report.lead == .absent { records[name]?.lead = nil }
        _ = await record { () throws(LedgerError) in
            try await self.ledger.finishProbe(
                of: name, version: pending.id, report: report, standing: standing, event: nil, at: self.world.timekeeper.now())
        }
    }

    private func pendingVersion(of name: CredentialName) -> SecretVersion? {
        records[name]?.versions.first { $0.stage == .pending }
    }

    /// Reads the secrets that an effect needs.
    ///
    /// - Returns: what comes of it where one cannot be had; `nil` where all can.
    private func readSecrets(for effect: RotationEffect, _ job: inout RotationJob) async -> RotationOutcome? {
        let versions = records[job.name]?.versions ?? []
        let rotation = job.rotation
        if effect.needs.contains(.newSecret) {
            guard let version = versions.first(where: { $0.id == rotation.new?.version }) else {
                return .keyringFault("the new secret is gone")
            }
            switch await keyring(read: job.name, version) {
            case .value(let secret): job.newSecret = secret
            case .intact: return .keyringFault(KeyringObstacle.absent.sentence(of: Self.newSecret))
            case .obstructed(let obstacle):
                let cause = obstacle.sentence(of: Self.newSecret)
                return obstacle.fault == nil ? .forgotten(cause) : .keyringFault(cause)
            }
        }
        if effect.needs.contains(.oldSecretIfAny), let version = versions.first(where: { $0.id == rotation.old?.version }) {
            switch await keyring(read: job.name, version) {
            case .value(let secret): job.oldSecret = secret
            // A password that is not to be had any more is set by an administrator.
            case .obstructed(let obstacle) where obstacle.fault != nil:
                return .keyringFault(obstacle.sentence(of: "the old secret"))
            case .intact, .obstructed: break
            }
        }
        guard !effect.needs.isDisjoint(with: [.administrator, .administratorIfAny]), let administrator else { return nil }
        switch await keyring(read: .administrator, administrator.version) {
        case .value(let secret): job.administratorSecret = secret
        case .intact: break
        case .obstructed(let obstacle):
            guard effect.needs.contains(.administrator) else { break }
            return .keyringFault(obstacle.sentence(of: "the secret of @administrator"))
        }
        return nil
    }

    /// Writes a rotation down; where the ledger refuses it, it rests and is read anew from there.
    func save(_ rotation: Rotation, of name: CredentialName, _ change: RotationChange, _ events: [Event]) async -> Bool {
        let now = world.timekeeper.now()
        let saved: Void? = await record { () throws(LedgerError) in
            try await self.ledger.record(rotation, of: name, change, events: events, at: now)
        }
        guard saved != nil else {
            rest(name)
            return false
        }
        rotations.take(rotation)
        switch change {
        case .begun, .noted:
            records[name]?.rotation = rotation
            let current = records[name]?.current
            let tellsOfHandOff = rotation.isPromoted && current.map { $0.handOff != $0.handOff.seen(by: rotation) } == true
            let hasStray = rotation.new == nil && records[name]?.versions.contains { $0.stage == .pending } == true
            if hasStray || tellsOfHandOff { await reload(name) }
        case .storing: records[name]?.rotation = rotation
        case .kept, .promoted, .backedOut, .ended:
            await reload(name)
            if rotation.end != nil { rotations.unconfigured.remove(name) }
        }
        if rotation.new == nil || rotation.end != nil || rotation.step == .proven { tidySoon() }
        for event in events { world.journal.write(event) }
        return true
    }

    private func rest(_ name: CredentialName) {
        rotations.restsUntil[name] = world.timekeeper.uptime() + Self.restAfterLedger
    }
}

extension Rotation {
    /// What writing down the intent of an effect means for the credential's versions.
    fileprivate func change(for effect: RotationEffect, at now: Instant) -> RotationChange {
        guard effect.traits.makesSecret, let new else { return .noted }
        return .storing(
            SecretVersion(id: new.version, stage: .pending, fingerprint: [], issuedAt: now, storedAt: now, expiry: .unknown))
    }

    /// Whether making or proving a new secret has not got on for long.
    fileprivate func isStuckBeforeProof(at now: Instant) -> Bool {
        guard isUnderWay, !isPromoted, undoing == nil, let attention else { return false }
        return now - attention.since >= .hours(1)
    }
}

extension Standing {
    /// Whether Microsoft refuses the password in use for good.
    fileprivate var isPasswordRefused: Bool {
        switch refusedAs {
        case .passwordWrong, .passwordExpired, .passwordChangeRequired: true
        default: false
        }
    }
}

extension RotationDue.Reason {
    fileprivate var sentence: String {
        switch self {
        case .windowEnds: "it lapses soon"
        case .refused: "Microsoft refuses it"
        }
    }
}
