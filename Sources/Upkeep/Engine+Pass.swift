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
        if case .stepped(let step) = gate.look(wall: now, uptime: uptime) {
            world.journal.write(
                JournalEntry(
                    .warning, "clock-stepped", "the wall clock was set by \(step.seconds) seconds; everything is reckoned anew"))
        }
        let doubt = gate.doubt(wall: now, uptime: uptime, newestInLedger: newestInLedger)
        noteClock(doubt)

        var notices: [(CredentialName, Occasion)] = []
        var probes: [(name: CredentialName, extent: ProbeReport.Extent, lastAttempt: Int64)] = []
        var earliest: Instant?
        for (name, credential) in inventory where !busy.contains(name) {
            let decision = decide(credential, facts(of: name, doubt: doubt), now: now)
            for due in decision.due {
                switch due.action {
                case .notify(let occasion): notices.append((name, occasion))
                case .probe(let extent):
                    let last = records[name]?.standing.lastAttemptAt?.secondsSinceEpoch
                    probes.append((name, extent, last ?? .min))
                }
            }
            if let next = decision.next { earliest = min(earliest ?? next.at, next.at) }
        }

        for (name, occasion) in notices {
            await raise(occasion, for: name, now: now)
        }
        // Whoever has waited longest goes first, so that a few that fail fast cannot starve the others.
        for probe in probes.sorted(by: { ($0.lastAttempt, $0.name) < ($1.lastAttempt, $1.name) }) {
            guard probesRunning < limits.probes else { break }
            if let until = pausedUntil(probe.name), until > now {
                earliest = min(earliest ?? until, until)
                continue
            }
            startProbe(probe.name, probe.extent)
        }
        if doubt == nil, let nextMail = await drainOutbox(now: now) {
            earliest = min(earliest ?? nextMail, nextMail)
        }
        return earliest
    }

    /// Why the clock is not trusted now; `nil` where it is.
    var clockDoubt: ClockDoubt? {
        gate.doubt(wall: world.timekeeper.now(), uptime: world.timekeeper.uptime(), newestInLedger: newestInLedger)
    }

    private func noteClock(_ doubt: ClockDoubt?) {
        if let doubt {
            guard clockTrouble.begins(at: world.timekeeper.now(), message: doubt.sentence) else { return }
            world.journal.write(
                JournalEntry(.warning, "clock-implausible", "the clock is not to be trusted, so mail waits: \(doubt.sentence)"))
        } else if clockTrouble.ends() {
            world.journal.write(JournalEntry(.notice, "clock-plausible", "the clock is plausible again; mail goes out"))
        }
    }

    /// Until when the credential's directory wants to be left alone.
    private func pausedUntil(_ name: CredentialName) -> Instant? {
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
        }
    }
}
