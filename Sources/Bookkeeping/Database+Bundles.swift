internal import SQLite
internal import Zstd

/// Mails that a server has taken: they are kept as they were sent, for whoever asks, and take little room.
///
/// The mails of one connection differ from each other in days and in the words of their kind alone, and those of
/// another in names. So they are packed together, a few in a bundle, beside a bundle of another connection, its root. A
/// bundle grows by each mail until it is full, and stays for as long as one of its mails, or a bundle of which it is
/// the root.
extension Database {
    /// How many mails a bundle holds at most.
    ///
    /// So many are unpacked to read one, and stay as long as one of them. Together they take less than two kilobytes,
    /// so that two bundles fill a page.
    private static let mailsAtMost: Int64 = 6
    /// How many roots are tried for a new bundle, the newest first.
    private static let triedAtMost = 8
    /// How many roots there are of a way at most; beyond it the best of those that are there has to do.
    private static let rootsAtMost = 32
    /// A root helps where a mail takes no more than this part of its bytes beside it.
    private static let part = 8
    /// What is smaller stays as it is.
    private static let leastBytes = 256

    /// A mail that is to be packed.
    private struct Unpacked {
        var id: Int64
        /// The mail as it stands in a bundle: how many bytes it has, in four of them, and its lean form.
        var record: [UInt8]
    }

    /// Whose mails stand in a bundle.
    private struct Owner: Hashable {
        var way: String
        /// The credential that their first notice is about; nothing for the daemon itself.
        var name: String
    }

    /// What a bundle is packed beside.
    private struct Root {
        var id: Int64
        var bytes: [UInt8]
    }

    /// A bundle that has room, or will be made.
    private struct Bundle {
        var id: Int64?
        var root: Root?
        var mails: Int64 = 0
        var bytes: [UInt8] = []
    }

    /// Packs the bodies of the mails that are chosen, and are in no bundle yet.
    func pack(_ condition: String, _ values: Value...) throws {
        let mails = try rows(
            """
            SELECT \(bodyColumns), id, way,
                coalesce((SELECT credential FROM outbox WHERE mail = mails.id ORDER BY id LIMIT 1), '')
            FROM mails WHERE \(Self.isUnbundled) AND \(condition) ORDER BY id
            """, values: values
        ) { row throws(SQLiteError) in
            let lean = LeanMail.lean(try row.mailBody(0))
            let count = (0..<4).reversed().map { UInt8(truncatingIfNeeded: lean.count >> (8 * $0)) }
            return (
                mail: Unpacked(id: try row.integer(10), record: count + lean),
                owner: Owner(way: try row.text(11), name: try row.text(12))
            )
        }
        for (owner, own) in Dictionary(grouping: mails, by: \.owner).sorted(by: {
            $0.value[0].mail.id < $1.value[0].mail.id
        }) {
            try pack(own.map(\.mail)[...], of: owner)
        }
    }

    private func pack(_ mails: ArraySlice<Unpacked>, of owner: Owner) throws {
        var rest = mails
        while let first = rest.first {
            var bundle = try bundleWithRoom(of: owner) ?? Bundle(root: try root(of: owner.way, like: first.record))
            let taken = rest.prefix(Int(Self.mailsAtMost - bundle.mails))
            rest = rest.dropFirst(taken.count)
            var places: [Int64: Int] = [:]
            for mail in taken {
                places[mail.id] = bundle.bytes.count
                bundle.bytes += mail.record
            }
            bundle.mails += Int64(taken.count)
            guard let id = try write(bundle, of: owner) else { continue }
            for (mail, place) in places {
                try run(
                    """
                    UPDATE mails SET body = x'', packed = 0, dictionary = NULL, bundle = ?2, place = ?3 WHERE id = ?1
                    """, .integer(mail), .integer(id), .integer(Int64(place)))
            }
        }
    }

