public import Credentials
public import Dispatch
internal import Durability
package import Queues
internal import SQLite

/// The ledger: what happened, what is half done, what is still to be sent.
///
/// One SQLite database, one connection, on a serial queue of its own; a call waits for the disk and blocks nobody else.
/// Every method that changes something is one transaction, on the disk when the method returns, and not there at all
/// when it throws. Changes that meet go to the disk together (`ChangeGroup`). No secret is ever in it.
public actor Ledger {
    let executor: QueueExecutor
    let file: LedgerFile
    private var lock: FileLock?
    var ballast: Ballast?
    var database: Database?
    /// The changes that wait for one commit; `nil` where none does, and no transaction is open then.
    var group: ChangeGroup?
    /// How many of those who waited for the last groups have not had their turn since.
    var awakened = 0
    /// How many groups there have been.
    var groups = 0
    /// The methods that have failed, by name, until one of them has done its work again; and how the last of them
    /// failed.
    var failures: (methods: Set<String>, last: LedgerError.Code)?
    /// How many of leadkeeper's own sign-ins were noted of each application since its oldest ones were forgotten.
    var unforgotten: [GUID: Int] = [:]

    /// Names this installation, drawn once when the ledger was made.
    public nonisolated let installID: GUID
    /// How often this ledger was opened, this time included.
    ///
    /// It only ever grows, even where the ledger is put back from a copy: the last one is kept beside it too.
    public nonisolated let epoch: Int64

    /// The serial queue that the actor runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens the ledger, or makes it, and checks every page of it.
    ///
    /// Takes an exclusive lock on a file beside it, until `close` or the end of the process. Tables of an older
    /// leadkeeper are brought up to date, with a copy made first; those of a newer one are refused with `newer`, a
    /// damaged file with `corrupt`, a second process with `inUse`. Reads the whole file, on the ledger's own queue.
    /// - Parameters:
    ///   - path: the file, in a directory that exists; `:memory:` for one that is gone with the actor.
    ///   - company: the serial queue of those who will change it most, which never blocks: what they have to do when a
    ///     change is made becomes a part of its commit, as far as it changes the ledger. `nil` where it is unknown.
    public static func open(path: String, company: DispatchQueue? = nil) async throws(LedgerError) -> Ledger {
        try await open(
            file: LedgerFile(path: path), on: QueueExecutor(label: "leadkeeper.ledger", company: company))
    }

    /// The same on a queue that others use too, for a simulation.
    package static func open(path: String, on executor: QueueExecutor) async throws(LedgerError) -> Ledger {
        try await open(file: LedgerFile(path: path), on: executor)
    }

    /// Opens a copy of a ledger that is thrown away later, without a reserve of space, on a queue that others use too.
    package static func openCopy(at path: String, on executor: QueueExecutor) async throws(LedgerError) -> Ledger {
        try await open(file: LedgerFile(path: path, ballastSize: 0), on: executor)
    }

    static func open(
        file: LedgerFile, on executor: QueueExecutor = QueueExecutor(label: "leadkeeper.ledger")
    ) async throws(LedgerError) -> Ledger {
        let result = await executor.run { () -> Result<Ledger, LedgerError> in
            do {
                return .success(try Ledger(file: file, executor: executor))
            } catch {
                return .failure(LedgerError(error, operation: "open the ledger \(file.path)"))
            }
        }
        return try result.get()
    }

    private init(file: LedgerFile, executor: QueueExecutor) throws {
        self.file = file
        self.executor = executor
        lock = file.isInMemory ? nil : try file.lock()
        try file.requireNoRestore()
        file.removeCopy()
        let database = try file.open()
        let drawn = GUID.random().description
        let identity = try database.transaction {
            try database.run(
                "INSERT INTO ledger (id, install_id, epoch) VALUES (1, ?, 0) ON CONFLICT DO NOTHING", .text(drawn))
            let known = try database.identity()
            let (isPutBack, newest) = file.comparesWitness(with: known)
            try database.run(
                "UPDATE ledger SET epoch = ?1, put_back = max(put_back, ?2)", .integer(max(known.epoch, newest) + 1),
                .integer(isPutBack ? 1 : 0))
            return try database.identity()
        }
        (installID, epoch) = (identity.installID, identity.epoch)
        file.writeWitness(LedgerWitness(installID: installID, epoch: epoch))
        self.database = database
        let hasBallast = !file.isInMemory && file.ballastSize > 0
        ballast = hasBallast ? Ballast(path: file.ballastPath, size: file.ballastSize) : nil
    }

    /// Closes the file and gives the lock up; every later call throws `closed`.
    ///
    /// What waits for the disk is committed first.
    public func close() {
        endGroup()
        database = nil
        lock = nil
    }

    /// What a full disk lacks; `nil` while the reserve is held.
    ///
    /// While it is given up, what was begun can still be recorded, and nothing new is begun. It ends by itself with the
    /// first change after the disk has room again.
    public var shortage: SpaceShortage? {
        ballast.flatMap { ballast in
            ballast.isHeld
                ? nil : SpaceShortage(needed: ballast.roomNeeded, free: ballast.room, directory: file.directoryPath)
        }
    }

    /// How much room there is for the ledger; `nil` for one in memory, and where that cannot be told.
    public var room: LedgerRoom? {
        file.isInMemory ? nil : LedgerRoom(ofLedger: file.path, reserve: file.ballastSize)
    }

    /// How much room a disk that was full has to have for new things to be begun, in bytes.
    public static let roomToGoOn = Ballast.roomNeeded(for: LedgerFile.usualBallastSize)

    /// Throws `reserve` while nothing new may be begun.
    func requireSpace(to operation: String) throws(LedgerError) {
        ballast?.restore()
        guard let shortage else { return }
        throw LedgerError(
            code: .reserve, operation: operation, text: "\(shortage.sentence); until then nothing new is begun")
    }

    /// Writes an event that says that trouble with the ledger is over, where it is.
    ///
    /// The event is small and may find room, or a sound sector, where what failed would fail again. So a full disk has
    /// to have more room than any change takes, and of what failed for another reason something has to have been done
    /// since.
    /// - Parameter isQuiet: whether nothing has failed for so long that what has failed may not be tried again.
    /// - Returns: whether it is written.
    public func recordRecovery(_ event: Event, isQuiet: Bool) async throws(LedgerError) -> Bool {
        switch failures?.last {
        case nil: break
        case .full?: guard ballast?.room.map({ $0 >= Self.roomOfAnyChange }) ?? true else { return false }
        case .some: guard isQuiet else { return false }
        }
        _ = try await write("record an event", at: event.at, method: nil) { database in try database.append(event) }
        failures = nil
        return true
    }

    /// More than any one change needs, its rollback journal included; in bytes.
    private static let roomOfAnyChange: Int64 = 1 << 20

    /// The latest moment that was ever recorded; `nil` in a new ledger.
    ///
    /// A clock that shows an earlier one is not to be trusted.
    public func newestTimestamp() async throws(LedgerError) -> Instant? {
        try await read("read the newest time") { database in
            try database.first("SELECT newest_at FROM ledger") { row throws(SQLiteError) in try row.optionalInstant(0) }
                ?? nil
        }
    }
}

