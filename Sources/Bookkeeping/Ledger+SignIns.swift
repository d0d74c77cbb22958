public import Credentials
internal import SQLite

/// Who signs in with the keys of credentials, and which sign-ins are leadkeeper's own.
extension Ledger {
    /// Remembers what is known of who signs in with a credential's keys, and the events that follow from it.
    ///
    /// One transaction. Throws `conflict` for a credential that was never adopted.
    public func save(_ sight: SignInSight, of name: CredentialName, events: [Event] = []) async throws(LedgerError) {
        try await write("save who signs in with the keys of \(name)", at: sight.triedAt) { database in
            try database.save(sight, of: name, in: .signIns)
            for event in events { try database.append(event) }
        }
    }

    /// Remembers sign-ins of leadkeeper's own that were made until `now`, and from time to time forgets the oldest ones
    /// of an application that has many; `prune` forgets those that are too old.
    ///
    /// One transaction for all.
    public func note(_ signIns: [OwnSignIn], at now: Instant) async throws(LedgerError) {
        try await write("note leadkeeper's own sign-ins") { database in
            for signIn in signIns {
                try database.run(
                    """
                    INSERT INTO own_sign_ins (application, begins_at, ends_at, request, correlation)
                    VALUES (?1, ?2, ?3, ?4, ?5)
                    """, .text(signIn.application.description), Value(now - OwnSignIns.margin), Value(now),
                    .optional(signIn.requestID?.lowercased()), .text(signIn.correlationID.lowercased()))
            }
            for (application, some) in Dictionary(grouping: signIns, by: \.application) {
                unforgotten[application, default: 0] += some.count
                guard unforgotten[application, default: 0] > Self.notedBetween else { continue }
                unforgotten[application] = 0
                try database.forgetOldest(of: application)
            }
        }
    }

    /// How many sign-ins of an application are noted before its oldest ones are forgotten: to look for them takes longer
    /// than to note one.
    private static let notedBetween = OwnSignIns.limit / 10

    /// Remembers that the ids of sign-ins may be lost that were made before `now`: the daemon was not there to the end
    /// of some, or did not note them yet.
    ///
    /// In a ledger that has none noted, that is all time until now.
    public func noteLostSignIns(before now: Instant) async throws(LedgerError) {
        try await write("note that sign-ins may be lost") { database in
            let hasAny = try database.first("SELECT 1 FROM own_sign_ins LIMIT 1") { _ throws(SQLiteError) in true }
            let newest =
                try database.first("SELECT newest_at FROM ledger") { row throws(SQLiteError) in
                    try row.optionalInstant(0)
                } ?? nil
            let begin = hasAny == true ? min(newest ?? now, now) - OwnSignIns.margin : Instant(secondsSinceEpoch: 0)
            try database.run("INSERT INTO own_sign_ins (begins_at, ends_at) VALUES (?1, ?2)", Value(begin), Value(now))
        }
    }

    /// What is known of leadkeeper's own sign-ins as an application.
    public func ownSignIns(of application: GUID, at now: Instant) async throws(LedgerError) -> OwnSignIns {
        try await read("read leadkeeper's own sign-ins") { database in
            let rows = try database.rows(
                """
                SELECT application IS NULL OR request IS NULL, begins_at, ends_at, request, correlation
                FROM (
                    SELECT * FROM (SELECT * FROM own_sign_ins WHERE application = ?1 ORDER BY id DESC LIMIT ?2)
                    UNION ALL SELECT * FROM own_sign_ins WHERE application IS NULL)
                ORDER BY id
                """, .text(application.description), .integer(Int64(OwnSignIns.limit))
            ) { row throws(SQLiteError) in
                (
                    isGap: try row.integer(0) == 1, from: try row.instant(1), to: try row.instant(2),
                    ids: [try row.optionalText(3), try row.optionalText(4)]
                )
            }
            var own = OwnSignIns(knownSince: now - OwnSignIns.keptFor)
            var count = 0
            var oldest: Instant?
            for row in rows {
                if row.isGap, row.from <= row.to { own.gaps.append(row.from...row.to) }
                let ids = row.ids.compactMap(\.self)
                own.ids.formUnion(ids)
                if !ids.isEmpty {
                    count += 1
                    oldest = min(oldest ?? row.to, row.to)
                }
            }
            if count >= OwnSignIns.limit, let oldest { own.knownSince = max(oldest, now - OwnSignIns.keptFor) }
            return own
        }
    }
}

extension Database {
    /// Forgets leadkeeper's own sign-ins as an application but for the last `OwnSignIns.limit`.
    fileprivate func forgetOldest(of application: GUID) throws {
        try run(
            """
            DELETE FROM own_sign_ins WHERE application = ?1 AND id <= (
                SELECT id FROM own_sign_ins WHERE application = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """, .text(application.description), .integer(Int64(OwnSignIns.limit)))
    }

    /// Forgets leadkeeper's own sign-ins that no report of Microsoft's has any more.
    func forgetOldSignIns(at now: Instant) throws {
        try run("DELETE FROM own_sign_ins WHERE ends_at < ?", Value(now - OwnSignIns.keptFor))
    }
}
