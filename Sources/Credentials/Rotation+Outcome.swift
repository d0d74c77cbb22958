extension Rotation {
    /// Takes in what an effect brought.
    ///
    /// After a kill, the effect that was in flight has brought `Setback(.uncertain)`.
    public func after(_ effect: RotationEffect, _ outcome: RotationOutcome, _ facts: RotationFacts, at now: Instant) -> Rotation {
        var next = self
        next.inFlight = nil
        next.nextAt = nil
        switch outcome {
        case .done: next.isDone(effect, at: now)
        case .keys(let keys): next.take(keys, facts, at: now)
        case .allowance(let allowance): next.take(allowance, at: now)
        case .kept(let key): next.keeps(key, at: now)
        case .lost(let key, let cause): next.loses(key, cause, at: now)
        case .keyringFault(let cause): next.needsAttention(.keyring, message: cause, at: now)
        case .report(let report): next.take(report, of: effect, at: now)
        case .offer(let offer): next.take(offer, at: now)
        case .job(let id): next.takesJob(id, of: effect, at: now)
        case .jobState(let state): next.take(state, at: now)
        case .testLead(let instant): next.take(testLead: instant, at: now)
        case .setback(let setback): next.take(setback, of: effect, at: now)
        }
        return next
    }

    /// Moves on to a step: what was counted on the one before is void.
    public mutating func advance(to step: Step, at now: Instant) {
        self.step = step
        stepAt = now
        nextAt = nil
        getsOn()
    }

    mutating func getsOn() {
        failures = 0
        attention = nil
    }

    /// Notes why it does not get on; it is tried again within the hour, as what is in the way may be gone by then.
    mutating func needsAttention(
        _ reason: Attention.Reason, code: String? = nil, message: String, at now: Instant, for rest: Span = .minutes(50)
    ) {
        failures += 1
        nextAt = now + rest
        if attention?.reason == reason {
            attention?.code = code
            attention?.message = message
        } else {
            attention = Attention(reason: reason, since: now, code: code, message: message)
        }
    }

    /// Rests after an attempt that could not tell.
    mutating func rests(atLeast asked: Span? = nil, at now: Instant) {
        failures += 1
        let delay = RetryLadder.delay(afterFailures: failures, remaining: old?.endsAt.map { $0 - now })
        nextAt = now + max(delay, asked ?? delay)
    }

    private mutating func isDone(_ effect: RotationEffect, at now: Instant) {
        getsOn()
        switch effect {
        case .rehearse: isRehearsed = true
        case .changePassword:
            doubtfulChange = nil
            advance(to: .staged, at: now)
        case .removeStray: isToBeListed()
        case .tryNew: accepts(at: now)
        case .prove: isProven = true
        case .removeOld: advance(to: .retired, at: now)
        default: break
        }
    }

    /// Only the listing says what is gone.
    mutating func isToBeListed() {
        strays = []
        listedAt = nil
    }

    private mutating func take(_ allowance: SecretAllowance, at now: Instant) {
        self.allowance = allowance
        guard allowance.mayBeAdded else {
            self.allowance = nil
            return needsAttention(
                .policyForbids, message: "the tenant's policy for applications allows no client secrets", at: now)
        }
        getsOn()
    }

    private mutating func take(_ keys: [IssuedKey], _ facts: RotationFacts, at now: Instant) {
        let prefix = Self.displayNamePrefix(install: facts.install)
        let operations = keys.compactMap(\.displayName).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        if operations.contains(where: { !facts.knownRotations.contains($0) && $0 != id }) {
            listedAt = nil
            return needsAttention(
                .cloneSuspected,
                message:
                    "a client secret on the application was minted by this installation, and its ledger knows nothing of it: "
                    + "a copy of this machine is at work, or the ledger was put back from an older one", at: now)
        }
        listedAt = now
        // Whatever bears this operation's name, and is neither the key in hand nor the old one, is a key whose value nobody has.
        let inHand = isUndone ? nil : new?.keyID
        strays = keys.filter {
            $0.displayName == displayName(install: facts.install) && $0.keyID != inHand && $0.keyID != old?.keyID
        }
        .map(\.keyID)
        getsOn()
        if isAddDoubtful {
            emptyListings = strays.isEmpty ? emptyListings + 1 : 0
            // A key may come into the listing late: it is believed not to be there when two listings, a minute apart, do not show it.
            if !strays.isEmpty || emptyListings >= 2 {
                isAddDoubtful = false
            } else {
                nextAt = now + .minutes(1)
            }
        }
        if step == .minted { takeListing(of: keys, at: now) }
        if step == .confirmed, strays.isEmpty, let keyID = old?.keyID, !keys.contains(where: { $0.keyID == keyID }) {
            advance(to: .retired, at: now)
        }
    }

    /// Whether the new key has come into the listing.
    private mutating func takeListing(of keys: [IssuedKey], at now: Instant) {
        let isListed = keys.contains { $0.keyID == new?.keyID }
        // One that is not listed in time may work all the same: signing in tells.
        if isListed || now - stepAt >= Self.patienceWithPropagation {
            advance(to: .staged, at: now)
        } else {
            nextAt = now + Self.propagationDelay(after: now - stepAt)
        }
    }

    /// Tried often while it is young, and less often as it ages.
    static func propagationDelay(after elapsed: Span) -> Span {
        [2, 5, 10, 20].map(Span.seconds).first { elapsed < Span.seconds($0.seconds * 3) } ?? .seconds(40)
    }

    private mutating func keeps(_ key: IssuedKey?, at now: Instant) {
        new?.keyID = key?.keyID
        new?.endsAt = key?.endsAt
        isRehearsed = false
        advance(to: .minted, at: now)
    }

    private mutating func loses(_ key: IssuedKey, _ cause: String, at now: Instant) {
        new = nil
        isRehearsed = false
        strays = [key.keyID]
        needsAttention(.keyring, message: cause, at: now, for: .minutes(1))
    }
}
