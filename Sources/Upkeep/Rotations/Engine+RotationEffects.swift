internal import Bookkeeping
internal import Credentials
internal import Ports
internal import RotationEffects
internal import SecureMemory
internal import UpkeepState

/// How an effect of a rotation is performed: its intent is written down before it, what it brought after it.
extension Engine {
    /// What people call the secret that a rotation brings.
    private static let newSecret = "the new secret"

    /// Performs one effect.
    ///
    /// - Returns: whether intent and outcome could be written down.
    func perform(_ effect: RotationEffect, of rotation: Rotation, for name: CredentialName) async -> Bool {
        let now = world.timekeeper.now()
        var context = RotationContext(
            rotation: rotation, name: name, credential: inventory[name], install: ledger.installID,
            label: inventory[name]?.keyringLabel(of: rotation.method, at: now) ?? "",
            isOldRefused: records[name]?.standing.isPasswordRefused ?? false, now: now)
        let reader = effect == .readSignIns ? whoMayAsk(.signIns, about: name) : nil
        if let reader, let proof = try? await proof(of: reader) {
            context.administrator = Administrator(application: reader.application, proof: proof)
        }
        if let fault = await readSecrets(for: effect, &context) { return await take(fault, of: effect, rotation, name) }
        let version = UUIDs.version7(at: now, using: &world.random).description
        let intended = rotation.beginning(effect, version: version, at: now)
        context.rotation = intended
        if effect == .addKey {
            // Others may have taken the last place while the secrets were read; from here on this one has it.
            guard rotations.log.mintsFrom(rotation.application, now: now) == nil else { return false }
            rotations.take(intended, of: name)
        }
        guard await save(intended, of: name, intended.change(for: effect, at: now), []) else { return false }
        context.plan = await plan(for: effect, of: name, at: now)
        context.signInsSince = SignInSight.begin(after: records[name]?.signIns, at: now)
        let performer =
            world.rotationPerformer
            ?? RotationPerformer(
                issuer: world.issuer, marketplace: world.marketplace, testLeads: world.testLeads,
                signIns: world.signIns, prober: world.prober, keyring: world.keyring,
                mailer: mailer(of: name) ?? world.mailer)
        let bootedAt = bootedAt
        let outcome = await performer.perform(effect, in: context)
        if case .report(let report) = outcome { await take(report, of: effect, name, bootedAt: bootedAt) }
        if effect.needs.contains(.administrator), case .setback(let setback) = outcome { noteRefusal(of: setback) }
        if case .signIns(let report) = outcome { await take(report, of: name) }
        if effect == .readSignIns, case .setback(let setback) = outcome, let reader {
            note(setback, of: reader, .signIns, about: name)
            if whoMayAsk(.signIns, about: name) == nil { await take(setback, of: name) }
        }
        return await take(outcome, of: effect, intended, name)
    }

    /// Takes in what an effect brought.
    private func take(
        _ outcome: RotationOutcome, of effect: RotationEffect, _ rotation: Rotation, _ name: CredentialName
    ) async -> Bool {
        let now = world.timekeeper.now()
        let next = rotation.after(effect, outcome, rotationFacts(of: name, rotation, doubt: nil, now: now), at: now)
        var change = RotationChange.noted
        if case .kept(let key, let fingerprint) = outcome {
            let expiry = key?.endsAt.map { SecretVersion.Expiry.at($0, origin: .graph) } ?? .unknown
            change = .kept(fingerprint: fingerprint, expiry: expiry, keyID: key?.keyID.description)
        }
        if case .made(let certificate, let end, let fingerprint) = outcome {
            change = .kept(
                fingerprint: fingerprint, expiry: .at(end, origin: .certificate), keyID: nil, certificate: certificate)
        }
        return await save(next, of: name, change, next.events(since: rotation, of: name, after: effect, at: now))
    }

    /// What a probe on the rotation's behalf is to do; a whole one leaves word in the ledger of the lead that it is
    /// about to write.
    private func plan(for effect: RotationEffect, of name: CredentialName, at now: Instant) async -> ProbePlan {
        guard effect == .prove, let credential = inventory[name], credential.isProbed,
            let pending = records[name]?.pending
        else { return ProbePlan(lead: nil, isAddressProven: records[name]?.standing.isAddressProven ?? false) }
        return await journalled(.whole, of: credential, pending, at: now)
    }

    /// Takes in what a probe on a rotation's behalf says beside its answer: where the lead is, and how late it is.
    private func take(_ report: ProbeReport, of effect: RotationEffect, _ name: CredentialName, bootedAt: Instant) async
    {
        if let credential = inventory[name], !ClockGate.isStep(self.bootedAt - bootedAt) {
            gate.observe(report, of: credential)
        }
        guard effect == .prove, let pending = records[name]?.pending, let standing = records[name]?.standing else {
            return
        }
        if report.steps.contains(where: { $0.name == .create }), report.lead == .absent { records[name]?.lead = nil }
        _ = await record { () throws(LedgerError) in
            try await self.ledger.finishProbe(
                of: name, version: pending.id, report: report, standing: standing, event: nil,
                at: self.world.timekeeper.now())
        }
    }

    /// Reads the secrets that an effect needs.
    ///
    /// - Returns: what comes of it where one cannot be had; `nil` where all can.
    private func readSecrets(for effect: RotationEffect, _ context: inout RotationContext) async -> RotationOutcome? {
        let versions = records[context.name]?.versions ?? []
        if effect.needs.contains(.newSecret) {
            guard let version = versions.first(where: { $0.id == context.rotation.new?.version }) else {
                return .keyringFault("the new secret is gone")
            }
            do {
                switch try await proof(of: context.name, version) {
                case .secret(let secret): context.newSecret = secret
                case .certificate(let holder): context.newKey = holder
                }
            } catch {
                // A keyring that works and has not got it any more has lost it for good.
                let cause = error.sentence(of: Self.newSecret)
                return error.fault == nil ? .forgotten(cause) : .keyringFault(cause)
            }
        }
        if effect.needs.contains(.oldSecretIfAny),
            let version = versions.first(where: { $0.id == context.rotation.old?.version })
        {
            switch await keyring(read: context.name, version) {
            case .value(let secret): context.oldSecret = secret
            case .obstructed(let obstacle) where obstacle.fault != nil:
                return .keyringFault(obstacle.sentence(of: "the old secret"))
            // A password that is not to be had any more is set by an administrator.
            case .intact, .obstructed: break
            }
        }
        if effect.needs.contains(.possessionIfAny), let current = records[context.name]?.current {
            context.possession = KeyHolder(current, of: context.name, in: world.keyring)
        }
        guard !effect.needs.isDisjoint(with: [.administrator, .administratorIfAny]),
            let (asks, application, version) = whoAsks(in: context)
        else { return nil }
        do {
            context.administrator = Administrator(
                application: application, proof: try await proof(of: asks, version))
        } catch {
            guard effect.needs.contains(.administrator) else { return nil }
            return .keyringFault(error.sentence(of: "the secret of \(asks)"))
        }
        return nil
    }

    /// Who asks Microsoft on a rotation's behalf: the administrator, and where there is none an application with a
    /// certificate itself.
    private func whoAsks(
        in context: RotationContext
    ) -> (CredentialName, EntraApplication, SecretVersion)? {
        if let administrator { return (.administrator, administrator.application, administrator.version) }
        guard context.rotation.method == .certificate, let application = context.rotation.application,
            let current = records[context.name]?.current
        else { return nil }
        return (context.name, application, current)
    }
}
