internal import CSQLite

/// Why SQLite did not do what it was asked.
///
/// It carries SQLite's own words and the statement's text, never a bound value.
public struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; the thing to branch on.
    public enum Code: Hashable, Sendable {
        /// The disk, or the permitted number of pages, is full.
        case full
        /// The operating system failed to read, write or sync.
        case io
        /// The file is damaged, or is not a database.
        case corrupt
        /// Somebody else holds a lock on the database.
        case busy
        /// A row with that unique key exists already.
        case unique
        /// Another constraint of the schema forbids the change.
        case constraint
        /// The database may be read only.
        case readOnly
        /// The file could not be opened.
        case cannotOpen
        /// A column does not hold what its reader expects.
        case mismatch
        /// Anything else; a fault of this program in most cases.
        case other
    }

    /// What kind of failure it is.
    public let code: Code
    /// SQLite's extended result code, such as 1555 for a primary key; 0 where the failure was found on this side.
    public let extendedCode: Int32
    /// SQLite's own text.
    public let text: String
    /// What was tried: the text of the statement with its placeholders, or what was done to the file.
    public let operation: String

    /// A failure found by SQLite.
    init(extendedCode: Int32, text: String, operation: String) {
        self.extendedCode = extendedCode
        self.text = text
        self.operation = operation
        code =
            switch extendedCode & 0xff {
            case SQLITE_FULL: .full
            case SQLITE_IOERR: .io
            case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_READONLY: .readOnly
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .cannotOpen
            case SQLITE_MISMATCH: .mismatch
            case SQLITE_CONSTRAINT: Self.isUniqueness(extendedCode) ? .unique : .constraint
            default: .other
            }
    }

    /// A column that does not hold what its reader expects.
    init(mismatchIn column: String, operation: String) {
        code = .mismatch
        extendedCode = 0
        text = "column \(column) does not hold what it should"
        self.operation = operation
    }

    /// The operation, SQLite's text and its extended code.
    public var description: String {
        "failed to run `\(operation)`: \(text) (SQLite \(extendedCode))"
    }

    // The extended codes are macros over macros, which Swift does not import: sqlite3.h, "Extended Result Codes".
    private static func isUniqueness(_ extendedCode: Int32) -> Bool {
        let rowID = SQLITE_CONSTRAINT | (10 << 8)
        let primaryKey = SQLITE_CONSTRAINT | (6 << 8)
        let unique = SQLITE_CONSTRAINT | (8 << 8)
        return [rowID, primaryKey, unique].contains(extendedCode)
    }
}
