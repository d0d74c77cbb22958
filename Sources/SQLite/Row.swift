internal import CSQLite

/// One row of an answer, which lives as long as the closure that it is lent to.
///
/// Columns are counted from 0. Everything read is copied at once.
public struct Row: ~Copyable {
    private let statement: Statement

    init(of statement: Statement) {
        self.statement = statement
    }

    /// The integer in a column; throws `mismatch` where it holds anything else.
    public borrowing func integer(_ column: Int32) throws(SQLiteError) -> Int64 {
        guard let value = try optionalInteger(column) else { throw mismatch(column) }
        return value
    }

    /// The integer in a column, `nil` for NULL; throws `mismatch` where it holds anything else.
    public borrowing func optionalInteger(_ column: Int32) throws(SQLiteError) -> Int64? {
        switch unsafe sqlite3_column_type(statement.handle, column) {
        case SQLITE_NULL: nil
        case SQLITE_INTEGER: unsafe sqlite3_column_int64(statement.handle, column)
        default: throw mismatch(column)
        }
    }

    /// The text in a column; throws `mismatch` where it holds anything else.
    public borrowing func text(_ column: Int32) throws(SQLiteError) -> String {
        guard let value = try optionalText(column) else { throw mismatch(column) }
        return value
    }

    /// The text in a column, `nil` for NULL; throws `mismatch` where it holds anything else.
    public borrowing func optionalText(_ column: Int32) throws(SQLiteError) -> String? {
        switch unsafe sqlite3_column_type(statement.handle, column) {
        case SQLITE_NULL: return nil
        case SQLITE_TEXT:
            // sqlite3_column_text comes before sqlite3_column_bytes, which counts the bytes of what the former made.
            guard let start = unsafe sqlite3_column_text(statement.handle, column) else { return "" }
            let count = Int(unsafe sqlite3_column_bytes(statement.handle, column))
            return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        default: throw mismatch(column)
        }
    }

    /// The bytes in a column; throws `mismatch` where it holds anything else.
    public borrowing func bytes(_ column: Int32) throws(SQLiteError) -> [UInt8] {
        guard let value = try optionalBytes(column) else { throw mismatch(column) }
        return value
    }

    /// The bytes in a column, `nil` for NULL; throws `mismatch` where it holds anything else.
    public borrowing func optionalBytes(_ column: Int32) throws(SQLiteError) -> [UInt8]? {
        switch unsafe sqlite3_column_type(statement.handle, column) {
        case SQLITE_NULL: return nil
        case SQLITE_BLOB:
            // An empty blob has no address.
            guard let start = unsafe sqlite3_column_blob(statement.handle, column) else { return [] }
            let count = Int(unsafe sqlite3_column_bytes(statement.handle, column))
            return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
        default: throw mismatch(column)
        }
    }

    /// What `convert` makes of the text in a column; throws `mismatch` where it makes nothing of it.
    public borrowing func converted<Result>(
        _ column: Int32, _ convert: (String) -> Result?
    ) throws(SQLiteError) -> Result {
        guard let result = convert(try text(column)) else { throw mismatch(column) }
        return result
    }

    /// What `convert` makes of the text in a column, `nil` for NULL; throws `mismatch` where it makes nothing of a
    /// text.
    public borrowing func optionallyConverted<Result>(
        _ column: Int32, _ convert: (String) -> Result?
    ) throws(SQLiteError) -> Result? {
        guard let text = try optionalText(column) else { return nil }
        guard let result = convert(text) else { throw mismatch(column) }
        return result
    }

    /// What `convert` makes of the bytes in a column; throws `mismatch` where it makes nothing of them.
    public borrowing func converted<Result>(
        bytes column: Int32, _ convert: ([UInt8]) -> Result?
    ) throws(SQLiteError) -> Result {
        guard let result = convert(try bytes(column)) else { throw mismatch(column) }
        return result
    }

    private borrowing func mismatch(_ column: Int32) -> SQLiteError {
        let name = unsafe sqlite3_column_name(statement.handle, column).map { unsafe String(cString: $0) }
        return SQLiteError(mismatchIn: name ?? "\(column)", operation: statement.sql)
    }
}
