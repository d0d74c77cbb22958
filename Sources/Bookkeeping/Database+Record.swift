internal import Credentials
internal import SQLite

/// The record of events.
///
/// What repeats is kept once: what events are about, which is a credential and a version, and what they say, in the same
/// words for many. `events` shows them whole.
extension Database {
    /// The events that a query chooses by their places, in the order of the record.
    func events(_ chosen: String, _ values: Value...) throws(SQLiteError) -> [RecordedEvent] {
        let shelf = Shelf()
        return try rows(
            """
            SELECT record.id, at, sayings.kind, subjects.credential, subjects.version, class, message, details, notice,
                outbox.recipient, channel, mails.message_id, mails.subject, \(mailColumns(withBody: false))
            FROM record CROSS JOIN subjects ON subjects.id = record.subject
                CROSS JOIN sayings ON sayings.id = record.saying
                LEFT JOIN outbox ON outbox.id = record.notice LEFT JOIN mails ON mails.id = outbox.mail
            WHERE record.id IN (\(chosen)) ORDER BY record.id
            """, values: values
        ) { row throws(SQLiteError) in try RecordedEvent(row, on: shelf) }
    }

    /// Adds an event to the record and answers its place.
    ///
    /// What its notice says already is not written again.
    @discardableResult
    func append(_ event: Event) throws -> RecordedEvent.ID {
        let isSaid = try event.notice.map { try acceptance(of: $0) == event.message } ?? false
        let subject = try number(ofSubject: event.credential, version: event.version)
        let saying = try number(of: Saying(event, isSaidByNotice: isSaid))
        try run(
            "INSERT INTO record (at, subject, saying, notice) VALUES (?, ?, ?, ?)", Value(event.at), .integer(subject),
            .integer(saying), .optional(isSaid ? event.notice : nil))
        return lastInsertedRow
    }

    /// Gives up the events before a moment, and what no other is about or says; answers how many events went.
    ///
    /// Nothing of them can go while an event has it: the tables hold to it.
    func pruneRecord(before cut: Value) throws -> Int {
        let events = try run("DELETE FROM record WHERE at < ?", cut)
        guard events > 0 else { return 0 }
        for (table, column) in [("subjects", "subject"), ("sayings", "saying")] {
            try run("DELETE FROM \(table) WHERE NOT EXISTS (SELECT 1 FROM record WHERE \(column) = \(table).id)")
        }
        return events
    }

    /// What an event would say of that notice, had a server accepted it; `nil` where there is no such notice.
    private func acceptance(of notice: OutboxItem.ID) throws -> String? {
        try first(
            """
            SELECT outbox.recipient, channel, message_id, subject, \(mailColumns(withBody: false))
            FROM outbox JOIN mails ON mails.id = mail WHERE outbox.id = ?
            """, .integer(notice)
        ) { row throws(SQLiteError) in try row.acceptance(0, on: Shelf()) }
    }

    private func number(ofSubject credential: CredentialName?, version: String?) throws -> Int64 {
        let values: [Value] = [.optional(credential?.description), .optional(version)]
        let known = try rows("SELECT id FROM subjects WHERE credential IS ? AND version IS ? LIMIT 1", values: values) {
            row throws(SQLiteError) in try row.integer(0)
        }
        if let known = known.first { return known }
        try run("INSERT INTO subjects (credential, version) VALUES (?, ?)", values: values)
        return lastInsertedRow
    }

    private func number(of saying: Saying) throws -> Int64 {
        let values = try saying.values
        let known = try rows(
            """
            SELECT id FROM sayings WHERE mark = ? AND kind = ? AND class IS ? AND message = ? AND details = ? LIMIT 1
            """, values: values
        ) { row throws(SQLiteError) in try row.integer(0) }
        if let known = known.first { return known }
        try run("INSERT INTO sayings (mark, kind, class, message, details) VALUES (?, ?, ?, ?, ?)", values: values)
        return lastInsertedRow
    }
}

/// Holds for an event about the credential that is that parameter, or about the daemon itself where that is NULL.
func isOfSubject(_ parameter: String) -> String {
    "record.subject IN (SELECT id FROM subjects WHERE credential IS \(parameter))"
}

/// What an event says, whatever it is about.
private struct Saying {
    var kind: String
    var `class`: ProbeClass?
    var message: String
    var details: [String: String]

    init(_ event: Event, isSaidByNotice: Bool) {
        (kind, `class`, details) = (event.kind.rawValue, event.class, event.details)
        message = isSaidByNotice ? "" : event.message
    }

    /// The values of `mark`, by which one that is known is found without an index of all its words, and the others.
    var values: [Value] {
        get throws {
            [
                .integer(Self.mark(kind + message)), .text(kind), .optional(`class`?.rawValue), .text(message),
                try Value(json: details),
            ]
        }
    }

    /// FNV-1a of 32 bits.
    private static func mark(_ text: String) -> Int64 {
        Int64(text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 })
    }
}

extension RecordedEvent {
    /// An event from a row with the columns of `Database.events`.
    fileprivate init(_ row: borrowing Row, on shelf: Shelf) throws(SQLiteError) {
        let isKept = try row.optionalInteger(8) == nil
        self.init(
            id: try row.integer(0),
            event: Event(
                at: try row.instant(1), kind: Event.Kind(rawValue: try row.text(2)),
                credential: try row.optionallyConverted(3) { CredentialName($0) }, version: try row.optionalText(4),
                class: try row.optionallyConverted(5) { ProbeClass(rawValue: $0) },
                message: isKept ? try row.text(6) : try row.acceptance(9, on: shelf),
                details: try row.json(7, as: [String: String].self)))
    }
}

extension Row {
    /// What an event says of the notice that was accepted: its recipient, its channel, and the names and columns of its
    /// mail, from `first` on.
    fileprivate borrowing func acceptance(_ first: Int32, on shelf: Shelf) throws(SQLiteError) -> String {
        Event.acceptance(
            of: try names(first + 4, messageID: first + 2, subject: first + 3, on: shelf).subject,
            for: try converted(first) { EmailAddress.recipient($0) }, through: try channel(first + 1))
    }
}
