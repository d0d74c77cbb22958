internal import Bookkeeping
public import Credentials
internal import Ports

extension Engine {
    /// One walk over the inventory: decides for every credential, puts due notices into the outbox, starts what is due.
    ///
    /// It waits for the ledger, not for probes or mails. One pass at a time: the caller sees to that.
    /// - Returns: when the next thing is due; `nil` when nothing is before something changes.
    public func pass() async -> Instant? {
        let now = world.timekeeper.now()
        let uptime = world.timekeeper.uptime()
        let doubt = lookAtClock(now: now, uptime: uptime)
        await mendClockMarks(now: now, doubt: doubt)

        var notices: [(CredentialName, Occasion)] = []
        var probes: [(name: CredentialName, extent: ProbeReport.Extent, lastAttempt: Int64)] = []
        var earliest: Instant?
        var turns: [RotationTurn] = []
        var trials: [(name: CredentialName, dueAt: Instant)] = []
        for credential in inventory.sorted where !busy.contains(credential.name) {
            let name = credential.name
            let facts = facts(of: name, doubt: doubt)
            let decision = decide(credential, facts, now: now)
            if let dueAt = decision.beginsTrialOf { trials.append((name, dueAt)) }
            let turn = rotationTurn(of: name, facts, now: now, uptime: uptime)
            notices += turn.occasions.map { (name, $0) }
            if turn.work != nil { turns.append(turn) }
            if let next = turn.next { earliest = min(earliest ?? next, next) }
            for due in decision.due {
                switch due.action {
                case .notify(let occasion): notices.append((name, occasion))
                case .probe where records[name]?.rotation?.isPasswordBeingChanged == true: break
                case .probe(let extent):
                    let last = records[name]?.standing.lastAttemptAt?.secondsSinceEpoch
                    probes.append((name, extent, last ?? .min))
                }
            }
            if let next = decision.next { earliest = min(earliest ?? next.at, next.at) }
        }

        for name in rotations.unconfigured where !busy.contains(name) {
            let turn = rotationTurn(of: name, facts(of: name, doubt: doubt), now: now, uptime: uptime)
            if turn.work != nil { turns.append(turn) }
            if let next = turn.next { earliest = min(earliest ?? next, next) }
        }

        for trial in trials { await begin(EndTrial(dueAt: trial.dueAt, since: now), of: trial.name) }
        for (name, occasion) in notices {
            await raise(occasion, for: name, now: now)
        }
        if let next = startTrials(now: now, uptime: uptime) { earliest = min(earliest ?? next, next) }
        startRotations(turns)
        // Whoever has waited longest goes first, so that a few that fail fast cannot starve the others.
        for probe in probes.sorted(by: { ($0.lastAttempt, $0.name) < ($1.lastAttempt, $1.name) }) {
            guard self.probes.hasRoom(of: limits.probes) else { break }
            guard !busy.contains(probe.name) else { continue }
            if let until = inventory[probe.name].flatMap({ self.probes.pause(of: $0, at: uptime) }) {
                let at = now + (until - uptime)
                earliest = min(earliest ?? at, at)
                continue
            }
            startProbe(probe.name, probe.extent)
        }
        let others = [
            await keepHouse(now: now, uptime: uptime),
            await tellOperators(now: now, uptime: uptime, doubt: doubt),
            // While the clock is in doubt nothing is sent but word of that.
            await drainOutbox(now: now, uptime: uptime, about: doubt == nil ? nil : .clockImplausible),
        ]
        return (others + [earliest]).compactMap(\.self).min()
    }
}
