public import Credentials
internal import SQLite

/// How much there is to be read.
extension Ledger {
    /// How many events there are of one credential, or of all for `nil`, from a moment on and behind a
    /// place in the record.
    public func countEvents(of name: CredentialName?, since: Instant? = nil, after id: Int64?) async throws(LedgerError)
        -> Int
    {
        try await count("events", "id > ?1 AND at >= ?3", id ?? 0, since, of: name)
    }

    /// How many notices there are of one credential, or of all for `nil`, from a moment on and before a
    /// notice.
    public func countNotices(of name: CredentialName?, since: Instant? = nil, before id: Int64?)
        async throws(LedgerError)
        -> Int
    {
        try await count("outbox", "id < ?1 AND created_at >= ?3", id ?? .max, since, of: name)
    }

    private func count(
        _ table: String, _ bound: String, _ id: Int64, _ since: Instant?, of name: CredentialName?
    ) async throws(LedgerError) -> Int {
        try await read("count the \(table == "events" ? "events" : "notices")") { database in
            let isOfCredential = name == nil ? "?2 IS NULL" : "credential = ?2"
            let counts = try database.rows(
                "SELECT count(*) FROM \(table) WHERE \(bound) AND \(isOfCredential)", .integer(id),
                .optional(name?.description), .integer(since?.secondsSinceEpoch ?? .min)
            ) { row throws(SQLiteError) in Int(try row.integer(0)) }
            return counts.first ?? 0
        }
    }
}
