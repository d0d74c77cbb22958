public import Credentials
internal import SQLite

extension Ledger {
    /// Puts notices of one credential into the outbox.
    ///
    /// One transaction, with the new standing and the event where there are any. A notice of the same version, occasion,
    /// recipient and credential as one that is or was there is left out, so that asking twice tells nobody twice.
    /// - Returns: how many were not there yet.
    @discardableResult
    public func enqueue(
        _ notices: [NewNotice], for name: CredentialName, standing: Standing? = nil, event: Event? = nil
    ) throws(LedgerError) -> Int {
        let now = event?.at ?? notices.map(\.createdAt).max()
        return try write("put notices of \(name) into the outbox", at: now) { database in
            var new = 0
            for notice in notices {
                try database.require(notice.credential == name, "a notice is about \(notice.credential)")
                new += try database.run(
                    """
                    INSERT INTO outbox (credential, version, occasion, recipient, message_id, created_at, not_before, state,
                        next_attempt_at, subject, body) VALUES (?, ?, ?, ?, ?, ?, ?7, 'queued', ?7, ?, ?)
                    ON CONFLICT (version, occasion, recipient, credential) DO NOTHING
                    """, Value(name), .text(notice.version ?? ""), .text(notice.occasion.key),
                    .text(notice.recipient.description), .text(notice.messageID), Value(notice.createdAt),
                    Value(notice.notBefore), .text(notice.subject), .bytes(notice.body))
            }
            if let standing { try database.update(standing, of: name) }
            if let event { try database.append(event) }
            return new
        }
    }

    /// The notices to be sent at `now`, those that have waited longest first.
    public func dueNotices(at now: Instant, limit: Int) throws(LedgerError) -> [OutboxItem] {
        try read("read the notices that are due") { database in
            try database.rows(
                """
                SELECT \(outboxColumns) FROM outbox WHERE state IN ('queued', 'retrying') AND next_attempt_at <= ?
                ORDER BY next_attempt_at, id LIMIT ?
                """, Value(now), .integer(Int64(limit))
            ) { row throws(SQLiteError) in try OutboxItem(row) }
        }
    }

    /// When the next notice falls due; `nil` while none waits.
    public func nextNoticeAt() throws(LedgerError) -> Instant? {
        try read("read when the next notice is due") { database in
            try database.first("SELECT min(next_attempt_at) FROM outbox WHERE state IN ('queued', 'retrying')") {
                row throws(SQLiteError) in try row.optionalInstant(0)
            } ?? nil
        }
    }

    /// Counts an attempt to send a notice, before the connection is made.
    ///
    /// One transaction.
    /// - Returns: whether it is still to be sent; a version that was replaced meanwhile takes its notices along.
    public func beginSending(_ id: OutboxItem.ID, at now: Instant) throws(LedgerError) -> Bool {
        try write("begin to send notice \(id)", at: now) { database in
            try database.run(
                """
                UPDATE outbox SET state = 'sending', attempts = attempts + 1, last_attempt_at = ?2, next_attempt_at = NULL
                WHERE id = ?1 AND state IN ('queued', 'retrying')
                """, .integer(id), Value(now)) == 1
        }
    }

    /// Records how an attempt ended.
    ///
    /// One transaction, with the event where there is one. A notice whose version was replaced during the attempt is not tried
    /// again. Throws `conflict` where no attempt is under way.
    public func finishSending(_ id: OutboxItem.ID, _ outcome: NoticeOutcome, event: Event? = nil) throws(LedgerError) {
        try write("record the sending of notice \(id)", at: event?.at) { database in
            let (state, reply, nextAttemptAt, acceptedAt) = outcome.columns
            let changed = try database.run(
                """
                UPDATE outbox SET state = ?2, reply_code = ?3, reply_text = ?4, server = ?5, next_attempt_at = ?6, accepted_at = ?7
                WHERE id = ?1 AND state = 'sending'
                """, .integer(id), .text(state.rawValue), .optional(reply.code), .text(reply.text), .optional(reply.server),
                Value(nextAttemptAt), Value(acceptedAt))
            try database.require(changed == 1, "no attempt is under way")
            if state == .retrying {
                try database.run(
                    """
                    UPDATE outbox SET state = 'superseded', next_attempt_at = NULL WHERE id = ? AND \(isOfNoVersionInUse)
                    """, .integer(id))
            }
            if let event { try database.append(event) }
        }
    }

