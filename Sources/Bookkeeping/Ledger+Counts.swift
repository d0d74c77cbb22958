public import Credentials
internal import SQLite

/// How much there is to be read.
extension Ledger {
    /// How many events there are of one credential, or of all for `nil`, behind a place in the record.
    public func countEvents(of name: CredentialName?, after id: Int64?) throws(LedgerError) -> Int {
        try count("events", "id > ?1", id ?? 0, of: name)
    }

    /// How many notices there are of one credential, or of all for `nil`, before a notice.
    public func countNotices(of name: CredentialName?, before id: Int64?) throws(LedgerError) -> Int {
        try count("outbox", "id < ?1", id ?? .max, of: name)
    }

    private func count(_ table: String, _ bound: String, _ id: Int64, of name: CredentialName?) throws(LedgerError)
        -> Int
    {
        try read("count the \(table == "events" ? "events" : "notices")") { database in
            let isOfCredential = name == nil ? "?2 IS NULL" : "credential = ?2"
            let counts = try database.rows(
                "SELECT count(*) FROM \(table) WHERE \(bound) AND \(isOfCredential)", .integer(id),
                .optional(name?.description)
            ) { row throws(SQLiteError) in Int(try row.integer(0)) }
            return counts.first ?? 0
        }
    }
}
