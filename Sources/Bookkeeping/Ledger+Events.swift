public import Credentials
internal import SQLite

extension Ledger {
    /// How long events and settled notices are kept at least.
    ///
    /// The tables hold to it by themselves: they refuse to give up a younger event.
    public static let retention = TimeSpan.days(3 * 365)

    /// Records that something happened.
    ///
    /// One transaction.
    /// - Returns: its place in the record.
    @discardableResult
    public func append(_ event: Event) async throws(LedgerError) -> RecordedEvent.ID {
        try await write("record an event", at: event.at) { database in
            try database.append(event)
        }
    }

    /// Writes as little as there is, and changes nothing by it: whether the ledger can be written.
    public func prove() async throws(LedgerError) {
        try await write("prove that the ledger can be written") { database in
            _ = try database.run("UPDATE ledger SET newest_at = newest_at")
        }
    }

    /// The events of one credential, or of all for `nil`, in the order of the record.
    ///
    /// - Parameters:
    ///   - since: only events from then on; `nil` for any.
    ///   - first: only events behind that place, and the first of them; `nil` for the last of all.
    ///   - last: only events before that place; `nil` for any.
    ///   - limit: how many at most.
    public func events(
        of name: CredentialName? = nil, since: Instant? = nil, after first: RecordedEvent.ID? = nil,
        before last: RecordedEvent.ID? = nil, limit: Int = 100
    ) async throws(LedgerError) -> [RecordedEvent] {
        try await read("read the events") { database in
            let isOfCredential = name == nil ? "?3 IS NULL" : "credential = ?3"
            let direction = first == nil ? "DESC" : "ASC"
            let found = try database.rows(
                """
                SELECT \(RecordedEvent.columns) FROM events
                WHERE id > ?1 AND id < ?5 AND \(isOfCredential) AND at >= ?4 ORDER BY id \(direction) LIMIT ?2
                """, .integer(first ?? 0), .integer(Int64(limit)), .optional(name?.description),
                .integer(since?.secondsSinceEpoch ?? .min), .integer(last ?? .max)
            ) { row throws(SQLiteError) in try RecordedEvent(row) }
            return first == nil ? found.reversed() : found
        }
    }

    /// The newest event of one of two kinds of a credential, or of the daemon itself for `nil`; `nil` where there is none.
    public func lastEvent(
        of name: CredentialName?, _ kind: EventKind, or other: EventKind
    ) async throws(LedgerError) -> RecordedEvent? {
        try await read("read the last event of a kind") { database in
            try database.first(
                """
                SELECT \(RecordedEvent.columns) FROM events
                WHERE credential IS ?1 AND kind IN (?2, ?3) ORDER BY id DESC LIMIT 1
                """, .optional(name?.description), .text(kind.word), .text(other.word)
            ) { row throws(SQLiteError) in try RecordedEvent(row) }
        }
    }

    /// Gives up what has been kept long enough: events, and notices that are settled and about no version in use.
    ///
    /// One transaction. Mails that an older leadkeeper has sent are packed, a part of them at a time. A notice that was
    /// accepted stays as long as the event that says so, which has its words from it.
    /// - Returns: how many rows went.
    @discardableResult
    public func prune(at now: Instant) async throws(LedgerError) -> Int {
        try await write("prune the ledger", at: now) { database in
            let cut = Value(now - Self.retention)
            let events = try database.run("DELETE FROM events WHERE at < ?", cut)
            let notices = try database.run(
                """
                DELETE FROM outbox WHERE coalesce(accepted_at, created_at) < ? AND state IN ('accepted', 'dead', 'superseded')
                AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.id = outbox.version)
                """, cut)
            try database.forgetOldSignIns(at: now)
            try database.packSent(atMost: 1_000)
            try database.pruneBundles()
            try database.pruneEntries()
            return events + notices
        }
    }
}

/// When a version was stored and issued, as far as a clock that is right again tells.
public struct MendedVersion: Hashable, Sendable {
    /// When it was stored.
    public var storedAt: Instant
    /// When it was issued.
    public var issuedAt: Instant

