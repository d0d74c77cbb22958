extension Rotation {
    /// A rotation of the credential that begins now.
    ///
    /// - Parameters:
    ///   - last: the last rotation of the credential that has ended; `nil` where there was none.
    ///   - isRefused: whether Microsoft refuses the secret in use.
    public init(
        id: String, of credential: Credential, current: SecretVersion?, window: Window?, last: Rotation?,
        isByHand: Bool,
        isRefused: Bool, at now: Instant
    ) {
        let old = current.map {
            Old(
                version: $0.id, keyID: $0.keyID.flatMap { GUID($0) }, endsAt: window?.endInstant,
                certificate: $0.certificate)
        }
        self.init(
            id: id, method: credential.kind(of: current), handOff: HandOff(of: credential),
            account: credential.identity.account,
            application: credential.identity.application,
            policy: credential.rotation, isByHand: isByHand, old: old, copyEndsAt: isRefused ? now : old?.endsAt,
            at: now)
        // What was never handed over is not what Partner Center has: it has the one before.
        if let handOff = current?.handOff, handOff.isDue {
            (copyKeyID, copyEndsAt) = (handOff.copyKeyID, handOff.copyEndsAt)
        }
        if let last, last.end == .lost, last.evidence == nil, last.new?.version == current?.id {
            (copyKeyID, copyEndsAt) = (last.copyKeyID, last.copyEndsAt)
        }
    }

    /// Notes that an effect begins, to be written down before it does.
    ///
    /// - Parameter version: a new id, for an effect that makes a new secret.
    public func beginning(_ effect: RotationEffect, version: @autoclosure () -> String, at now: Instant) -> Rotation {
        var next = self
        next.inFlight = effect
        if effect.traits.makesSecret { next.new = New(version: version()) }
        if effect.traits.publication != nil { next.publication?.postedAt = now }
        if effect == .readOffer { next.publication = publication ?? Publication(at: now) }
        if effect == .addCertificate { next.mints.append(now) }
        if effect == .addKey {
            next.mints.append(now)
            // The keyring that took an item for this attempt may not take one for the next.
            next.isRehearsed = false
        }
        return next
    }

    /// Notes that the values were shown to a person, who may paste them from now on.
    public mutating func isShown(at now: Instant) {
        shownAt = now
    }

    /// Takes note of Partner Center's copy being gone from the application, where it is: from then on the hand-over is
    /// overdue.
    ///
    /// A listing that lacks the new key too, which works, is not all of it and tells nothing.
    public mutating func seesCopy(in keys: [IssuedKey], at now: Instant) {
        guard step < .handedOff, copyGoneAt == nil, let copyKeyID, !keys.contains(where: { $0.keyID == copyKeyID }),
            showsNewKey(keys)
        else {
            return
        }
        copyGoneAt = now
        copyEndsAt = min(copyEndsAt ?? now, now)
    }

    /// A person says of the new secret, which is in use, that Partner Center has it, or vouches for it that the
    /// marketplace uses it.
    ///
    /// What follows is decided by `move`, from what is known of the version; what it rested for is over.
    public mutating func hearsOfHandOff(at now: Instant) {
        guard isUnderWay, undoing == nil, step == .proven || step == .handedOff, handOff != .nobody else { return }
        if step == .proven { return advance(to: .handedOff, at: now) }
        nextAt = nil
        getsOn()
    }

    /// A person calls it off; `obstacleToAbort` has been asked before.
    public mutating func abort() {
        undoing = .aborted
        nextAt = nil
        getsOn()
    }

    /// Whether a person may have it tried again now: it does not get on, and is not being wound down.
    public var mayBeHurried: Bool { undoing == nil && (attention != nil || failures > 0) }

    /// A person wants it tried again now, as what was in the way is gone.
    public mutating func hurry() {
        nextAt = nil
        failures = 0
        if method == .password { refusals = 0 }
    }

    /// Notes that there is nobody who could be asked, which is told to people once it lasts.
    public mutating func lacksAdministrator(at now: Instant) {
        attention = Attention(
            reason: .administratorMissing, since: attention?.since ?? now, code: nil,
            message: "there is no secret of @administrator, the application that makes and removes client secrets")
    }

    /// Gives the new secret up: what bears this rotation's name at the issuer is to go, and the old one stays.
    public mutating func backOut(_ facts: RotationFacts, at now: Instant) {
        undoing = endOfMoveBack(facts)
        step = .begun
        stepAt = now
        new = nil
        nextAt = nil
        isToBeListed()
        getsOn()
    }

    /// Ends it.
    public mutating func end(_ end: End, at now: Instant) {
        self.end = end
        endedAt = now
        nextAt = nil
        inFlight = nil
        getsOn()
        if end == .completed { step = .retired }
    }

    /// Takes back what a clock that was ahead of its time has left in it, once the clock is right again.
    public func believed(at now: Instant) -> Rotation {
        var rotation = self
        rotation.stepAt = min(stepAt, now)
        rotation.begunAt = min(begunAt, now)
        rotation.mints = mints.map { min($0, now) }
        rotation.replacements = replacements.map { min($0, now) }
        if let attention { rotation.attention?.since = min(attention.since, now) }
        if let shownAt { rotation.shownAt = min(shownAt, now) }
        if let publication {
            rotation.publication?.since = min(publication.since, now)
            rotation.publication?.postedAt = publication.postedAt.map { min($0, now) }
            rotation.publication?.startedAt = publication.startedAt.map { min($0, now) }
        }
        if let acceptedLast, acceptedLast > now { rotation.isNotAccepted() }
        if let nextAt, nextAt > now + Self.longestRest { rotation.nextAt = nil }
        return rotation
    }

    /// No server and no rest of ours asks for more patience than this.
    static let longestRest = TimeSpan.days(1)
}

extension Rotation.HandOff {
    /// How Partner Center gets its copy of the credential.
    public init(of credential: Credential) {
        if !credential.isCopied {
            self = .nobody
        } else if credential.rotation.mode == .automatic, let offer = credential.offer {
            self = .partnerCenter(offer: offer)
        } else {
            self = .person
        }
    }
}
