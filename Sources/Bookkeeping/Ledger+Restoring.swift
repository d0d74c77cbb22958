public import Credentials
internal import Durability
internal import SQLite

extension Ledger {
    /// What the ledger is called in its directory.
    public static let fileName = "ledger.sqlite"

    /// The file beside a ledger that says that a restore of it was begun; while it is there, the ledger is not opened.
    public static let restoreMarker = "ledger.sqlite.restoring"

    /// Writes a copy beside the ledger, complete and on the disk when it is there, for a backup to fetch; an older one
    /// is replaced.
    ///
    /// - Returns: its name in the ledger's directory.
    public func makeCopy() async throws(LedgerError) -> String {
        try requireSpace(to: "copy the ledger")
        try await backUp(to: file.copyPath)
        return Self.fileName + LedgerFile.copySuffix
    }

    /// Removes the copy beside the ledger, if there is one.
    public func removeCopy() {
        file.removeCopy()
    }

    /// Begins to doubt what the ledger says, if it was put back from a copy since it was last open.
    ///
    /// One transaction, unless there is nothing to doubt: every standing with a version in use becomes unverified, what
    /// is known of probes that were cut short is void, and the notices about those credentials that wait are put off,
    /// until the first answer to a probe or by `patience`. What the ledger that was put aside knows of the alarms since
    /// the backup is taken over first, so that none is told again. Credentials with reserved names are left alone,
    /// since nobody probes them.
    /// - Returns: whether it was put back; the next call answers `false`.
    public func beginVerification(at now: Instant, patience: TimeSpan, event: Event) async throws(LedgerError) -> Bool {
        guard try await read("read whether the ledger was put back", { try $0.isPutBack }) else { return false }
        let aside = PutAsideLedger(beside: file, of: installID.description)
        return try await write("begin to verify what was put back", at: now) { database in
            guard try database.isPutBack else { return false }
            try aside?.tell(database)
            let standings = try database.rows(
                """
                SELECT name, standing, versions.id FROM credentials JOIN versions ON credential = name
                    AND stage = 'current'
                WHERE name NOT GLOB '@*'
                """
            ) { row throws(SQLiteError) in (try row.name(0), try row.json(1, as: Standing.self), try row.text(2)) }
            for (name, known, version) in standings {
                let standing = aside?.remembered(known, of: name, version: version) ?? known
                try database.update(standing.afterRestoration(at: now), of: name)
                try database.run(
                    "UPDATE credentials SET probing_since = NULL, unfinished_probes = 0 WHERE name = ?", Value(name))
                try database.run(
                    """
                    UPDATE outbox SET next_attempt_at = ?2 WHERE credential = ?1 AND state IN ('queued', 'retrying')
                    AND \(isTelling)
                    """, Value(name), Value(now + patience))
            }
            try database.run("UPDATE ledger SET put_back = 0")
            try database.append(event)
            return true
        }
    }
}

extension Database {
    /// Whether the ledger was put back from a copy, and nobody has doubted it yet.
    fileprivate var isPutBack: Bool {
        get throws {
            try first("SELECT put_back FROM ledger") { row throws(SQLiteError) in try row.integer(0) } == 1
        }
    }

    /// Lets the notices go that were put off until the credential is verified; word of trouble that it has not is
    /// superseded.
    func releaseNotices(of name: CredentialName, isProven: Bool, at now: Instant) throws {
        if isProven {
            try run(
                """
                UPDATE outbox SET state = 'superseded', next_attempt_at = NULL WHERE credential = ?
                AND state IN ('queued', 'retrying') AND kind IN \(sqlList([.refused, .unchecked]))
                """, Value(name))
        }
        try run(
            "UPDATE outbox SET next_attempt_at = ?2 WHERE credential = ?1 AND state IN ('queued', 'retrying')",
            Value(name),
            Value(now))
    }
}
