public import Credentials
internal import SQLite

/// How much there is to be read.
extension Ledger {
    /// How many events there are of one credential, or of all for `nil`, from a moment on and between two places of
    /// the record.
    public func countEvents(
        of name: CredentialName?, since: Instant? = nil, after first: Int64?, before last: Int64? = nil
    ) async throws(LedgerError) -> Int {
        try await count("events", in: "record", "at", isOfSubject("?3"), of: name, since, first, last)
    }

    /// How many notices there are of one credential, or of all for `nil`, from a moment on and between two notices.
    public func countNotices(
        of name: CredentialName?, since: Instant? = nil, after first: Int64? = nil, before last: Int64?
    ) async throws(LedgerError) -> Int {
        try await count("notices", in: "outbox", "created_at", "credential = ?3", of: name, since, first, last)
    }

    private func count(
        _ things: String, in table: String, _ moment: String, _ isOfCredential: String, of name: CredentialName?,
        _ since: Instant?, _ first: Int64?, _ last: Int64?
    ) async throws(LedgerError) -> Int {
        try await read("count the \(things)") { database in
            let isOfCredential = name == nil ? "?3 IS NULL" : isOfCredential
            let counts = try database.rows(
                """
                SELECT count(*) FROM \(table)
                WHERE id > ?1 AND id < ?2 AND \(isOfCredential) AND \(moment) >= ?4
                """, .integer(first ?? 0), .integer(last ?? .max), .optional(name?.description),
                .integer(since?.secondsSinceEpoch ?? .min)
            ) { row throws(SQLiteError) in Int(try row.integer(0)) }
            return counts.first ?? 0
        }
    }
}
