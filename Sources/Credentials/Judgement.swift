/// The checks of one decision and what they have found so far.
struct Judgement {
    let credential: Credential
    let current: SecretVersion
    let facts: Facts
    let now: Instant
    let window: Window
    var due: [Decision.Due] = []
    var ahead: [Decision.Next] = []
    var heldBackReason: Decision.Reason?
    var trial: EndTrial?

    /// What all checks have found, each in its turn.
    init(complete credential: Credential, _ current: SecretVersion, _ facts: Facts, now: Instant) {
        self.init(credential: credential, current: current, facts: facts, now: now)
        checkWindow()
        checkEscalation()
        checkRefusal()
        checkUnchecked()
        checkTroubleOver()
        checkSilence()
        checkProof()
    }

    init(credential: Credential, current: SecretVersion, facts: Facts, now: Instant) {
        self.credential = credential
        self.current = current
        self.facts = facts
        self.now = now
        window = Window(
            of: current, identity: credential.identity, lifetime: credential.lifetime,
            refusedAsLapsedAt: facts.standing.refusedAsLapsedAt)
    }

    var standing: Standing { _read { yield facts.standing } }
    /// The end that notices count on, by which a lapse that was told stays one and the same.
    var end: Instant? { facts.noticeEnd(window, at: now) }
    var hasEnded: Bool { end.map { $0 <= now } ?? false }
    /// Whether the end is reached, and nothing that Microsoft has accepted since speaks against it.
    var hasLapsed: Bool { hasEnded && !isEndDisproven && !window.isDueDate }
    var isEndDisproven: Bool { end.map { standing.isAccepted(beyond: $0, current) } ?? false }

    /// The window has ended, or a lead time before its end is reached.
    ///
    /// Of several that are due only the most urgent is told.
    mutating func checkWindow() {
        guard let end else { return }
        let remaining = end - now
        // Nothing ends on a day by which something is to be replaced: it is told then, and no more.
        if window.isDueDate, remaining.seconds <= 0 {
            return tell(.lapses(within: .days(0)), because: .leadTimeReached)
        }
        if let repetition = Repetition.due(after: TimeSpan(seconds: -remaining.seconds)) {
            checkEnd(end, repetition)
            return
        }
        // The longest first.
        let leadTimes = credential.notices.mailedLeadTimes
        if let mostUrgent = leadTimes.last(where: { remaining <= $0 }) {
            if let until = firstProofAwaitedUntil {
                if !facts.noticed.contains(.lapses(within: mostUrgent)) {
                    expect(.lapses(within: mostUrgent), at: min(until, end))
                }
            } else {
                tell(.lapses(within: mostUrgent), because: .leadTimeReached)
            }
        }
        if let upcoming = leadTimes.first(where: { remaining > $0 }) {
            expect(.lapses(within: upcoming), at: end - upcoming)
        } else if window.isDueDate {
            expect(.lapses(within: .days(0)), at: end)
        } else {
            expect(.lapsed(repetition: 0), at: end)
        }
    }

