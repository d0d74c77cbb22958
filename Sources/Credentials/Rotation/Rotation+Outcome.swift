extension Rotation {
    /// Takes in what an effect brought.
    ///
    /// After a kill, the effect that was in flight has brought `Setback(.uncertain)`.
    public func after(_ effect: RotationEffect, _ outcome: RotationOutcome, _ facts: RotationFacts, at now: Instant)
        -> Rotation
    {
        var next = self
        next.inFlight = nil
        next.nextAt = nil
        switch outcome {
        case .done: next.isDone(effect, at: now)
        case .keys(let keys): next.take(keys, facts, at: now)
        case .allowance(let allowance): next.take(allowance, at: now)
        case .kept(let key, _): next.keeps(key, at: now)
        case .made(let certificate, let end, _): next.makes(certificate, endsAt: end, at: now)
        case .added(let key): next.adds(key, at: now)
        case .lost(let key, let cause): next.loses(key, cause, at: now)
        case .keyringFault(let cause): next.lacksKeyring(cause, for: effect, at: now)
        case .forgotten(let cause): next.forgets(cause, for: effect, at: now)
        case .report(let report): next.take(report, of: effect, at: now)
        case .offer(let offer): next.take(offer, at: now)
        case .job(let id): next.takesJob(id, of: effect, at: now)
        case .jobState(let state): next.take(state, at: now)
        case .testLead(let instant): next.take(testLead: instant, at: now)
        case .signIns: next.hasAskedForSignIns(at: now)
        case .setback(let setback): next.take(setback, of: effect, at: now)
        }
        if next.attention != attention { next.attention?.answeredBy = outcome.answerer }
        return next
    }

    /// Moves on to a step: what was counted on the one before is void.
    public mutating func advance(to step: Step, at now: Instant) {
        self.step = step
        stepAt = now
        nextAt = nil
        switch step {
        case .confirmed: evidence = evidence ?? (handOff == .nobody ? Evidence.none : .word)
        case .proven where handOff == .nobody: listedAt = nil
        case .begun, .minted, .staged, .proven, .handedOff, .retired: break
        }
        getsOn()
    }

    /// Whatever was in the way is gone.
    mutating func getsOn() {
        failures = 0
        failing = nil
        attention = nil
    }

    /// An effect did what it should: what was in the way is gone, unless it was in the way of another.
    mutating func getsOn(_ effect: RotationEffect) {
        if failing == nil || failing == effect { getsOn() }
    }

    /// Notes why it does not get on; it is tried again within the hour, as what is in the way may be gone by then.
    mutating func needsAttention(
        _ reason: Attention.Reason, at effect: RotationEffect, code: String? = nil, message: String, at now: Instant,
        for rest: TimeSpan = .minutes(50)
    ) {
        failures += 1
        failing = effect
        nextAt = now + rest
        attention = Attention(reason: reason, since: attention?.since ?? now, code: code, message: message)
    }

    /// Rests after an attempt that could not tell.
    mutating func rests(after effect: RotationEffect, atLeast asked: TimeSpan? = nil, at now: Instant) {
        if failing != effect { failures = 0 }
        failures += 1
        failing = effect
        let delay = RetryLadder.delay(afterFailures: failures, remaining: old?.endsAt.map { $0 - now })
        nextAt = now + max(delay, asked ?? delay)
    }

    private mutating func isDone(_ effect: RotationEffect, at now: Instant) {
        switch effect {
        case .rehearse: isRehearsed = true
        case .changePassword:
            doubtfulChange = nil
            refusals = 0
            advance(to: .staged, at: now)
        // Only the listing says that it is gone.
        case .removeStray: return isToBeListed()
        case .tryNew: return accepts(at: now)
        case .prove: isProven = true
        case .removeOld: advance(to: .retired, at: now)
        case .listKeys, .readAllowance, .addKey, .makeKey, .addCertificate, .makePassword, .tryOld, .readOffer,
            .configureLeads, .publishPreview,
            .publishLive, .askJob, .findTestLead, .readSignIns:
            break
        }
        getsOn(effect)
    }

    /// Only the listing says what is there.
    mutating func isToBeListed() {
        strays = []
        listedAt = nil
    }

    private mutating func take(_ allowance: SecretAllowance, at now: Instant) {
        self.allowance = allowance
        guard allowance.mayBeAdded else {
            self.allowance = nil
            return needsAttention(
                .policyForbids, at: .readAllowance,
                message: "the tenant's policy for applications allows no \(method)s",
                at: now)
        }
        getsOn(.readAllowance)
    }

    private mutating func take(_ keys: [IssuedKey], _ facts: RotationFacts, at now: Instant) {
        let operations = keys.compactMap { $0.operation(of: facts.install) }
        if operations.contains(where: { !facts.knownRotations.contains($0) && $0 != id }) {
            listedAt = nil
            return needsAttention(
                .cloneSuspected, at: .listKeys,
                message:
                    "a \(method) on the application was made by this installation, and its ledger knows "
                    + "nothing of it: a copy of this machine is running, or the ledger was restored from a backup",
                at: now)
        }
        listedAt = now
        seesCopy(in: keys, at: now)
        findCertificates(in: keys)
        // Whatever bears this operation's name, and is neither the key in hand nor the old one, is a key whose value
        // nobody has.
        strays = keys.filter {
            bears($0, facts.install) && $0.keyID != new?.keyID && $0.keyID != old?.keyID
        }
        .map(\.keyID)
        getsOn(.listKeys)
        if strays.isEmpty { getsOn(.removeStray) }
        if isAddDoubtful {
            emptyListings = strays.isEmpty ? emptyListings + 1 : 0
            // A key may come into the listing late: it is believed not to be there when two listings, a minute apart,
            // do not show it.
            if !strays.isEmpty || emptyListings >= 2 {
                isAddDoubtful = false
            } else {
                nextAt = now + .minutes(1)
            }
        }
        // A certificate that the issuer has not taken yet is not waited for.
        if step == .minted, method != .certificate || new?.keyID != nil { takeListing(of: keys, at: now) }
        if step == .confirmed, strays.isEmpty, let keyID = old?.keyID, !keys.contains(where: { $0.keyID == keyID }) {
            guard showsNewKey(keys) else {
                // A listing without the key that is in use and works is not all of it: that the old one is gone does
                // not follow.
                listedAt = nil
                nextAt = now + .minutes(10)
                return
            }
            advance(to: .retired, at: now)
        }
    }

    /// Whether a listing has the new key, once that has been seen in one or to work; without it, it tells of no key
    /// that it is gone.
    func showsNewKey(_ keys: [IssuedKey]) -> Bool {
        guard step >= .staged, let keyID = new?.keyID else { return true }
        return keys.contains { $0.keyID == keyID }
    }

    /// Whether the new key has come into the listing.
    private mutating func takeListing(of keys: [IssuedKey], at now: Instant) {
        let isListed = keys.contains { $0.keyID == new?.keyID }
        // One that is not listed in time may work all the same: signing in tells.
        if now - stepAt >= Self.patienceWithPropagation || isListed && strays.isEmpty {
            advance(to: .staged, at: now)
        } else if !isListed {
            nextAt = now + Self.propagationDelay(after: now - stepAt)
        }
    }

    /// Tried often while it is young, and less often as it ages.
    static func propagationDelay(after elapsed: TimeSpan) -> TimeSpan {
        if elapsed >= patienceWithPropagation { return .minutes(5) }
        return [2, 5, 10, 20].map(TimeSpan.seconds).first { elapsed < TimeSpan.seconds($0.seconds * 3) } ?? .seconds(40)
    }

    private mutating func keeps(_ key: IssuedKey?, at now: Instant) {
        new?.keyID = key?.keyID
        new?.endsAt = key?.endsAt
        isNotAccepted()
        isProven = false
        relapses = 0
        if method == .clientSecret { refusals = 0 }
        advance(to: .minted, at: now)
    }

    private mutating func makes(_ certificate: Certificate, endsAt end: Instant, at now: Instant) {
        new?.certificate = certificate
        new?.endsAt = end
        certificates = (certificates ?? []) + [certificate]
        isNotAccepted()
        isProven = false
        relapses = 0
        refusals = 0
        advance(to: .minted, at: now)
    }

    private mutating func adds(_ key: IssuedKey, at now: Instant) {
        new?.keyID = key.keyID
        isAddDoubtful = false
        // From here on it spreads.
        stepAt = now
        listedAt = nil
        getsOn(.addCertificate)
    }

    /// Whether this rotation has put a key on the application: by its name, or by what it is.
    private func bears(_ key: IssuedKey, _ install: GUID) -> Bool {
        key.operation(of: install) == id || key.certificate.map { certificates?.contains($0) == true } == true
    }

    /// Learns by what ids the issuer has the old certificate and the new one.
    private mutating func findCertificates(in keys: [IssuedKey]) {
        func keyID(of certificate: Certificate?) -> GUID? {
            certificate.flatMap { wanted in keys.first { $0.certificate == wanted }?.keyID }
        }
        if let keyID = old?.keyID ?? keyID(of: old?.certificate) { old?.keyID = keyID }
        guard new?.keyID == nil, let keyID = keyID(of: new?.certificate) else { return }
        new?.keyID = keyID
        isAddDoubtful = false
        stepAt = max(stepAt, mints.last ?? stepAt)
    }

    private mutating func loses(_ key: IssuedKey, _ cause: String, at now: Instant) {
        new = nil
        strays = [key.keyID]
        needsAttention(.keyring, at: .addKey, message: cause, at: now, for: .minutes(1))
    }

    /// The keyring was put back to what it was before it took the new secret, as a power cut does: nobody has its value
    /// any more.
    ///
    /// One that nobody uses yet is made anew, unless that has happened too often to be worth another.
    private mutating func forgets(_ cause: String, for effect: RotationEffect, at now: Instant) {
        switch method {
        case .clientSecret, .certificate, .address, .connectionString:
            guard !isPromoted, mayReplace(at: now) else { return lacksKeyring(cause, for: effect, at: now) }
            replace(at: now)
        case .password where doubtfulChange == .tryNew:
            // Only the old one can still tell which of the two is in force.
            doubtfulChange = .tryOld
            return
        case .password:
            guard step == .minted, doubtfulChange == nil else { return lacksKeyring(cause, for: effect, at: now) }
            new = nil
            step = .begun
            stepAt = now
        }
        needsAttention(.keyring, at: effect, message: cause, at: now, for: .minutes(1))
    }

    private mutating func lacksKeyring(_ cause: String, for effect: RotationEffect, at now: Instant) {
        if effect == .makePassword || effect == .makeKey { new = nil }
        needsAttention(.keyring, at: effect, message: cause, at: now, for: .minutes(5))
    }
}

extension IssuedKey {
    /// The rotation of this installation that has minted it, by its display name; `nil` where it is somebody else's.
    public func operation(of install: GUID) -> String? {
        let prefix = Rotation.displayNamePrefix(install: install)
        guard let displayName, displayName.hasPrefix(prefix) else { return nil }
        return String(displayName.dropFirst(prefix.count))
    }
}
