internal import CSQLite

/// A statement, compiled once and run often; it belongs to the one connection that made it.
@safe final class Statement {
    let handle: OpaquePointer
    private let connection: OpaquePointer
    let sql: String

    /// Compiles the first statement in `sql`; sqlite3_prepare_v3(3) with `SQLITE_PREPARE_PERSISTENT`.
    init(_ sql: String, on connection: OpaquePointer) throws(SQLiteError) {
        var handle: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle = unsafe handle else {
            throw unsafe SQLiteError(code, on: connection, operation: sql)
        }
        unsafe self.handle = handle
        unsafe self.connection = connection
        self.sql = sql
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    /// Binds the values, steps through every row, and leaves the statement ready for its next run, whatever happened.
    // Swift 6.3.1 aborts where it inlines this into an optimised caller that ignores the row it is lent.
    @inline(never)
    func run(_ values: [Value], _ each: (borrowing Row) throws(SQLiteError) -> Void) throws(SQLiteError) {
        defer {
            // The reset repeats the error of the step before it, which has been thrown already.
            _ = unsafe sqlite3_reset(handle)
            _ = unsafe sqlite3_clear_bindings(handle)
        }
        precondition(
            unsafe sqlite3_bind_parameter_count(handle) == values.count,
            "a statement and its values do not match: \(sql)")
        for (index, value) in values.enumerated() {
            try bind(value, at: Int32(index + 1))
        }
        while true {
            switch unsafe sqlite3_step(handle) {
            case SQLITE_ROW: try each(Row(of: self))
            case SQLITE_DONE: return
            case let code: throw unsafe SQLiteError(code, on: connection, operation: sql)
            }
        }
    }

    private func bind(_ value: Value, at index: Int32) throws(SQLiteError) {
        let code: Int32
        switch value {
        case .null:
            code = unsafe sqlite3_bind_null(handle, index)
        case .integer(let integer):
            code = unsafe sqlite3_bind_int64(handle, index, integer)
        case .text(var text):
            // An empty buffer may have no address, and no address would bind NULL.
            code = text.withUTF8 { buffer in
                unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
                    guard let start = characters.baseAddress, characters.count > 0 else {
                        return unsafe sqlite3_bind_text(handle, index, "", 0, copied)
                    }
                    return unsafe sqlite3_bind_text64(
                        handle, index, start, UInt64(characters.count), copied, UInt8(SQLITE_UTF8))
                }
            }
        case .bytes(let bytes):
            code = unsafe bytes.withUnsafeBytes { buffer in
                guard let start = buffer.baseAddress, buffer.count > 0 else {
                    return unsafe sqlite3_bind_zeroblob(handle, index, 0)
                }
                return unsafe sqlite3_bind_blob64(handle, index, start, UInt64(buffer.count), copied)
            }
        }
        guard code == SQLITE_OK else { throw unsafe SQLiteError(code, on: connection, operation: sql) }
    }
}

/// `SQLITE_TRANSIENT`: SQLite copies the value before the binding call returns.
///
/// The macro casts -1 to a function pointer, which Swift does not import; SQLite compares it and never calls it.
private var copied: sqlite3_destructor_type { unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

extension SQLiteError {
    /// The connection's last failure, in its own words.
    init(_ code: Int32, on connection: OpaquePointer, operation: String) {
        let extended = unsafe sqlite3_extended_errcode(connection)
        // Misuse is not recorded with the connection; then its last error is another's.
        let isRecorded = extended & 0xff == code & 0xff
        let text =
            unsafe isRecorded ? String(cString: sqlite3_errmsg(connection)) : String(cString: sqlite3_errstr(code))
        self.init(extendedCode: isRecorded ? extended : code, text: text, operation: operation)
    }
}
