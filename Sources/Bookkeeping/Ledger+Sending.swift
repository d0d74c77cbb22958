public import Credentials
internal import SQLite

extension Ledger {
    /// The notices to be sent at `now` by one way, those with the earliest deadline first.
    ///
    /// - Parameters:
    ///   - channel: by which channel; `nil` for the mail server of `[Mail]`.
    ///   - fault: only those that tell the operators of that fault; `nil` for all.
    ///   - absent: whose notices are passed over.
    ///   - seldomTriedFirst: whether those that were tried least often come before the others, whatever their
    ///     deadlines; what tells that no mail leaves comes last, since the first mail that leaves makes it void.
    public func dueNotices(
        at now: Instant, about fault: DaemonFault? = nil, except absent: Set<EmailAddress> = [],
        seldomTriedFirst: Bool = false, through channel: ChannelName? = nil,
        limit: Int
    ) async throws(LedgerError) -> [OutboxItem] {
        let isWanted = fault == nil ? "?3 IS NULL" : "\(tellsOfFault) AND fault = ?3"
        let order =
            seldomTriedFirst
            ? "\(tellsThatNoMailLeaves), attempts, deadline_at, outbox.id" : "deadline_at, outbox.id"
        // The order of deadlines is that of the index, which is left as soon as there are enough; the mails themselves
        // are read only of those that are sent.
        let index = seldomTriedFirst ? "" : "INDEXED BY outbox_by_deadline"
        return try await read("read the notices that are due") { database in
            try database.notices(
                where: """
                    outbox.id IN (
                        SELECT id FROM outbox \(index) WHERE channel = ?5 AND next_attempt_at <= ?1
                            AND \(isWanted)
                            AND \(absent.isEmpty ? "?4 = '[]'" : isForNobodyAbsent)
                        ORDER BY \(order) LIMIT ?2)
                    ORDER BY \(order)
                    """, Value(now), .integer(Int64(limit)), .optional(fault?.rawValue),
                try Value(json: absent.map(\.description).sorted()), channel.column)
        }
    }

    /// When the next notice falls due by one way; `nil` while none waits.
    ///
    /// - Parameters:
    ///   - absent: whose notices are passed over.
    ///   - channel: by which channel; `nil` for the mail server of `[Mail]`.
    public func nextNoticeAt(
        except absent: Set<EmailAddress> = [], through channel: ChannelName? = nil
    ) async throws(LedgerError) -> Instant? {
        try await read("read when the next notice is due") { database in
            let first = """
                SELECT next_attempt_at FROM outbox
                WHERE channel = ?5 AND \(isUnsettled) AND next_attempt_at IS NOT NULL
                """
            let isWanted = absent.isEmpty ? "?4 = '[]'" : isForNobodyAbsent
            return try database.first(
                "\(first) AND \(isWanted) ORDER BY next_attempt_at LIMIT 1", .null, .null, .null,
                try Value(json: absent.map(\.description).sorted()), channel.column
            ) { row throws(SQLiteError) in try row.optionalInstant(0) } ?? nil
        }
    }

    /// How many mails have to leave within a minute by one way for all that is due to be sent by its deadline, or
    /// within `patience` where that is nearer; one for each person.
    ///
    /// Looks at all that is due.
    public func mailsNeeded(
        at now: Instant, patience: TimeSpan, through channel: ChannelName? = nil
    ) async throws(LedgerError) -> Int {
        try await read("read how much is to be told by when") { database in
            let most = try database.first(
                """
                SELECT max((60 * place + span - 1) / span) FROM (
                    SELECT row_number() OVER (ORDER BY due) AS place, max(due - ?1, ?2) AS span FROM (
                        SELECT min(deadline_at) AS due FROM outbox INDEXED BY outbox_by_deadline
                        WHERE channel = ?3 AND next_attempt_at <= ?1 GROUP BY recipient))
                """, Value(now), .integer(max(patience.seconds, 1)), channel.column
            ) { row throws(SQLiteError) in try row.optionalInteger(0) }
            return Int((most ?? nil) ?? 0)
        }
    }

    /// What waits for one person by one way, tried before or not, the earliest deadline first; without the bodies of
    /// the mails.
    ///
    /// - Parameter mail: only what waits with that mail; `nil` for everything.
    public func waitingNotices(
        for recipient: EmailAddress, through channel: ChannelName? = nil, inMail mail: Int64? = nil
    ) async throws(LedgerError) -> [OutboxItem] {
        try await read("read what waits for \(recipient)") { database in
            try database.notices(
                where: """
                    outbox.state IN ('queued', 'retrying') AND outbox.recipient = ?1 AND outbox.channel = ?2
                        AND \(mail == nil ? "?3 IS NULL" : "outbox.mail = ?3")
                    ORDER BY deadline_at, outbox.id
                    """, .text(recipient.description), channel.column, .optional(mail), withBodies: false)
        }
    }

