internal import Credentials
public import Durability
internal import SQLite

/// A ledger that no daemon has open, held so that none can open it meanwhile; for commands that work on its files.
///
/// Every call blocks for as long as the disk does.
public final class DormantLedger {
    private let directory: Directory
    private let file: LedgerFile
    private let lock: FileLock

    /// Holds the ledger of a state directory, or throws `inUse` where a daemon has it.
    public init(in directory: Directory) throws(LedgerError) {
        self.directory = directory
        file = LedgerFile(path: directory.path(of: Ledger.fileName))
        do {
            lock = try FileLock(Ledger.fileName + LedgerFile.lockSuffix, in: directory)
        } catch {
            throw LedgerError(error)
        }
    }

    /// What the ledger is; `nil` where there is none.
    ///
    /// A change that a crash has cut in two is taken back first.
    public func identity() throws(LedgerError) -> LedgerIdentity? {
        do {
            return try database()?.identity()
        } catch {
            throw LedgerError(error, operation: "read the ledger \(file.path)")
        }
    }

    /// Writes a copy that is complete and on the disk when it appears under its name; one from before is replaced.
    ///
    /// Throws `notPermitted` where there is no ledger.
    public func copy(to path: String) throws(LedgerError) {
        do {
            guard let database = try database() else {
                throw LedgerError(code: .notPermitted, operation: "copy the ledger \(file.path)", text: "there is none")
            }
            try file.copy(database, to: path)
        } catch {
            throw LedgerError(error, operation: "copy the ledger \(file.path)")
        }
    }

    /// Has the daemon that next opens the ledger of that identity take it for one that was put back, and verify every
    /// secret first.
    ///
    /// Its epochs go on behind all that were seen here.
    public func announce(_ restored: LedgerIdentity) throws(LedgerError) {
        let known = (try? LedgerFile.witness(in: directory, of: Ledger.fileName))?.flatMap { $0 }
        let replaced = try? identity()
        let newest =
            [known.map { ($0.installID, $0.epoch) }, replaced.map { ($0.installID, $0.epoch) }].compactMap(\.self)
            .filter { $0.0 == restored.installID }.map(\.1).max() ?? 0
        let witness = LedgerWitness(installID: restored.installID, epoch: max(newest, restored.epoch) + 1)
        do {
            try directory.write(
                Array(witness.text.utf8), as: Ledger.fileName + LedgerFile.witnessSuffix, owner: directory.owner)
        } catch {
            throw LedgerError(error)
        }
    }

    private func database() throws -> Database? {
        guard let entry = try directory.entry(Ledger.fileName) else { return nil }
        guard entry.isRegular else {
            throw LedgerError(
                code: .corrupt, operation: "open the ledger \(file.path)", text: "it is not a regular file")
        }
        let database = try Database(path: file.path, access: .readWrite)
        try database.exec("PRAGMA trusted_schema = OFF")
        try database.exec("PRAGMA cell_size_check = ON")
        guard try file.version(of: database) > 0 else {
            throw LedgerError(code: .corrupt, operation: "open the ledger \(file.path)", text: "it is empty")
        }
        return database
    }
}
