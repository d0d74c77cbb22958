public import Credentials
internal import SQLite

/// What people have answered to notices. What was said of a version that is no longer in use does not count any more.
extension Ledger {
    /// Writes down that reminders wait, in the place of what was said of the same person before, and takes those out of
    /// the queue that are not sent yet; they count as not told.
    ///
    /// One transaction.
    public func save(_ snooze: Snooze, of name: CredentialName, version: String, event: Event) async throws(LedgerError)
    {
        try await write("save the snooze of \(name)", at: event.at) { database in
            try database.keep(
                "snooze", of: name, version, recipient: snooze.recipient, since: snooze.since, until: snooze.until,
                person: snooze.person, words: snooze.reason)
            try database.withdraw(
                NoticeKind.allCases.filter(\.isReminder), of: [name], recipient: snooze.recipient)
            try database.append(event)
        }
    }

    /// Writes down who is on it, in the place of whoever was.
    ///
    /// One transaction.
    public func save(
        _ acknowledgement: Acknowledgement, of name: CredentialName, version: String, event: Event
    ) async throws(LedgerError) {
        try await write("save the acknowledgement of \(name)", at: event.at) { database in
            try database.keep(
                "ack", of: name, version, recipient: nil, since: acknowledgement.since, until: acknowledgement.until,
                person: acknowledgement.person, words: acknowledgement.by)
            try database.append(event)
        }
    }

    /// Takes answers off the record that have ended or were taken back, and puts in what people have missed meanwhile.
    ///
    /// One transaction. A notice that waits no longer takes the place of one that was withdrawn for the snooze.
    public func end(
        _ answers: Answers, of name: CredentialName, notices: [NewNotice] = [], events: [Event]
    ) async throws(LedgerError) {
        try await write("end the answers about \(name)", at: events.map(\.at).max()) { database in
            for snooze in answers.snoozes {
                try database.run(
                    "DELETE FROM answers WHERE kind = 'snooze' AND credential = ?1 AND recipient IS ?2", Value(name),
                    .optional(snooze.recipient?.description))
            }
            if answers.acknowledgement != nil {
                try database.run("DELETE FROM answers WHERE kind = 'ack' AND credential = ?", Value(name))
            }
            for notice in notices {
                try database.run(
                    """
                    UPDATE outbox SET withdrawn = 1 WHERE credential = ? AND version = ? AND occasion = ?
                        AND window_end_at IS ? AND recipient = ? AND state = 'superseded'
                    """, Value(name), .text(notice.version ?? ""), .text(notice.topic.key), Value(notice.windowEnd),
                    .text(notice.recipient.description))
            }
            _ = try database.insert(notices)
            for event in events { try database.append(event) }
        }
    }

    /// What holds all notices to contacts back; `nil` where nothing does.
    public func hold() async throws(LedgerError) -> Hold? {
        try await read("read what is held") { database in
            try database.first("SELECT since, until, person, is_told FROM answers WHERE kind = 'hold'") {
                row throws(SQLiteError) in
                Hold(
                    since: try row.instant(0), until: try row.instant(1), person: try row.text(2),
                    isTold: try row.integer(3) == 1)
            }
        }
    }

    /// Holds all notices to contacts back, or does no more for `nil`, and takes what waits out of the queue, which
    /// counts as not told.
    ///
    /// One transaction.
    /// - Parameter names: whose notices are held.
    public func save(
        _ hold: Hold?, holding names: some Collection<CredentialName> & Sendable, events: [Event], at now: Instant
    ) async throws(LedgerError) {
        let names = Array(names)
        try await write("save whether notices are held", at: now) { database in
            try database.run("DELETE FROM answers WHERE kind = 'hold'")
            if let hold {
                try database.run(
                    """
                    INSERT INTO answers (kind, since, until, person, words, is_told) VALUES ('hold', ?, ?, ?, '', ?)
                    """, Value(hold.since), Value(hold.until), .text(hold.person), .integer(hold.isTold ? 1 : 0))
                try database.withdraw(NoticeKind.allCases.filter(\.isHeld), of: names)
            }
            for event in events { try database.append(event) }
        }
    }
}

extension Database {
    /// What was answered about the versions in use, of one credential or of all for `nil`.
    func answers(of name: CredentialName? = nil) throws -> [(CredentialName, Answers)] {
        try rows(
            """
            SELECT answers.credential, kind, recipient, since, until, person, words
            FROM answers JOIN versions ON versions.id = answers.version AND versions.credential = answers.credential
            WHERE versions.stage = 'current' AND \(name == nil ? "?1 IS NULL" : "answers.credential = ?1")
            ORDER BY answers.id
            """, .optional(name?.description)
        ) { row throws(SQLiteError) in
            let (since, until, person, words) = (
                try row.instant(3), try row.instant(4), try row.text(5), try row.text(6)
            )
            guard try row.text(1) == "snooze" else {
                let acknowledgement = Acknowledgement(by: words, since: since, until: until, person: person)
                return (try row.name(0), Answers(acknowledgement: acknowledgement))
            }
            let recipient = try row.optionallyConverted(2) { EmailAddress($0) }
            let snooze = Snooze(recipient: recipient, since: since, until: until, person: person, reason: words)
            return (try row.name(0), Answers(snoozes: [snooze]))
        }
    }

    fileprivate func keep(
        _ kind: String, of name: CredentialName, _ version: String, recipient: EmailAddress?, since: Instant,
        until: Instant, person: String, words: String
    ) throws {
        // What was said of a version that is gone is of no use any more.
        try run("DELETE FROM answers WHERE credential = ?1 AND version <> ?2", Value(name), .text(version))
        try run(
            """
            INSERT OR REPLACE INTO answers (kind, credential, version, recipient, since, until, person, words)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, .text(kind), Value(name), .text(version), .optional(recipient?.description), Value(since),
            Value(until),
            .text(person), .text(words))
    }

    /// Takes waiting notices of those kinds out of the queue; they count as not told, and one that is being sent is not
    /// tried again.
    fileprivate func withdraw(
        _ kinds: [NoticeKind], of names: [CredentialName], recipient: EmailAddress? = nil
    ) throws {
        try run(
            """
            UPDATE outbox SET withdrawn = 1, next_attempt_at = NULL, state = iif(state = 'sending', 'sending',
                'superseded')
            WHERE credential IN (SELECT value FROM json_each(?1)) AND kind IN \(sqlList(kinds))
                AND (?2 IS NULL OR recipient = ?2) AND state IN ('queued', 'retrying', 'sending')
            """, try Value(json: names.map(\.description)), .optional(recipient?.description))
    }
}

extension CredentialRecord {
    /// Takes in what was answered about the version in use.
    mutating func take(_ answers: Answers) {
        self.answers.snoozes += answers.snoozes
        self.answers.acknowledgement = answers.acknowledgement ?? self.answers.acknowledgement
    }
}
