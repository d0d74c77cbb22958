extension Rotation {
    /// Takes in what a sign-in or a whole probe found out.
    mutating func take(_ report: ProbeReport, of effect: RotationEffect, at now: Instant) {
        // Nothing else brings a report.
        if effect == .tryNew { takeTrial(report, at: now) }
        if effect == .tryOld { takeTrialOfOld(report, at: now) }
        if effect == .prove { takeProof(report, at: now) }
    }

    /// The new secret was accepted.
    mutating func accepts(at now: Instant) {
        doubtfulChange = nil
        if step == .minted { advance(to: .staged, at: now) }
        if acceptances == 0 { acceptedSince = now }
        acceptances += 1
        acceptedLast = now
        refusals = 0
        if isSettled {
            getsOn(.tryNew)
        } else {
            nextAt = now + .seconds(30)
        }
    }

    /// A row of acceptances begins anew.
    mutating func isNotAccepted() {
        acceptances = 0
        acceptedSince = nil
        acceptedLast = nil
    }

    /// The new secret was refused: it is not known everywhere yet, or never will be.
    mutating func refuses(code: String?, at now: Instant) {
        if acceptances > 0 { relapses += 1 }
        isNotAccepted()
        refusals += 1
        if method == .password { return refusesPassword(code: code, at: now) }
        let isPatienceOver = now - stepAt >= Self.patienceWithPropagation
        if isPatienceOver, relapses >= Self.refusalsThatCount {
            return needsAttention(
                .neverWorked, at: .tryNew, code: code,
                message: "Entra accepts the new \(method) at times and refuses it at others", at: now)
        }
        guard isPatienceOver, refusals >= Self.refusalsThatCount else {
            nextAt = now + Self.propagationDelay(after: now - stepAt)
            return
        }
        guard mayReplace(at: now) else {
            return needsAttention(
                .neverWorked, at: .tryNew, code: code,
                message: "Entra lists the new \(method) and does not accept it, nor the one before it", at: now)
        }
        replace(at: now)
    }

    /// Whether another client secret may be made in the place of one that is of no use.
    func mayReplace(at now: Instant) -> Bool {
        replacements.count < Self.replacementsAtMost && replacements.allSatisfy { now - $0 >= Self.replacementInterval }
    }

    /// Begins anew with another client secret; the one that is of no use is removed first.
    mutating func replace(at now: Instant) {
        replacements.append(now)
        let strayed = new?.keyID
        new = nil
        step = .begun
        stepAt = now
        refusals = 0
        strays = strayed.map { [$0] } ?? []
        listedAt = nil
    }

    private mutating func refusesPassword(code: String?, at now: Instant) {
        switch doubtfulChange {
        case .tryNew:
            // The old one is another password, and its trial another attempt.
            refusals -= 1
            doubtfulChange = .tryOld
        case .neither, .tryOld:
            needsAttention(
                .passwordUncertain, at: .tryNew, code: code,
                message: "Entra accepts neither the new password nor the old one",
                at: now, for: Self.passwordInterval)
        case nil:
            needsAttention(
                .neverWorked, at: .tryNew, code: code,
                message: "Entra has taken the new password and does not accept it",
                at: now,
                for: Self.passwordInterval)
        }
    }

    private mutating func takeTrial(_ report: ProbeReport, at now: Instant) {
        if report.steps.contains(where: { $0.name == .token && $0.result == .ok }) { return accepts(at: now) }
        guard let finding = report.finding else { return accepts(at: now) }
        switch report.result {
        case .ok: accepts(at: now)
        case _ where finding.class.saysSecretIsWrong: refuses(code: finding.code, at: now)
        case .unknown: rests(after: .tryNew, atLeast: longRest(finding.retryAfter), at: now)
        case .failed: isTurnedDown(.tryNew, finding.code, finding.message, at: now)
        }
    }

    /// Whether the old password is still in force.
    private mutating func takeTrialOfOld(_ report: ProbeReport, at now: Instant) {
        let isAccepted = report.steps.contains { $0.name == .token && $0.result == .ok }
        switch report.result {
        case .failed where !isAccepted:
            doubtfulChange = .neither
            refusals += 1
            needsAttention(
                .passwordUncertain, at: .tryNew, code: report.finding?.code,
                message: "Entra accepts neither the new password nor the old one", at: now, for: Self.passwordInterval)
        case .unknown where !isAccepted: rests(after: .tryOld, atLeast: longRest(report.finding?.retryAfter), at: now)
        case .ok, .failed, .unknown:
            // It was not changed; what was refused just now would be refused again.
            doubtfulChange = nil
            rests(after: .changePassword, atLeast: Self.passwordInterval, at: now)
        }
    }

    private mutating func takeProof(_ report: ProbeReport, at now: Instant) {
        switch (report.result, report.finding) {
        case (.ok, _):
            isProven = true
            getsOn()
        case (_, let finding?) where finding.class.saysSecretIsWrong: refuses(code: finding.code, at: now)
        case (.failed, let finding):
            isTurnedDown(.prove, finding?.code, finding?.message ?? "the probe failed", at: now)
        case (.unknown, let finding): rests(after: .prove, atLeast: longRest(finding?.retryAfter), at: now)
        }
    }

    /// It is not the secret that is refused, but the account or its set-up.
    mutating func isTurnedDown(_ effect: RotationEffect, _ code: String?, _ message: String, at now: Instant) {
        if method == .password { refusals += 1 }
        needsAttention(.probeRefused, at: effect, code: code, message: message, at: now)
    }

    /// An attempt with a password whose end nobody saw may count against it.
    private func longRest(_ asked: TimeSpan?) -> TimeSpan? {
        method == .password ? max(Self.passwordInterval, asked ?? Self.passwordInterval) : asked
    }
}
