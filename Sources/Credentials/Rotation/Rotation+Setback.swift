extension Rotation {
    /// Takes in that an effect did not do what it should.
    mutating func take(_ setback: Setback, of effect: RotationEffect, at now: Instant) {
        switch effect {
        case .addKey, .addCertificate: isNotAdded(effect, setback, at: now)
        case .makePassword where setback.kind == .uncertain, .makeKey where setback.kind == .uncertain:
            new = nil
            rests(after: effect, at: now)
        case .changePassword: isNotChanged(setback, at: now)
        case .tryNew, .prove: isNotTried(effect, setback, at: now)
        case .tryOld where setback.kind == .uncertain: rests(after: effect, atLeast: Self.passwordInterval, at: now)
        case .removeStray, .removeOld: isNotRemoved(effect, setback, at: now)
        case .readOffer where setback.kind == .absent:
            needsAttention(.offerNotFound, at: effect, code: setback.code, message: setback.message, at: now)
        case .configureLeads, .publishPreview, .publishLive: isNotPublished(effect, setback, at: now)
        case .askJob where setback.kind == .absent:
            publication?.job = nil
            publication?.reach(.reading, at: now)
            rests(after: effect, at: now)
        case .findTestLead: isNotSeen(setback, at: now)
        case .readSignIns: lacksSignIns(setback, at: now)
        case .listKeys, .readAllowance, .rehearse, .makeKey, .makePassword, .tryOld, .readOffer, .askJob:
            takeOther(setback, of: effect, at: now)
        }
    }

    private mutating func isNotAdded(_ effect: RotationEffect, _ setback: Setback, at now: Instant) {
        // The value of a client secret is lost; a certificate's key is in the keyring, and can be added again.
        if effect == .addKey { new = nil }
        guard setback.kind == .uncertain else {
            // It was not added.
            mints.removeLast()
            if effect == .addCertificate, setback.kind == .policy {
                // Another is made by what the policy says then.
                new = nil
                step = .begun
                stepAt = now
            }
            return takeOther(setback, of: effect, at: now)
        }
        isAddDoubtful = true
        emptyListings = 0
        listedAt = nil
        nextAt = now + .seconds(5)
    }

    private mutating func isNotChanged(_ setback: Setback, at now: Instant) {
        switch setback.kind {
        case .uncertain: doubtfulChange = .tryNew
        case .transient: takeOther(setback, of: .changePassword, at: now)
        case .unauthorised, .forbidden, .policy, .full, .absent: isRefused(setback, at: now)
        case .refused:
            // It may be this very password that is not good enough.
            new = nil
            step = .begun
            stepAt = now
            isRefused(setback, at: now)
        }
    }

    /// The old password is in force as before; a few attempts are made, as any of them may count against the account.
    private mutating func isRefused(_ setback: Setback, at now: Instant) {
        refusals += 1
        needsAttention(.refused, at: .changePassword, code: setback.code, message: setback.message, at: now)
    }

    private mutating func isNotTried(_ effect: RotationEffect, _ setback: Setback, at now: Instant) {
        switch setback.kind {
        case .uncertain where method == .password: rests(after: effect, atLeast: Self.passwordInterval, at: now)
        case .unauthorised: refuses(code: setback.code, at: now)
        case .forbidden, .refused, .absent: isTurnedDown(effect, setback.code, setback.message, at: now)
        case .uncertain, .transient, .policy, .full: takeOther(setback, of: effect, at: now)
        }
    }

    private mutating func isNotRemoved(_ effect: RotationEffect, _ setback: Setback, at now: Instant) {
        switch setback.kind {
        case .absent, .uncertain:
            // Gone already, or not known everywhere yet.
            isToBeListed()
            rests(after: effect, at: now)
        case .transient, .unauthorised, .forbidden, .policy, .full, .refused: takeOther(setback, of: effect, at: now)
        }
    }

    private mutating func isNotPublished(_ effect: RotationEffect, _ setback: Setback, at now: Instant) {
        switch setback.kind {
        case .refused: publicationFails(effect, code: setback.code, message: setback.message, at: now)
        case .uncertain where effect != .configureLeads:
            // It may have been taken all the same, which the submissions tell; the draft may be written again.
            if let phase = effect.traits.publication { publication?.reach(phase, at: now) }
            publication?.isDoubtful = true
            rests(after: effect, at: now)
        case .uncertain, .transient, .unauthorised, .forbidden, .policy, .full, .absent:
            takeOther(setback, of: effect, at: now)
        }
    }

    private mutating func isNotSeen(_ setback: Setback, at now: Instant) {
        switch setback.kind {
        case .forbidden, .refused, .unauthorised, .absent: cannotSeeTestLeads(setback, at: now)
        case .uncertain, .transient, .policy, .full: takeOther(setback, of: .findTestLead, at: now)
        }
    }

    private mutating func takeOther(_ setback: Setback, of effect: RotationEffect, at now: Instant) {
        guard let reason = setback.kind.reason else {
            return rests(after: effect, atLeast: setback.retryAfter, at: now)
        }
        if reason == .policyForbids { allowance = nil }
        needsAttention(reason, at: effect, code: setback.code, message: setback.message, at: now)
    }
}

extension Setback.Kind {
    /// Why a rotation does not get on where no more is known than this; `nil` for what passes by itself.
    public var reason: Rotation.Attention.Reason? {
        switch self {
        case .uncertain, .transient: nil
        case .unauthorised: .administratorRefused
        case .forbidden: .administratorForbidden
        case .policy: .policyForbids
        case .full: .noRoom
        case .absent: .applicationNotFound
        case .refused: .refused
        }
    }
}
