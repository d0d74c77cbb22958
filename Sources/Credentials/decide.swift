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
    private var trial: EndTrial?

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
    /// The end that notices count on, by which a lapse that was told stays one and the same.
    private var end: Instant? { facts.noticeEnd(window, at: now) }
    private var hasEnded: Bool { end.map { $0 <= now } ?? false }
    /// Whether the end is reached, and nothing that Microsoft has accepted since speaks against it.
    private var hasLapsed: Bool { hasEnded && !isEndDisproven }
    private var isEndDisproven: Bool { end.map { standing.isAccepted(beyond: $0, current) } ?? false }

    /// The window has ended, or a lead time before its end is reached.
    ///
    /// Of several that are due only the most urgent is told.
    mutating func checkWindow() {
        guard let end else { return }
        let remaining = end - now
        if let repetition = Repetition.due(after: Span(seconds: -remaining.seconds)) {
            checkEnd(end, repetition)
            return
        }
        let leadTimes = credential.notices.mailedLeadTimes
        if let mostUrgent = leadTimes.filter({ remaining <= $0 }).min() {
            if let until = firstProofAwaitedUntil {
                if !facts.noticed.contains(.lapses(within: mostUrgent)) {
                    expect(.lapses(within: mostUrgent), at: min(until, end))
                }
            } else {
                tell(.lapses(within: mostUrgent), because: .leadTimeReached)
            }
        }
        if let upcoming = leadTimes.filter({ remaining > $0 }).max() {
            expect(.lapses(within: upcoming), at: end - upcoming)
        } else {
            expect(.lapsed(repetition: 0), at: end)
        }
    }

    /// The end is reached: the credential is tried before anybody is told, and then the news is what that has shown.
    ///
    /// Where it is refused although it was accepted beyond the end, the refusal is the news.
    private mutating func checkEnd(_ end: Instant, _ repetition: Int64) {
        let dueAt = end + Repetition.elapsed(at: repetition)
        // A correction of a false alarm asks for the date, too.
        let isAsked = standing.endAskedAt.map { $0 >= dueAt } ?? false
        if isEndDisproven, isRefused || isTroubleOver { return }
        if isEndDisproven, isAsked {
            return expect(.lapsed(repetition: repetition + 1), at: end + Repetition.elapsed(at: repetition + 1))
        }
        if let trial = trialNeeded(dueAt: dueAt, before: .lapsed(repetition: repetition)) {
            self.trial = trial
            expect(.lapsed(repetition: repetition), at: trial.deadline)
            return
        }
        tell(.lapsed(repetition: repetition), because: .windowEnded)
        expect(.lapsed(repetition: repetition + 1), at: end + Repetition.elapsed(at: repetition + 1))
    }

    /// The trial that a notice of the end waits for; `nil` where there is an answer, where none can be had, or where it was waited
    /// for long enough.
    private func trialNeeded(dueAt: Instant, before occasion: Occasion) -> EndTrial? {
        guard credential.isProbed, facts.clockDoubt == nil, unverifiedUntil == nil, !facts.noticed.contains(occasion),
            window.origin != .refusal, !isRefused, !mayNotBeTriedAgain
        else { return nil }
        if let acceptedAt = standing.acceptedAt, acceptedAt >= max(dueAt, current.storedAt), standing.lastProbe?.result == .ok {
            return nil
        }
        let known = standing.endTrial.flatMap { $0.dueAt == dueAt && $0.since <= now ? $0 : nil }
        let trial = known ?? EndTrial(dueAt: dueAt, since: now)
        // An answer that cannot come in time is not waited for.
        guard now < trial.deadline, earliestAttempt(in: trial) < trial.deadline else { return nil }
        return trial
    }

    /// When the credential may be tried for the sake of a notice: at once, then again while there is no answer, but never against the
    /// manners that keep accounts from being locked, nor sooner than a server has asked.
    private func earliestAttempt(in trial: EndTrial) -> Instant {
        var earliest = max(askedRest ?? now, facts.passwordRests(of: credential, now: now) ?? now)
        guard let last = standing.lastAttemptAt?.believed(at: now), last >= trial.since else { return earliest }
        if standing.failures > 0 { earliest = max(earliest, last + RetryLadder.delay(afterFailures: 1, remaining: nil)) }
        if standing.refusals > 0 { earliest = max(earliest, last + restAfterRefusal) }
        return earliest
    }

    /// Until when a reminder waits for the first proof of a connection that has never worked: an hour after its secret was stored.
    private var firstProofAwaitedUntil: Instant? {
        guard credential.isProbed, !standing.hasWorked, let stored = current.storedAt.believed(at: now) else { return nil }
        let until = stored + Self.patienceWithFirstProof
        return now < until ? until : nil
    }

    private static let patienceWithFirstProof = Span.hours(1)

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
        guard isTroubleOver, let since = standing.alarmedSince else { return }
        tell(.worksAgain(since: since), because: .troubleOver)
    }

    /// What was told as a lapse is over, too, as soon as Microsoft accepts the secret, whatever the date says.
    private var isTroubleOver: Bool {
        guard let since = standing.alarmedSince, let proof = standing.lastProofAt, proof >= since else { return false }
        return !hasLapsed && !mayNotBeTriedAgain && standing.lastProbe?.result == .ok
    }

    /// The last proof, or the last sign-in, is older than it may be.
    mutating func checkProof() {
        guard credential.isProbed else { return }
        if mayNotBeTriedAgain { return }
        if let trial {
            let at = earliestAttempt(in: trial)
            if at <= now {
                due.append(.init(action: .probe(.whole), reason: .endReached))
            } else {
                ahead.append(.init(action: .probe(.whole), at: at))
            }
            return
        }
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

    private var mayNotBeTriedAgain: Bool { facts.isPasswordHeldBack(of: credential) || isNewerOnTrial }

    /// Of two passwords of one account only the newer is tried.
    private var isNewerOnTrial: Bool {
        credential.identity.isPassword && facts.account.isNewerOnTrial(than: current)
    }

    /// Nothing is tried before this moment.
    private var earliestAttempt: Instant {
        var earliest = max(askedRest ?? now, facts.passwordRests(of: credential, now: now) ?? now)
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

    /// The rest that a server has asked for; one that is longer than any may be was noted by a clock that was wrong.
    private var askedRest: Instant? { standing.notBefore.flatMap { $0 > now + Standing.longestRest ? nil : $0 } }

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
        let begun = trial.flatMap { standing.endTrial == $0 ? nil : $0.dueAt }
        return Decision(due: due, beginsTrialOf: begun, next: next, reason: reason, sentence: sentence(for: reason))
    }

    private func sentence(for reason: Decision.Reason) -> String {
        switch reason {
        case .noSecretStored: "no secret is stored"
        case .clockImplausible: "the clock is implausible; mail waits until it is not"
        case .unverified: "the ledger was put back from a copy; mail waits for the answer to a probe"
        case .endReached: "the end by its date is reached; it is tried before anybody is told"
        case .windowEnded where isEndDisproven:
            "by its date the \(credential.identity.secretKind) has expired, yet Microsoft accepts it: find out which is right"
        case .windowEnded: "the \(credential.identity.secretKind) has lapsed"
        case .leadTimeReached: "the \(credential.identity.secretKind) lapses soon"
        case .refusedByMicrosoft: "Microsoft refuses the \(credential.identity.secretKind)"
        case .uncheckedTooLong: "it could not be checked for too long"
        case .troubleOver: "it works again"
        case .proofTooOld: "the last proof is too old"
        case .signInTooOld: "the last sign-in is too old"
        case .heldBack where isNewerOnTrial: "a newer password of the account is on trial"
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
    public var isPassword: Bool { secretKind.locksAccount }
}
