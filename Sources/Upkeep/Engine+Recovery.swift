public import Bookkeeping
internal import Credentials

extension Engine {
    /// Puts in order what an earlier run left half done.
    ///
    /// Runs before the first pass, and needs the ledger alone.
    ///
    /// What was put back from a copy is doubted first. Mails that were being sent go out again, since nobody saw their end. What needs the keyring is done by `tidyKeyring`,
    /// which may fail and is tried again.
    public func recover() async throws(LedgerError) {
        let now = world.timekeeper.now()
        troubles.recall(try await ledger.openFaults())
        // What of it is over by now, and what is not, is known since the configuration was loaded.
        judgeConfiguration()
        let mails = try await ledger.recoverSending()
        if mails > 0 {
            world.journal.write(JournalEntry(.recovered, "\(mails) mails whose end nobody saw are sent again"))
        }
        // Behind it, so that these mails are put off too.
        try await verifyWhatWasPutBack()
        for unfinished in try await ledger.unfinishedStores() {
            let (name, version) = (unfinished.credential, unfinished.version.id)
            // A rotation finds out by itself what came of it.
            if records[name]?.rotation?.new?.version == version { continue }
            let event = Event(
                at: now, kind: .secretNotStored, credential: name, version: version,
                message: "a secret was being stored when the daemon stopped; it is not used, store it again")
            try await ledger.abandonStoring(version, event: event)
            world.journal.write(event)
        }
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
            guard await world.keyring.remove(name, version: version) else {
                isTidy = false
                continue
            }
            let forgotten: Void? = await record { () throws(LedgerError) in try await self.ledger.forget(version) }
            guard forgotten != nil else { return false }
            await reload(name)
        }
        return isTidy
    }

    /// Asks the keyring of every version in use whether it is still the secret that was stored, and tells of those that are not.
    ///
    /// It takes the keyring's time for each, so it runs beside everything else, after READY.
    /// - Returns: how many are not what was stored; `nil` when the keyring itself failed and nothing can be said.
    public func audit() async -> Int? {
        var faulty = 0
        for (name, record) in records.sorted(by: { $0.key < $1.key }) {
            guard let current = record.current else { continue }
            let answer = await world.keyring.check(name, version: current.id, fingerprint: current.fingerprint)
            noteKeyring(answer.obstacle?.fault)
            guard let obstacle = answer.obstacle else { continue }
            guard obstacle.fault == nil else { return nil }
            faulty += 1
            let event = Event(
                at: world.timekeeper.now(), kind: .secretLost, credential: name, version: current.id, class: obstacle.probeClass,
                message: obstacle.sentence())
            world.journal.write(event)
            _ = await self.record { () throws(LedgerError) in try await self.ledger.append(event) }
        }
        return faulty
    }
}
