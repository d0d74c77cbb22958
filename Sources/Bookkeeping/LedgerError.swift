internal import Durability
internal import SQLite

/// Why the ledger did not do what it was asked; nothing of the change is in it then, but see `io`.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; the thing to branch on.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// No space is left for it, not even with the ballast given up.
        case full
        /// The disk is full and the ballast is given up: what was begun is still recorded, and nothing new is begun.
        case reserve
        /// The operating system failed to read, write or sync.
        ///
        /// The file has been closed; the next call opens it anew and checks it first. Where the very last sync of a
        /// change failed, the change may be found there: whole, or not at all.
        case io
        /// The file is damaged, or is not a ledger.
        case corrupt
        /// A newer leadkeeper has written it.
        case newer
        /// Another process has it open.
        case inUse = "in-use"
        /// A restore was begun and has not ended, so that ledger and keyring may not belong together.
        case restoring
        /// This user may not open or change it.
        case notPermitted = "not-permitted"
        /// It contradicts what the ledger holds: an unknown credential or version, or one that exists already.
        case conflict
        /// It has been closed.
        case closed
        /// Anything else; a fault of this program.
        case other
    }

    /// What kind of failure it is.
    public let code: Code
    /// What was tried, as a verb and its object: `open the ledger /var/lib/…`.
    public let operation: String
    /// The cause, in the words of SQLite or of the operating system where it is theirs.
    public let text: String

    init(code: Code, operation: String, text: String) {
        self.code = code
        self.operation = operation
        self.text = text
    }

    /// A failure of SQLite's in the course of `operation`.
    init(_ error: SQLiteError, operation: String) {
        self.operation = operation
        code =
            switch error.code {
            case .full: .full
            case .io: .io
            case .corrupt, .mismatch: .corrupt
            case .busy: .inUse
            case .unique, .constraint: .conflict
            case .readOnly, .cannotOpen: .notPermitted
            case .other: .other
            }
        text = error.extendedCode == 0 ? error.text : "\(error.text) (SQLite \(error.extendedCode))"
    }

    /// A failure of something beside the database.
    init(_ error: FileError) {
        let code: Code =
            switch error.code {
            case .full: .full
            case .inUse: .inUse
            case .notPermitted: .notPermitted
            case .absent, .exists, .unsuitable, .other: .other
            }
        let text = error.code == .inUse ? "another leadkeeper is running" : error.text
        self.init(code: code, operation: error.operation, text: text)
    }

    /// Whatever went wrong in the course of `operation`.
    init(_ error: any Error, operation: String) {
        switch error {
        case let error as LedgerError: self = error
        case let error as SQLiteError: self.init(error, operation: operation)
        case let error as FileError: self.init(error)
        default: self.init(code: .other, operation: operation, text: "\(error)")
        }
    }

    /// `failed to <verb> <which>: <cause>`.
    public var description: String { "failed to \(operation): \(text)" }
}
