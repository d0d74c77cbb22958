public import Credentials
internal import Durability
internal import SQLite

/// What tells one ledger from another, and an older state of one from a newer.
public struct LedgerIdentity: Hashable, Sendable {
    /// Names the installation.
    public var installID: GUID
    /// How often the ledger had been opened.
    public var epoch: Int64
    /// The place of its newest event in the record, 0 before the first.
    public var lastEvent: Int64
    /// How many secrets it calls current.
    public var secrets: Int

    /// Whether it is of the same installation, and what the other one knows may be missing from it.
    public func isOlder(than other: LedgerIdentity) -> Bool {
        installID == other.installID && (epoch, lastEvent) < (other.epoch, other.lastEvent)
    }

    /// Reads it from a copy that nobody has open, after checking every page of that.
    ///
    /// Blocks. Throws `corrupt` for a damaged copy, and `newer` for one that a newer leadkeeper has written.
    public static func of(copyAt path: String) throws(LedgerError) -> LedgerIdentity {
        do {
            let file = LedgerFile(path: path)
            let database = try Database(path: path, access: .readOnly)
            try database.exec("PRAGMA trusted_schema = OFF")
            try database.exec("PRAGMA cell_size_check = ON")
            try file.check(database)
            guard try file.version(of: database) > 0 else {
                throw LedgerError(code: .corrupt, operation: "read the ledger \(path)", text: "it is empty")
            }
            return try database.identity()
        } catch {
            throw LedgerError(error, operation: "read the ledger \(path)")
        }
    }
}

extension Database {
    func identity() throws -> LedgerIdentity {
        let found = try first(
            """
            SELECT install_id, epoch, coalesce((SELECT id FROM events ORDER BY id DESC LIMIT 1), 0),
                (SELECT count(*) FROM versions WHERE stage = 'current') FROM ledger
            """
        ) { row throws(SQLiteError) in
            LedgerIdentity(
                installID: try row.converted(0) { GUID($0) }, epoch: try row.integer(1), lastEvent: try row.integer(2),
                secrets: Int(try row.integer(3)))
        }
        guard let found else {
            throw LedgerError(code: .corrupt, operation: "read the ledger \(path)", text: "it does not say whose it is")
        }
        return found
    }
}

/// What is kept beside the ledger of the last time that it was opened, so that an older state of it can be told.
///
/// A ledger that somebody puts back from a copy does not know it by itself: it is as it was, and so is its epoch.
struct LedgerWitness: Hashable {
    var installID: GUID
    var epoch: Int64

    /// As the file has it: the installation, a space, the epoch, a line end.
    var text: String { "\(installID) \(epoch)\n" }

    init(installID: GUID, epoch: Int64) {
        self.installID = installID
        self.epoch = epoch
    }

    init?(text: String) {
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].last == "\n", let installID = GUID(String(parts[0])),
            let epoch = Int64(parts[1].dropLast())
        else { return nil }
        (self.installID, self.epoch) = (installID, epoch)
    }
}
