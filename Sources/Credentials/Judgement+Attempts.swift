/// When the credential is tried, and when it may be.
extension Judgement {
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
        let wholeAt =
            standing.lastWholeAt?.believed(at: now).map { $0 + shortened(credential.probing.leadInterval) } ?? now
        let isWritten = credential.isWrittenUnasked
        let anyAt =
            standing.lastAttemptAt?.believed(at: now).map { $0 + shortened(credential.probing.signInInterval) } ?? now
        // Where both are due the whole one does for both.
        let (extent, wanted): (ProbeReport.Extent, Instant) =
            isWritten && wholeAt <= max(anyAt, now) ? (.whole, wholeAt) : (.signIn, anyAt)
        let permitted = earliestAttempt
        // After trouble the next attempt is the one that tells, so it comes as soon as it may and goes all the way.
        let isRetry = standing.failures > 0 || standing.refusals > 0 && isWritten
        let at = isRetry ? permitted : max(wanted, permitted)
        let action = Decision.Action.probe(isRetry && isWritten ? .whole : extent)
        if at <= now {
            due.append(.init(action: action, reason: extent == .whole || isRetry ? .proofTooOld : .signInTooOld))
        } else {
            ahead.append(.init(action: action, at: at))
        }
    }

    /// When the credential may be tried for the sake of a notice: at once, then again while there is no answer, but
    /// never against the manners that keep accounts from being locked, nor sooner than a server has asked.
    func earliestAttempt(in trial: EndTrial) -> Instant {
        var earliest = max(askedRest ?? now, facts.passwordRests(of: credential, now: now) ?? now)
        guard let last = standing.lastAttemptAt?.believed(at: now), last >= trial.since else { return earliest }
        if standing.failures > 0 {
            earliest = max(earliest, last + RetryLadder.delay(afterFailures: 1, remaining: nil))
        }
        if standing.refusals > 0 { earliest = max(earliest, last + restAfterRefusal) }
        return earliest
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

    /// A refusal is confirmed soon, where that can lock nobody out, and then looked at with the patience of the sign-in
    /// interval.
    private var restAfterRefusal: TimeSpan {
        let isConfirming = standing.refusals < Standing.refusalsThatCount
        if countsTowardsLockout {
            return isConfirming
                ? restAfterRefusedPassword : max(restAfterRefusedPassword, credential.probing.signInInterval)
        }
        return isConfirming ? .minutes(2) : min(credential.probing.signInInterval, .hours(1))
    }

    private var countsTowardsLockout: Bool {
        credential.identity.isPassword && standing.secretDoubts > 0
    }

    /// Jitter makes probes come earlier, never later.
    private func shortened(_ interval: TimeSpan) -> TimeSpan {
        TimeSpan(seconds: interval.seconds - interval.seconds / 1_000 * standing.jitterPermille)
    }
}
