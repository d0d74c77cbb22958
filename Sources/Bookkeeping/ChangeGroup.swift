internal import Queues
internal import SQLite

/// Changes that become one commit, and whoever waits for it.
///
/// A commit takes four fdatasync(2), and whoever waits for the disk may wait together. The first change opens the
/// transaction and has the ledger's queue commit it after what waits there already, and after a turn of the queue on
/// which the daemon works: the busier that is, the more becomes a part of the group, and a change that comes alone is
/// committed at once. What gathers while the disk works becomes the next group. Each change is a savepoint, which
/// fails alone. Nobody goes on before the commit: not those who have changed something, and not those who have read
/// what is not on the disk yet or were refused because of it.
struct ChangeGroup {
    /// How the transaction of a group ended.
    enum End: Equatable {
        /// All of it is on the disk.
        case committed
        /// Nothing of it is, for certain.
        case undone
        /// The last sync failed: the file is closed, and when it is opened again, all of it may be there or nothing.
        case inDoubt(LedgerError)
    }

    /// How many wait for one commit at most, so that nobody waits for long, and little is done again where it fails.
    static let limit = 256

    /// Which group it is, counted from the ledger's opening.
    let number: Int
    /// Those who wait, in the order in which they came.
    var waiting: [CheckedContinuation<End?, Never>] = []
}

extension Ledger {
    /// Makes a group of the transaction that has just begun, which is committed in its turn.
    func openGroup() {
        groups += 1
        let number = groups
        group = ChangeGroup(number: number)
        executor.afterCompany {
            self.assumeIsolated { ledger in
                if ledger.group?.number == number { ledger.endGroup() }
            }
        }
    }

    /// Runs a piece of work, and waits until the group that it has become a part of has ended.
    ///
    /// Nothing comes between the work and the waiting: to call an asynchronous method may be a turn of its own on the
    /// queue, in which the group would end without anybody who waits for it.
    /// - Parameter work: answers whether it is a part of the group.
    /// - Returns: how the group ended; `nil` where the work is no part of it.
    func groupEnds(_ work: () -> Bool) async -> ChangeGroup.End? {
        let end: ChangeGroup.End? = await withCheckedContinuation { continuation in
            let isPart = work()
            guard isPart, group != nil else {
                awakened += 1
                continuation.resume(returning: nil)
                return
            }
            group?.waiting.append(continuation)
            if let group, group.waiting.count >= ChangeGroup.limit { endGroup() }
        }
        awakened -= 1
        return end
    }

    /// Commits what waits, if anything does.
    func endGroup() {
        guard group != nil, let database else { return }
        do {
            try database.commit()
            wake(with: .committed)
        } catch {
            let error = LedgerError(error, operation: "commit changes to \(file.path)")
            wake(with: error.code == .io ? .inDoubt(error) : .undone)
            closeFile(after: error)
        }
    }

    /// Gives up what waits, if anything does; it is tried again, each change by itself.
    func undoGroup() {
        guard group != nil else { return }
        database?.rollBack()
        wake(with: .undone)
    }

    /// Waits for the turn of those who were waiting before, so that answers come in the order of the questions.
    func takeTurn() async {
        guard awakened > 0 else { return }
        awakened += 1
        _ = await withCheckedContinuation { $0.resume(returning: ()) }
        awakened -= 1
    }

    /// Closes the file after a failed read, write or sync, to be opened and checked by the next call; no other failure
    /// closes it.
    ///
    /// A failed fsync(2) is reported once, and the pages that it lost look clean from then on; only the file itself
    /// tells the truth.
    func closeFile(after error: any Error) {
        guard LedgerError(error, operation: "").code == .io else { return }
        undoGroup()
        if !file.isInMemory { database = nil }
    }

    private func wake(with end: ChangeGroup.End) {
        guard let group else { return }
        self.group = nil
        awakened += group.waiting.count
        for continuation in group.waiting { continuation.resume(returning: end) }
    }
}