    /// How many notices point to a mail, whatever became of them.
    public func noticeCount(inMail id: Int64) async throws(LedgerError) -> Int {
        try await read("count the notices of a mail") { database in
            try database.first("SELECT count(*) FROM outbox WHERE mail = ?", .integer(id)) {
                row throws(SQLiteError) in Int(try row.integer(0))
            } ?? 0
        }
    }

    /// When each of the mails was sent that one person has got since then or is getting by one way, tests apart; in
    /// that order.
    public func mailsSent(
        to recipient: EmailAddress, since start: Instant, through channel: ChannelName? = nil
    ) async throws(LedgerError) -> [Instant] {
        try await read("read when mails were sent to \(recipient)") { database in
            try database.rows(
                """
                SELECT max(last_attempt_at) FROM outbox WHERE recipient = ? AND last_attempt_at > ? AND channel = ?
                    AND state IN ('accepted', 'sending') AND \(isTelling) GROUP BY mail ORDER BY 1
                """, .text(recipient.description), Value(start), channel.column
            ) { row throws(SQLiteError) in try row.instant(0) }
        }
    }

    /// Lets notices wait longer that were not tried yet, or rest.
    ///
    /// One transaction. What is not in the queue any more stays as it is.
    public func postpone(_ ids: [OutboxItem.ID], until instant: Instant) async throws(LedgerError) {
        try await write("let notices wait") { database in
            _ = try database.run(
                """
                UPDATE outbox SET next_attempt_at = ?2
                WHERE id IN (SELECT value FROM json_each(?1)) AND state IN ('queued', 'retrying')
                """, try Value(json: ids), Value(instant))
        }
    }

    /// Counts an attempt to send notices to one person with one mail, before the connection is made.
    ///
    /// One transaction. All of them are sent, or none is: where one is not in the queue any more, a version that was
    /// replaced meanwhile having taken its notices along, what the mail says is not true.
    /// - Parameter mail: the mail that tells all of them from now on; `nil` where they have one that is written. It
    ///   cannot take the place of one that the server may have taken.
    /// - Returns: what is to be sent; `nil` where it is not.
    public func beginSending(
        _ ids: [OutboxItem.ID], with mail: NewMail? = nil, at now: Instant
    ) async throws(LedgerError) -> Shipment? {
        try await write("begin to send notices", at: now) { database in
            let chosen = try Value(json: ids)
            let isChosen = "outbox.id IN (SELECT value FROM json_each(?1))"
            // The mails themselves are read once, when it is clear which one is sent.
            let items = try database.rows(
                """
                SELECT outbox.recipient, mail, unseen, channel, written FROM outbox JOIN mails ON mails.id = outbox.mail
                WHERE \(isChosen) AND outbox.state IN ('queued', 'retrying')
                """, chosen
            ) { row throws(SQLiteError) in
                (
                    recipient: try row.converted(0) { EmailAddress.recipient($0) }, mail: try row.integer(1),
                    isSealed: try row.integer(2) == 1, channel: try row.channel(3),
                    isWritten: try row.integer(4) == 1
                )
            }
            guard let first = items.first, items.count == ids.count else { return nil }
            try database.require(
                items.allSatisfy { $0.recipient == first.recipient && $0.channel == first.channel },
                "the notices are to several people")
            if let mail {
                guard !items.contains(where: \.isSealed) else { return nil }
                let number = try database.put(
                    mail, to: first.recipient, through: first.channel, inPlaceOfOneOf: items.map(\.mail))
                try database.run("UPDATE outbox SET mail = ?2 WHERE \(isChosen)", chosen, .integer(number))
            } else {
                try database.require(items.allSatisfy { $0.mail == first.mail }, "the notices have several mails")
                try database.require(first.isWritten, "the mail is not written yet")
            }
            try database.run(
                """
                UPDATE outbox SET state = 'sending', attempts = attempts + 1, last_attempt_at = ?2,
                    next_attempt_at = NULL
                WHERE \(isChosen)
                """, chosen, Value(now))
            return Shipment(
                try database.notices(where: "\(isChosen) ORDER BY deadline_at, outbox.id", chosen))
        }
    }

