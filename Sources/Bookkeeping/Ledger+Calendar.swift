public import Credentials
internal import SQLite

/// An entry that is in somebody's calendar, as far as the mail server accepted it for that person, or was.
public struct KnownEntry: Hashable, Sendable {
    /// The entry as it was accepted last.
    public var entry: CalendarEntry
    /// Whether a mail that takes it out, or would where it is over by then, is still on its way.
    public var isLeaving: Bool
}

extension Ledger {
    /// What is in people's calendars about one credential, as its record has it.
    public func calendar(of name: CredentialName) async throws(LedgerError) -> [KnownEntry] {
        try await read("read what is in calendars about \(name)") { database in try database.knownEntries(of: name) }
    }
}

extension Database {
    /// Writes down what a mail does to its reader's calendar.
    func insert(_ entries: [CalendarEntry], ofMail id: Int64) throws {
        for entry in entries {
            try run(
                """
                INSERT INTO calendar_entries (mail, credential, version, matter, recipient, uid, sequence, begins_at,
                    ends_at, time_zone, cancelled)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, .integer(id), Value(entry.credential), .text(entry.version), .text(entry.matter.rawValue),
                .text(entry.recipient.description), .optional(entry.uid), .integer(Int64(entry.sequence)),
                Value(entry.dates.begin), Value(entry.dates.end), .text(entry.dates.timeZone),
                .integer(entry.isCancelled ? 1 : 0))
        }
    }

    /// Forgets what earlier mails did to the entries of these mails, which a server has taken: of each entry the latest
    /// counts.
    ///
    /// - Parameter chosen: the ids of the mails' notices.
    func forgetEntries(beforeMailsOf chosen: Value) throws {
        try run(
            """
            DELETE FROM calendar_entries WHERE \(isOvertaken) AND uid IN (
                SELECT uid FROM calendar_entries WHERE mail IN (
                    SELECT mail FROM outbox WHERE id IN (SELECT value FROM json_each(?1))))
            """, chosen)
    }

    /// Forgets the entries that were taken out of calendars and cannot come back, since their version is gone.
    func pruneEntries() throws {
        try run(
            """
            DELETE FROM calendar_entries WHERE cancelled = 1 AND version NOT IN (SELECT id FROM versions)
                AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.mail = calendar_entries.mail AND state <> 'accepted')
                AND NOT EXISTS (SELECT 1 FROM calendar_entries AS others
                    WHERE others.uid = calendar_entries.uid AND others.mail <> calendar_entries.mail)
            """)
    }

    /// The entries in people's calendars that are about one credential, or about any for `nil`; those that were taken
    /// out only where they are of the version in use, whose entry may come back.
    func knownEntries(of name: CredentialName? = nil) throws -> [KnownEntry] {
        try rows(
            """
            SELECT \(entryColumns), EXISTS (
                SELECT 1 FROM calendar_entries AS later JOIN outbox ON outbox.mail = later.mail
                WHERE later.uid = latest.uid AND later.sequence > latest.sequence AND later.cancelled = 1
                    AND outbox.\(isUnsettled))
                OR EXISTS (
                    SELECT 1 FROM outbox JOIN mails ON mails.id = outbox.mail AND mails.written = 0
                    WHERE outbox.credential = latest.credential AND outbox.recipient = latest.recipient
                        AND outbox.next_attempt_at IS NOT NULL AND \(isByMail) AND \(isTelling))
            FROM (
                SELECT *, row_number() OVER (PARTITION BY uid ORDER BY sequence DESC, mail DESC) AS place
                FROM calendar_entries
                WHERE \(name == nil ? "?1 IS NULL" : "credential = ?1") AND EXISTS (
                    SELECT 1 FROM outbox WHERE outbox.mail = calendar_entries.mail AND outbox.state = 'accepted')
            ) AS latest
            WHERE place = 1 AND (cancelled = 0 OR version IN (SELECT id FROM versions WHERE stage = 'current'))
            ORDER BY uid
            """, .optional(name?.description)
        ) { row throws(SQLiteError) in
            KnownEntry(entry: try CalendarEntry(row), isLeaving: try row.integer(10) == 1)
        }
    }

    /// What each mail does to its reader's calendar, by the mail's number; nothing in a ledger from before it was kept.
    func calendarEntries() throws -> [Int64: [CalendarEntry]] {
        let table = try first("SELECT 1 FROM sqlite_schema WHERE name = 'calendar_entries'") {
            row throws(SQLiteError) in try row.integer(0)
        }
        guard table != nil else { return [:] }
        let rows = try rows("SELECT \(entryColumns), mail FROM calendar_entries") { row throws(SQLiteError) in
            (try row.integer(10), try CalendarEntry(row))
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }
}

/// Holds for an entry of which a later mail was accepted, and whose own mail is not to be sent any more.
private let isOvertaken = """
    EXISTS (
        SELECT 1 FROM calendar_entries AS later JOIN outbox ON outbox.mail = later.mail AND outbox.state = 'accepted'
        WHERE later.uid = calendar_entries.uid
            AND (later.sequence, later.mail) > (calendar_entries.sequence, calendar_entries.mail))
    AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE outbox.mail = calendar_entries.mail AND outbox.\(isUnsettled))
    """

private let entryColumns = """
    credential, version, matter, recipient, uid, sequence, begins_at, ends_at, time_zone, cancelled
    """

extension CalendarEntry {
    /// Reads `entryColumns`.
    fileprivate init(_ row: borrowing Row) throws(SQLiteError) {
        self.init(
            try row.name(0), version: try row.text(1), matter: try row.converted(2) { Matter(rawValue: $0) },
            recipient: try row.converted(3) { EmailAddress($0) }, uid: try row.text(4),
            sequence: Int(try row.integer(5)),
            dates: .init(begin: try row.instant(6), end: try row.instant(7), timeZone: try row.text(8)),
            isCancelled: try row.integer(9) == 1)
    }
}
