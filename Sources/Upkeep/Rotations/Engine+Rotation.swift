internal import Bookkeeping
internal import Credentials

/// When something is to be done for a rotation.
extension Engine {
    /// How often an application's client secrets are listed, and how soon again where that failed.
    static let listingInterval = Span.days(1)
    static let restAfterListing = Span.minutes(50)
    /// A key whose value nobody has is that old before it is removed without a rotation's knowledge.
    static let orphanAge = Span.days(1)
    /// How long a rotation rests that the ledger has refused to write down.
    static let restAfterLedger = Span.minutes(1)
    /// How long nobody is asked after the administrator was refused.
    static let restOfAdministrator = Span.minutes(10)

    /// What is to be done for a credential's rotation now, and when to look again.
    func rotationTurn(of name: CredentialName, _ facts: Facts, now: Instant, uptime: Span) -> RotationTurn {
        var turn = RotationTurn(name: name)
        let record = records[name]
        if inventory[name] != nil {
            let isPassword = inventory[name]?.identity.isPassword == true
            let news = RotationNews(
                of: record?.rotation, last: record?.lastRotation, facts, isPassword: isPassword, now: now)
            turn.occasions = news.due
            turn.next = news.next
        }
        if let rest = rotations.restsUntil[name], uptime < rest {
            turn.expect(now + (rest - uptime))
            return turn
        }
        if let rotation = record?.rotation {
            decide(rotation, for: &turn, facts, now: now, uptime: uptime)
        } else if let credential = inventory[name], record?.trial == nil {
            switch RotationDue(credential, facts, last: record?.lastRotation, now: now) {
            case .now(let reason):
                if let held = rotations.heldUntil, uptime < held {
                    turn.expect(now + (held - uptime))
                } else {
                    turn.work = .begin(reason)
                }
            case .at(let instant): turn.expect(instant)
            case .notByItself: break
            }
        }
        if turn.work == nil { decideListing(for: &turn, facts, now: now, uptime: uptime) }
        if turn.work == nil { decideLook(for: &turn, facts, now: now, uptime: uptime) }
        if turn.work == nil { decideSeek(for: &turn, facts, now: now, uptime: uptime) }
        return turn
    }

    private func decide(_ rotation: Rotation, for turn: inout RotationTurn, _ facts: Facts, now: Instant, uptime: Span) {
        guard rotation.inFlight == nil else {
            turn.work = facts.clockDoubt == nil ? .goOn : nil
            return
        }
        switch nextMove(of: turn.name, rotation, facts, now: now, uptime: uptime) {
        case .wait(let until?, _): turn.expect(until)
        case .wait(nil, .administrator): if rotation.attention?.reason != .administratorMissing { turn.work = .goOn }
        case .wait(nil, _): break
        case .perform:
            if rotation.application.map({ !rotations.busyApplications.contains($0) }) ?? true { turn.work = .goOn }
        case .promote, .backOut, .advance, .end: turn.work = .goOn
        }
    }

    /// What a rotation does next: what it decides by itself, unless what others have met makes it rest.
    private func nextMove(
        of name: CredentialName, _ rotation: Rotation, _ facts: Facts, now: Instant, uptime: Span
    ) -> RotationMove {
        if let rest = rotations.restsUntil[name], uptime < rest { return .wait(until: now + (rest - uptime), for: .retry) }
        let move = rotation.move(rotationFacts(of: name, rotation, facts, now: now), now: now)
        if case .perform(let effect) = move, effect.needs.contains(.administrator), let rest = rotations.administratorRestsUntil,
            uptime < rest
        {
            return .wait(until: now + (rest - uptime), for: .administrator)
        }
        return move
    }

    /// What a rotation waits for; `nil` while it works.
    func rotationWait(of name: CredentialName, _ rotation: Rotation, _ facts: Facts, now: Instant) -> RotationWait? {
        if rotation.inFlight != nil { return facts.clockDoubt == nil ? nil : .clock }
        guard case .wait(_, let wait) = nextMove(of: name, rotation, facts, now: now, uptime: world.timekeeper.uptime()) else {
            return nil
        }
        return wait
    }

