/// What is to be done, and when to look again: a decision that reads no clock and asks nobody.
extension RotationSituation {
    /// How often it is read who signs in with a credential's keys, and how often while something is to be learnt from
    /// it.
    static let signInInterval = (usual: TimeSpan.days(1), awaited: TimeSpan.hours(6))
    /// How often an application's client secrets are listed.
    ///
    /// What others do to them is told within the hour: it is seen by the second listing at the latest.
    public static let listingInterval = TimeSpan.minutes(45)
    /// How often Microsoft is asked about a user's password.
    public static let passwordInterval = TimeSpan.days(1)

    /// What is to be done now, and when to look again.
    public var turn: RotationTurn {
        var turn = RotationTurn(name: name)
        if let credential {
            let news = RotationNews(
                of: rotation, last: last, facts, isPassword: credential.identity.isPassword,
                publishingTime: facts.publishingTime(of: credential),
                contacts: credential.contacts, now: now)
            turn.occasions = news.due
            turn.next = news.next
        }
        if rests([.credential], &turn) { return turn }
        if let rotation {
            decide(rotation, &turn)
        } else {
            decideBeginning(&turn)
        }
        if turn.work == nil { decideListing(&turn) }
        if turn.work == nil { decidePassword(&turn) }
        if turn.work == nil { decideComparison(&turn) }
        if turn.work == nil { decideTestLead(&turn) }
        if turn.work == nil { decideSignIns(&turn) }
        if turn.work == nil { decideLeads(&turn) }
        return turn
    }

    /// What a rotation waits for; `nil` while it works.
    public func wait(of rotation: Rotation) -> RotationWait? {
        if rotation.inFlight != nil { return facts.clockDoubt == nil ? nil : .clock }
        guard case .wait(_, let wait) = nextMove(of: rotation) else { return nil }
        return wait
    }

    private func decide(_ rotation: Rotation, _ turn: inout RotationTurn) {
        guard rotation.inFlight == nil else {
            // What it came to is found out first, but for which nothing may be judged by a clock in doubt.
            turn.work = facts.clockDoubt == nil ? .goOn : nil
            return
        }
        switch nextMove(of: rotation) {
        case .wait(let until?, _): turn.expect(until)
        // Once, so that people are told of it.
        case .wait(nil, .administrator): if rotation.attention?.reason != .administratorMissing { turn.work = .goOn }
        case .wait(nil, _): break
        case .perform: if !isBusy(rotation.application) { turn.work = .goOn }
        case .promote, .backOut, .advance, .end: turn.work = .goOn
        }
    }

    /// What a rotation does next: what it decides by itself, unless what others have met makes it rest.
    private func nextMove(of rotation: Rotation) -> RotationMove {
        if let until = rest([.credential]) { return .wait(until: until, for: .retry) }
        let move = rotation.move(facts(of: rotation), now: now)
        if case .perform(let effect) = move, effect.needs.contains(.administrator), let until = rest([.administrator]) {
            return .wait(until: until, for: .administrator)
        }
        return move
    }

    private func decideBeginning(_ turn: inout RotationTurn) {
        // A secret on trial is about to take the place of the one in use.
        guard let credential, !isOnTrial else { return }
        switch RotationDue(credential, facts, last: last, now: now) {
        case .now(let reason): if !rests([.beginning], &turn) { turn.work = .begin(reason) }
        case .at(let instant): turn.expect(instant)
        case .notByItself: break
        }
    }

    private func decideListing(_ turn: inout RotationTurn) {
        guard let application = credential?.identity.application, facts.current != nil, isCertain,
            hasAsker, !rests([.listing], &turn), !isBusy(application)
        else { return }
        guard let listedAt = listedAt?.believed(at: now) else {
            turn.work = .list
            return
        }
        // Each time, and once a mint is so old that a key whose value nobody has may be removed.
        let unseen = log.unseenMint(on: application, listedAt: listedAt, atTheAgeOf: Rotation.orphanAge + .minutes(10))
        let next = listedAt + listingInterval
        let dueAt = min(next, unseen ?? next)
        if dueAt <= now { turn.work = .list } else { turn.expect(dueAt) }
    }

    private func decidePassword(_ turn: inout RotationTurn) {
        guard let credential, case .office365 = credential.identity, facts.current != nil, rotation == nil, isCertain,
            hasAsker, !rests([.password], &turn)
        else { return }
        turn.work = .askOfPassword
    }

    private func decideComparison(_ turn: inout RotationTurn) {
        guard let credential, OfferQuestion.isAsked(of: credential), isCertain,
            hasAdministrator, !rests([.offer, .administrator], &turn)
        else { return }
        turn.work = .compare
    }

    /// Where a person stored the secret, and no rotation looks for the test lead itself.
    private func decideTestLead(_ turn: inout RotationTurn) {
        guard let credential, credential.destination?.kind.showsTestLeads == true, rotation == nil,
            let current = facts.current, current.handOff.awaitsEvidence(at: now), facts.clockDoubt == nil,
            facts.standing.accepts(current), !rests([.testLead], &turn)
        else { return }
        // An attempt with a password that may be wrong could lock the account.
        if let until = facts.passwordRests(of: credential, now: now) { return turn.expect(until) }
        turn.work = .findTestLead
    }

    /// Of keys that the marketplace has, or had.
    private func decideSignIns(_ turn: inout RotationTurn) {
        guard let credential, credential.isCopied, let application = credential.identity.application,
            let current = facts.current, current.keyID != nil || current.handOff.copyKeyID != nil, isCertain,
            hasAsker, !rests([.signIns], &turn), !isBusy(application)
        else { return }
        guard let known = facts.signIns else {
            turn.work = .readSignIns
            return
        }
        let tried = min(known.triedAt, now)
        let isAwaited = known.obstacle == nil && current.handOff.dueSince != nil && !current.handOff.isCertain
        let interval = isAwaited ? Self.signInInterval.awaited : Self.signInInterval.usual
        let due = tried + (known.mayBeRead(at: now) ? interval : SignInSight.restAfterRefusal)
        if due <= now { turn.work = .readSignIns } else { turn.expect(due) }
    }

    /// While Microsoft accepts the secret in use: what is known to be refused brings no leads, and no sight of any.
    private func decideLeads(_ turn: inout RotationTurn) {
        guard readsLeads, let credential, credential.isWatchedForSilence, let current = facts.current, isCertain,
            facts.standing.accepts(current), !rests([.leads], &turn)
        else { return }
        // An attempt with a password that may be wrong could lock the account.
        if let until = facts.passwordRests(of: credential, now: now) { return turn.expect(until) }
        // What was read by a clock that was ahead is read anew.
        let due = facts.leads.map { $0.triedAt > now ? now : $0.nextReading } ?? now
        if due <= now { turn.work = .readLeads } else { turn.expect(due) }
    }

    /// Whether one of these rests; then the turn is due again at the end of the longest rest.
    private func rests(_ what: [Rest], _ turn: inout RotationTurn) -> Bool {
        guard let until = rest(what) else { return false }
        turn.expect(until)
        return true
    }

    /// When the last of these rests ends; `nil` where none rests.
    private func rest(_ what: [Rest]) -> Instant? { what.compactMap { rests[$0] }.max() }

    private func isBusy(_ application: EntraApplication?) -> Bool {
        application.map(busyApplications.contains) ?? false
    }
}
