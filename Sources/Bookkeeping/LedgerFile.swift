internal import Glibc
internal import SQLite

/// Where the ledger lies, and how its file is opened, checked and brought up to date.
struct LedgerFile {
    let path: String
    /// The steps that lead to the present tables; only a test has others.
    var migrations = Schema.migrations
    /// The SQLite file system to go through; only a test has one, that fails on purpose.
    var fileSystem: String?
    /// How much space is held in reserve, in bytes.
    var ballastSize: Int64 = usualBallastSize
    static let usualBallastSize: Int64 = 16 << 20

    var isInMemory: Bool { path == ":memory:" }
    var directoryPath: String { directory(of: path) }
    var copyPath: String { path + Self.copySuffix }
    static let lockSuffix = ".lock"
    static let copySuffix = ".copy"
    var ballastPath: String { "\(path).ballast" }

    /// Opens the database, checks every page of it, and brings its tables up to date.
    func open() throws -> Database {
        if !isInMemory {
            // SQLite gives the journal the mode of the file, and would itself make the file readable for everybody.
            close(try openFile(path, O_RDWR | O_CREAT, operation: "open the ledger \(path)"))
        }
        let database = try Database(path: path, access: isInMemory ? .create : .readWrite, vfs: fileSystem)
        try configure(database)
        try check(database)
        try migrate(database)
        // A change within a commit can be taken back alone, for which SQLite copies the pages that it touches: beyond
        // 64 KiB into a file, with two system calls a page. What migrates sorts whole tables, and may use files.
        try database.exec("PRAGMA temp_store = MEMORY")
        return database
    }

    /// Sets the connection up: each commit is on the disk before it is reported, and nobody else may open the file.
    ///
    /// A rollback journal with EXTRA was measured at 1,400 commits a second on an idle virtual disk and at 75 on one
    /// that others kept busy; the write-ahead log at three times that. Changes that meet share a commit
    /// (`ChangeGroup`), so the slow way has room to spare. It needs no `-wal` and `-shm` files beside a copy, and it is
    /// out of reach of the defect of write-ahead logs (wal.html, "The WAL-Reset Bug") that the 3.40.1 of Debian 12 has.
    private func configure(_ database: Database) throws {
        try database.exec("PRAGMA locking_mode = EXCLUSIVE")
        try database.exec("PRAGMA trusted_schema = OFF")
        try database.exec("PRAGMA cell_size_check = ON")
        try database.exec("PRAGMA foreign_keys = ON")
        // Without it REPLACE deletes rows behind the triggers' backs.
        try database.exec("PRAGMA recursive_triggers = ON")
        try database.exec("PRAGMA synchronous = EXTRA")
        let mode = try database.first("PRAGMA journal_mode = DELETE") { row throws(SQLiteError) in try row.text(0) }
        guard mode == "delete" || isInMemory else {
            throw LedgerError(
                code: .other, operation: "open the ledger \(path)", text: "its journal mode stays \(mode ?? "unknown")")
        }
    }

    /// Looks at every page; `PRAGMA quick_check`.
    func check(_ database: Database) throws {
        let finding = try database.first("PRAGMA quick_check(1)") { row throws(SQLiteError) in try row.text(0) }
        guard finding == "ok" else {
            throw LedgerError(
                code: .corrupt, operation: "check the ledger \(path)", text: finding ?? "it cannot be checked")
        }
    }

    /// Takes the steps that are missing, each in one transaction, with a copy of what was there before the first of
    /// them.
    private func migrate(_ database: Database) throws {
        let version = try version(of: database)
        let isEmpty = version == 0
        if !isEmpty { try requireWhole(database, ofVersion: version) }
        if !isEmpty, !isInMemory, version < migrations.count {
            try copy(database, to: "\(path).before-\(migrations.count)")
        }
        for (index, migration) in migrations.enumerated().dropFirst(version) {
            try database.transaction {
                try database.exec(migration)
                try database.exec("PRAGMA application_id = \(Schema.applicationID)")
                try database.exec("PRAGMA user_version = \(index + 1)")
            }
        }
        if !isEmpty, version < migrations.count { giveBack(database) }
    }

