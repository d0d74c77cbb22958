internal import Bookkeeping
internal import Credentials

extension Engine {
    private static let pruneInterval = Span.days(1)
    /// How long what needs the keyring rests after it has failed.
    private static let restAfterTrouble = Span.minutes(10)
    /// How often a keyring in trouble is tried.
    private static let keyringTryInterval = Span.minutes(1)

    /// Has the keyring audited and tidied as soon as it can be used; for the daemon to ask for once it is ready.
    public func scheduleAudit() {
        auditAt = world.timekeeper.uptime()
        wake()
    }

    /// Starts what keeps ledger and keyring in order and is due.
    ///
    /// - Returns: when to look again; `nil` where nothing waits.
    func keepHouse(now: Instant, uptime: Span) async -> Instant? {
        if gate.isConfirmed, uptime >= pruneAt ?? uptime {
            // A clock that is years ahead would have the whole record given up: only one that Microsoft's servers confirm counts.
            pruneAt = uptime + Self.pruneInterval
            _ = await record { () throws(LedgerError) in try await self.ledger.prune(at: now) }
        }
        if let due = auditAt, uptime >= due {
            auditAt = uptime + Self.restAfterTrouble
            act { engine in
                guard let faulty = await engine.audit() else { return }
                engine.auditAt = nil
                // A keyring that lacks what it should have may be another one: nothing is removed from it.
                if faulty == 0 { await engine.tidyOrRest() }
            }
        } else if let due = tidyAt, auditAt == nil, uptime >= due {
            tidyAt = uptime + Self.restAfterTrouble
            act { engine in await engine.tidyOrRest() }
        } else if troubles[.keyring] != nil, uptime >= keyringTryAt ?? uptime {
            keyringTryAt = uptime + Self.keyringTryInterval
            act { engine in await engine.tryKeyring() }
        }
        return [auditAt, tidyAt].compactMap(\.self).min().map { now + max(.seconds(1), $0 - uptime) }
    }

    private func tidyOrRest() async {
        if await tidyKeyring() { tidyAt = nil }
    }

    /// While the keyring is in trouble it is asked of one secret at each pass, so that the trouble's end is not missed.
    private func tryKeyring() async {
        guard let (name, record) = records.first(where: { $0.value.current != nil && !busy.contains($0.key) }),
            let current = record.current
        else { return }
        noteKeyring(await world.keyring.check(name, version: current.id, fingerprint: current.fingerprint).obstacle?.fault)
    }

    /// The standing with a note of what the clock has written in it, if it is not trusted now.
    func noted(_ standing: Standing, since before: Standing, isStored: Bool = false) -> Standing {
        standing.noting(changesSince: before, inDoubt: clockDoubt == nil ? nil : bootedAt, isStored: isStored)
    }

    /// Takes back what a clock that was wrong has left in ledger and memory, once the clock is trusted again: what lies ahead of its
    /// time, and what was written while it was not trusted, by this daemon or the one before.
    func mendClockMarks(now: Instant, doubt: ClockDoubt?) async {
        guard doubt == nil else {
            newestInLedger = max(newestInLedger ?? now, now)
            return
        }
        let isAhead = newestInLedger.map { $0 > now + ClockGate.tolerance } ?? false
        var mended: [CredentialName: Standing] = [:]
        var stored: [String: MendedVersion] = [:]
        for (name, record) in records where !busy.contains(name) && (isAhead || record.standing.clockMarks != nil) {
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
            newestInLedger = max(newestInLedger ?? now, now)
            return
        }
        let written: Void? = await record { [mended, stored] () throws(LedgerError) in
            try await self.ledger.mend(mended, stored: stored, isAhead: isAhead, at: now)
        }
        guard written != nil else { return }
        for (name, standing) in mended where !busy.contains(name) { records[name]?.standing = standing }
        for name in mended.keys where records[name]?.current.map({ stored[$0.id] != nil }) == true { await reload(name) }
        guard isAhead else { return }
        for (name, record) in records where !busy.contains(name) {
            guard let rotation = record.rotation, rotation.believed(at: now) != rotation else { continue }
            _ = await save(rotation.believed(at: now), of: name, .noted, [])
        }
        newestInLedger = now
    }
}
