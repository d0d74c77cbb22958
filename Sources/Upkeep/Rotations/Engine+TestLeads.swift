internal import Bookkeeping
internal import Credentials

/// The marketplace's test leads, looked for where a person stored the secret and no rotation does it.
extension Engine {
    /// How often they are looked for, and how soon again where the connection's role may not read leads.
    static let seekInterval = Span.hours(1)
    static let restWithoutSight = Span.days(1)

    /// Decides whether a test lead is to be looked for now.
    func decideSeek(for turn: inout RotationTurn, _ facts: Facts, now: Instant, uptime: Span) {
        guard let credential = inventory[turn.name], credential.isProbed, records[turn.name]?.rotation == nil,
            let current = facts.current, current.handOff.awaitsEvidence(at: now), facts.clockDoubt == nil,
            facts.standing.accepts(current), facts.passwordRests(of: credential, now: now) == nil
        else { return }
        if let rest = rotations.seekRestsUntil[turn.name], uptime < rest { return turn.expect(now + (rest - uptime)) }
        turn.work = .seek
    }

    /// Looks for a test lead that the marketplace has written since the secret in use took the place of another.
    ///
    /// The caller has marked the credential as busy.
    func seekTestLead(of name: CredentialName) async {
        guard let credential = inventory[name], let current = records[name]?.current, let since = current.handOff.dueSince else {
            return
        }
        rotations.seekRestsUntil[name] = world.timekeeper.uptime() + Self.seekInterval
        guard case .value(let secret) = await keyring(read: name, current) else { return }
        let found: Instant?
        do {
            found = try await world.testLeads.newestTestLead(of: credential, secret: secret, after: since)
        } catch {
            switch error.kind {
            case .transient, .uncertain:
                let rest = max(Self.seekInterval, error.retryAfter ?? Self.seekInterval)
                rotations.seekRestsUntil[name] = world.timekeeper.uptime() + rest
            case .forbidden, .refused, .unauthorised, .absent, .policy, .full:
                rotations.seekRestsUntil[name] = world.timekeeper.uptime() + Self.restWithoutSight
            }
            return
        }
        guard let found, records[name]?.current == current else { return }
        var handOff = current.handOff
        handOff.testLeadAt = found
        let now = world.timekeeper.now()
        let event = Event(
            at: now, kind: .handOffSeen, credential: name, version: current.id,
            message: "the marketplace wrote a test lead, so it has the secret in use")
        _ = await save(handOff, of: current, name, [event], at: now)
    }
}
