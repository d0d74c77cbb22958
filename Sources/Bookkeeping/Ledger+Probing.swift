public import Credentials
internal import SQLite

extension Ledger {
    /// Writes down that a probe begins, and which lead it may leave behind, before anything is sent.
    ///
    /// One transaction. Until its end is recorded it counts as interrupted. Throws `conflict` where the version is not
    /// in use.
    public func beginProbe(
        of name: CredentialName, version: String, plan: ProbePlan, at now: Instant
    ) async throws(LedgerError) {
        try await write("begin a probe of \(name)", at: now) { database in
            let known = try database.first(
                "SELECT 1 FROM versions WHERE id = ? AND credential = ? AND stage IN ('trial', 'pending', 'current',"
                    + " 'previous')",
                .text(version), Value(name)
            ) { row throws(SQLiteError) in try row.integer(0) }
            try database.require(known != nil, "the version is not in use")
            try database.run(
                """
                UPDATE credentials SET probing_since = ?2, unfinished_probes = unfinished_probes + 1,
                    lead_id = coalesce(?3, lead_id)
                WHERE name = ?1
                """, Value(name), Value(now), .optional(plan.lead?.id.description))
        }
    }

    /// Records what a probe found out.
    ///
    /// One transaction: where its lead is, after a whole one; the standing, with the notices that waited for it to be
    /// verified, unless another version has become current meanwhile, since what was found out about the old one is
    /// void then; and the event, where there is one.
    /// - Parameter trouble: the kinds of trouble that the report shows to be over, or not to be; word of it that waits
    ///   is withdrawn.
    /// - Returns: whether the standing was saved.
    @discardableResult
    public func finishProbe(
        of name: CredentialName, version: String, report: ProbeReport, standing: Standing,
        overtaking trouble: Set<NoticeKind> = [],
        event: Event?, at now: Instant
    ) async throws(LedgerError) -> Bool {
        try await write("record a probe of \(name)", at: now) { database in
            try database.endProbe(of: name, report: report)
            let current = try database.first(
                "SELECT id FROM versions WHERE credential = ? AND stage = 'current'", Value(name)
            ) { row throws(SQLiteError) in try row.text(0) }
            if current == version {
                if standing.unverifiedSince == nil, try database.hasUnverifiedNotices(of: name) {
                    try database.releaseNotices(of: name, isProven: report.result == .ok, at: now)
                }
                for kind in trouble { try database.withdraw(kind, of: name, version: version) }
                try database.update(standing, of: name)
            }
            if let event { try database.append(event) }
            return current == version
        }
    }
}

extension Database {
    /// Whether notices wait for a credential to be verified.
    ///
    /// As a rule nothing waits, and then the standing, which is long, is not decoded.
    fileprivate func hasUnverifiedNotices(of name: CredentialName) throws -> Bool {
        try first(
            """
            SELECT json_extract(standing, '$.unverifiedSince') IS NOT NULL FROM credentials WHERE name = ?1
                AND EXISTS (SELECT 1 FROM outbox WHERE credential = ?1 AND next_attempt_at IS NOT NULL)
            """, Value(name)
        ) { row throws(SQLiteError) in try row.integer(0) == 1 } ?? false
    }

    /// Writes down that a probe has ended, and where its lead is.
    func endProbe(of name: CredentialName, report: ProbeReport) throws {
        let isLeadGone = report.extent == .whole && report.lead == .absent
        try run(
            """
            UPDATE credentials SET probing_since = NULL, unfinished_probes = 0, lead_id = iif(?2, NULL, lead_id)
                WHERE name = ?1
            """, Value(name), .integer(isLeadGone ? 1 : 0))
    }
}
