public import Credentials
internal import SQLite

extension Ledger {
    /// What the monitors of channels were told, or are about to be, and not yet that it is over.
    public func alerts() async throws(LedgerError) -> [Alert] {
        try await read("read what monitors were told") { database in
            try database.rows(
                """
                SELECT channel, credential, part, reason, urgent, message, starts_at, ends_at FROM alerts
                ORDER BY channel, credential, part, reason, urgent
                """
            ) { row throws(SQLiteError) in try Alert(row) }
        }
    }

    /// Writes down what monitors are about to be told: that something is wrong, or that it is over.
    ///
    /// One transaction. What is known of the same matter gives way.
    public func keep(_ alerts: [Alert]) async throws(LedgerError) {
        try await write("write down what monitors are told") { database in
            for alert in alerts {
                let key = alert.key
                try database.run(
                    """
                    INSERT OR REPLACE INTO alerts
                        (channel, credential, part, reason, urgent, message, starts_at, ends_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """, .text(key.channel.description), .text(key.subject.credential?.description ?? ""),
                    .text(key.subject.part?.rawValue ?? ""), .text(key.reason), .integer(key.isUrgent ? 1 : 0),
                    .text(alert.message), Value(alert.startsAt), Value(alert.endsAt))
            }
        }
    }

    /// Forgets what monitors know to be over.
    ///
    /// One transaction. What has begun again meanwhile stays.
    public func forget(_ alerts: [Alert]) async throws(LedgerError) {
        try await write("forget what monitors know to be over") { database in
            for alert in alerts {
                let key = alert.key
                try database.run(
                    """
                    DELETE FROM alerts WHERE channel = ? AND credential = ? AND part = ? AND reason = ? AND urgent = ?
                        AND ends_at IS NOT NULL
                    """, .text(key.channel.description), .text(key.subject.credential?.description ?? ""),
                    .text(key.subject.part?.rawValue ?? ""), .text(key.reason), .integer(key.isUrgent ? 1 : 0))
            }
        }
    }

    /// Forgets what the monitors of channels were told that are gone from the configuration: nobody tells them any
    /// more, and they take it to be over after a while.
    public func forgetAlerts(except names: some Collection<ChannelName> & Sendable) async throws(LedgerError) {
        let names = names.map(\.description)
        try await write("forget what monitors of former channels were told") { database in
            _ = try database.run(
                "DELETE FROM alerts WHERE channel NOT IN (SELECT value FROM json_each(?))", try Value(json: names))
        }
    }
}

extension Alert.Subject {
    fileprivate var credential: CredentialName? {
        if case .credential(let name) = self { return name }
        return nil
    }

    fileprivate var part: DaemonFault.Part? {
        if case .daemon(let part) = self { return part }
        return nil
    }
}

extension Alert {
    fileprivate init(_ row: borrowing Row) throws(SQLiteError) {
        let part = try row.text(2)
        let subject: Subject =
            part.isEmpty
            ? .credential(try row.name(1)) : .daemon(try row.converted(2) { DaemonFault.Part(rawValue: $0) })
        self.init(
            Key(
                try row.converted(0) { ChannelName($0) }, subject, reason: try row.text(3),
                isUrgent: try row.integer(4) == 1),
            message: try row.text(5), startsAt: try row.instant(6), endsAt: try row.optionalInstant(7))
    }
}