    /// Puts back into the queue what was being sent when the daemon ended, to be tried at once.
    ///
    /// One transaction. Nobody knows whether the server took it, so a recipient may get it twice; he gets it at least once.
    /// - Returns: how many there were.
    @discardableResult
    public func recoverSending() throws(LedgerError) -> Int {
        try write("put unfinished notices back") { database in
            try database.run(
                "UPDATE outbox SET state = 'retrying', next_attempt_at = coalesce(last_attempt_at, created_at) WHERE state = 'sending'"
            )
        }
    }

    /// The notices of one credential, or of all for `nil`, the newest first.
    public func notices(of name: CredentialName? = nil, limit: Int = 100) throws(LedgerError) -> [OutboxItem] {
        try read("read the notices") { database in
            if let name {
                return try database.rows(
                    "SELECT \(outboxColumns) FROM outbox WHERE credential = ? ORDER BY id DESC LIMIT ?", Value(name),
                    .integer(Int64(limit))
                ) { row throws(SQLiteError) in try OutboxItem(row) }
            }
            return try database.rows("SELECT \(outboxColumns) FROM outbox ORDER BY id DESC LIMIT ?", .integer(Int64(limit))) {
                row throws(SQLiteError) in try OutboxItem(row)
            }
        }
    }

    /// How many notices are in each state; states without any are left out.
    public func noticeCounts() throws(LedgerError) -> [OutboxItem.State: Int] {
        try read("count the notices") { database in
            let counts = try database.rows("SELECT state, count(*) FROM outbox GROUP BY state") { row throws(SQLiteError) in
                (try row.converted(0) { OutboxItem.State(rawValue: $0) }, Int(try row.integer(1)))
            }
            return Dictionary(uniqueKeysWithValues: counts)
        }
    }
}

private let outboxColumns = """
    id, credential, version, occasion, recipient, message_id, subject, body, created_at, not_before, state, attempts,
    next_attempt_at, last_attempt_at, accepted_at, reply_code, reply_text, server
    """

extension OutboxItem {
    /// Reads `outboxColumns`.
    fileprivate init(_ row: borrowing Row) throws(SQLiteError) {
        let version = try row.text(2)
        notice = NewNotice(
            credential: try row.name(1), version: version.isEmpty ? nil : version, occasion: try row.occasion(3),
            recipient: try row.converted(4) { EmailAddress($0) }, messageID: try row.text(5), subject: try row.text(6),
            body: try row.bytes(7), createdAt: try row.instant(8), notBefore: try row.instant(9))
        id = try row.integer(0)
        state = try row.converted(10) { State(rawValue: $0) }
        attempts = Int(try row.integer(11))
        nextAttemptAt = try row.optionalInstant(12)
        lastAttemptAt = try row.optionalInstant(13)
        acceptedAt = try row.optionalInstant(14)
        if let text = try row.optionalText(16) {
            lastReply = ServerReply(code: try row.optionalInteger(15), text: text, server: try row.optionalText(17))
        }
    }
}

extension Row {
    borrowing func occasion(_ column: Int32) throws(SQLiteError) -> Occasion {
        try converted(column) { Occasion(key: $0) }
    }
}

extension NoticeOutcome {
    fileprivate var columns: (state: OutboxItem.State, reply: ServerReply, nextAttemptAt: Instant?, acceptedAt: Instant?) {
        switch self {
        case .accepted(let reply, let instant): (.accepted, reply, nil, instant)
        case .retry(let reply, let instant): (.retrying, reply, instant, nil)
        case .dead(let reply): (.dead, reply, nil, nil)
        }
    }
}