    private func bundleWithRoom(of owner: Owner) throws -> Bundle? {
        try first(
            """
            SELECT \(contentColumns("own.id")), id, mails, root FROM bundles AS own
            WHERE owner = ?1 AND way = ?2 AND mails < \(Self.mailsAtMost) ORDER BY id DESC LIMIT 1
            """, .text(owner.name), .text(owner.way)
        ) { row throws(SQLiteError) in
            let root = try row.optionalInteger(7).map { id throws(SQLiteError) in
                // As much as it has by now.
                Root(id: id, bytes: try row.root(0))
            }
            return Bundle(id: try row.integer(5), root: root, mails: try row.integer(6), bytes: try row.content(0))
        }
    }

    /// What a new bundle is best packed beside, by its first mail; `nil` where it is to be a root itself.
    private func root(of way: String, like record: [UInt8]) throws -> Root? {
        let enough = record.count / Self.part
        var best: (root: Root, count: Int)?
        let known = try rows(
            "SELECT id, body, size FROM bundles WHERE root IS NULL AND way = ?1 ORDER BY id DESC LIMIT ?2", .text(way),
            .integer(Int64(Self.triedAtMost))
        ) { row throws(SQLiteError) in Root(id: try row.integer(0), bytes: try row.unpacked(1, size: 2, like: [])) }
        for root in known where best.map({ $0.count > enough }) ?? true {
            guard let packed = Zstd.pack(record, like: root.bytes) else { continue }
            if packed.count < best?.count ?? .max { best = (root, packed.count) }
        }
        guard let best, best.count > enough else { return best?.root }
        let count = try first("SELECT count(*) FROM bundles WHERE root IS NULL AND way = ?", .text(way)) {
            row throws(SQLiteError) in try row.integer(0)
        }
        return (count ?? 0) < Self.rootsAtMost ? nil : best.root
    }

    /// Writes a bundle as it is now; answers its number, and `nil` where it cannot be packed.
    private func write(_ bundle: Bundle, of owner: Owner) throws -> Int64? {
        let prefix = bundle.root?.bytes ?? []
        guard let packed = Zstd.pack(bundle.bytes, like: prefix) else { return nil }
        if let id = bundle.id {
            try run(
                "UPDATE bundles SET shared = ?2, mails = ?3, size = ?4, body = ?5 WHERE id = ?1", .integer(id),
                .integer(Int64(prefix.count)), .integer(bundle.mails), .integer(Int64(bundle.bytes.count)),
                .bytes(packed))
            return id
        }
        try run(
            "INSERT INTO bundles (way, owner, root, shared, mails, size, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
            .text(owner.way), .text(owner.name), .optional(bundle.root?.id), .integer(Int64(prefix.count)),
            .integer(bundle.mails), .integer(Int64(bundle.bytes.count)), .bytes(packed))
        return lastInsertedRow
    }

    /// Packs the bodies of mails that were taken before there were bundles.
    func packSent(atMost limit: Int64) throws {
        try pack(
            """
            id IN (SELECT mails.id FROM mails WHERE \(Self.isUnbundled)
                AND EXISTS (SELECT 1 FROM outbox WHERE mail = mails.id AND state = 'accepted')
                AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail = mails.id AND state <> 'accepted')
                ORDER BY id LIMIT ?1)
            """, .integer(limit))
    }

    private static let isUnbundled = "bundle IS NULL AND (packed IS NOT NULL OR length(body) >= \(leastBytes))"

    /// Gives up the bundles, and the dictionaries of before, that no mail needs any more.
    func pruneBundles() throws {
        try run(
            """
            DELETE FROM bundles WHERE NOT EXISTS (SELECT 1 FROM mails WHERE bundle = bundles.id)
                AND NOT EXISTS (SELECT 1 FROM bundles AS others WHERE others.root = bundles.id)
            """)
        try run("DELETE FROM dictionaries WHERE NOT EXISTS (SELECT 1 FROM mails WHERE dictionary = dictionaries.id)")
    }
}
