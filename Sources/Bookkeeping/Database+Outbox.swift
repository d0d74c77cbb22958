internal import Credentials
internal import SQLite

extension Database {
    /// Puts notices in that are not there yet or were withdrawn, and takes those out that need not be sent any more.
    func insert(_ notices: [NewNotice]) throws -> Int {
        var (new, told) = (0, [NewNotice]())
        for notice in notices {
            let alike = try rows(
                "SELECT id, recipient, channel, state = 'superseded' AND withdrawn = 1 FROM outbox WHERE \(hasKey)",
                values: notice.key
            ) { row throws(SQLiteError) in
                (
                    id: try row.integer(0), recipient: try row.text(1), channel: try row.channel(2),
                    isWithdrawn: try row.integer(3) == 1
                )
            }
            if alike.contains(where: \.isWithdrawn) { told.append(notice) }
            let own = alike.filter { $0.recipient == notice.recipient.description && $0.channel == notice.channel }
            // One that was withdrawn was never told: the new one takes its place.
            for row in own where row.isWithdrawn { try run("DELETE FROM outbox WHERE id = ?", .integer(row.id)) }
            guard own.allSatisfy(\.isWithdrawn) else { continue }
            try insert(notice)
            new += 1
        }
        // Who is no longer among the recipients is not to be told any more.
        for notice in told {
            try run(
                "UPDATE outbox SET withdrawn = 0 WHERE \(hasKey) AND state = 'superseded'", values: notice.key)
        }
        return new
    }

    private func insert(_ notice: NewNotice) throws {
        let mail = try insert(notice.mail, to: notice.recipient, through: notice.channel)
        try run(
            """
            INSERT INTO outbox (mail, credential, version, kind, fault, occasion, recipient, created_at, not_before,
                deadline_at, state, next_attempt_at, window_end_at, instead_of, channel)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?9, ?, 'queued', ?9, ?, ?, ?)
            """, .integer(mail), .optional(notice.credential?.description), .text(notice.version ?? ""),
            .text(notice.topic.kind.word), .optional(notice.topic.fault?.rawValue), .text(notice.topic.key),
            .text(notice.recipient.description), Value(notice.createdAt), Value(notice.dueAt),
            Value(notice.deadline), Value(notice.windowEnd), .optional(notice.insteadOf?.description),
            notice.channel.column)
        for older in try others(of: lastInsertedRow, "others.next_attempt_at IS NOT NULL") {
            if Instant.areDifferentEnds(older.windowEnd, notice.windowEnd) {
                try supersede(older.id, isWithdrawn: true)
            } else if notice.topic.supersedes(older.topic) {
                try supersede(older.id)
            }
        }
    }

    /// Puts a mail in that leaves by that channel, or by the mail server of `[Mail]` for `nil`; answers its number.
    func insert(_ mail: NewMail, to recipient: EmailAddress, through channel: ChannelName?) throws -> Int64 {
        try run(
            """
            INSERT INTO mails (recipient, message_id, subject, body, created_at, way, written)
                VALUES (?, ?, ?, ?, ?, ?, ?)
            """, .text(recipient.description), .text(mail.messageID), .text(mail.subject), .bytes(mail.body),
            Value(mail.createdAt), channel.column, .integer(mail.isWritten ? 1 : 0))
        let id = lastInsertedRow
        try insert(mail.calendar, ofMail: id)
        return id
    }

    /// Puts a mail in, in the place of the one among these that has its Message-ID; answers its number.
    ///
    /// That one is the same mail in the words of another day.
    func put(
        _ mail: NewMail, to recipient: EmailAddress, through channel: ChannelName?, inPlaceOfOneOf known: [Int64]
    ) throws -> Int64 {
        let same = try first(
            "SELECT id FROM mails WHERE message_id = ?1 AND id IN (SELECT value FROM json_each(?2))",
            .text(mail.messageID), Value(json: known)
        ) { row throws(SQLiteError) in try row.integer(0) }
        guard let same else { return try insert(mail, to: recipient, through: channel) }
        try run(
            """
            UPDATE mails SET subject = ?2, body = ?3, packed = NULL, dictionary = NULL, bundle = NULL, place = NULL,
                created_at = ?4, written = 1
            WHERE id = ?1
            """, .integer(same), .text(mail.subject), .bytes(mail.body), Value(mail.createdAt))
        try run("DELETE FROM calendar_entries WHERE mail = ?", .integer(same))
        try insert(mail.calendar, ofMail: same)
        return same
    }

    /// Takes a notice out of the queue whose version is no longer in use, or whose place a later one has taken.
    func supersedeIfStale(_ id: OutboxItem.ID) throws {
        try run(
            """
            UPDATE outbox SET state = 'superseded', next_attempt_at = NULL, withdrawn = 1
            WHERE id = ? AND (withdrawn = 1 OR \(isOfNoVersionInUse))
            """, .integer(id))
        let topic = try first("SELECT \(topicColumns) FROM outbox WHERE id = ? AND state <> 'superseded'", .integer(id))
        {
            row throws(SQLiteError) in try row.topic(0)
        }
        guard let topic else { return }
        let isStale = try others(of: id, "others.id > outbox.id AND others.state <> 'superseded'").contains {
            $0.topic.supersedes(topic)
        }
        if isStale { try supersede(id) }
    }

    private func supersede(_ id: OutboxItem.ID, isWithdrawn: Bool = false) throws {
        try run(
            "UPDATE outbox SET state = 'superseded', next_attempt_at = NULL, withdrawn = ?2 WHERE id = ?1",
            .integer(id),
            .integer(isWithdrawn ? 1 : 0))
    }

    /// The other notices about the same version of the same credential, or about the daemon, to the same recipient by
    /// the same way.
    ///
    /// They are looked for among those of the credential: one person may have notices of all credentials.
    private func others(
        of id: OutboxItem.ID, _ condition: String
    ) throws -> [(id: OutboxItem.ID, topic: NewNotice.Topic, windowEnd: Instant?)] {
        try rows(
            """
            SELECT others.id, others.credential, others.version, others.occasion, others.window_end_at
            FROM outbox JOIN outbox AS others ON others.credential IS outbox.credential
                AND others.version = outbox.version
                AND +others.recipient = outbox.recipient AND +others.channel = outbox.channel
                AND others.id <> outbox.id
            WHERE outbox.id = ? AND \(condition)
            """, .integer(id)
        ) { row throws(SQLiteError) in (try row.integer(0), try row.topic(1), try row.optionalInstant(4)) }
    }
}

/// Holds for the rows with that key, whoever the recipient is and by whatever way.
private let hasKey = "credential IS ? AND version = ? AND occasion = ? AND window_end_at IS ? AND instead_of IS ?"

extension NewNotice {
    /// The values of `hasKey`.
    fileprivate var key: [Value] {
        [
            .optional(credential?.description), .text(version ?? ""), .text(topic.key), Value(windowEnd),
            .optional(insteadOf?.description),
        ]
    }
}
