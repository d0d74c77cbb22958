/// Decides what is to be done for a credential at `now`: an ordered list of checks, each named after the violation it finds.
///
/// It reads no clock, file or random number; the same question has the same answer.
public func decide(_ credential: Credential, _ facts: Facts, now: Instant) -> Decision {
    guard let current = facts.current else {
        return Decision(
            due: [], next: nil, reason: .noSecretStored,
            sentence: "no secret is stored; store it with `leadkeeper secret set \(credential.name)`")
    }
    var judgement = Judgement(credential: credential, current: current, facts: facts, now: now)
    judgement.checkWindow()
    judgement.checkRefusal()
    judgement.checkUnchecked()
    judgement.checkTroubleOver()
    judgement.checkProof()
    return judgement.decision
}

/// The checks of one decision and what they have found so far.
private struct Judgement {
    let credential: Credential
    let current: SecretVersion
    let facts: Facts
    let now: Instant
    let window: Window
    private var due: [Decision.Due] = []
    private var ahead: [Decision.Next] = []
    private var heldBackReason: Decision.Reason?

    init(credential: Credential, current: SecretVersion, facts: Facts, now: Instant) {
        self.credential = credential
        self.current = current
        self.facts = facts
        self.now = now
        window = Window(
            of: current, identity: credential.identity, lifetime: credential.lifetime,
            refusedAsLapsedAt: facts.standing.refusedAsLapsedAt)
    }

    private var standing: Standing { facts.standing }
    private var hasLapsed: Bool { window.remaining(at: now).map { $0.seconds <= 0 } ?? false }
    private var longestLeadTime: Span { credential.notices.leadTimes.max() ?? .days(0) }

    /// The window has ended, or a lead time before its end is reached.
    ///
    /// Of several that are due only the most urgent is told.
    mutating func checkWindow() {
        guard case .at(let end, _) = window.end else { return }
        let remaining = end - now
        if let repetition = Repetition.due(after: Span(seconds: -remaining.seconds)) {
            tell(.lapsed(repetition: repetition), because: .windowEnded)
            expect(.lapsed(repetition: repetition + 1), at: end + Repetition.elapsed(at: repetition + 1))
            return
        }
        let leadTimes = credential.notices.leadTimes.filter { $0.seconds > 0 }
        if let mostUrgent = leadTimes.filter({ remaining <= $0 }).min() {
            tell(.lapses(within: mostUrgent), because: .leadTimeReached)
        }
        if let upcoming = leadTimes.filter({ remaining > $0 }).max() {
            expect(.lapses(within: upcoming), at: end - upcoming)
        } else {
            expect(.lapsed(repetition: 0), at: end)
        }
    }

    /// Microsoft refuses it.
    ///
    /// Once the window has ended that is the news, and the refusal only follows from it.
    mutating func checkRefusal() {
        guard !hasLapsed, isRefused, let since = standing.refusedSince, let probeClass = standing.refusedAs else { return }
        guard let repetition = Repetition.due(after: now - since) else {
            expect(.refused(probeClass, since: since, repetition: 0), at: since)
            return
        }
        tell(.refused(probeClass, since: since, repetition: repetition), because: .refusedByMicrosoft)
        expect(.refused(probeClass, since: since, repetition: repetition + 1), at: since + Repetition.elapsed(at: repetition + 1))
    }

    /// Nothing could be told about it for too long.
    ///
    /// Of one that was refused before that is what people are told, and go on being told.
    mutating func checkUnchecked() {
        guard credential.isProbed, !hasLapsed, !isRefused, standing.failures > 0 || mayNotBeTriedAgain else { return }
        let since = standing.lastConclusiveAt ?? current.storedAt
        var tooLong = since + credential.notices.uncheckedAfter
        // Where probes are further apart than that, one that could not tell is no alarm yet.
        if standing.failures > 0, let failingSince = standing.resultSince {
            tooLong = max(tooLong, failingSince + Span(seconds: credential.notices.uncheckedAfter.seconds / 2))
        }
        guard let repetition = Repetition.due(after: now - tooLong) else {
            expect(.unchecked(since: since, repetition: 0), at: tooLong)
            return
        }
        tell(.unchecked(since: since, repetition: repetition), because: .uncheckedTooLong)
        expect(.unchecked(since: since, repetition: repetition + 1), at: tooLong + Repetition.elapsed(at: repetition + 1))
    }

    /// People were told of trouble, and the last probe says that it is over.
    mutating func checkTroubleOver() {
        guard let since = standing.alarmedSince, !hasLapsed, !mayNotBeTriedAgain, standing.lastProbe?.result == .ok,
            let proof = standing.lastProofAt, proof >= since
        else { return }
        tell(.worksAgain(since: since), because: .troubleOver)
    }