    /// A version that was stored and issued then.
    public init(storedAt: Instant, issuedAt: Instant) {
        self.storedAt = storedAt
        self.issuedAt = issuedAt
    }
}

extension Ledger {
    /// Takes back what a wrong clock has left here, once the clock is known to be right.
    ///
    /// One transaction: the standings that the caller has corrected; when versions were stored, by their ids; and, of a
    /// clock that was ahead of its time, the newest time, which would have every clock doubted until that future has
    /// come, and the notices that were put off until then.
    public func mend(
        _ standings: [CredentialName: Standing], stored versions: [String: MendedVersion] = [:], isAhead: Bool = true,
        at now: Instant
    ) async throws(LedgerError) {
        try await write("mend what a wrong clock has left", at: now) { database in
            if isAhead {
                try database.run("UPDATE ledger SET newest_at = ?1 WHERE newest_at > ?1", Value(now))
                try database.run(
                    "UPDATE outbox SET next_attempt_at = ?1 WHERE next_attempt_at > ?2", Value(now),
                    Value(now + .hours(1)))
            }
            for (name, standing) in standings { try database.update(standing, of: name) }
            for (id, version) in versions {
                try database.run(
                    "UPDATE versions SET stored_at = ?2, issued_at = ?3 WHERE id = ?1", .text(id),
                    Value(version.storedAt),
                    Value(version.issuedAt))
            }
            try database.mendHandOffs(at: now)
        }
    }
}

extension RecordedEvent {
    fileprivate static let columns = """
        id, at, kind, credential, version, class, message, details, notice,
        (SELECT recipient FROM outbox WHERE id = events.notice), (SELECT channel FROM outbox WHERE id = events.notice),
        (SELECT subject FROM mails WHERE id = (SELECT mail FROM outbox WHERE id = events.notice))
        """

    /// An event from a row with those columns.
    fileprivate init(_ row: borrowing Row) throws(SQLiteError) {
        let isKept = try row.optionalInteger(8) == nil
        self.init(
            id: try row.integer(0),
            event: Event(
                at: try row.instant(1), kind: Event.Kind(rawValue: try row.text(2)),
                credential: try row.optionallyConverted(3) { CredentialName($0) }, version: try row.optionalText(4),
                class: try row.optionallyConverted(5) { ProbeClass(rawValue: $0) },
                message: isKept ? try row.text(6) : try row.acceptance(recipient: 9, channel: 10, subject: 11),
                details: try row.json(7, as: [String: String].self)))
    }
}

extension Row {
    /// What an event says of the notice that was accepted.
    fileprivate borrowing func acceptance(
        recipient: Int32, channel: Int32, subject: Int32
    ) throws(SQLiteError) -> String {
        Event.acceptance(
            of: try text(subject), for: try converted(recipient) { EmailAddress.recipient($0) },
            through: try self.channel(channel))
    }
}

extension Database {
    /// Adds an event to the record and answers its place.
    ///
    /// What its notice says already is not written again.
    @discardableResult
    func append(_ event: Event) throws -> RecordedEvent.ID {
        let isSaid = try event.notice.map { try acceptance(of: $0) == event.message } ?? false
        try run(
            """
            INSERT INTO events (at, kind, credential, version, class, message, details, notice)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, Value(event.at), .text(event.kind.rawValue), .optional(event.credential?.description),
            .optional(event.version), .optional(event.class?.rawValue), .text(isSaid ? "" : event.message),
            try Value(json: event.details), .optional(isSaid ? event.notice : nil))
        return lastInsertedRow
    }

    /// What an event would say of that notice, had a server accepted it; `nil` where there is no such notice.
    private func acceptance(of notice: OutboxItem.ID) throws -> String? {
        try first(
            "SELECT outbox.recipient, channel, subject FROM outbox JOIN mails ON mails.id = mail WHERE outbox.id = ?",
            .integer(notice)
        ) { row throws(SQLiteError) in try row.acceptance(recipient: 0, channel: 1, subject: 2) }
    }
}
