internal import Bookkeeping
internal import Durability

/// Why a backup was not made, or not put back.
public struct SafekeepingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; the thing to branch on.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// Something cannot be written.
        case cannotWrite = "cannot-write"
        /// A daemon, a keyring or another backup holds what is needed.
        case busy
        /// This user may not.
        case notPermitted = "not-permitted"
        /// It would lose what is known here, and is not forced.
        case refused
        /// The backup is not whole, or not one.
        case damaged
        /// What is to be backed up is itself not whole, or not there.
        case unusable
    }

    /// What kind of failure it is.
    public let code: Code
    /// `failed to <verb> <which>: <cause>`.
    public let description: String
    /// What may help.
    public let hint: String?

    init(_ code: Code, _ description: String, hint: String? = nil) {
        self.code = code
        self.description = description
        self.hint = hint
    }

    /// A failure of the file system.
    init(_ error: FileError) {
        let code: Code =
            switch error.code {
            case .inUse: .busy
            case .notPermitted: .notPermitted
            case .absent, .exists, .full, .unsuitable, .other: .cannotWrite
            }
        self.init(code, error.description)
    }

    /// A failure of the ledger that is here.
    init(_ error: LedgerError) {
        let code: Code =
            switch error.code {
            case .inUse: .busy
            case .notPermitted: .notPermitted
            case .full, .reserve, .io: .cannotWrite
            case .corrupt, .newer, .restoring, .conflict, .closed, .other: .unusable
            }
        self.init(code, error.description)
    }
}

/// Runs `body` with the errors of the file system as ours.
func files<Result>(_ body: () throws(FileError) -> Result) throws(SafekeepingError) -> Result {
    do throws(FileError) {
        return try body()
    } catch {
        throw SafekeepingError(error)
    }
}

/// Runs `body` with the errors of the ledger as ours.
func ledger<Result>(_ body: () throws(LedgerError) -> Result) throws(SafekeepingError) -> Result {
    do throws(LedgerError) {
        return try body()
    } catch {
        throw SafekeepingError(error)
    }
}
