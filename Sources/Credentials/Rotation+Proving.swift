extension Rotation {
    /// Takes in what a sign-in or a whole probe found out.
    mutating func take(_ report: ProbeReport, of effect: RotationEffect, at now: Instant) {
        switch effect {
        case .tryNew: takeTrial(report, at: now)
        case .tryOld: takeTrialOfOld(report, at: now)
        default: takeProof(report, at: now)
        }
    }

    /// The new secret was accepted.
    mutating func accepts(at now: Instant) {
        getsOn()
        doubtfulChange = nil
        if step == .minted { advance(to: .staged, at: now) }
        if acceptances == 0 { acceptedSince = now }
        acceptances += 1
        acceptedLast = now
        refusals = 0
        if !isSettled { nextAt = now + .seconds(30) }
    }

    /// The new secret was refused: it is not known everywhere yet, or never will be.
    mutating func refuses(code: String?, at now: Instant) {
        acceptances = 0
        acceptedSince = nil
        acceptedLast = nil
        refusals += 1
        if method == .password { return refusesPassword(code: code, at: now) }
        guard now - stepAt >= Self.patienceWithPropagation, refusals >= Self.refusalsThatCount else {
            nextAt = now + Self.propagationDelay(after: now - stepAt)
            return
        }
        guard replacements.allSatisfy({ now - $0 >= Self.replacementInterval }) else {
            return needsAttention(
                .neverWorked, code: code,
                message: "Entra lists the new client secret and does not accept it, nor the one before it", at: now)
        }
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
            doubtfulChange = .tryOld
        case .neither, .tryOld:
            needsAttention(
                .passwordUncertain, code: code, message: "Entra accepts neither the new password nor the old one", at: now,
                for: Self.passwordInterval)
        case nil:
            needsAttention(
                .neverWorked, code: code, message: "Entra has taken the new password and does not accept it", at: now,
                for: Self.passwordInterval)
        }
    }

    private mutating func takeTrial(_ report: ProbeReport, at now: Instant) {
        if report.steps.contains(where: { $0.name == .token && $0.result == .ok }) { return accepts(at: now) }
        guard let finding = report.finding else { return accepts(at: now) }
        switch report.result {
        case .ok: accepts(at: now)
        case .unknown: rests(atLeast: finding.retryAfter, at: now)
        case .failed where finding.class.saysSecretIsWrong: refuses(code: finding.code, at: now)
        case .failed: needsAttention(.probeRefused, code: finding.code, message: finding.message, at: now)
        }
    }

    /// Whether the old password is still in force.
    private mutating func takeTrialOfOld(_ report: ProbeReport, at now: Instant) {
        let isAccepted = report.steps.contains { $0.name == .token && $0.result == .ok }
        switch report.result {
        case .failed where !isAccepted:
            doubtfulChange = .neither
            needsAttention(
                .passwordUncertain, code: report.finding?.code, message: "Entra accepts neither the new password nor the old one",
                at: now,
                for: Self.passwordInterval)
        case .unknown where !isAccepted: rests(atLeast: report.finding?.retryAfter, at: now)
        default:
            // It was not changed; what was refused just now would be refused again.
            doubtfulChange = nil
            getsOn()
            nextAt = now + Self.passwordInterval
        }
    }

    private mutating func takeProof(_ report: ProbeReport, at now: Instant) {
        switch (report.result, report.finding) {
        case (.ok, _):
            isProven = true
            getsOn()
        case (.failed, let finding?) where finding.class.saysSecretIsWrong: refuses(code: finding.code, at: now)
        case (.failed, let finding):
            needsAttention(.probeRefused, code: finding?.code, message: finding?.message ?? "the probe failed", at: now)
        case (.unknown, let finding): rests(atLeast: finding?.retryAfter, at: now)
        }
    }

    /// Takes in that an effect did not do what it should.
    mutating func take(_ setback: Setback, of effect: RotationEffect, at now: Instant) {
        switch (effect, setback.kind) {
        case (.addKey, .uncertain):
            new = nil
            isAddDoubtful = true
            emptyListings = 0
            listedAt = nil
            nextAt = now + .seconds(5)
        case (.addKey, _):
            // It was not minted.
            new = nil
            mints.removeLast()
            take(setback, at: now)
        case (.makePassword, .uncertain):
            new = nil
            rests(at: now)
        case (.changePassword, .uncertain): doubtfulChange = .tryNew
        case (.changePassword, .refused):
            new = nil
            step = .begun
            stepAt = now
            take(setback, at: now)
        case (.tryNew, .unauthorised), (.prove, .unauthorised): refuses(code: setback.code, at: now)
        case (.removeStray, .absent), (.removeOld, .absent):
            isToBeListed()
            nextAt = now + .seconds(30)
        case (.removeStray, .uncertain), (.removeOld, .uncertain):
            isToBeListed()
            rests(at: now)
        case (.publishPreview, .uncertain), (.publishLive, .uncertain):
            publication?.phase = effect == .publishPreview ? .previewing : .goingLive
            publication?.isDoubtful = true
            rests(at: now)
        case (.askJob, .absent):
            publication?.job = nil
            publication?.phase = .reading
            rests(at: now)
        case (.readOffer, .absent): needsAttention(.offerNotFound, code: setback.code, message: setback.message, at: now)
        case (.configureLeads, .refused), (.publishPreview, .refused), (.publishLive, .refused):
            publication?.phase = .reading
            needsAttention(.publicationFailed, code: setback.code, message: setback.message, at: now)
        case (.findTestLead, .forbidden), (.findTestLead, .refused), (.findTestLead, .unauthorised), (.findTestLead, .absent):
            cannotSeeTestLeads(setback, at: now)
        default: take(setback, at: now)
        }
    }

    private mutating func take(_ setback: Setback, at now: Instant) {
        let reason: Attention.Reason
        switch setback.kind {
        case .uncertain, .transient: return rests(atLeast: setback.retryAfter, at: now)
        case .unauthorised: reason = .administratorRefused
        case .forbidden: reason = .administratorForbidden
        case .policy:
            allowance = nil
            reason = .policyForbids
        case .full: reason = .noRoom
        case .absent: reason = .applicationNotFound
        case .refused: reason = .refused
        }
        needsAttention(reason, code: setback.code, message: setback.message, at: now)
    }
}

extension ProbeClass {
    /// Whether it is the secret itself that is refused, as Entra also does while it does not know a new one everywhere.
    var saysSecretIsWrong: Bool {
        switch self {
        case .secretWrong, .secretExpired, .passwordWrong, .passwordExpired: true
        default: false
        }
    }
}
