public import Credentials
internal import SQLite

extension Ledger {
    /// Puts notices of one credential into the outbox.
    ///
    /// One transaction, with the new standing and the event where there are any. A notice of the same version,
    /// occasion, recipient, end of the window and credential as one that is or was there is left out, so that asking
    /// twice tells nobody twice, unless it was withdrawn. A waiting notice to the same recipient that is less urgent
    /// than a new one, that it puts an end to, or that is about another end of the window, is `superseded`.
    /// - Returns: how many were not there yet.
    @discardableResult
    public func enqueue(
        _ notices: [NewNotice], for name: CredentialName, standing: Standing? = nil, event: Event? = nil
    ) throws(LedgerError) -> Int {
        let now = event?.at ?? notices.map(\.createdAt).max()
        return try write("put notices of \(name) into the outbox", at: now) { database in
            for notice in notices {
                try database.require(
                    notice.credential == name, "a notice is about \(notice.credential?.description ?? "the daemon")")
            }
            let new = try database.insert(notices)
            if let standing { try database.update(standing, of: name) }
            if let event { try database.append(event) }
            return new
        }
    }

    /// Puts notices about the daemon itself into the outbox, with the event.
    ///
    /// One transaction, under the same rules as notices of a credential.
    /// - Returns: how many were not there yet.
    @discardableResult
    public func enqueue(
        _ occasion: DaemonOccasion, _ notices: [NewNotice], event: Event
    ) throws(LedgerError) -> Int {
        try write("put notices to the operators into the outbox", at: event.at) { database in
            for notice in notices {
                try database.require(notice.topic == .daemon(occasion), "a notice is about something else")
            }
            try database.append(event)
            return try database.insert(notices)
        }
    }

    /// The faults of the daemon that operators were told of, and not yet that they are over; one for each part at most.
    public func openFaults() throws(LedgerError) -> [DaemonOccasion] {
        try read("read what operators were told") { database in
            var last: [DaemonFault.Part: DaemonOccasion] = [:]
            let occasions = try database.rows("SELECT occasion FROM outbox WHERE credential IS NULL ORDER BY id") {
                row throws(SQLiteError) in try row.converted(0) { DaemonOccasion(key: $0) }
            }
            for occasion in occasions { if let part = occasion.fault?.part { last[part] = occasion } }
            return last.values.filter { if case .impaired = $0 { true } else { false } }.sorted { $0.key < $1.key }
        }
    }

    /// When a mail server last accepted a notice; `nil` where none ever has.
    public func newestAcceptance() throws(LedgerError) -> Instant? {
        try read("read when mail was accepted last") { database in
            try database.first("SELECT max(accepted_at) FROM outbox WHERE state = 'accepted'") {
                row throws(SQLiteError) in
                try row.optionalInstant(0)
            } ?? nil
        }
    }

    /// The notices to be sent at `now`, those with the earliest deadline first.
    ///
    /// - Parameters:
    ///   - fault: only those that tell the operators of that fault; `nil` for all.
    ///   - absent: whose notices are passed over.
    ///   - seldomTriedFirst: whether those that were tried least often come before the others, whatever their
    ///     deadlines; what tells that no mail leaves comes last, since the first mail that leaves makes it void.
    public func dueNotices(
        at now: Instant, about fault: DaemonFault? = nil, except absent: Set<EmailAddress> = [],
        seldomTriedFirst: Bool = false,
        limit: Int
    ) throws(LedgerError) -> [OutboxItem] {
        let isWanted = fault == nil ? "?3 IS NULL" : "\(tellsOfFault) AND fault = ?3"
        let order = seldomTriedFirst ? "\(tellsThatNoMailLeaves), attempts, deadline_at, id" : "deadline_at, id"
        return try read("read the notices that are due") { database in
            // The order is found in the index alone, as a rule; the mails themselves are read only of those that are
            // sent.
            try database.rows(
                """
                SELECT \(outboxColumns) FROM outbox WHERE id IN (
                    SELECT id FROM outbox WHERE state IN ('queued', 'retrying') AND next_attempt_at <= ?1
                        AND \(isWanted)
                        AND \(absent.isEmpty ? "?4 = '[]'" : isForNobodyAbsent)
                    ORDER BY \(order) LIMIT ?2)
                ORDER BY \(order)
                """, Value(now), .integer(Int64(limit)), .optional(fault?.rawValue),
                try Value(json: absent.map(\.description).sorted())
            ) { row throws(SQLiteError) in try OutboxItem(row) }
        }
    }

