internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

/// What the monitors among the channels are told: not notices, but what is wrong for as long as it is.
///
/// A change is in the ledger before a monitor hears of it, and its end stays there until the monitor has taken it. So
/// nothing stands at a monitor that nobody ends, wherever the daemon is killed.
extension Engine {
    /// Takes over the monitors that the configuration has, at start and on every reload.
    func useMonitors(among channels: [Channel]) async throws(LedgerError) {
        try await ledger.forgetAlerts(except: channels.filter { $0.kind == .alertmanager }.map(\.name))
        alerts.use(channels, knowing: try await ledger.alerts())
    }

    /// Sees what is wrong with these credentials and with the daemon, and begins to tell the monitors.
    ///
    /// While the clock is in doubt nothing is told: each alert has its beginning and its end.
    /// - Returns: when they are told next; `nil` while nothing is wrong.
    func tellMonitors(about names: [CredentialName], now: Instant, uptime: TimeSpan, doubt: ClockDoubt?) async
        -> Instant?
    {
        guard !alerts.isEmpty, doubt == nil else { return nil }
        let monitors = channels.all.filter { $0.kind == .alertmanager }
        for name in names { note(name, for: monitors, now: now) }
        for part in DaemonFault.Part.allCases { note(part, for: monitors, now: now) }
        let changed = alerts.toWrite
        if !changed.isEmpty {
            let written: Void? = await record(isMailSpared: true) { () throws(LedgerError) in
                try await self.ledger.keep(changed)
            }
            // Where it cannot be written the monitor is told all the same: that the ledger is in trouble is such news.
            if written != nil { alerts.isWritten(changed) }
        }
        for monitor in monitors where alerts.begin(monitor.name, at: uptime) {
            act { engine in await engine.tell(monitor) }
        }
        return alerts.next(at: uptime).map { now + max(.seconds(1), $0 - uptime) }
    }

    private func note(_ name: CredentialName, for monitors: [Channel], now: Instant) {
        var matter: StandingMatter?
        // What nobody is to be told of yet is nothing to a monitor either.
        if let credential = inventory[name], hold == nil || name.isReserved {
            matter = standingMatter(
                of: credential, facts(of: name, doubt: nil, at: now), rotation: records[name]?.rotation, now: now)
        }
        for monitor in monitors {
            let isMeant = monitor.takes(matter, isOperators: name.isReserved)
            alerts.note(isMeant ? matter : nil, of: .credential(name), for: monitor.name, now: now)
        }
    }

    private func note(_ part: DaemonFault.Part, for monitors: [Channel], now: Instant) {
        let matter = troubles[part].flatMap { trouble in
            trouble.isLasting(at: now)
                ? StandingMatter(
                    reason: trouble.fault.conditionReason, message: trouble.message, since: trouble.since,
                    isUrgent: !part.isWarning)
                : nil
        }
        for monitor in monitors {
            let isMeant = monitor.takes(matter, isOperators: true)
            alerts.note(isMeant ? matter : nil, of: .daemon(part), for: monitor.name, now: now)
        }
    }

    /// Tells one monitor all that it is to know, and forgets what it knows to be over.
    private func tell(_ monitor: Channel) async {
        let name = monitor.name
        let all = alerts.all(of: name)
        var delivery: Delivery?
        switch await secret(of: name.credential) {
        case .none: delivery = .misconfigured(code: nil, text: "no secret is stored for \(name.credential)")
        case .missing(let why): delivery = .misconfigured(code: nil, text: why)
        case .outOfReach(let why): delivery = .postponed(code: nil, text: why)
        case .value(let secret):
            guard let url = secret.value, let poster = world.channels?.alerts else { break }
            for some in all.chunks(of: Self.alertsAtATime) {
                let answer = await poster.post(
                    some, through: monitor, secret: url, at: world.timekeeper.now())
                delivery = answer
                guard answer.isAccepted else { break }
                let over = alerts.areTaken(some, by: name)
                guard !over.isEmpty else { continue }
                _ = await record(isMailSpared: true) { () throws(LedgerError) in try await self.ledger.forget(over) }
            }
        }
        let isTaken = delivery?.isAccepted ?? false
        alerts.end(name, isTaken: isTaken, rest: delivery?.verdict.rest, at: world.timekeeper.uptime())
        guard let delivery else { return }
        var verdict = delivery.verdict
        // Whatever a monitor refuses, it refuses all.
        if !isTaken { verdict.consequence = .restsAll }
        await note(name, delivery, verdict, by: .delivery, now: world.timekeeper.now())
    }

    /// How many alerts go in one request, as Prometheus has it.
    private static let alertsAtATime = 64
}

extension Channel {
    /// Whether its monitor is to know of that.
    fileprivate func takes(_ matter: StandingMatter?, isOperators: Bool) -> Bool {
        guard let matter, level == .reminder || matter.isUrgent else { return false }
        return audience.takes(whatOperatorsAreTold: isOperators, whatContactsAreTold: !isOperators)
    }
}

extension [Alert] {
    fileprivate func chunks(of size: Int) -> [[Alert]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
