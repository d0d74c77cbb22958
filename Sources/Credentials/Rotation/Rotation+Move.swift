extension Rotation {
    /// How fresh a listing must be for a key to be minted after it.
    static let listingFreshness = TimeSpan.minutes(10)
    /// How long a new secret may take until the issuer knows it everywhere.
    static let patienceWithPropagation = TimeSpan.minutes(15)
    /// How often a new secret is refused at least before it is given up.
    static let refusalsThatCount = 10
    /// How many acceptances in a row are believed, and over how long at least.
    static let acceptancesNeeded = (count: 3, span: TimeSpan.minutes(1))
    /// How often a password may be tried that may be wrong, and how often in all: Entra locks accounts.
    static let passwordInterval = TimeSpan.minutes(30)
    /// How often a password is refused at most before only a person goes on.
    static let passwordRefusals = 3
    /// How often one key that never worked is replaced, and how many are.
    static let replacementInterval = TimeSpan.days(1)
    static let replacementsAtMost = 3
    /// How long evidence is looked for after a publication before a person is asked.
    static let evidenceExpected = TimeSpan.days(3)
    /// Both secrets are valid for so long at least.
    public static let leastOverlap = TimeSpan.days(1)

    /// Decides what to do next, as an ordered list of checks.
    ///
    /// It reads no clock, file or random number; the same question has the same answer.
    public func move(_ facts: RotationFacts, now: Instant) -> RotationMove {
        guard isUnderWay else { return .wait(until: nil, for: .retry) }
        if facts.clockDoubt != nil { return .wait(until: nil, for: .clock) }
        if facts.isUnverified { return .wait(until: nil, for: .verification) }
        let isReplaced = isReplaced(by: facts.currentVersion)
        if let nextAt, nextAt > now, nextAt <= now + Self.longestRest,
            !isUpToPerson || isReplaced || !facts.isConfigured
        {
            return .wait(until: nextAt, for: waiting)
        }
        if undoing != nil { return moveBack(facts, now: now) }
        if !facts.isConfigured { return moveAway(facts, now: now) }
        if isReplaced { return isPromoted ? .end(.superseded) : moveBack(facts, now: now) }
        if isPromoted, method.isOnApplication, facts.isCurrentRefused { return .end(.lost) }
        switch step {
        case .begun: return method.isOnApplication ? moveToMint(facts, now: now) : moveToMakePassword
        case .minted: return method.isOnApplication ? moveToStage(facts) : moveToChange
        case .staged: return moveToProve
        case .proven: return moveToHandOver(facts)
        case .handedOff: return moveToConfirm(facts, now: now)
        case .confirmed: return moveToRetire(facts, now: now)
        case .retired: return .end(.completed)
        }
    }

    /// The rotation after a move that is one transaction of the ledger and nothing else.
    ///
    /// `nil` for an effect, whose intent is written down by `beginning`, and for a wait of which nothing is noted.
    public func making(_ move: RotationMove, _ facts: RotationFacts, at now: Instant) -> Rotation? {
        var next = self
        switch move {
        case .promote: next.advance(to: .proven, at: now)
        case .backOut: next.backOut(facts, at: now)
        case .advance(let step):
            if step == .confirmed { next.evidence = evidence ?? facts.handOff.signInAt.map { .signIn(at: $0) } }
            next.advance(to: step, at: now)
        case .end(let end): next.end(end, at: now)
        // Once, so that people are told of it when it lasts.
        case .wait(nil, .administrator) where attention?.reason != .administratorMissing:
            next.lacksAdministrator(at: now)
        case .wait, .perform: return nil
        }
        return next
    }

    /// Whether it is that of the credential as it is configured: signing in as the one that it was begun for.
    public func isOf(_ credential: Credential) -> Bool {
        credential.identity.account == account && credential.identity.application == application
    }

    /// Whether making or proving a new secret has not got on for long.
    public func isStuckBeforeProof(at now: Instant) -> Bool {
        guard isUnderWay, !isPromoted, undoing == nil, let attention else { return false }
        return now - attention.since >= RotationNews.patience
    }

    /// Whether the password in use is on its way out, so that an attempt with it could lock the account.
    public var isPasswordBeingChanged: Bool { method == .password && new != nil && !isPromoted }

    /// Whether nothing but a person has it tried again: a password was refused as often as it may be, since Entra locks
    /// accounts.
    public var isUpToPerson: Bool {
        method == .password && isUnderWay && undoing == nil && step < .proven && !isProven
            && refusals >= Self.passwordRefusals
    }

    /// What it waits for while it rests.
    private var waiting: RotationWait {
        if attention?.reason == .administratorMissing || attention?.reason == .administratorRefused {
            return .administrator
        }
        switch step {
        case .minted, .staged: return failures > 0 || method == .password ? .retry : .propagation
        case .proven where publication != nil && failures == 0: return .partnerCenter
        case .handedOff where failures == 0: return .evidence
        case .begun, .proven, .handedOff, .confirmed, .retired: return .retry
        }
    }

    /// Whether somebody has stored another secret since.
    private func isReplaced(by current: String?) -> Bool {
        isPromoted ? current != new?.version : current != old?.version
    }

    private func moveToMint(_ facts: RotationFacts, now: Instant) -> RotationMove {
        guard facts.hasAdministrator else { return .wait(until: nil, for: .administrator) }
        if !strays.isEmpty { return .perform(.removeStray) }
        guard isListed(now), !isAddDoubtful else { return .perform(.listKeys) }
        guard allowance != nil else { return .perform(.readAllowance) }
        if let from = facts.mintsFrom, from > now { return .wait(until: from, for: .breaker) }
        // What is made in the keyring is in the keyring; what others make must have a place there first.
        if method == .certificate { return .perform(.makeKey) }
        return .perform(isRehearsed ? .addKey : .rehearse)
    }

    private func moveToStage(_ facts: RotationFacts) -> RotationMove {
        guard facts.hasAdministrator else { return .wait(until: nil, for: .administrator) }
        if !strays.isEmpty { return .perform(.removeStray) }
        let isToBeAdded = method == .certificate && new?.keyID == nil && !isAddDoubtful
        return .perform(isToBeAdded ? .addCertificate : .listKeys)
    }

    private var moveToMakePassword: RotationMove {
        isUpToPerson ? .wait(until: nil, for: .person) : .perform(.makePassword)
    }

    private var moveToChange: RotationMove {
        if isUpToPerson { return .wait(until: nil, for: .person) }
        return switch doubtfulChange {
        case nil: .perform(.changePassword)
        case .tryNew, .neither: .perform(.tryNew)
        case .tryOld: .perform(.tryOld)
        }
    }

    private var moveToProve: RotationMove {
        if isProven { return .promote }
        if isUpToPerson { return .wait(until: nil, for: .person) }
        return .perform(isSettled ? .prove : .tryNew)
    }

    /// Whether the new secret has been accepted often enough, for long enough.
    var isSettled: Bool {
        guard method.isOnApplication else { return acceptances > 0 }
        guard let acceptedSince, let acceptedLast else { return false }
        return acceptances >= Self.acceptancesNeeded.count
            && acceptedLast - acceptedSince >= Self.acceptancesNeeded.span
    }

    private func moveToHandOver(_ facts: RotationFacts) -> RotationMove {
        if facts.handOff.confirmedAt != nil { return .advance(.handedOff) }
        switch handOff {
        case .nobody: return .advance(.confirmed)
        case .person: return .wait(until: nil, for: .person)
        case .partnerCenter:
            guard facts.hasAdministrator else { return .wait(until: nil, for: .administrator) }
            if publication?.job != nil { return .perform(.askJob) }
            if publication?.isDoubtful == true { return .perform(.readOffer) }
            switch publication?.phase {
            case nil, .reading: return .perform(.readOffer)
            case .configuring: return .perform(.configureLeads)
            case .configured, .previewing: return .perform(.publishPreview)
            case .previewed, .goingLive: return .perform(.publishLive)
            case .live: return .advance(.handedOff)
            }
        }
    }

    /// The old secret goes only after the marketplace was seen to use the new one, or a person vouches for that.
    private func moveToConfirm(_ facts: RotationFacts, now: Instant) -> RotationMove {
        if case .testLead = evidence { return .advance(.confirmed) }
        if facts.handOff.isCertain { return .advance(.confirmed) }
        return .perform(
            asksForSignIns(of: new?.keyID, facts, every: .hours(1), now: now) ? .readSignIns : .findTestLead)
    }

    private func moveToRetire(_ facts: RotationFacts, now: Instant) -> RotationMove {
        if let until = retiresAt, until > now { return .wait(until: until, for: .overlap) }
        guard method.isOnApplication else { return .advance(.retired) }
        guard facts.hasAdministrator else { return .wait(until: nil, for: .administrator) }
        guard facts.isCurrentProven else { return .wait(until: nil, for: .proof) }
        if !strays.isEmpty { return .perform(.removeStray) }
        if let move = moveToSpareOld(facts, now: now) { return move }
        guard isListed(now) else { return .perform(.listKeys) }
        return old?.keyID == nil ? .advance(.retired) : .perform(.removeOld)
    }

    /// When the old secret is revoked at the earliest; `nil` before the hand-off is confirmed.
    public var retiresAt: Instant? {
        guard step == .confirmed else { return nil }
        return method == .password ? stepAt : stepAt + max(overlap, Self.leastOverlap)
    }

    /// Back to where it began: the new secret is taken away, and the old one stays.
    private func moveBack(_ facts: RotationFacts, now: Instant) -> RotationMove {
        if isPromoted || new != nil { return .backOut }
        // Only what was asked for may be there.
        guard !mints.isEmpty else { return .end(endOfMoveBack(facts)) }
        guard facts.hasAdministrator else { return .wait(until: nil, for: .administrator) }
        if !strays.isEmpty { return .perform(.removeStray) }
        guard isListed(now), !isAddDoubtful else { return .perform(.listKeys) }
        return .end(endOfMoveBack(facts))
    }

    /// The connection is gone: back, unless Partner Center or a person may have the new secret, or it is the only one
    /// that works.
    private func moveAway(_ facts: RotationFacts, now: Instant) -> RotationMove {
        if method == .password {
            if isPromoted { return .end(.abandoned) }
            if step == .staged { return .promote }
            // Which of the two is in force can only be found out by somebody who knows where to sign in.
            return doubtfulChange == nil ? moveBack(facts, now: now) : .wait(until: nil, for: .configuration)
        }
        if isPromoted, mayBeCopied || handOff == .nobody { return .end(.abandoned) }
        return moveBack(facts, now: now)
    }

    /// Whether what is known of the application's keys is fresh.
    private func isListed(_ now: Instant) -> Bool {
        listedAt.map { $0 <= now && now - $0 <= Self.listingFreshness } ?? false
    }

    func endOfMoveBack(_ facts: RotationFacts) -> End {
        undoing ?? (facts.isConfigured ? .superseded : .abandoned)
    }

    /// Why it may not be called off at `now`; `nil` where it may.
    public func obstacleToAbort(at now: Instant) -> String? {
        guard isUnderWay else { return "it has ended" }
        if isPromoted, handOff == .nobody { return "the new secret is in use already" }
        if step >= .handedOff { return "Partner Center has the new secret already" }
        if let phase = publication?.phase, phase > .reading { return "Partner Center is being given the new secret" }
        if isPromoted, let end = copyEndsAt, end <= now { return "the old secret has expired" }
        if method == .password, step >= .staged || doubtfulChange != nil || inFlight == .changePassword {
            return "the password has been changed, and there is only one"
        }
        return nil
    }
}
