internal import Bookkeeping
public import Credentials
internal import Ports
public import SecureMemory
public import UpkeepState

/// What people ask of rotations.
extension Engine {
    /// Begins a rotation because a person asks for it, or has the one that is stuck tried again now.
    ///
    /// In the mode `remind` it is refused, and so is a second one of a connection.
    public func beginRotation(of name: CredentialName) async throws(EngineError) -> Rotation {
        let credential = try rotatable(name)
        return try await alone(with: name) { () async throws(EngineError) -> Rotation in
            if let rotation = records[name]?.rotation {
                guard rotation.mayBeHurried else { throw EngineError(.rotating, name) }
                return try await hurry(rotation, of: name, "a person wants the rotation tried again now")
            }
            guard let rotation = await begin(credential, isByHand: true, reason: "a person asks for it") else {
                throw EngineError(.ledgerUnavailable, name)
            }
            return rotation
        }
    }

    /// Lets the rotation that waits for somebody's pending edits in the offer publish them along, and tries it again
    /// now.
    public func publishOthersEdits(of name: CredentialName) async throws(EngineError) -> Rotation {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        return try await alone(with: name) { () async throws(EngineError) -> Rotation in
            guard var rotation = records[name]?.rotation else { throw EngineError(.notRotating, name) }
            guard rotation.attention?.reason == .pendingEdits else {
                throw EngineError(.notRotated("nobody's pending edits are in its way"), name)
            }
            rotation.mayPublishOthersEdits = true
            return try await hurry(
                rotation, of: name, "a person lets the edits that are pending in the offer be published along")
        }
    }

    /// Lets the old secret be removed that is spared because somebody still signs in with it, on a person's word.
    public func retireOld(of name: CredentialName, by person: String) async throws(EngineError) -> Rotation {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        return try await alone(with: name) { () async throws(EngineError) -> Rotation in
            guard var rotation = records[name]?.rotation else { throw EngineError(.notRotating, name) }
            let now = world.timekeeper.now()
            let handOff = records[name]?.current?.handOff ?? SecretVersion.HandOff()
            guard let use = rotation.useOfOld(records[name]?.signIns, handOff, now: now) else {
                throw EngineError(.notRotated("nobody's sign-ins keep the old secret from being removed"), name)
            }
            guard rotation.retirementOrderedBy == nil else { return rotation }
            rotation.orderRetirement(by: person)
            let message =
                "\(person) says that the old secret may be removed, though somebody still signs in with it: \(use.who)"
            try await note(rotation, of: name, [tells(.retirementOrdered, message, of: rotation, name)])
            return rotation
        }
    }

    private func hurry(_ rotation: Rotation, of name: CredentialName, _ message: String) async throws(EngineError)
        -> Rotation
    {
        var next = rotation
        next.hurry()
        try await note(next, of: name, [tells(.rotationResumed, message, of: next, name)])
        return next
    }

    /// What a rotation would do now, step by step, and what stands in its way; changes nothing.
    public func planRotation(of name: CredentialName) throws(EngineError) -> RotationPlan {
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        var plan = RotationPlan(of: credential, replacing: records[name]?.current)
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
            try await note(next, of: name, next.events(since: rotation, of: name, at: now))
            return next
        }
    }

    /// The secret that a person pastes into Partner Center: the one in use.
    ///
    /// That it is shown is in the ledger before it is read. It works without a rotation too.
    public func showHandOff(of name: CredentialName, to reader: String) async throws(EngineError) -> SharedSecret {
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        guard credential.isCopied else { throw EngineError(.nothingToHandOver, name) }
        guard records[name]?.current != nil else { throw EngineError(.noSecret, name) }
        if records[name]?.rotation?.step == .proven {
            try await alone(with: name) { () async throws(EngineError) -> Void in
                guard var rotation = records[name]?.rotation, rotation.step == .proven else { return }
                rotation.isShown(at: world.timekeeper.now())
                let message = "the values for Partner Center are shown to \(reader)"
                try await note(rotation, of: name, [tells(.handOffShown, message, of: rotation, name)])
            }
        }
        return try await revealSecret(of: name, to: reader)
    }

    /// Notes that whoever reads the new secret now may paste it, where a rotation's is read for the first time.
    func noteShowing(of name: CredentialName) async throws(EngineError) {
        guard records[name]?.rotation?.isUnseen == true else { return }
        try await alone(with: name) { () async throws(EngineError) -> Void in
            guard var rotation = records[name]?.rotation, rotation.isUnseen else { return }
            rotation.isShown(at: world.timekeeper.now())
            try await note(rotation, of: name, [])
        }
    }

    private func tells(_ kind: EventKind, _ message: String, of rotation: Rotation, _ name: CredentialName) -> Event {
        Event(Rotation.Entry(kind: kind, message: message), of: rotation, name, at: world.timekeeper.now())
    }

    /// Writes down what a person has brought about.
    private func note(_ rotation: Rotation, of name: CredentialName, _ events: [Event]) async throws(EngineError) {
        guard await save(rotation, of: name, .noted, events) else { throw EngineError(.ledgerUnavailable, name) }
    }

    /// The credential, if its secrets are ours to replace.
    private func rotatable(_ name: CredentialName) throws(EngineError) -> Credential {
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        switch credential.identity {
        case .mailbox:
            throw EngineError(.notRotated("nobody but people can replace the password of a mailbox"), name)
        case .channel: throw EngineError(.notRotated("nobody but people can replace the URL of a channel"), name)
        case .heartbeat:
            throw EngineError(.notRotated("nobody but people can replace the URL of a monitor"), name)
        case .httpsEndpoint:
            throw EngineError(.notRotated("nobody but people can make a new URL for an HTTPS endpoint"), name)
        case .azureTable:
            throw EngineError(
                .notRotated("nobody but people can make a new key of a storage account, in the Azure portal"), name)
        case .azureAD, .office365: break
        }
        guard credential.rotation.mode != .remind else {
            throw EngineError(.notRotated("its [Rotation] Mode is remind: people replace the secret"), name)
        }
        guard let current = records[name]?.current else { throw EngineError(.noSecret, name) }
        guard records[name]?.trial == nil else { throw EngineError(.onTrial, name) }
        if credential.identity.application != nil, current.certificate == nil, administrator == nil {
            throw EngineError(.noAdministrator, name)
        }
        if let doubt = clockDoubt {
            throw EngineError(.notNow("the clock is not to be trusted: \(doubt.sentence)"), name)
        }
        guard records[name]?.standing.unverifiedSince == nil else {
            throw EngineError(
                .notNow("the ledger was restored from a backup, so leadkeeper verifies the secret first"), name)
        }
        return credential
    }

    /// Does something while no action for the credential is under way, which it waits for, and wakes the loop
    /// afterwards.
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

extension Rotation {
    /// Whether the new secret waits to be pasted, and nobody has seen it yet.
    fileprivate var isUnseen: Bool { step == .proven && shownAt == nil }
}
