internal import SQLite
internal import Zlib

/// Mails that a server has taken: they are kept as they were sent, for whoever asks, and take little room.
///
/// A mail differs from others of its kind in names and days alone. So it is packed beside one of them, its dictionary:
/// a copy of a mail that was sent, which is made where none that is there helps much, and stays for as long as a mail
/// needs it.
extension Database {
    /// How many dictionaries are tried for a mail, the newest first.
    private static let triedAtMost = 8
    /// How many there are of a kind at most; beyond it the best of those that are there has to do.
    private static let dictionariesAtMost = 32
    /// A dictionary helps where the mail takes no more than this part of its bytes beside it.
    private static let part = 8

    /// A mail that is to be packed.
    private struct Unpacked {
        var id: Int64
        var lean: [UInt8]
        /// What mails that may be alike have in common: the way by which they leave, and what their first notice is.
        var kind: String
    }

    /// Packs the bodies of the mails that are chosen, and are not packed beside a dictionary yet.
    func pack(_ condition: String, _ values: Value...) throws {
        let mails = try rows(
            """
            SELECT id, body, packed,
                way || '/' || coalesce((SELECT kind FROM outbox WHERE mail = mails.id ORDER BY id LIMIT 1), '')
            FROM mails WHERE dictionary IS NULL AND \(condition)
            """, values: values
        ) { row throws(SQLiteError) in
            Unpacked(
                id: try row.integer(0), lean: LeanMail.lean(try row.mailBody(1, packed: 2)), kind: try row.text(3))
        }
        for mail in mails { try pack(mail) }
    }

    private func pack(_ mail: Unpacked) throws {
        let enough = mail.lean.count / Self.part
        var best: (dictionary: Int64, packed: [UInt8])?
        let known = try rows(
            "SELECT id, body, size FROM dictionaries WHERE kind = ?1 ORDER BY id DESC LIMIT ?2", .text(mail.kind),
            .integer(Int64(Self.triedAtMost))
        ) { row throws(SQLiteError) in (id: try row.integer(0), bytes: try row.dictionary(1, size: 2)) }
        for dictionary in known where best.map({ $0.packed.count > enough }) ?? true {
            guard let packed = Zlib.pack(mail.lean, like: dictionary.bytes) else { continue }
            if packed.count < best?.packed.count ?? .max { best = (dictionary.id, packed) }
        }
        if best.map({ $0.packed.count > enough }) ?? true, let packed = Zlib.pack(mail.lean, like: mail.lean),
            let own = try makeDictionary(of: mail)
        {
            best = (own, packed)
        }
        guard let best else { return }
        try run(
            "UPDATE mails SET body = ?2, packed = ?3, dictionary = ?4 WHERE id = ?1", .integer(mail.id),
            .bytes(best.packed), .integer(Int64(mail.lean.count)), .integer(best.dictionary))
    }

    /// Makes a dictionary of a mail; `nil` where there are enough, or it takes as much room as the mail.
    private func makeDictionary(of mail: Unpacked) throws -> Int64? {
        let count = try first("SELECT count(*) FROM dictionaries WHERE kind = ?", .text(mail.kind)) {
            row throws(SQLiteError) in try row.integer(0)
        }
        guard (count ?? 0) < Self.dictionariesAtMost, let packed = Zlib.pack(mail.lean) else { return nil }
        try run(
            "INSERT INTO dictionaries (kind, body, size) VALUES (?, ?, ?)", .text(mail.kind), .bytes(packed),
            .integer(Int64(mail.lean.count)))
        return lastInsertedRow
    }

    /// Packs the bodies of mails that were taken before mails were packed, or before there were dictionaries.
    func packSent(atMost limit: Int64) throws {
        try pack(
            """
            id IN (SELECT mails.id FROM mails WHERE dictionary IS NULL
                AND EXISTS (SELECT 1 FROM outbox WHERE mail = mails.id AND state = 'accepted')
                AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail = mails.id AND state <> 'accepted')
                ORDER BY id LIMIT ?1)
            """, .integer(limit))
    }

    /// Gives up the dictionaries that no mail needs any more.
    func pruneDictionaries() throws {
        try run("DELETE FROM dictionaries WHERE NOT EXISTS (SELECT 1 FROM mails WHERE dictionary = dictionaries.id)")
    }
}

/// What the body of a mail is read from: as many columns as `Row.mailBody` needs.
let bodyColumns = """
    mails.body, mails.packed, (SELECT body FROM dictionaries WHERE id = mails.dictionary),
    (SELECT size FROM dictionaries WHERE id = mails.dictionary)
    """

extension Row {
    /// The body of a mail, from the first of `bodyColumns` on.
    borrowing func mailBody(_ first: Int32) throws(SQLiteError) -> [UInt8] {
        guard let size = try optionalInteger(first + 3) else { return try mailBody(first, packed: first + 1) }
        let count = Int(try integer(first + 1))
        let dictionary = try dictionary(first + 2, count: Int(size))
        return try converted(bytes: first) { packed in
            Zlib.unpack(packed, count: count, like: dictionary).flatMap { LeanMail.whole($0) }
        }
    }

    /// The body of a mail that is packed beside no dictionary, and how many bytes it has; as it is where that is NULL.
    borrowing func mailBody(_ body: Int32, packed count: Int32) throws(SQLiteError) -> [UInt8] {
        guard let count = try optionalInteger(count) else { return try bytes(body) }
        return try converted(bytes: body) { Zlib.unpack($0, count: Int(count)) }
    }

    /// A dictionary, and how many bytes it has.
    fileprivate borrowing func dictionary(_ body: Int32, size: Int32) throws(SQLiteError) -> [UInt8] {
        try dictionary(body, count: Int(try integer(size)))
    }

    private borrowing func dictionary(_ body: Int32, count: Int) throws(SQLiteError) -> [UInt8] {
        try converted(bytes: body) { Zlib.unpack($0, count: count) }
    }
}
