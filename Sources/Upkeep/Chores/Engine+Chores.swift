internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// Has the keyring audited and tidied as soon as it can be used; for the daemon to ask for once it is ready.
    public func scheduleAudit() {
        chores.audit(at: world.timekeeper.uptime())
        wake()
    }

    /// Has what is no longer wanted removed from the keyring by the next pass.
    func tidySoon() { chores.tidy(at: world.timekeeper.uptime()) }

    /// Starts what keeps ledger and keyring in order and is due.
    ///
    /// - Returns: when to look again; `nil` where nothing waits.
    func keepHouse(now: Instant, uptime: TimeSpan) async -> Instant? {
        let due = chores.takeDue(
            at: uptime, isClockConfirmed: gate.isConfirmed, isKeyringTroubled: troubles[.keyring] != nil)
        for chore in due {
            switch chore {
            case .prune: _ = await record { () throws(LedgerError) in try await self.ledger.prune(at: now) }
            case .audit:
                act { engine in
                    guard let faulty = await engine.audit() else { return }
                    engine.chores.isAudited()
                    // A keyring that lacks what it should have may be another one: nothing is removed from it.
                    if faulty == 0 { await engine.tidyOrRest() }
                }
            case .tidy: act { engine in await engine.tidyOrRest() }
            case .tryKeyring: act { engine in await engine.tryKeyring() }
            }
        }
        return chores.next.map { now + max(.seconds(1), $0 - uptime) }
    }

    private func tidyOrRest() async {
        if await tidyKeyring() { chores.isTidied() }
    }

    /// While the keyring is in trouble it is asked of one secret time and again, so that the trouble's end is not
    /// missed.
    private func tryKeyring() async {
        guard let (name, record) = records.first(where: { $0.value.current != nil && !busy.contains($0.key) }),
            let current = record.current
        else { return }
        noteKeyring(await check(current, of: name).obstacle?.fault)
    }

    /// Removes the items of versions that are no longer wanted from the keyring, unless a backup is being made.
    ///
    /// - Returns: whether all of them are gone; the others are tried again by a later call.
    @discardableResult
    public func tidyKeyring() async -> Bool {
        guard !isBackingUp else { return false }
        let unwanted: [UnsettledVersion]? = await ask { () throws(LedgerError) in
            try await self.ledger.versionsToRemove()
        }
        guard let unwanted else { return false }
        var isTidy = true
        for item in unwanted {
            let (name, version) = (item.credential, item.version.id)
            guard await world.keyring.remove(item.version.keyringName(of: name), version: version) else {
                isTidy = false
                continue
            }
            let forgotten: Void? = await record { () throws(LedgerError) in try await self.ledger.forget(version) }
            guard forgotten != nil else { return false }
            await reload(name)
        }
        return isTidy
    }

    /// Asks the keyring of every version in use whether it is still the secret that was stored, and tells of those that
    /// are not.
    ///
    /// It takes the keyring's time for each, so it runs beside everything else, after READY.
    /// - Returns: how many are not what was stored; `nil` when the keyring itself failed and nothing can be said.
    public func audit() async -> Int? {
        var faulty = 0
        for (name, record) in records.sorted(by: { $0.key < $1.key }) {
            guard let current = record.current else { continue }
            let answer = await check(current, of: name)
            noteKeyring(answer.obstacle?.fault)
            guard let obstacle = answer.obstacle else { continue }
            guard obstacle.fault == nil else { return nil }
            faulty += 1
            let event = Event(
                at: world.timekeeper.now(), kind: .secretLost, credential: name, version: current.id,
                class: obstacle.probeClass, message: obstacle.sentence())
            world.journal.write(event)
            _ = await self.record { () throws(LedgerError) in try await self.ledger.append(event) }
        }
        return faulty
    }
}
