public import Credentials
internal import SQLite

extension Ledger {
    /// What is remembered of each way out, the mail of `[Mail]` under `nil`.
    ///
    /// What a newer program wrote and this one does not understand counts as nothing known.
    public func ways() async throws(LedgerError) -> [ChannelName?: WayStanding] {
        try await read("read how the ways out stand") { database in
            let rows = try database.rows("SELECT name, standing FROM ways") { row throws(SQLiteError) in
                (name: try row.channel(0), standing: try? row.json(1, as: WayStanding.self))
            }
            return Dictionary(rows.map { ($0.name, $0.standing) }, uniquingKeysWith: { first, _ in first })
                .compactMapValues(\.self)
        }
    }

    /// Keeps what is known of a way out; `nil` is the mail of `[Mail]`.
    ///
    /// One transaction.
    public func keep(_ standing: WayStanding, ofWay channel: ChannelName?) async throws(LedgerError) {
        try await write("keep how a way out stands") { database in
            _ = try database.run(
                "INSERT INTO ways VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET standing = excluded.standing",
                channel.column, try Value(json: standing))
        }
    }

    /// When each way out last took a notice; those that never did are left out.
    public func newestAcceptances() async throws(LedgerError) -> [ChannelName?: Instant] {
        try await read("read when notices were accepted last") { database in
            let rows = try database.rows(
                "SELECT channel, max(accepted_at) FROM outbox WHERE state = 'accepted' GROUP BY channel"
            ) { row throws(SQLiteError) in (way: try row.channel(0), at: try row.instant(1)) }
            return Dictionary(rows.map { ($0.way, $0.at) }, uniquingKeysWith: max)
        }
    }
}