extension Ledger {
    /// Writes a copy of the ledger that is complete and on the disk when it appears under its name; one from before is
    /// replaced.
    ///
    /// It may hold as much as the ledger, and takes the ledger's queue for as long. SQLite's `VACUUM INTO`, which is
    /// not possible in a transaction.
    public func backUp(to path: String) async throws(LedgerError) {
        try await read("copy the ledger to \(path)", isAlone: true) { database in
            try file.copy(database, to: path)
        }
    }

    func openDatabase() throws -> Database {
        if let database { return database }
        guard lock != nil else {
            throw LedgerError(code: .closed, operation: "use the ledger \(file.path)", text: "it is closed")
        }
        let database = try file.open()
        self.database = database
        return database
    }
}

/// Why nothing new is begun on a full disk.
public struct SpaceShortage: Hashable, Sendable {
    /// How much room the disk has to have, in bytes.
    public var needed: Int64
    /// How much it has, in bytes; `nil` where that cannot be told.
    public var free: Int64?
    /// Where: the ledger's directory.
    public var directory: String

    /// What is lacking, as a clause.
    public var sentence: String {
        let found = free.map { ", and \(Self.amount($0)) are" } ?? ""
        return "the disk is full: \(Self.amount(needed)) have to be free for \(directory)\(found)"
    }

    private static func amount(_ bytes: Int64) -> String {
        bytes < 10 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
    }
}
