internal import Bookkeeping
public import Credentials
internal import SecureMemory

/// What people ask of rotations.
extension Engine {
    /// Begins a rotation because a person asks for it, or has the one that is stuck tried again now.
    ///
    /// In the mode `remind` it is refused, and so is a second one of a connection.
    public func beginRotation(of name: CredentialName) async throws(EngineError) -> Rotation {
        let credential = try rotatable(name)
        return try await alone(with: name) { () async throws(EngineError) -> Rotation in
            if let rotation = records[name]?.rotation {
                guard rotation.attention != nil || rotation.failures > 0, rotation.undoing == nil else {
                    throw EngineError(.rotating, name)
                }
                var next = rotation
                next.hurry()
                let event = event(
                    .rotationResumed, "a person wants the rotation tried again now", of: next, name, at: world.timekeeper.now())
                guard await save(next, of: name, .noted, [event]) else { throw EngineError(.ledgerUnavailable, name) }
                return next
            }
            guard let rotation = await begin(credential, isByHand: true, reason: "a person asks for it") else {
                throw EngineError(.ledgerUnavailable, name)
            }
            return rotation
        }
    }

    /// Lets the rotation that waits for somebody's pending edits in the offer publish them along, and tries it again now.
    public func publishOthersEdits(of name: CredentialName) async throws(EngineError) -> Rotation {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        return try await alone(with: name) { () async throws(EngineError) -> Rotation in
            guard let rotation = records[name]?.rotation else { throw EngineError(.notRotating, name) }
            guard rotation.attention?.reason == .pendingEdits else {
                throw EngineError(.notRotated("nobody's pending edits are in its way"), name)
            }
            var next = rotation
            next.mayPublishOthersEdits = true
            next.hurry()
            let event = event(
                .rotationResumed, "a person lets the edits that are pending in the offer be published along", of: next, name,
                at: world.timekeeper.now())
            guard await save(next, of: name, .noted, [event]) else { throw EngineError(.ledgerUnavailable, name) }
            return next
        }
    }

    /// What a rotation would do now, step by step, and what stands in its way; changes nothing.
    public func planRotation(of name: CredentialName) throws(EngineError) -> RotationPlan {
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        var plan = RotationPlan(of: credential)
        do {
            _ = try rotatable(name)
            if records[name]?.rotation != nil { plan.obstacle = EngineError(.rotating, name).description }
        } catch {
            plan.obstacle = error.description
        }
        return plan
    }

    /// Calls a rotation off: the new secret is removed, and the old one stays or becomes the current one again.
    ///
    /// It is over once the issuer has no trace of the new secret any more.
    public func abortRotation(of name: CredentialName) async throws(EngineError) -> Rotation {
        try await alone(with: name) { () async throws(EngineError) -> Rotation in
            guard let rotation = records[name]?.rotation else { throw EngineError(.notRotating, name) }
            let now = world.timekeeper.now()
            if let obstacle = rotation.obstacleToAbort(at: now) { throw EngineError(.notAborted(obstacle), name) }
            var next = rotation
            next.abort()
            guard await save(next, of: name, .noted, story(from: rotation, to: next, of: name, at: now)) else {
                throw EngineError(.ledgerUnavailable, name)
            }
            return next
        }
    }

    /// What a person pastes into Partner Center: the secret in use, and where leads are to go.
    ///
    /// That it is shown is in the ledger before it is read. It works without a rotation too.
    public func showHandOff(of name: CredentialName, to reader: String) async throws(EngineError) -> HandOffSheet {
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        guard records[name]?.current != nil else { throw EngineError(.noSecret, name) }
        if records[name]?.rotation?.step == .proven {
            try await alone(with: name) { () async throws(EngineError) -> Void in
                guard let rotation = records[name]?.rotation, rotation.step == .proven else { return }
                let now = world.timekeeper.now()
                var next = rotation
                next.isShown(at: now)
                let event = event(.handOffShown, "the values for Partner Center are shown to \(reader)", of: next, name, at: now)
                guard await save(next, of: name, .noted, [event]) else { throw EngineError(.ledgerUnavailable, name) }
            }
        }
        let secret = try await revealSecret(of: name, to: reader)
        return HandOffSheet(
            secret: secret, destination: LeadDestination(of: credential), rotation: records[name]?.rotation)
    }