    /// The last proof, or the last sign-in, is older than it may be.
    mutating func checkProof() {
        guard credential.isProbed else { return }
        if mayNotBeTriedAgain { return }
        let wholeAt = standing.lastWholeAt?.believed(at: now).map { $0 + shortened(credential.probing.leadInterval) } ?? now
        let anyAt = standing.lastAttemptAt?.believed(at: now).map { $0 + shortened(credential.probing.signInInterval) } ?? now
        // Where both are due the whole one does for both.
        let (extent, wanted): (ProbeReport.Extent, Instant) = wholeAt <= max(anyAt, now) ? (.whole, wholeAt) : (.signIn, anyAt)
        let permitted = earliestAttempt
        // After trouble the next attempt is the one that tells, so it comes as soon as it may and goes all the way.
        let isRetry = standing.failures > 0 || standing.refusals > 0
        let at = isRetry ? permitted : max(wanted, permitted)
        let action = Decision.Action.probe(isRetry ? .whole : extent)
        if at <= now {
            due.append(.init(action: action, reason: extent == .whole || isRetry ? .proofTooOld : .signInTooOld))
        } else {
            ahead.append(.init(action: action, at: at))
        }
    }

    /// Whether Microsoft has refused it so often that it is believed, and has not accepted it since.
    private var isRefused: Bool { standing.refusals >= Standing.refusalsThatCount && standing.refusedAs != nil }

    private var mayNotBeTriedAgain: Bool { facts.isPasswordHeldBack(of: credential) }

    /// Nothing is tried before this moment.
    private var earliestAttempt: Instant {
        // A longer rest than any server may ask for was noted by a clock that was wrong.
        let asked = standing.notBefore.flatMap { $0 > now + Standing.longestRest ? nil : $0 }
        var earliest = max(asked ?? now, facts.passwordRests(of: credential, now: now) ?? now)
        guard let last = standing.lastAttemptAt?.believed(at: now) else { return earliest }
        if standing.failures > 0 {
            let delay = RetryLadder.delay(afterFailures: standing.failures, remaining: window.remaining(at: last))
            earliest = max(earliest, last + delay)
        }
        if standing.refusals > 0, standing.failures == 0 || countsTowardsLockout {
            earliest = max(earliest, last + restAfterRefusal)
        }
        return earliest
    }

    /// A refusal is confirmed soon, where that can lock nobody out, and then looked at with the patience of the sign-in interval.
    private var restAfterRefusal: Span {
        let isConfirming = standing.refusals < Standing.refusalsThatCount
        if countsTowardsLockout {
            return isConfirming ? restAfterRefusedPassword : max(restAfterRefusedPassword, credential.probing.signInInterval)
        }
        return isConfirming ? .minutes(2) : min(credential.probing.signInInterval, .hours(1))
    }

    private var countsTowardsLockout: Bool {
        credential.identity.isPassword && standing.secretDoubts > 0
    }

    /// Jitter makes probes come earlier, never later.
    private func shortened(_ interval: Span) -> Span {
        Span(seconds: interval.seconds - interval.seconds / 1_000 * standing.jitterPermille)
    }

    private mutating func tell(_ occasion: Occasion, because reason: Decision.Reason) {
        guard !facts.noticed.contains(occasion) else { return }
        if facts.clockDoubt != nil {
            heldBackReason = heldBackReason ?? .clockImplausible
            return
        }
        if unverifiedUntil != nil {
            heldBackReason = heldBackReason ?? .unverified
            expect(occasion, at: now)
            return
        }
        due.append(.init(action: .notify(occasion), reason: reason))
    }

    /// Until when nothing is told, since the ledger is back from a copy and what it says has not been tried since.
    private var unverifiedUntil: Instant? {
        guard credential.isProbed, let until = standing.unverifiedUntil, now < until else { return nil }
        return until
    }

    private mutating func expect(_ occasion: Occasion, at instant: Instant) {
        ahead.append(.init(action: .notify(occasion), at: max(instant, unverifiedUntil ?? instant)))
    }

    var decision: Decision {
        let next = ahead.min { $0.at < $1.at }
        let reason = heldBackReason ?? due.first?.reason ?? (mayNotBeTriedAgain ? .heldBack : .nothingDue)
        return Decision(due: due, next: next, reason: reason, sentence: sentence(for: reason))
    }

    private func sentence(for reason: Decision.Reason) -> String {
        switch reason {
        case .noSecretStored: "no secret is stored"
        case .clockImplausible: "the clock is implausible; mail waits until it is not"
        case .unverified: "the ledger was put back from a copy; mail waits for the answer to a probe"
        case .windowEnded: "the \(credential.identity.secretKind) has lapsed"
        case .leadTimeReached: "the \(credential.identity.secretKind) lapses soon"
        case .refusedByMicrosoft: "Microsoft refuses the \(credential.identity.secretKind)"
        case .uncheckedTooLong: "it could not be checked for too long"
        case .troubleOver: "it works again"
        case .proofTooOld: "the last proof is too old"
        case .signInTooOld: "the last sign-in is too old"
        case .heldBack:
            (facts.interruption?.count ?? 0) >= attemptsWithDoubtfulPassword
                ? "the daemon was stopped too often in the midst of trying the password; try it with `leadkeeper probe \(credential.name)`"
                : "the password was refused too often; store the right one"
        case .nothingDue: "nothing is due"
        }
    }
}

extension Credential {
    /// Whether probes are made for it: it has an environment to write a lead to.
    public var isProbed: Bool { environment != nil }
}

extension Identity {
    /// Whether its secret is a password of an account that can be locked.
    public var isPassword: Bool {
        switch self {
        case .office365, .mailbox: true
        case .azureAD: false
        }
    }
}
