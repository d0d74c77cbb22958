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
    /// One notice that a mail server has accepted: the columns of the outbox, in their order, and its mail.
    struct Notice {
        var topic: NewNotice.Topic
        var recipient: EmailAddress
        var channel: ChannelName?
        /// The end that it counts on; `nil` inside where it is about none, and all of it where nobody knows.
        var windowEnd: Instant??
        var acceptedAt: Instant?
        var values: [Value]
        var mail: NewMail
    }

    /// What tells a mail: its Message-ID, by each way once.
    struct SentMail: Hashable {
        var messageID: String
        var way: ChannelName?
    }

    /// What was known of a credential.
    struct Memory {
        var version: String?
        var standing: Standing
    }

    private(set) var notices: [Notice] = []
    private(set) var memories: [CredentialName: Memory] = [:]

    private static let columns = """
        credential, version, occasion, recipient, created_at, not_before, deadline_at, attempts, last_attempt_at,
        accepted_at, reply_code, reply_text, server
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
            let version = try file.version(of: database)
            let ofMail = version >= 11 ? "mails.created_at, instead_of" : "outbox.created_at, NULL"
            let mail = version >= 11 ? "mail" : "0"
            let way = version >= 14 ? "channel" : "'\(ChannelName.mail)'"
            let entries = try database.calendarEntries()
            let shelf = Shelf()
            let accepted = try database.rows(
                """
                SELECT \(Self.columns.qualified(by: "outbox")), \(version >= 6 ? "window_end_at" : "NULL"),
                    message_id, subject, \(ofMail), \(way), \(mail), \(mailColumns(atVersion: version))
                FROM outbox \(version >= 11 ? "JOIN mails ON mails.id = outbox.mail" : "")
                WHERE state = 'accepted' ORDER BY outbox.id
                """
            ) { row throws(SQLiteError) in
                let end = try row.optionalInstant(13)
                let channel = try row.channel(18)
                // A mail by a channel does nothing to calendars.
                let calendar = channel == nil ? entries[try row.integer(19)] ?? [] : []
                let mail = try row.mail(20, messageID: 14, subject: 15, on: shelf)
                return Notice(
                    topic: try row.topic(0), recipient: try row.converted(3) { EmailAddress.recipient($0) },
                    channel: channel, windowEnd: version >= 6 ? .some(end) : nil,
                    acceptedAt: try row.optionalInstant(9),
                    values: [
                        .optional(try row.optionalText(0)), .text(try row.text(1)), .text(try row.text(2)),
                        .text(try row.text(3)), .integer(try row.integer(4)), .integer(try row.integer(5)),
                        .integer(try row.integer(6)), .integer(try row.integer(7)),
                        .optional(try row.optionalInteger(8)), .optional(try row.optionalInteger(9)),
                        .optional(try row.optionalInteger(10)), .optional(try row.optionalText(11)),
                        .optional(try row.optionalText(12)), Value(end),
                        .optional(try row.optionalText(17)), .text(try row.text(18)),
                    ],
                    mail: NewMail(
                        messageID: mail.names?.messageID ?? "", subject: mail.names?.subject ?? "", body: mail.body,
                        createdAt: try row.instant(16), calendar: calendar))
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
        let shelf = Shelf()
        let mails = try database.rows(
            "SELECT message_id, subject, way, id, \(mailColumns(withBody: false)) FROM mails ORDER BY bundle, place"
        ) { row throws(SQLiteError) in
            let names = try row.names(4, messageID: 0, subject: 1, on: shelf)
            return (SentMail(messageID: names.messageID, way: try row.channel(2)), try row.integer(3))
        }
        var known = Dictionary(mails) { _, last in last }
        for notice in notices where try !database.accept(notice) {
            try database.insertAccepted(notice, columns: Self.columns, mails: &known)
        }
    }

    /// The standing of a credential with what people were told of it since the backup was made.
    func remembered(_ standing: Standing, of name: CredentialName, version: String?) -> Standing {
        guard let memory = memories[name] else { return standing }
        return standing.remembering(memory.standing, isSameVersion: memory.version == version)
    }
}

extension Database {
    /// Has the same notice count as accepted here; answers whether it is known here.
    fileprivate func accept(_ notice: PutAsideLedger.Notice) throws -> Bool {
        // The same notice may have gone out with another mail: its own key tells it.
        let isSame = """
            credential IS ?1 AND version = ?2 AND occasion = ?3 AND recipient = ?4 AND (?5 = 0 OR window_end_at IS ?6)
                AND instead_of IS ?7 AND channel = ?8
            """
        let (hasEnd, end): (Bool, Instant?) =
            switch notice.windowEnd {
            case .some(let end): (true, end)
            case nil: (false, nil)
            }
        let key: [Value] = [
            notice.values[0], notice.values[1], notice.values[2], notice.values[3], .integer(hasEnd ? 1 : 0),
            Value(end),
            notice.values[14], notice.values[15],
        ]
        try run(
            """
            UPDATE outbox SET state = 'accepted', next_attempt_at = NULL, withdrawn = 0, accepted_at = ?9
            WHERE \(isSame) AND state <> 'accepted'
            """, key[0], key[1], key[2], key[3], key[4], key[5], key[6], key[7],
            Value(notice.acceptedAt))
        return try first(
            "SELECT 1 FROM outbox WHERE \(isSame)", key[0], key[1], key[2], key[3], key[4], key[5], key[6], key[7]
        ) {
            row throws(SQLiteError) in try row.integer(0)
        } != nil
    }

    /// - Parameter mails: the numbers of the mails that are known here.
    fileprivate func insertAccepted(
        _ notice: PutAsideLedger.Notice, columns: String, mails: inout [PutAsideLedger.SentMail: Int64]
    ) throws {
        let values = notice.values
        // A credential that the backup does not know has nothing that could be told again.
        if case .text(let name) = values[0] {
            let known = try first("SELECT 1 FROM credentials WHERE name = ?", .text(name)) { row throws(SQLiteError) in
                try row.integer(0)
            }
            guard known != nil else { return }
        }
        // Others may have gone out with the same mail.
        let sent = PutAsideLedger.SentMail(messageID: notice.mail.messageID, way: notice.channel)
        let mail = try mails[sent] ?? insert(notice.mail, to: notice.recipient, through: notice.channel)
        mails[sent] = mail
        try run(
            """
            INSERT INTO outbox (\(columns), window_end_at, instead_of, channel, mail, kind, fault, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted')
            """, values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8],
            values[9], values[10], values[11], values[12], values[13], values[14], values[15],
            .integer(mail),
            .text(notice.topic.kind.word), .optional(notice.topic.fault?.rawValue))
    }
}

extension String {
    /// The columns, each with the name of its table.
    fileprivate func qualified(by table: String) -> String {
        split { " ,\n".contains($0) }.map { "\(table).\($0)" }.joined(separator: ", ")
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
