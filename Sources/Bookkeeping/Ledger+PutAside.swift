internal import Credentials
internal import Durability
internal import SQLite

/// What a restore has put aside knows of the alarms since the backup was made.
extension Ledger {
    /// What stands between a ledger's name and the time at which a restore has put it aside.
    public static let putAsideMark = ".before-restore-"
}

/// The ledger that a restore has put aside, as far as it can be read.
struct PutAsideLedger {
    /// One notice that a mail server has accepted, by the columns of the outbox, in their order.
    struct Notice {
        var topic: NewNotice.Topic
        var messageID: String
        var values: [Value]
    }

    /// What was known of a credential.
    struct Memory {
        var version: String?
        var standing: Standing
    }

    private(set) var notices: [Notice] = []
    private(set) var memories: [CredentialName: Memory] = [:]

    private static let columns = """
        credential, version, occasion, recipient, message_id, created_at, not_before, deadline_at, attempts,
            last_attempt_at,
        accepted_at, reply_code, reply_text, server, subject, body
        """

    /// Reads the newest one beside a ledger; `nil` where there is none, where it is another installation's, or where it
    /// cannot be read: then nobody knows what was told since the backup.
    init?(beside file: LedgerFile, of installID: String) {
        guard !file.isInMemory, let path = try? file.newestPutAside(),
            let database = try? Database(path: path, access: .readWrite)
        else { return nil }
        do {
            // The columns are those of version 2, and what another installation told has no meaning here.
            guard try file.version(of: database) >= 2, try database.identity().installID.description == installID else {
                return nil
            }
            // It is read as it is, not brought up to date: it may be all that is left of what happened.
            let hasEnds = try file.version(of: database) >= 6
            let accepted = try database.rows(
                """
                SELECT \(Self.columns), \(hasEnds ? "window_end_at" : "NULL") FROM outbox
                WHERE state = 'accepted' ORDER BY id
                """
            ) { row throws(SQLiteError) in
                Notice(
                    topic: try row.topic(0), messageID: try row.text(4),
                    values: [
                        .optional(try row.optionalText(0)), .text(try row.text(1)), .text(try row.text(2)),
                        .text(try row.text(3)),
                        .text(try row.text(4)), .integer(try row.integer(5)), .integer(try row.integer(6)),
                        .integer(try row.integer(7)), .integer(try row.integer(8)),
                        .optional(try row.optionalInteger(9)),
                        .optional(try row.optionalInteger(10)), .optional(try row.optionalInteger(11)),
                        .optional(try row.optionalText(12)), .optional(try row.optionalText(13)),
                        .text(try row.text(14)),
                        .bytes(try row.bytes(15)), .optional(try row.optionalInteger(16)),
                    ])
            }
            notices = accepted.filter { $0.topic.kind.isTelling }
            let standings = try database.rows(
                """
                SELECT name, (SELECT id FROM versions WHERE credential = name AND stage = 'current'), standing
                    FROM credentials
                """
            ) { row throws(SQLiteError) in
                (
                    try row.name(0),
                    Memory(version: try row.optionalText(1), standing: try row.json(2, as: Standing.self))
                )
            }
            memories = Dictionary(standings) { _, last in last }
        } catch {
            return nil
        }
    }

    /// Takes over what was told since the backup was made, so that nobody is told it again.
    func tell(_ database: Database) throws {
        for notice in notices {
            let changed = try database.run(
                """
                UPDATE outbox SET state = 'accepted', next_attempt_at = NULL, withdrawn = 0, accepted_at = ?2
                WHERE message_id = ?1 AND state <> 'accepted'
                """, .text(notice.messageID), notice.values[10])
            guard changed == 0 else { continue }
            try database.insertAccepted(notice, columns: Self.columns)
        }
    }

    /// The standing of a credential with what people were told of it since the backup was made.
    func remembered(_ standing: Standing, of name: CredentialName, version: String?) -> Standing {
        guard let memory = memories[name] else { return standing }
        return standing.remembering(memory.standing, isSameVersion: memory.version == version)
    }
}

extension Database {
    fileprivate func insertAccepted(_ notice: PutAsideLedger.Notice, columns: String) throws {
        let values = notice.values
        // A credential that the backup does not know has nothing that could be told again.
        if case .text(let name) = values[0] {
            let known = try first("SELECT 1 FROM credentials WHERE name = ?", .text(name)) { row throws(SQLiteError) in
                try row.integer(0)
            }
            guard known != nil else { return }
        }
        try run(
            """
            INSERT OR IGNORE INTO outbox (\(columns), window_end_at, kind, fault, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted')
            """, values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8],
            values[9],
            values[10], values[11], values[12], values[13], values[14], values[15], values[16],
            .text(notice.topic.kind.word), .optional(notice.topic.fault?.rawValue))
    }
}

extension LedgerFile {
    /// The path of the ledger that a restore has put aside last; `nil` where there is none.
    fileprivate func newestPutAside() throws -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let own = parts.last.map(String.init) else { return nil }
        let folder = directory(of: path)
        let newest = try Directory(folder).names().filter {
            $0.hasPrefix(own + Ledger.putAsideMark) && !$0.hasSuffix("-journal")
        }.max()
        return newest.map { "\(folder)/\($0)" }
    }
}
