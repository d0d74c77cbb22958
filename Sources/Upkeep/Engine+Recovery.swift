public import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// Puts in order what an earlier run left half done.
    ///
    /// Runs before the first pass, and needs the ledger alone.
    ///
    /// What was put back from a copy is doubted first. Mails that were being sent go out again, since nobody saw their
    /// end. What needs the keyring is done by `tidyKeyring`, which may fail and is tried again.
    public func recover() async throws(LedgerError) {
        let now = world.timekeeper.now()
        let told = try await ledger.openFaults()
        var causes: [DaemonOccasion: String] = [:]
        for occasion in told where occasion.fault?.part == .mailSignIn {
            causes[occasion] = try await ledger.toldCause(of: occasion)
        }
        troubles.recall(told, causes: causes)
        try await recallLastResort()
        // What of it is over by now, and what is not, is known since the configuration was loaded.
        judgeConfiguration()
        try await ledger.noteLostSignIns(before: now)
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
                message:
                    "the daemon stopped while saving a secret; that one is not used, so run `leadkeeper secret set` again"
            )
            try await ledger.abandonStoring(version, event: event)
            world.journal.write(event)
        }
    }

    /// Begins to verify every secret, if the ledger was put back from a copy: nobody is told anything about one before
    /// its probe.
    func verifyWhatWasPutBack() async throws(LedgerError) {
        let event = Event(
            at: world.timekeeper.now(), kind: .ledgerPutBack,
            message:
                "the ledger was restored from a backup, or is not the one that was here; every connection is probed"
                + " before anybody is notified of it")
        let isPutBack = try await ledger.beginVerification(
            at: event.at, patience: Standing.patienceWithVerification, event: event)
        guard isPutBack else { return }
        world.journal.write(event)
        records.replace(by: try await ledger.snapshot())
        for credential in inventory.sorted { try await countOldNotices(of: credential) }
        for (name, record) in records.all where record.standing.unverifiedSince == event.at {
            var before = record.standing
            before.unverifiedSince = nil
            let standing = noted(record.standing, since: before)
            guard standing != record.standing else { continue }
            try await ledger.save(standing, for: name)
            records[name]?.standing = standing
        }
    }
}
