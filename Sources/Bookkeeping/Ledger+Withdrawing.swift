public import Credentials
internal import SQLite

extension Ledger {
    /// Takes one notice out of the queue that is not true any more; it counts as not told.
    ///
    /// One transaction. One that is being sent is not tried again; one that was sent stays.
    public func withdraw(_ id: OutboxItem.ID) async throws(LedgerError) {
        try await write("withdraw notice \(id)") { database in
            _ = try database.run(
                """
                UPDATE outbox SET withdrawn = 1, next_attempt_at = NULL, state = iif(state = 'sending', 'sending',
                    'superseded')
                WHERE id = ? AND state IN ('queued', 'retrying', 'sending')
                """, .integer(id))
        }
    }

    /// Has the notices of the version in use about an end of its window that is not known count for that end.
    ///
    /// One transaction. Only what an older leadkeeper has written is without one.
    public func count(noticesOf name: CredentialName, version: String, for end: Instant) async throws(LedgerError) {
        try await write("count the notices of \(name) for the end of its window") { database in
            _ = try database.run(
                """
                UPDATE outbox SET window_end_at = ?3 WHERE credential = ?1 AND version = ?2
                    AND window_end_at IS NULL
                AND kind IN \(sqlList(NoticeKind.allCases.filter(\.isOfWindow)))
                """, Value(name), .text(version), Value(end))
        }
    }

    /// The people who were told of the trouble of a credential that has not been declared over since, or are being told
    /// just now.
    public func peopleTold(of kinds: Set<NoticeKind>, of name: CredentialName) async throws(LedgerError) -> Set<
        EmailAddress
    > {
        try await read("read who was told of the trouble of \(name)") { database in
            let people = try database.rows(
                """
                SELECT DISTINCT recipient FROM outbox WHERE credential = ?1 AND state IN ('accepted', 'sending') AND \(isByMail)
                AND kind IN \(sqlList(kinds))
                AND id > coalesce((SELECT max(id) FROM outbox WHERE credential = ?1 AND kind = ?2), 0)
                """, Value(name), .text(NoticeKind.worksAgain.word)
            ) { row throws(SQLiteError) in try row.converted(0) { EmailAddress($0) } }
            return Set(people)
        }
    }
}

extension Ledger {
    /// Takes what waits for channels that are gone from the configuration out of the queue; it counts as not told
    /// there.
    ///
    /// One transaction. What is being sent is not tried again.
    public func retireChannels(except names: some Collection<ChannelName> & Sendable) async throws(LedgerError) {
        let names = names.map(\.description)
        try await write("retire channels") { database in
            _ = try database.run(
                """
                UPDATE outbox SET withdrawn = 1, next_attempt_at = NULL, state = iif(state = 'sending', 'sending',
                    'superseded')
                WHERE NOT \(isByMail) AND channel NOT IN (SELECT value FROM json_each(?))
                    AND state IN ('queued', 'retrying', 'sending')
                """, try Value(json: names))
            _ = try database.run(
                "DELETE FROM ways WHERE name <> '\(ChannelName.mail)' AND name NOT IN (SELECT value FROM json_each(?))",
                try Value(json: names))
        }
    }
}

extension Database {
    /// Takes the waiting notices about trouble of a version out of the queue; they count as not told.
    ///
    /// One that is being sent is not tried again.
    func withdraw(_ kind: NoticeKind, of name: CredentialName, version: String) throws {
        try run(
            """
            UPDATE outbox SET withdrawn = 1, next_attempt_at = NULL, state = iif(state = 'sending', 'sending',
                'superseded')
            WHERE credential = ? AND version = ? AND kind = ? AND state IN ('queued', 'retrying', 'sending')
            """, Value(name), .text(version), .text(kind.word))
    }
}