    /// Gives back the room that a ledger of an older leadkeeper has and does not need; `VACUUM`, which is done wholly
    /// or not at all.
    ///
    /// It needs as much room as the ledger has; where the disk has not, the ledger stays as large and uses what is
    /// free. A file that gives room back as it goes (auto_vacuum) is cut after a commit, which then may fail though it
    /// is done.
    private func giveBack(_ database: Database) {
        _ = try? database.run("VACUUM")
    }

    /// Throws `corrupt` where a table, an index or a trigger is missing, or the row that names the ledger.
    ///
    /// Pages can be sound and not be all of it: what is not there would be taken for empty, or made anew.
    private func requireWhole(_ database: Database, ofVersion version: Int) throws {
        let expected = try Self.namesByVersion[migrations]?[version - 1] ?? names(atVersion: version)
        let missing = try expected.subtracting(Self.names(in: database)).sorted()
        guard missing.isEmpty else {
            throw LedgerError(
                code: .corrupt, operation: "open the ledger \(path)",
                text:
                    "it is not whole: \(missing.prefix(3).joined(separator: ", ")) "
                    + "\(missing.count == 1 ? "is" : "are") missing"
            )
        }
        guard expected.isSuperset(of: ["ledger", "events"]) else { return }
        // The row is written right after the tables, before anything else.
        let isNamed = try database.first(
            "SELECT EXISTS (SELECT * FROM ledger) OR NOT EXISTS (SELECT * FROM events)"
        ) { row throws(SQLiteError) in try row.integer(0) == 1 }
        guard isNamed == true else {
            throw LedgerError(code: .corrupt, operation: "open the ledger \(path)", text: "it does not say whose it is")
        }
    }

    /// The names that the steps lead to, found out by taking them; once for those of this program.
    private static let namesByVersion = [
        Schema.migrations: try? (1...Schema.migrations.count).map {
            try LedgerFile(path: ":memory:").names(atVersion: $0)
        }
    ].compactMapValues(\.self)

    private func names(atVersion version: Int) throws -> Set<String> {
        let model = try Database(path: ":memory:", access: .create)
        for migration in migrations.prefix(version) { try model.exec(migration) }
        return try Self.names(in: model)
    }

    private static func names(in database: Database) throws -> Set<String> {
        Set(
            try database.rows("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'") {
                row throws(SQLiteError) in
                try row.text(0)
            })
    }

    /// Which version the tables are of, 0 for an empty database; throws for one that is not ours or that we do not
    /// know.
    func version(of database: Database) throws -> Int {
        let application = try number("application_id", of: database)
        let version = Int(try number("user_version", of: database))
        let isEmpty = try number("schema_version", of: database) == 0
        guard application == Schema.applicationID || (isEmpty && application == 0 && version == 0) else {
            throw LedgerError(
                code: .corrupt, operation: "open the ledger \(path)", text: "it is not a ledger of leadkeeper")
        }
        guard version <= migrations.count else {
            throw LedgerError(
                code: .newer, operation: "open the ledger \(path)",
                text:
                    "its version is \(version), and this leadkeeper knows versions up to "
                    + "\(migrations.count); install the newer "
                    + "leadkeeper again, or put back the copy made before it")
        }
        return version
    }

    private func number(_ pragma: String, of database: Database) throws -> Int64 {
        try database.first("PRAGMA \(pragma)") { row throws(SQLiteError) in try row.integer(0) } ?? 0
    }

    /// Writes a copy of the whole database that is complete and on the disk when it appears under its name.
    ///
    /// `VACUUM INTO` syncs nothing and leaves what it has when it fails (lang_vacuum.html), hence the other name first.
    func copy(_ database: Database, to destination: String) throws {
        let operation = "copy the ledger to \(destination)"
        let partial = "\(destination).partial"
        unlink(partial)
        close(try openFile(partial, O_RDWR | O_CREAT | O_EXCL, operation: operation))
        do {
            try database.run("VACUUM INTO ?", .text(partial))
            try syncFile(partial, operation: operation)
            guard rename(partial, destination) == 0 else { throw LedgerError(errorNumber: errno, operation: operation) }
        } catch {
            unlink(partial)
            throw error
        }
        try syncFile(directory(of: destination), operation: operation)
    }
}