    private func decideListing(for turn: inout RotationTurn, _ facts: Facts, now: Instant, uptime: Span) {
        guard let credential = inventory[turn.name], let application = credential.identity.application, facts.current != nil,
            facts.clockDoubt == nil, facts.standing.unverifiedSince == nil, administrator != nil
        else { return }
        let rest = [rotations.listingRestsUntil[turn.name], rotations.administratorRestsUntil].compactMap(\.self).max()
        if let rest, uptime < rest { return turn.expect(now + (rest - uptime)) }
        guard !rotations.busyApplications.contains(application) else { return }
        guard let listedAt = records[turn.name]?.listing?.at.believed(at: now) else {
            turn.work = .list
            return
        }
        let isDue =
            listedAt + Self.listingInterval <= now
            || rotations.unseenMint(application, listedAt: listedAt, after: Self.orphanAge + .minutes(10), now: now)
        if isDue { turn.work = .list } else { turn.expect(listedAt + Self.listingInterval) }
    }

    private func decideLook(for turn: inout RotationTurn, _ facts: Facts, now: Instant, uptime: Span) {
        guard let question = inventory[turn.name].flatMap({ OfferQuestion($0) }), facts.clockDoubt == nil,
            facts.standing.unverifiedSince == nil, administrator != nil
        else { return }
        let look = rotations.offerLooks[turn.name]
        let rest = [look?.question == question ? look?.restsUntil : nil, rotations.administratorRestsUntil].compactMap(\.self)
            .max()
        if let rest, uptime < rest { return turn.expect(now + (rest - uptime)) }
        turn.work = .look
    }

    /// Starts what is due, as far as there is room: whatever is under way before what begins.
    func startRotations(_ turns: [RotationTurn]) {
        for turn in turns.sorted(by: { ($0.rank, $0.name) < ($1.rank, $1.name) }) {
            guard rotations.running < limits.rotations else { return }
            let name = turn.name
            let application = records[name]?.rotation?.application ?? inventory[name]?.identity.application
            guard let work = turn.work, application.map({ !rotations.busyApplications.contains($0) }) ?? true else { continue }
            busy.insert(name)
            if let application { rotations.busyApplications.insert(application) }
            rotations.running += 1
            act { engine in
                await engine.take(work, for: name)
                engine.busy.remove(name)
                if let application { engine.rotations.busyApplications.remove(application) }
                engine.rotations.running -= 1
            }
        }
    }

    private func take(_ work: RotationTurn.Work, for name: CredentialName) async {
        if rotations.restsUntil.removeValue(forKey: name) != nil { await reload(name) }
        switch work {
        case .list: await listApplication(of: name)
        case .look: await lookAtOffer(of: name)
        case .seek: await seekTestLead(of: name)
        case .goOn: await goOn(name)
        case .begin(let reason):
            guard await begin(name, because: reason) else { return }
            await goOn(name)
        }
    }

    /// Whether the password in use is on its way out, so that an attempt with it could lock the account.
    func isPasswordBeingChanged(_ name: CredentialName) -> Bool {
        guard let rotation = records[name]?.rotation, rotation.method == .password else { return false }
        return rotation.new != nil && !rotation.isPromoted
    }

    /// The application that rotates and publishes; `nil` where it is not configured or has no secret.
    var administrator: (application: EntraApplication, version: SecretVersion)? {
        guard let application = inventory[.administrator]?.identity.application, let version = records[.administrator]?.current
        else { return nil }
        return (application, version)
    }

    /// What `move` is told about a rotation now.
    func rotationFacts(of name: CredentialName, _ rotation: Rotation, _ facts: Facts, now: Instant) -> RotationFacts {
        let credential = inventory[name]
        let standing = facts.standing
        // The administrator's own is tried by whatever is done with it.
        let isProven =
            credential?.isProbed == false
            || standing.lastProbe?.result == .ok && standing.lastAttemptAt.map { now - $0 <= .days(1) } ?? false
        return RotationFacts(
            install: ledger.installID,
            isConfigured: credential.map {
                $0.identity.account == rotation.account && $0.identity.application == rotation.application
            }
                ?? false,
            currentVersion: facts.current?.id, handOff: facts.current?.handOff ?? .init(), isCurrentProven: isProven,
            isCurrentRefused: standing.isSecretRefused,
            hasAdministrator: administrator != nil, mintsFrom: rotations.mintsFrom(rotation.application, now: now),
            knownRotations: rotations.known, clockDoubt: facts.clockDoubt, isUnverified: standing.unverifiedSince != nil)
    }
}

extension RotationTurn {
    /// Lets nothing be missed that falls due then.
    mutating func expect(_ instant: Instant) {
        next = min(next ?? instant, instant)
    }

    /// What is under way goes first, a mere look last.
    fileprivate var rank: Int {
        switch work {
        case .goOn: 0
        case .begin: 1
        case .list, .look, .seek, nil: 2
        }
    }
}
