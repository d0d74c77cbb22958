internal import Bookkeeping
internal import Credentials
package import Ports
internal import UpkeepState

/// What is left where nobody can be notified: the journal, the unit's status, and a call to whoever is there for that.
extension Engine {
    /// Takes over who is called, without more.
    package func use(_ caller: any AlarmCaller) { world.alarms = caller }

    /// Whether anybody can be reached, as far as canaries and deliveries have shown.
    ///
    /// A limit of the mail server on how much it takes is no reason: it passes.
    private func reach(at now: Instant) -> WaysOut {
        let paths = waysOut(at: now).all
        let isLimited = troubles[.mail]?.fault == .mailLimited
        if paths.allSatisfy({ $0.isDown && ($0.channel != nil || !isLimited) }) {
            return .down(
                paths.map { path in
                    Alarm.Way(path.channel.map { "channel \($0)" } ?? path.name, reason: path.message)
                })
        }
        let isOpen = paths.contains { path in
            guard path.status == .true else { return false }
            guard let since = troubles.lastResort.since else { return true }
            return path.provenAt.map { $0 >= since } ?? false
        }
        return isOpen ? .open : .untried
    }

    /// Tells that nobody can be notified, or that somebody can again, where that is due.
    ///
    /// - Returns: when to look again; `nil` where something has to change first.
    func watchWaysOut(now: Instant, uptime: TimeSpan, doubt: ClockDoubt?) async -> Instant? {
        // Nothing is sent meanwhile, so that nothing is known of the ways.
        guard doubt == nil else { return nil }
        switch troubles.lastResort.turn(reach(at: now), at: now, uptime: uptime) {
        case .nothing: break
        case .raise(let alarm, let isTold):
            if !isTold { await tell(alarm, .alertPathsDown) }
            call(alarm)
        case .end(let alarm):
            await tell(alarm, .alertPathsWork)
            call(alarm)
        }
        return troubles.lastResort.next(at: uptime).map { now + max(.seconds(1), $0 - uptime) }
    }

    private func tell(_ alarm: Alarm, _ kind: EventKind) async {
        world.journal.write(JournalEntry(kind, alarm.sentence))
        let event = Event(
            at: alarm.at, kind: kind, message: alarm.sentence, details: ["since": alarm.since.rfc3339])
        let _: RecordedEvent.ID? = await record(isMailSpared: true) { () throws(LedgerError) in
            try await self.ledger.append(event)
        }
    }

    private func call(_ alarm: Alarm) {
        guard let caller = world.alarms else { return }
        troubles.lastResort.beginCall()
        act { engine in
            let delivery = await caller.call(alarm)
            engine.noteCall(delivery)
        }
    }

    private func noteCall(_ delivery: Delivery) {
        guard troubles.lastResort.endCall(isAccepted: delivery.isAccepted, at: world.timekeeper.uptime()) else {
            return
        }
        world.journal.write(
            JournalEntry(.alertCallFailed, "failed to call for help, trying again: \(delivery.text)"))
    }

    /// Looks up in the ledger whether nobody could be reached when the daemon was stopped.
    func recallLastResort() async throws(LedgerError) {
        guard let told = try await ledger.lastEvent(of: nil, .alertPathsDown, or: .alertPathsWork)?.event,
            told.kind == Event.Kind(.alertPathsDown)
        else { return }
        let since = told.details["since"].flatMap { Instant(rfc3339: $0) } ?? told.at
        troubles.lastResort.recall(
            since: since, toldAgo: world.timekeeper.now() - told.at, at: world.timekeeper.uptime())
    }
}
