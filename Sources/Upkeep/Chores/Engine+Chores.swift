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
        guard let (name, record) = records.all.first(where: { $0.value.current != nil && !busy.contains($0.key) }),
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

    /// How many versions an audit asks for together: few enough that a probe which waits behind them is not held up.
    private static let auditedTogether = 16

    /// Asks the keyring of every version in use whether it is still the secret that was stored, and tells of those that
    /// are not.
    ///
    /// What a probe has read since the audit was wanted is not asked for again. It takes the keyring's time for each,
    /// so it runs beside everything else, after READY.
    /// - Returns: how many are not what was stored; `nil` when the keyring itself failed and nothing can be said.
    public func audit() async -> Int? {
        var faulty = 0
        let inUse = records.all.sorted { $0.key < $1.key }
            .compactMap { name, record in record.current.map { (name, $0) } }
        var waiting = inUse[...]
        while !waiting.isEmpty {
            let next = waiting.prefix(Self.auditedTogether)
            waiting = waiting.dropFirst(next.count)
            let asked = next.filter { _, version in chores.hasToAudit(version.id) }
            let answers = await world.keyring.check(
                asked.map { name, version in
                    KeyringItem(version.keyringName(of: name), version: version.id, fingerprint: version.fingerprint)
                })
            for ((name, version), answer) in zip(asked, answers) {
                noteKeyring(answer.obstacle?.fault)
                guard let obstacle = answer.obstacle else { continue }
                guard obstacle.fault == nil else { return nil }
                faulty += 1
                await tellOfLoss(of: name, version.id, obstacle)
            }
        }
        return faulty
    }

    private func tellOfLoss(of name: CredentialName, _ version: String, _ obstacle: KeyringObstacle) async {
        let event = Event(
            at: world.timekeeper.now(), kind: .secretLost, credential: name, version: version,
            class: obstacle.probeClass, message: obstacle.sentence())
        world.journal.write(event)
        _ = await record { () throws(LedgerError) in try await self.ledger.append(event) }
    }
}
