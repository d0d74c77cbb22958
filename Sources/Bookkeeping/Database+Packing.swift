internal import SQLite
internal import Zlib

/// Mails that a server has taken: they are kept as they were sent, for whoever asks, and take little room.
extension Database {
    /// Packs the bodies of the mails that are chosen and are not packed yet.
    func pack(_ condition: String, _ values: Value...) throws {
        let mails = try rows("SELECT id, body FROM mails WHERE packed IS NULL AND \(condition)", values: values) {
            row throws(SQLiteError) in (id: try row.integer(0), body: try row.bytes(1))
        }
        for mail in mails {
            guard let packed = Zlib.pack(mail.body) else { continue }
            try run(
                "UPDATE mails SET body = ?2, packed = ?3 WHERE id = ?1", .integer(mail.id), .bytes(packed),
                .integer(Int64(mail.body.count)))
        }
    }

    /// Packs the bodies of mails that were taken before mails were packed.
    func packSent(atMost limit: Int64) throws {
        try pack(
            """
            id IN (SELECT mails.id FROM mails WHERE packed IS NULL
                AND EXISTS (SELECT 1 FROM outbox WHERE mail = mails.id AND state = 'accepted')
                AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail = mails.id AND state <> 'accepted')
                ORDER BY id LIMIT ?1)
            """, .integer(limit))
    }
}

extension Row {
    /// The body of a mail, and how many bytes it has where it is packed.
    borrowing func mailBody(_ body: Int32, packed count: Int32) throws(SQLiteError) -> [UInt8] {
        guard let count = try optionalInteger(count) else { return try bytes(body) }
        return try converted(bytes: body) { Zlib.unpack($0, count: Int(count)) }
    }
}
