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
    ) async throws(LedgerError) -> Int {
        let now = event?.at ?? notices.map(\.createdAt).max()
        return try await write("put notices of \(name) into the outbox", at: now) { database in
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

    /// Puts notices of several credentials into the outbox, under the same rules; what the ledger refuses of one does
    /// not keep the others out.
    ///
    /// One transaction.
    /// - Returns: why it was refused, for each of them in their order; `nil` where it is in.
    public func enqueue(_ raised: [RaisedNotices]) async throws(LedgerError) -> [LedgerError?] {
        try await write("put notices into the outbox", at: raised.map(\.event.at).max()) { database in
            try raised.map { raised in
                do {
                    try database.nested {
                        for notice in raised.notices {
                            try database.require(notice.credential == raised.name, "a notice is about another")
                        }
                        _ = try database.insert(raised.notices)
                        if let standing = raised.standing { try database.update(standing, of: raised.name) }
                        try database.append(raised.event)
                    }
                    return nil
                } catch {
                    let error = LedgerError(error, operation: "put notices of \(raised.name) into the outbox")
                    guard error.code == .conflict, database.isInTransaction else { throw error }
                    return error
                }
            }
        }
    }

    /// Puts notices about the daemon itself into the outbox, with the event.
    ///
    /// One transaction, under the same rules as notices of a credential.
    /// - Returns: how many were not there yet.
    @discardableResult
    public func enqueue(
        _ occasion: DaemonOccasion, _ notices: [NewNotice], event: Event
    ) async throws(LedgerError) -> Int {
        try await write("put notices to the operators into the outbox", at: event.at) { database in
            for notice in notices {
                try database.require(notice.topic == .daemon(occasion), "a notice is about something else")
            }
            try database.append(event)
            return try database.insert(notices)
        }
    }

    /// The faults of the daemon that operators were told of, and not yet that they are over; one for each part at most.
    public func openFaults() async throws(LedgerError) -> [DaemonOccasion] {
        try await read("read what operators were told") { database in
            var last: [DaemonFault.Part: DaemonOccasion] = [:]
            let occasions = try database.rows("SELECT occasion FROM outbox WHERE credential IS NULL ORDER BY id") {
                row throws(SQLiteError) in try row.converted(0) { DaemonOccasion(key: $0) }
            }
            for occasion in occasions { if let part = occasion.fault?.part { last[part] = occasion } }
            return last.values.filter { if case .impaired = $0 { true } else { false } }.sorted { $0.key < $1.key }
        }
    }

    /// Why operators were told of that last; `nil` where an earlier leadkeeper told them, or nobody did.
    public func toldCause(of occasion: DaemonOccasion) async throws(LedgerError) -> String? {
        try await read("read what operators were told") { database in
            try database.first(
                """
                SELECT json_extract(details, '$.cause') FROM events
                WHERE kind = ?1 AND json_extract(details, '$.fault') = ?2 ORDER BY id DESC LIMIT 1
                """, .text(EventKind.daemonImpaired.word), .optional(occasion.fault?.rawValue)
            ) { row throws(SQLiteError) in try row.optionalText(0) } ?? nil
        }
    }

    /// When a mail server last accepted a notice; `nil` where none ever has.
    public func newestAcceptance() async throws(LedgerError) -> Instant? {
        try await read("read when mail was accepted last") { database in
            try database.first("SELECT max(accepted_at) FROM outbox WHERE state = 'accepted' AND \(isByMail)") {
                row throws(SQLiteError) in
                try row.optionalInstant(0)
            } ?? nil
        }
    }

    /// Since when the notice waits that has waited longest to be sent by one of these ways, `nil` being the mail server of
    /// `[Mail]`; `nil` where none waits.
    ///
    /// What is to be sent later waits from then on, so it may lie ahead.
    public func oldestWaitingNotice(through ways: [ChannelName?]) async throws(LedgerError) -> Instant? {
        try await read("read which notice waits longest") { database in
            try database.first(
                """
                SELECT min(max(created_at, not_before)) FROM outbox
                WHERE channel IN (SELECT value FROM json_each(?)) AND \(isUnsettled)
                """, try Value(json: ways.map { $0?.description ?? ChannelName.mail })
            ) { row throws(SQLiteError) in try row.optionalInstant(0) } ?? nil
        }
    }

    /// The notices of one credential, or of all for `nil`, the newest first.
    ///
    /// - Parameters:
    ///   - since: only notices that were made from then on; `nil` for any.
    ///   - first: only notices behind that one, and the oldest of them; `nil` for the newest of all.
    ///   - last: only notices before that one; `nil` for any.
    ///   - limit: how many at most.
    ///   - withBodies: whether the mails are read whole, which are long; else their bodies are empty.
    public func notices(
        of name: CredentialName? = nil, since: Instant? = nil, after first: Int64? = nil, before last: Int64? = nil,
        limit: Int = 100, withBodies: Bool = true
    ) async throws(LedgerError) -> [OutboxItem] {
        try await read("read the notices") { database in
            let isOfCredential = name == nil ? "?3 IS NULL" : "credential = ?3"
            let direction = first == nil ? "DESC" : "ASC"
            let found = try database.notices(
                where: """
                    outbox.id > ?5 AND outbox.id < ?1 AND \(isOfCredential) AND outbox.created_at >= ?4
                    ORDER BY outbox.id \(direction) LIMIT ?2
                    """,
                .integer(last ?? .max), .integer(Int64(limit)), .optional(name?.description),
                .integer(since?.secondsSinceEpoch ?? .min), .integer(first ?? 0), withBodies: withBodies)
            return first == nil ? found : found.reversed()
        }
    }

    /// Who has got a notice of that version, or is to, because that address was refused for good.
    public func standIns(
        for address: EmailAddress, of name: CredentialName, version: String?
    ) async throws(LedgerError) -> Set<EmailAddress> {
        try await read("read who stands in for \(address)") { database in
            let people = try database.rows(
                "SELECT DISTINCT recipient FROM outbox WHERE credential = ? AND version = ? AND instead_of = ?",
                Value(name), .text(version ?? ""), .text(address.description)
            ) { row throws(SQLiteError) in try row.converted(0) { EmailAddress($0) } }
            return Set(people)
        }
    }

    /// What the mail server said when it last refused that address for good; `nil` where it never has.
    public func refusal(of address: EmailAddress) async throws(LedgerError) -> ServerReply? {
        try await read("read why \(address) was refused") { database in
            try database.first(
                """
                SELECT reply_code, reply_text, server, reply_command FROM outbox
                WHERE recipient = ? AND state = 'dead' AND \(isByMail) ORDER BY id DESC LIMIT 1
                """, .text(address.description)
            ) { row throws(SQLiteError) in
                ServerReply(
                    code: try row.optionalInteger(0), text: try row.optionalText(1) ?? "",
                    server: try row.optionalText(2),
                    command: try row.optionalText(3).flatMap(MailCommand.init(rawValue:)))
            }
        }
    }

    /// How many notices are in each state; states without any are left out.
    public func noticeCounts() async throws(LedgerError) -> [OutboxItem.State: Int] {
        try await read("count the notices") { database in
            let counts = try database.rows("SELECT state, count(*) FROM outbox GROUP BY state") {
                row throws(SQLiteError) in
                (try row.converted(0) { OutboxItem.State(rawValue: $0) }, Int(try row.integer(1)))
            }
            return Dictionary(uniqueKeysWithValues: counts)
        }
    }
}
