internal import Credentials
internal import SQLite

/// What a topic is read from.
let topicColumns = "credential, version, occasion"
/// What an item of the outbox is read from.
private func outboxColumns(withBodies: Bool) -> String {
    """
    outbox.id, \(topicColumns), outbox.recipient, message_id, subject, written,
    outbox.created_at, deadline_at, state, attempts, next_attempt_at, last_attempt_at, accepted_at, reply_code, reply_text, server, window_end_at,
    reply_command, not_before, mail, NULL, mails.created_at, unseen, instead_of, channel,
    \(mailColumns(withBody: withBodies))
    """
}

extension Database {
    /// The notices that are chosen, each with the mail that it points to.
    ///
    /// - Parameters:
    ///   - clauses: the condition, with what follows it: the order and the limit.
    ///   - withBodies: whether the bodies of the mails are read, which are long; else they are empty.
    func notices(
        where clauses: String, _ values: Value..., withBodies: Bool = true
    ) throws(SQLiteError) -> [OutboxItem] {
        let shelf = Shelf()
        return try rows(
            """
            SELECT \(outboxColumns(withBodies: withBodies)) FROM outbox JOIN mails ON mails.id = outbox.mail
            WHERE \(clauses)
            """, values: values
        ) { row throws(SQLiteError) in try OutboxItem(row, withBody: withBodies, on: shelf) }
    }
}

extension OutboxItem {
    /// Reads `outboxColumns`.
    fileprivate init(_ row: borrowing Row, withBody: Bool, on shelf: Shelf) throws(SQLiteError) {
        let mail =
            withBody
            ? try row.mail(27, messageID: 5, subject: 6, on: shelf)
            : LeanMail(body: [], names: try row.names(27, messageID: 5, subject: 6, on: shelf))
        var letter = NewMail(
            messageID: mail.names?.messageID ?? "", subject: mail.names?.subject ?? "", body: mail.body,
            createdAt: try row.instant(23))
        letter.isWritten = try row.integer(7) == 1
        notice = NewNotice(
            try row.topic(1), recipient: try row.converted(4) { EmailAddress.recipient($0) }, mail: letter,
            createdAt: try row.instant(8), dueAt: try row.instant(20), deadline: try row.instant(9),
            windowEnd: try row.optionalInstant(18),
            insteadOf: try row.optionallyConverted(25) { EmailAddress($0) },
            channel: try row.channel(26))
        self.mail = try row.integer(21)
        isSealed = try row.integer(24) == 1
        id = try row.integer(0)
        state = try row.converted(10) { State(rawValue: $0) }
        attempts = Int(try row.integer(11))
        nextAttemptAt = try row.optionalInstant(12)
        lastAttemptAt = try row.optionalInstant(13)
        acceptedAt = try row.optionalInstant(14)
        if let text = try row.optionalText(16) {
            lastReply = ServerReply(
                code: try row.optionalInteger(15), text: text, server: try row.optionalText(17),
                command: try row.optionalText(19).flatMap(MailCommand.init(rawValue:)))
        }
    }
}

extension Optional<ChannelName> {
    /// The way as the ledger names it.
    var column: Value { .text(self?.description ?? ChannelName.mail) }
}

/// Holds for what is to be sent, or is being sent: the condition of the index by which it is found.
let isUnsettled = "state IN ('queued', 'sending', 'retrying')"

/// Holds for what leaves through the mail server of `[Mail]`.
let isByMail = "channel = '\(ChannelName.mail)'"

extension Row {
    /// By which channel a notice leaves; `nil` for the mail server of `[Mail]`.
    borrowing func channel(_ column: Int32) throws(SQLiteError) -> ChannelName? {
        try text(column) == ChannelName.mail ? nil : try converted(column) { ChannelName($0) }
    }

    borrowing func occasion(_ column: Int32) throws(SQLiteError) -> Occasion {
        try converted(column) { Occasion(key: $0) }
    }

    /// Reads `topicColumns`, the first of which is at `first`.
    borrowing func topic(_ first: Int32) throws(SQLiteError) -> NewNotice.Topic {
        guard let credential = try optionallyConverted(first, { CredentialName($0) }) else {
            return .daemon(try converted(first + 2) { DaemonOccasion(key: $0) })
        }
        let version = try text(first + 1)
        return .credential(credential, version: version.isEmpty ? nil : version, try occasion(first + 2))
    }
}