    /// Records how an attempt ended, for each of the notices that were sent with it.
    ///
    /// One transaction, with the events. A notice whose version was replaced during the attempt, that
    /// was withdrawn meanwhile, or whose place a more urgent one has taken, is not tried again. Throws `conflict` where
    /// no attempt is under way.
    public func finishSending(
        _ ids: [OutboxItem.ID], _ outcome: NoticeOutcome, events: [Event] = []
    ) async throws(LedgerError) {
        try await write("record the sending of notices", at: events.map(\.at).max()) { database in
            let end = outcome.columns
            let chosen = try Value(json: ids)
            let isChosen = "id IN (SELECT value FROM json_each(?1))"
            let changed = try database.run(
                """
                UPDATE outbox SET state = ?2, reply_code = ?3, reply_text = ?4, server = ?5, next_attempt_at = ?6,
                    accepted_at = ?7,
                    reply_command = ?8, withdrawn = iif(?2 = 'retrying', withdrawn, 0)
                WHERE \(isChosen) AND state = 'sending'
                """, chosen, .text(end.state.rawValue), .optional(end.reply.code), .text(end.reply.text),
                .optional(end.reply.server),
                Value(end.nextAttemptAt), Value(end.acceptedAt), .optional(end.reply.command?.rawValue))
            try database.require(changed == ids.count, "no attempt is under way")
            if end.state == .retrying {
                if end.mayBeTaken {
                    try database.run(
                        "UPDATE mails SET unseen = 1 WHERE id IN (SELECT mail FROM outbox WHERE \(isChosen))", chosen)
                }
                for id in ids { try database.supersedeIfStale(id) }
            }
            if end.state == .accepted {
                try database.pack("id IN (SELECT mail FROM outbox WHERE \(isChosen))", chosen)
                try database.forgetEntries(beforeMailsOf: chosen)
            }
            for event in events { try database.append(event) }
        }
    }

    /// Puts back into the queue what was being sent when the daemon ended, to be tried at once.
    ///
    /// One transaction. Nobody knows whether the server took it, so a recipient may get it twice, and gets it at least
    /// once, unless something more urgent has taken its place.
    /// - Returns: how many there were.
    @discardableResult
    public func recoverSending() async throws(LedgerError) -> Int {
        try await write("put unfinished notices back") { database in
            let isSending = "\(isUnsettled) AND state = 'sending'"
            let ids = try database.rows("SELECT id FROM outbox WHERE \(isSending) ORDER BY id") {
                row throws(SQLiteError) in try row.integer(0)
            }
            try database.run(
                "UPDATE mails SET unseen = 1 WHERE id IN (SELECT mail FROM outbox WHERE \(isSending))")
            try database.run(
                "UPDATE outbox SET state = 'retrying', next_attempt_at = coalesce(last_attempt_at, created_at) "
                    + "WHERE \(isSending)"
            )
            for id in ids { try database.supersedeIfStale(id) }
            return ids.count
        }
    }

    /// Has everything that rests after a failed attempt tried at once: what is at the other end takes it again.
    ///
    /// One transaction.
    /// - Parameters:
    ///   - recipient: only what is for that recipient; `nil` for everything.
    ///   - channel: by which channel; `nil` for the mail server of `[Mail]`.
    public func hurryNotices(
        at now: Instant, to recipient: EmailAddress? = nil, through channel: ChannelName? = nil
    ) async throws(LedgerError) {
        try await write("send what waits", at: now) { database in
            _ = try database.run(
                """
                UPDATE outbox SET next_attempt_at = ?1 WHERE state = 'retrying' AND next_attempt_at > ?1
                    AND (?2 IS NULL OR recipient = ?2) AND channel = ?3
                """, Value(now), .optional(recipient?.description), channel.column)
        }
    }
}

/// The recipients to pass over are parameter 4.
private let isForNobodyAbsent = "recipient NOT IN (SELECT value FROM json_each(?4))"

extension NoticeOutcome {
    fileprivate var columns:
        (
            state: OutboxItem.State, reply: ServerReply, nextAttemptAt: Instant?, acceptedAt: Instant?, mayBeTaken: Bool
        )
    {
        switch self {
        case .accepted(let reply, let instant): (.accepted, reply, nil, instant, false)
        case .retry(let reply, let instant, let mayBeTaken): (.retrying, reply, instant, nil, mayBeTaken)
        case .dead(let reply): (.dead, reply, nil, nil, false)
        }
    }
}