    /// When the next notice falls due; `nil` while none waits.
    ///
    /// - Parameter absent: whose notices are passed over.
    public func nextNoticeAt(except absent: Set<EmailAddress> = []) throws(LedgerError) -> Instant? {
        try read("read when the next notice is due") { database in
            let first = "SELECT min(next_attempt_at) FROM outbox WHERE state IN ('queued', 'retrying')"
            let isWanted = absent.isEmpty ? "?4 = '[]'" : isForNobodyAbsent
            return try database.first(
                "\(first) AND \(isWanted)", .null, .null, .null, try Value(json: absent.map(\.description).sorted())
            ) { row throws(SQLiteError) in try row.optionalInstant(0) } ?? nil
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
                UPDATE outbox SET state = 'sending', attempts = attempts + 1, last_attempt_at = ?2,
                    next_attempt_at = NULL
                WHERE id = ?1 AND state IN ('queued', 'retrying')
                """, .integer(id), Value(now)) == 1
        }
    }

    /// Records how an attempt ended.
    ///
    /// One transaction, with the event where there is one. A notice whose version was replaced during the attempt, that
    /// was withdrawn meanwhile, or whose place a more urgent one has taken, is not tried again. Throws `conflict` where
    /// no attempt is under way.
    public func finishSending(_ id: OutboxItem.ID, _ outcome: NoticeOutcome, event: Event? = nil) throws(LedgerError) {
        try write("record the sending of notice \(id)", at: event?.at) { database in
            let (state, reply, nextAttemptAt, acceptedAt) = outcome.columns
            let changed = try database.run(
                """
                UPDATE outbox SET state = ?2, reply_code = ?3, reply_text = ?4, server = ?5, next_attempt_at = ?6,
                    accepted_at = ?7,
                    reply_command = ?8, withdrawn = iif(?2 = 'retrying', withdrawn, 0)
                WHERE id = ?1 AND state = 'sending'
                """, .integer(id), .text(state.rawValue), .optional(reply.code), .text(reply.text),
                .optional(reply.server),
                Value(nextAttemptAt), Value(acceptedAt), .optional(reply.command?.rawValue))
            try database.require(changed == 1, "no attempt is under way")
            if state == .retrying { try database.supersedeIfStale(id) }
            if let event { try database.append(event) }
        }
    }

    /// Puts back into the queue what was being sent when the daemon ended, to be tried at once.
    ///
    /// One transaction. Nobody knows whether the server took it, so a recipient may get it twice, and gets it at least
    /// once, unless something more urgent has taken its place.
    /// - Returns: how many there were.
    @discardableResult
    public func recoverSending() throws(LedgerError) -> Int {
        try write("put unfinished notices back") { database in
            let ids = try database.rows("SELECT id FROM outbox WHERE state = 'sending' ORDER BY id") {
                row throws(SQLiteError) in try row.integer(0)
            }
            try database.run(
                "UPDATE outbox SET state = 'retrying', next_attempt_at = coalesce(last_attempt_at, created_at) "
                    + "WHERE state = 'sending'"
            )
            for id in ids { try database.supersedeIfStale(id) }
            return ids.count
        }
    }

    /// Has everything that rests after a failed attempt tried at once: the mail server takes mail again.
    ///
    /// One transaction.
    /// - Parameter recipient: only what is for that recipient; `nil` for everything.
    public func hurryNotices(at now: Instant, to recipient: EmailAddress? = nil) throws(LedgerError) {
        try write("send what waits", at: now) { database in
            _ = try database.run(
                """
                UPDATE outbox SET next_attempt_at = ?1 WHERE state = 'retrying' AND next_attempt_at > ?1
                    AND (?2 IS NULL OR recipient = ?2)
                """, Value(now), .optional(recipient?.description))
        }
    }

    /// The notices of one credential, or of all for `nil`, the newest first.
    ///
    /// - Parameters:
    ///   - id: only notices before that one; `nil` for the newest of all.
    ///   - limit: how many at most.
    public func notices(
        of name: CredentialName? = nil, before id: Int64? = nil, limit: Int = 100
    ) throws(LedgerError) -> [OutboxItem] {
        try read("read the notices") { database in
            let isOfCredential = name == nil ? "?3 IS NULL" : "credential = ?3"
            return try database.rows(
                "SELECT \(outboxColumns) FROM outbox WHERE id < ?1 AND \(isOfCredential) ORDER BY id DESC LIMIT ?2",
                .integer(id ?? .max), .integer(Int64(limit)), .optional(name?.description)
            ) { row throws(SQLiteError) in try OutboxItem(row) }
        }
    }

    /// How many notices are in each state; states without any are left out.
    public func noticeCounts() throws(LedgerError) -> [OutboxItem.State: Int] {
        try read("count the notices") { database in
            let counts = try database.rows("SELECT state, count(*) FROM outbox GROUP BY state") {
                row throws(SQLiteError) in
                (try row.converted(0) { OutboxItem.State(rawValue: $0) }, Int(try row.integer(1)))
            }
            return Dictionary(uniqueKeysWithValues: counts)
        }
    }
}

/// The recipients to pass over are parameter 4.
private let isForNobodyAbsent = "recipient NOT IN (SELECT value FROM json_each(?4))"

extension NoticeOutcome {
    fileprivate var columns:
        (state: OutboxItem.State, reply: ServerReply, nextAttemptAt: Instant?, acceptedAt: Instant?)
    {
        switch self {
        case .accepted(let reply, let instant): (.accepted, reply, nil, instant)
        case .retry(let reply, let instant): (.retrying, reply, instant, nil)
        case .dead(let reply): (.dead, reply, nil, nil)
        }
    }
}
