public import Bookkeeping
internal import Credentials

/// What the engine does for a backup, and after one was put back.
///
/// A backup is a copy of the ledger and, made after it, one of the keyring's files: so the keyring has every secret that the ledger
/// calls current, unless one is removed in between. Hence nothing is removed from the keyring from before the first copy until
/// after the second.
extension Engine {
    /// How long removals wait for the end of a backup that nobody ends.
    static let longestBackup = Span.minutes(5)

    /// Writes a copy of the ledger beside it, and removes nothing from the keyring until `endBackup`, or for five minutes.
    ///
    /// - Parameter caller: who asked for it, for the record.
    /// - Returns: the copy's name in the ledger's directory.
    public func beginBackup(by caller: String) async throws(LedgerError) -> String {
        removalsWaitUntil = world.timekeeper.uptime() + Self.longestBackup
        do {
            let event = Event(at: world.timekeeper.now(), kind: .backupBegun, message: "a backup was begun by \(caller)")
            try await ledger.append(event)
            let name = try await ledger.makeCopy()
            world.journal.write(event)
            return name
        } catch {
            removalsWaitUntil = nil
            busy.open(.backup)
            throw error
        }
    }

    /// Removes the copy and lets removals go on.
    public func endBackup() async {
        removalsWaitUntil = nil
        busy.open(.backup)
        await ledger.removeCopy()
        wake()
    }

    /// Whether a backup is being made, so that nothing may be removed from the keyring.
    var isBackingUp: Bool { removalsWaitUntil.map { world.timekeeper.uptime() < $0 } ?? false }

    /// Begins to verify every secret, if the ledger was put back from a copy: nobody is told anything about one before its probe.
    func verifyWhatWasPutBack() async throws(LedgerError) {
        let event = Event(
            at: world.timekeeper.now(), kind: .ledgerPutBack,
            message: "the ledger was put back from a copy, or is not the one that was here; every connection is probed before"
                + " anybody is told anything about it")
        let isPutBack = try await ledger.beginVerification(
            at: event.at, patience: Standing.patienceWithVerification, event: event)
        guard isPutBack else { return }
        world.journal.write(event)
        records = try await ledger.snapshot()
        for credential in inventory.values { try await countOldNotices(of: credential) }
        for (name, record) in records where record.standing.unverifiedSince == event.at {
            var before = record.standing
            before.unverifiedSince = nil
            let standing = noted(record.standing, since: before)
            guard standing != record.standing else { continue }
            try await ledger.save(standing, for: name)
            records[name]?.standing = standing
        }
    }
}
