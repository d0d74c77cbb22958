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
    ///
    /// SQLite writes no page for a row that is set to what it is (btreeOverwriteContent in btree.c), so a number goes
    /// there and back.
    public func prove() async throws(LedgerError) {
        try await write("prove that the ledger can be written") { database in
            try database.run("UPDATE ledger SET epoch = epoch + 1")
            try database.run("UPDATE ledger SET epoch = epoch - 1")
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
            let direction = first == nil ? "DESC" : "ASC"
            return try database.events(
                """
                SELECT id FROM record
                WHERE id > ?1 AND id < ?5 AND \(name == nil ? "?3 IS NULL" : isOfSubject("?3")) AND at >= ?4
                ORDER BY id \(direction) LIMIT ?2
                """, .integer(first ?? 0), .integer(Int64(limit)), .optional(name?.description),
                .integer(since?.secondsSinceEpoch ?? .min), .integer(last ?? .max))
        }
    }

    /// The newest event of one of two kinds of a credential, or of the daemon itself for `nil`; `nil` where there is none.
    public func lastEvent(
        of name: CredentialName?, _ kind: EventKind, or other: EventKind
    ) async throws(LedgerError) -> RecordedEvent? {
        try await read("read the last event of a kind") { database in
            try database.events(
                """
                SELECT record.id FROM record JOIN sayings ON sayings.id = record.saying
                WHERE \(isOfSubject("?1")) AND kind IN (?2, ?3) ORDER BY record.id DESC LIMIT 1
                """, .optional(name?.description), .text(kind.word), .text(other.word)
            ).first
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
            let events = try database.pruneRecord(before: cut)
            let notices = try database.run(
                """
                DELETE FROM outbox WHERE coalesce(accepted_at, created_at) < ? AND state IN ('accepted', 'dead', 'superseded')
                AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.id = outbox.version)
                """, cut)
            try database.forgetOldSignIns(at: now)
            try database.packSent(atMost: 1_000)
            try database.renewBundles(atMost: 250)
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
