internal import Bookkeeping
public import Credentials

extension Engine {
    /// One walk over the inventory: decides for every credential, puts due notices into the outbox, starts what is due.
    ///
    /// It waits for the ledger, not for probes or mails. One pass at a time: the caller sees to that.
    /// - Returns: when the next thing is due; `nil` when nothing is before something changes.
    public func pass() async -> Instant? {
        let now = world.timekeeper.now()
        let uptime = world.timekeeper.uptime()
        if case .stepped(let step) = gate.look(wall: now, uptime: uptime, newestInLedger: newestInLedger) {
            world.journal.write(
                JournalEntry(
                    .clockStepped, "the wall clock was set by \(step.seconds) seconds; everything is reckoned anew"))
            troubles.clockWasSet(by: step)
        }
        gate.compare(wall: now, uptime: uptime, newestInLedger: newestInLedger)
        let doubt = clockDoubt
        noteClock(doubt)
        await mendClockMarks(now: now, doubt: doubt)

        var notices: [(CredentialName, Occasion)] = []
        var probes: [(name: CredentialName, extent: ProbeReport.Extent, lastAttempt: Int64)] = []
        var earliest: Instant?
        var turns: [RotationTurn] = []
        var trials: [(name: CredentialName, dueAt: Instant)] = []
        for (name, credential) in inventory where !busy.contains(name) {
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
                case .probe where isPasswordBeingChanged(name): break
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
            guard probesRunning < limits.probes else { break }
            guard !busy.contains(probe.name) else { continue }
            if let until = pausedUntil(probe.name), until > uptime {
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

    /// Why the clock is not trusted now; `nil` where it is.
    var clockDoubt: ClockDoubt? {
        gate.doubt(
            wall: world.timekeeper.now(), uptime: world.timekeeper.uptime(), newestInLedger: newestInLedger,
            awaitsTimeService: world.timekeeper.awaitsTimeService())
    }

    /// Says once that mail waits for the clock; only where that is wrong, and not merely young, is it trouble.
    private func noteClock(_ doubt: ClockDoubt?) {
        switch doubt {
        case .unsynchronised?:
            if !awaitsClock { world.journal.write(.clockAwaited) }
        case let doubt?:
            isMet(.clockImplausible, doubt.sentence)
        case nil:
            if awaitsClock { world.journal.write(.clockNotAwaited) }
            isOver(.clock)
        }
        awaitsClock = doubt == .unsynchronised
    }

    /// Until when the credential's directory wants to be left alone.
    private func pausedUntil(_ name: CredentialName) -> Span? {
        inventory[name]?.identity.directory.flatMap { pausedDirectories[$0] }
    }
}

extension ClockDoubt {
    /// The doubt in words.
    public var sentence: String {
        switch self {
        case .beforeBuild: "it shows a time before this program was made"
        case .beforeLedger: "it shows a time before the ledger's newest entry"
        case .apartFromServer: "it differs from Microsoft's by more than five minutes"
        case .jumped: "it jumped by more than a day within the last fifteen minutes"
        case .unsynchronised: "the time service of this host has not set it yet"
        }
    }
}

extension JournalEntry {
    fileprivate static let clockAwaited = JournalEntry(
        .clockAwaited,
        "waiting for the time service of this host to set the clock; mail waits too, for fifteen minutes at most")
    fileprivate static let clockNotAwaited = JournalEntry(
        .clockNotAwaited, "no longer waiting for the clock; mail goes out")
}