    /// The end is reached: the credential is tried before anybody is told, and then the news is what that has shown.
    ///
    /// Where it is refused although it was accepted beyond the end, the refusal is the news.
    mutating func checkEnd(_ end: Instant, _ repetition: Int64) {
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

    /// The trial that a notice of the end waits for; `nil` where there is an answer, where none can be had, or where it
    /// was waited for long enough.
    func trialNeeded(dueAt: Instant, before occasion: Occasion) -> EndTrial? {
        guard credential.isWrittenUnasked, facts.clockDoubt == nil, unverifiedUntil == nil,
            !facts.noticed.contains(occasion),
            window.origin != .refusal, !isRefused, !mayNotBeTriedAgain
        else { return nil }
        if let acceptedAt = standing.acceptedAt, acceptedAt >= max(dueAt, current.storedAt),
            standing.lastProbe?.result == .ok
        {
            return nil
        }
        let known = standing.endTrial.flatMap { $0.dueAt == dueAt && $0.since <= now ? $0 : nil }
        let trial = known ?? EndTrial(dueAt: dueAt, since: now)
        // An answer that cannot come in time is not waited for.
        guard now < trial.deadline, earliestAttempt(in: trial) < trial.deadline else { return nil }
        return trial
    }

    /// Until when a reminder waits for the first proof of a connection that has never worked: an hour after its secret
    /// was stored.
    var firstProofAwaitedUntil: Instant? {
        guard credential.isWrittenUnasked, !standing.hasWorked, let stored = current.storedAt.believed(at: now) else {
            return nil
        }
        let until = stored + Self.patienceWithFirstProof
        return now < until ? until : nil
    }

    static let patienceWithFirstProof = TimeSpan.hours(1)

    /// Microsoft refuses it.
    ///
    /// Once the window has ended that is the news, and the refusal only follows from it.
    mutating func checkRefusal() {
        guard !hasLapsed, isRefused, let since = standing.refusedSince, let probeClass = standing.refusedAs else {
            return
        }
        guard let repetition = Repetition.due(after: now - since) else {
            expect(.refused(probeClass, since: since, repetition: 0), at: since)
            return
        }
        tell(.refused(probeClass, since: since, repetition: repetition), because: .refusedByMicrosoft)
        expect(
            .refused(probeClass, since: since, repetition: repetition + 1),
            at: since + Repetition.elapsed(at: repetition + 1))
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
            tooLong = max(tooLong, failingSince + TimeSpan(seconds: credential.notices.uncheckedAfter.seconds / 2))
        }
        guard let repetition = Repetition.due(after: now - tooLong) else {
            expect(.unchecked(since: since, repetition: 0), at: tooLong)
            return
        }
        tell(.unchecked(since: since, repetition: repetition), because: .uncheckedTooLong)
        expect(
            .unchecked(since: since, repetition: repetition + 1), at: tooLong + Repetition.elapsed(at: repetition + 1))
    }

    /// No lead has come from the marketplace for longer than is usual, and nothing else is known to keep them away.
    mutating func checkSilence() {
        // Past the date of the end, that is what people are told, whether or not it is to be believed.
        guard let silence = facts.silence(of: credential), silence.version == current.id, !isRefused,
            !hasEnded || window.isDueDate, standing.alarmedSince == nil
        else { return }
        tell(.silent(since: silence.since), because: .leadsSilent)
    }

    /// People were told of trouble, and the last probe says that it is over.
    mutating func checkTroubleOver() {
        guard isTroubleOver, let since = standing.alarmedSince else { return }
        tell(.worksAgain(since: since), because: .troubleOver)
    }

    /// What was told as a lapse is over, too, as soon as Microsoft accepts the secret, whatever the date says.
    var isTroubleOver: Bool {
        guard let since = standing.alarmedSince else { return false }
        // Where nothing is written unasked, what could not be reached is reached again, and no more is known.
        if case .unchecked? = standing.alarmedOf, standing.lastProbe?.isWithheld == true {
            return standing.failures == 0
        }
        guard let proof = standing.lastProofAt, proof >= since else { return false }
        return !hasLapsed && !mayNotBeTriedAgain && standing.lastProbe?.result == .ok
    }

    /// Whether Microsoft has refused it so often that it is believed, and has not accepted it since.
    var isRefused: Bool { standing.refusals >= Standing.refusalsThatCount && standing.refusedAs != nil }

    var mayNotBeTriedAgain: Bool { facts.isPasswordHeldBack(of: credential) || isNewerOnTrial }

    /// Of two passwords of one account only the newer is tried.
    var isNewerOnTrial: Bool {
        credential.identity.isPassword && facts.account.isNewerOnTrial(than: current)
    }

    mutating func tell(_ occasion: Occasion, because reason: Decision.Reason) {
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
        if !facts.answers.isEmpty,
            let wait = facts.answers.wait(
                of: occasion.kind, to: credential.contacts, startBy: facts.startBy(of: credential, at: now), at: now)
        {
            heldBackReason = heldBackReason ?? wait.reason
            expect(occasion, at: wait.until)
            return
        }
        due.append(.init(action: .notify(occasion), reason: reason))
    }

    /// Until when nothing is told, since the ledger is back from a copy and what it says has not been tried since.
    var unverifiedUntil: Instant? {
        guard credential.isProbed, let until = standing.unverifiedUntil, now < until else { return nil }
        return until
    }

    mutating func expect(_ occasion: Occasion, at instant: Instant) {
        ahead.append(.init(action: .notify(occasion), at: max(instant, unverifiedUntil ?? instant)))
    }
}