    /// Notes that whoever reads the new secret now may paste it, where a rotation's is read for the first time.
    func noteShowing(of name: CredentialName) async throws(EngineError) {
        let isNews = { (rotation: Rotation?) in rotation.map { $0.step == .proven && $0.shownAt == nil } ?? false }
        guard isNews(records[name]?.rotation) else { return }
        try await alone(with: name) { () async throws(EngineError) -> Void in
            guard var next = records[name]?.rotation, isNews(next) else { return }
            next.isShown(at: world.timekeeper.now())
            guard await save(next, of: name, .noted, []) else { throw EngineError(.ledgerUnavailable, name) }
        }
    }

    /// Corrects what is known of a version.
    func amend(_ version: SecretVersion, of name: CredentialName, _ event: Event) async -> Bool {
        let amended: Void? = await record { () throws(LedgerError) in try await self.ledger.amend(version, event: event) }
        guard amended != nil else { return false }
        await reload(name)
        world.journal.write(event)
        return true
    }

    /// Asks what client secrets are on a connection's application.
    func askForKeys(of name: CredentialName) async throws(EngineError) -> [IssuedKey] {
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        guard let application = credential.identity.application else {
            throw EngineError(.notRotated("only an Entra application has client secrets"), name)
        }
        let (administrator, secret) = try await whoAsks(for: name)
        do {
            return try await world.issuer.keys(of: application, as: administrator, secret: secret)
        } catch {
            throw EngineError(.setback(error), name)
        }
    }

    /// The application that asks Microsoft, with its secret.
    func whoAsks(for name: CredentialName) async throws(EngineError) -> (application: EntraApplication, secret: SharedSecret) {
        guard let administrator else { throw EngineError(.noAdministrator, name) }
        switch await keyring(read: .administrator, administrator.version) {
        case .value(let secret): return (administrator.application, secret)
        case .intact: throw EngineError(.keyring(.absent), .administrator)
        case .obstructed(let obstacle): throw EngineError(.keyring(obstacle), .administrator)
        }
    }

    /// Lets whoever needs the administrator rest, where that is what was refused.
    func noteRefusal(of administrator: Setback) {
        guard administrator.kind == .unauthorised else { return }
        rotations.administratorRestsUntil = world.timekeeper.uptime() + Self.restOfAdministrator
    }

    /// The credential, if its secrets are ours to replace.
    private func rotatable(_ name: CredentialName) throws(EngineError) -> Credential {
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        if case .mailbox = credential.identity {
            throw EngineError(.notRotated("nobody but people can replace the password of a mailbox"), name)
        }
        guard credential.rotation.mode != .remind else {
            throw EngineError(.notRotated("its [Rotation] Mode is remind: people replace the secret"), name)
        }
        guard records[name]?.current != nil else { throw EngineError(.noSecret, name) }
        guard records[name]?.trial == nil else { throw EngineError(.onTrial, name) }
        if credential.identity.application != nil, administrator == nil { throw EngineError(.noAdministrator, name) }
        if let doubt = clockDoubt { throw EngineError(.notNow("the clock is not to be trusted: \(doubt.sentence)"), name) }
        guard records[name]?.standing.unverifiedSince == nil else {
            throw EngineError(.notNow("the ledger was put back from a copy, and the secret is verified first"), name)
        }
        return credential
    }

    /// Does something while no action for the credential is under way, which it waits for, and wakes the loop afterwards.
    func alone<Answer>(
        with name: CredentialName, _ body: () async throws(EngineError) -> Answer
    ) async throws(EngineError) -> Answer {
        try await occupy(name)
        defer {
            busy.remove(name)
            wake()
        }
        return try await body()
    }
}
