internal import Bookkeeping
internal import Credentials

/// What is to be done for a credential's rotation, and when to look again: a decision that reads no clock and asks nobody.
extension Rotations {
    /// How often an application's client secrets are listed.
    static let listingInterval = Span.days(1)

    /// What is to be done now, and when to look again.
    func turn(in situation: RotationSituation) -> RotationTurn {
        var turn = RotationTurn(name: situation.name)
        if let credential = situation.credential {
            let news = RotationNews(
                of: situation.record?.rotation, last: situation.record?.lastRotation, situation.facts,
                isPassword: credential.identity.isPassword, now: situation.now)
            turn.occasions = news.due
            turn.next = news.next
        }
        if rests([.credential(situation.name)], situation, &turn) { return turn }
        if let rotation = situation.record?.rotation {
            decide(rotation, in: situation, &turn)
        } else {
            decideBeginning(in: situation, &turn)
        }
        if turn.work == nil { decideListing(in: situation, &turn) }
        if turn.work == nil { decideComparison(in: situation, &turn) }
        if turn.work == nil { decideTestLead(in: situation, &turn) }
        return turn
    }

    /// What a rotation waits for; `nil` while it works.
    func wait(of rotation: Rotation, in situation: RotationSituation) -> RotationWait? {
        if rotation.inFlight != nil { return situation.facts.clockDoubt == nil ? nil : .clock }
        guard case .wait(_, let wait) = nextMove(of: rotation, in: situation) else { return nil }
        return wait
    }

    private func decide(_ rotation: Rotation, in situation: RotationSituation, _ turn: inout RotationTurn) {
        guard rotation.inFlight == nil else {
            // What it came to is found out first, but for which nothing may be judged by a clock in doubt.
            turn.work = situation.facts.clockDoubt == nil ? .goOn : nil
            return
        }
        switch nextMove(of: rotation, in: situation) {
        case .wait(let until?, _): turn.expect(until)
        // Once, so that people are told of it.
        case .wait(nil, .administrator): if rotation.attention?.reason != .administratorMissing { turn.work = .goOn }
        case .wait(nil, _): break
        case .perform: if !isBusy(rotation.application) { turn.work = .goOn }
        case .promote, .backOut, .advance, .end: turn.work = .goOn
        }
    }

    /// What a rotation does next: what it decides by itself, unless what others have met makes it rest.
    private func nextMove(of rotation: Rotation, in situation: RotationSituation) -> RotationMove {
        let (now, uptime) = (situation.now, situation.uptime)
        if let rest = rest(of: .credential(situation.name), at: uptime) { return .wait(until: now + rest, for: .retry) }
        let move = rotation.move(situation.facts(of: rotation, log), now: now)
        if case .perform(let effect) = move, effect.needs.contains(.administrator),
            let rest = rest(of: .administrator, at: uptime)
        {
            return .wait(until: now + rest, for: .administrator)
        }
        return move
    }

    private func decideBeginning(in situation: RotationSituation, _ turn: inout RotationTurn) {
        // A secret on trial is about to take the place of the one in use.
        guard let credential = situation.credential, situation.record?.trial == nil else { return }
        let last = situation.record?.lastRotation
        switch RotationDue(credential, situation.facts, last: last, now: situation.now) {
        case .now(let reason): if !rests([.beginning], situation, &turn) { turn.work = .begin(reason) }
        case .at(let instant): turn.expect(instant)
        case .notByItself: break
        }
    }

    private func decideListing(in situation: RotationSituation, _ turn: inout RotationTurn) {
        guard let application = situation.credential?.identity.application, situation.facts.current != nil,
            situation.isCertain, situation.hasAdministrator,
            !rests([.listing(situation.name), .administrator], situation, &turn), !isBusy(application)
        else { return }
        let now = situation.now
        guard let listedAt = situation.record?.listing?.at.believed(at: now) else {
            turn.work = .list
            return
        }
        // A listing that sees a mint too late to be lost sight of, and one a day.
        let unseen = log.unseenMint(on: application, listedAt: listedAt, atTheAgeOf: Rotation.orphanAge + .minutes(10))
        let dueAt = min(listedAt + Self.listingInterval, unseen ?? listedAt + Self.listingInterval)
        if dueAt <= now { turn.work = .list } else { turn.expect(dueAt) }
    }

    private func decideComparison(in situation: RotationSituation, _ turn: inout RotationTurn) {
        guard let question = situation.credential.flatMap({ OfferQuestion($0) }), situation.isCertain,
            situation.hasAdministrator
        else { return }
        let rest = [
            rest(of: situation.name, before: question, at: situation.uptime), rest(of: .administrator, at: situation.uptime),
        ].compactMap(\.self).max()
        if let rest { turn.expect(situation.now + rest) } else { turn.work = .compare }
    }

    /// Where a person stored the secret, and no rotation looks for the test lead itself.
    private func decideTestLead(in situation: RotationSituation, _ turn: inout RotationTurn) {
        let facts = situation.facts
        guard let credential = situation.credential, credential.isProbed, situation.record?.rotation == nil,
            let current = facts.current, current.handOff.awaitsEvidence(at: situation.now), facts.clockDoubt == nil,
            facts.standing.accepts(current), !rests([.testLead(situation.name)], situation, &turn)
        else { return }
        // An attempt with a password that may be wrong could lock the account.
        if let until = facts.passwordRests(of: credential, now: situation.now) { return turn.expect(until) }
        turn.work = .findTestLead
    }

    /// Whether one of these rests; then the turn is due again at the end of the longest rest.
    private func rests(_ what: [Resting], _ situation: RotationSituation, _ turn: inout RotationTurn) -> Bool {
        guard let rest = what.compactMap({ rest(of: $0, at: situation.uptime) }).max() else { return false }
        turn.expect(situation.now + rest)
        return true
    }
}
