internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// Looks at both clocks, and says what is wrong with them; answers why the wall clock is not trusted.
    func lookAtClock(now: Instant, uptime: TimeSpan) -> ClockDoubt? {
        if case .stepped(let step) = gate.look(wall: now, uptime: uptime) {
            world.journal.write(
                JournalEntry(
                    .clockStepped, "the wall clock was set by \(step.seconds) seconds; everything is rescheduled"))
            troubles.clockWasSet(by: step)
            agenda.distrust()
            records.countAnew()
        }
        let doubt = clockDoubt
        noteClock(doubt)
        return doubt
    }

    /// Why the clock is not trusted now; `nil` where it is.
    var clockDoubt: ClockDoubt? {
        gate.doubt(
            wall: world.timekeeper.now(), uptime: world.timekeeper.uptime(),
            awaitsTimeService: world.timekeeper.awaitsTimeService())
    }

    /// Says once that mail waits for the clock; only where that is wrong, and not merely young, is it trouble.
    private func noteClock(_ doubt: ClockDoubt?) {
        switch doubt {
        case .unsynchronised?:
            if !gate.isAwaited { world.journal.write(.clockAwaited) }
        case let doubt?:
            isMet(.clockImplausible, doubt.sentence)
        case nil:
            if gate.isAwaited { world.journal.write(.clockNotAwaited) }
            isOver(.clock)
        }
        gate.isAwaited = doubt == .unsynchronised
    }

    /// The standing with a note of what the clock has written in it, if it is not trusted now.
    func noted(_ standing: Standing, since before: Standing, isStored: Bool = false) -> Standing {
        standing.noting(changesSince: before, inDoubt: clockDoubt == nil ? nil : bootedAt, isStored: isStored)
    }

    /// Takes back what a clock that was wrong has left in ledger and memory, once the clock is trusted again: what lies
    /// ahead of its time, and what was written while it was not trusted, by this daemon or the one before.
    ///
    /// - Parameter names: whose marks are looked for; where the ledger itself is ahead, all of them are in any case.
    func mendClockMarks(of names: [CredentialName], now: Instant, doubt: ClockDoubt?) async {
        guard doubt == nil else {
            gate.newestInLedger = max(gate.newestInLedger ?? now, now)
            return
        }
        let isAhead = gate.newestInLedger.map { $0 > now + ClockGate.tolerance } ?? false
        var mended: [CredentialName: Standing] = [:]
        var stored: [String: MendedVersion] = [:]
        let suspects =
            isAhead ? Array(records.keys) : records.marked.isEmpty ? [] : names.filter(records.marked.contains)
        for name in suspects where !busy.contains(name) {
            guard let record = records[name], isAhead || record.standing.clockMarks != nil else { continue }
            let trusted = record.standing.trusted(at: now, bootedAt: bootedAt)
            let standing = isAhead ? trusted.believed(at: now) : trusted
            guard standing != record.standing else { continue }
            mended[name] = standing
            // The clock was set since: so the version, too, was stored at another time than it says.
            if record.standing.clockMarks?.marks.contains(.stored) == true, trusted.lastConclusiveAt == now,
                let current = record.current
            {
                let isOfThen = current.issuedAt == current.storedAt
                stored[current.id] = MendedVersion(storedAt: now, issuedAt: isOfThen ? now : current.issuedAt)
            }
        }
        guard isAhead || !mended.isEmpty else {
            gate.newestInLedger = max(gate.newestInLedger ?? now, now)
            return
        }
        let written: Void? = await record { [mended, stored] () throws(LedgerError) in
            try await self.ledger.mend(mended, stored: stored, isAhead: isAhead, at: now)
        }
        guard written != nil else {
            for name in mended.keys { records.touch(name) }
            return
        }
        for (name, standing) in mended where !busy.contains(name) { records[name]?.standing = standing }
        for name in mended.keys where records[name]?.current.map({ stored[$0.id] != nil }) == true {
            await reload(name)
        }
        guard isAhead else { return }
        for (name, record) in records.all where !busy.contains(name) {
            guard let rotation = record.rotation, rotation.believed(at: now) != rotation else { continue }
            _ = await save(rotation.believed(at: now), of: name, .noted, [])
        }
        gate.newestInLedger = now
    }
}

extension JournalEntry {
    fileprivate static let clockAwaited = JournalEntry(
        .clockAwaited,
        "waiting for the time service of this host to set the clock; mail waits too, for fifteen minutes at most")
    fileprivate static let clockNotAwaited = JournalEntry(
        .clockNotAwaited, "no longer waiting for the clock; mail goes out")
}
