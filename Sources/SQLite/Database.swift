internal import CSQLite

/// One connection to one database, with its compiled statements.
///
/// It is not `Sendable`: whoever opens it keeps it on one queue, and every call blocks that queue until SQLite is done.
/// A lock held by somebody else is not waited for.
@safe public final class Database {
    /// What opening a file may do.
    public enum Access: Sendable {
        /// Create it where there is none, read and write it.
        case create
        /// Read and write a file that exists.
        case readWrite
        /// Read a file that exists.
        case readOnly
    }

    /// The file, or `:memory:`.
    public let path: String
    private let connection: OpaquePointer
    private var statements: [String: Statement] = [:]

    /// Whether SQLite keeps no account of its memory, which nobody reads and which costs a lock for each allocation.
    ///
    /// It can be stopped before SQLite's first use alone; SQLITE_CONFIG_MEMSTATUS, sqlite3_config(3).
    private static let hasNoMemoryStatistics = leadkeeper_sqlite_stop_memory_statistics() == SQLITE_OK

    /// Opens a file, or a database in memory for `:memory:`; sqlite3_open_v2(3).
    ///
    /// SQLite does not look at the contents before the first statement.
    /// - Parameter vfs: the name of a registered sqlite3_vfs(3); `nil` for the operating system's own.
    public init(path: String, access: Access = .create, vfs: String? = nil) throws(SQLiteError) {
        let flags =
            switch access {
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readWrite: SQLITE_OPEN_READWRITE
            case .readOnly: SQLITE_OPEN_READONLY
            }
        _ = Self.hasNoMemoryStatistics
        var connection: OpaquePointer?
        let code = unsafe sqlite3_open_v2(
            path, &connection, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs)
        guard let connection = unsafe connection else {
            throw SQLiteError(extendedCode: SQLITE_NOMEM, text: "out of memory", operation: "open \(path)")
        }
        guard code == SQLITE_OK else {
            let error = unsafe SQLiteError(code, on: connection, operation: "open \(path)")
            _ = unsafe sqlite3_close_v2(connection)
            throw error
        }
        unsafe sqlite3_busy_timeout(connection, 0)
        unsafe self.connection = connection
        self.path = path
    }

    deinit {
        statements.removeAll()
        _ = unsafe sqlite3_close_v2(connection)
    }

    /// Runs statements without values or answers, one after the other, up to the first that fails; sqlite3_exec(3).
    public func exec(_ sql: String) throws(SQLiteError) {
        let code = unsafe sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw unsafe SQLiteError(code, on: connection, operation: sql) }
    }

    /// Runs one statement, and answers how many rows it inserted, changed or deleted by itself; sqlite3_changes64(3).
    ///
    /// The statement stays compiled for its next use. Traps when the number of values is not that of the placeholders.
    @discardableResult
    public func run(_ sql: String, _ values: Value...) throws(SQLiteError) -> Int { try run(sql, values: values) }

    /// The same, with the values in an array.
    @discardableResult
    public func run(_ sql: String, values: [Value]) throws(SQLiteError) -> Int {
        try statement(sql).run(values) { _ throws(SQLiteError) in }
        return Int(unsafe sqlite3_changes64(connection))
    }

    /// Runs one query and collects what `read` makes of each row.
    ///
    /// `read` must not run the same query again.
    public func rows<Element>(
        _ sql: String, _ values: Value..., read: (borrowing Row) throws(SQLiteError) -> Element
    ) throws(SQLiteError) -> [Element] {
        try rows(sql, values: values, read: read)
    }

    /// The same, with the values in an array.
    public func rows<Element>(
        _ sql: String, values: [Value], read: (borrowing Row) throws(SQLiteError) -> Element
    ) throws(SQLiteError) -> [Element] {
        var elements: [Element] = []
        try statement(sql).run(values) { row throws(SQLiteError) in
            elements.append(try read(row))
        }
        return elements
    }

    /// Runs one query and answers what `read` makes of its first row; `nil` where there is none.
    public func first<Element>(
        _ sql: String, _ values: Value..., read: (borrowing Row) throws(SQLiteError) -> Element
    ) throws(SQLiteError) -> Element? {
        var element: Element?
        try statement(sql).run(values) { row throws(SQLiteError) in
            if element == nil { element = try read(row) }
        }
        return element
    }

    /// The rowid of the last row inserted; sqlite3_last_insert_rowid(3).
    public var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(connection) }

    /// Whether a transaction is open; sqlite3_get_autocommit(3).
    public var isInTransaction: Bool { unsafe sqlite3_get_autocommit(connection) == 0 }

    /// Runs `body` in one transaction that takes the write lock at once, and commits it.
    ///
    /// Whatever `body` or the commit throws is thrown on, after the transaction was rolled back; an error of the
    /// rollback never hides it. Transactions do not nest.
    public func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        let result = try begin(body)
        try commit()
        return result
    }

    /// Begins a transaction that takes the write lock at once, with `body` as the first change in it.
    ///
    /// Where `body` throws, there is no transaction.
    public func begin<Result>(_ body: () throws -> Result) throws -> Result {
        try run("BEGIN IMMEDIATE")
        do {
            return try body()
        } catch {
            rollBack()
            throw error
        }
    }

    /// Runs `body` in the transaction that is open, and takes its changes back where it throws.
    ///
    /// After some failures nothing is left of the transaction (`isInTransaction`).
    public func nested<Result>(_ body: () throws -> Result) throws -> Result {
        try run("SAVEPOINT nested")
        do {
            let result = try body()
            try run("RELEASE nested")
            return result
        } catch {
            if isInTransaction {
                do {
                    try run("ROLLBACK TO nested")
                    try run("RELEASE nested")
                } catch {
                    // What `body` has changed must not be committed with the rest.
                    rollBack()
                }
            }
            throw error
        }
    }

    /// Commits the transaction that is open; where that fails, it is rolled back.
    public func commit() throws(SQLiteError) {
        do {
            try run("COMMIT")
        } catch {
            rollBack()
            throw error
        }
    }

    /// Gives up the transaction that is open, if there is one.
    ///
    /// SQLite has rolled back by itself after some failures: lang_transaction.html, "Response To Errors Within A
    /// Transaction".
    public func rollBack() {
        if isInTransaction { _ = try? run("ROLLBACK") }
    }

    private func statement(_ sql: String) throws(SQLiteError) -> Statement {
        if let known = statements[sql] { return known }
        let statement = try unsafe Statement(sql, on: connection)
        statements[sql] = statement
        return statement
    }
}
