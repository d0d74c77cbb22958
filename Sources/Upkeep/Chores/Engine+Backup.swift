public import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

/// What the engine does for a backup, and after one was put back.
///
/// A backup is a copy of the ledger and, made after it, one of the keyring's files: so the keyring has every secret
/// that the ledger calls current, unless one is removed in between. Hence nothing is removed from the keyring from
/// before the first copy until after the second.
extension Engine {
    /// Writes a copy of the ledger beside it, and removes nothing from the keyring until `endBackup`, or for five
    /// minutes.
    ///
    /// - Parameter caller: who asked for it, for the record.
    /// - Returns: the copy's name in the ledger's directory.
    public func beginBackup(by caller: String) async throws(LedgerError) -> String {
        chores.beginBackup(at: world.timekeeper.uptime())
        do {
            let event = Event(
                at: world.timekeeper.now(), kind: .backupBegun, message: "a backup was begun by \(caller)")
            try await ledger.append(event)
            let name = try await ledger.makeCopy()
            world.journal.write(event)
            chores.backupBegunAt = event.at
            return name
        } catch {
            chores.endBackup()
            busy.open(.backup)
            throw error
        }
    }

    /// Removes the copy and lets removals go on.
    public func endBackup() async {
        chores.endBackup()
        busy.open(.backup)
        await ledger.removeCopy()
        wake()
    }

    /// Whether a backup is being made, so that nothing may be removed from the keyring.
    var isBackingUp: Bool { chores.isBackingUp(at: world.timekeeper.uptime()) }
}
