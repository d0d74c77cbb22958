internal import SQLite
internal import Zstd

/// Mails that a server has taken: they are kept as they were sent, for whoever asks, and take little room.
///
/// The mails of one connection differ from each other in days and in the words of their kind alone, and those of
/// another in names. So they are packed together in a bundle, beside a bundle of another connection, its root. A bundle
/// grows by each mail until it has a few, and then joins the one before it, so that no mail is packed often; it stays
/// for as long as one of its mails, or a bundle of which it is the root. What a mail is called is packed with it.
extension Database {
    /// How many mails a bundle gets one by one; all of them are packed anew for each.
    private static let mailsAlone: Int64 = 6
    /// How many mails a bundle holds at most.
    ///
    /// So many are unpacked to read one, and stay as long as one of them. Together they take about five kilobytes.
    private static let mailsAtMost: Int64 = 36
    /// How many bytes two bundles that join have at most, unpacked; news of many connections is long.
    private static let bytesAtMost = 1 << 20
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

        init(id: Int64, _ mail: LeanMail) {
            self.id = id
            record = LeanMail.counted(mail.form)
        }
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

        static let columns = "\(contentColumns("own.id")), mails"

        init(root: Root?) { self.root = root }

        /// Reads `columns` of a bundle that is called `own`.
        init(_ row: borrowing Row) throws(SQLiteError) {
            let shelf = Shelf()
            id = try row.integer(0)
            root = try row.optionalInteger(4).map { id throws(SQLiteError) in
                // As much as it has by now.
                Root(id: id, bytes: try shelf.root(row, 0))
            }
            mails = try row.integer(7)
            bytes = try shelf.content(row, 0)
        }

        /// Adds mails; answers where each stands.
        mutating func add(_ added: some Sequence<Unpacked>) -> [(mail: Int64, place: Int)] {
            added.map { mail in
                defer {
                    bytes += mail.record
                    mails += 1
                }
                return (mail.id, bytes.count)
            }
        }
    }

    /// Packs the bodies of the mails that are chosen, and are in no bundle yet.
    func pack(_ condition: String, _ values: Value...) throws {
        let mails = try rows(
            """
            SELECT id, way, coalesce((SELECT credential FROM outbox WHERE mail = mails.id ORDER BY id LIMIT 1), ''),
                message_id, subject, \(mailColumns())
            FROM mails WHERE \(Self.isUnbundled) AND \(condition) ORDER BY id
            """, values: values
        ) { row throws(SQLiteError) in
            (
                mail: Unpacked(id: try row.integer(0), try row.mail(5, messageID: 3, subject: 4, on: Shelf())),
                owner: Owner(way: try row.text(1), name: try row.text(2))
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
            let taken = rest.prefix(Int(Self.mailsAlone - bundle.mails))
            rest = rest.dropFirst(taken.count)
            let places = bundle.add(taken)
            try keep(bundle, places, of: owner)
        }
    }

    /// Writes a bundle with where its mails stand, and has it join the one before it unless it has room.
    private func keep(_ bundle: Bundle, _ places: [(mail: Int64, place: Int)], of owner: Owner) throws {
        guard let id = try write(bundle, of: owner) else { return }
        try put(places, inBundle: id)
        if bundle.mails == Self.mailsAlone { try join(id, bundle, of: owner) }
    }

    /// Has mails stand at these places of a bundle, and their names too.
    private func put(_ places: [(mail: Int64, place: Int)], inBundle id: Int64) throws {
        for (mail, place) in places {
            try run(
                """
                UPDATE mails SET recipient = '', message_id = '', subject = '', body = x'', packed = 0,
                    dictionary = NULL, bundle = ?2, place = ?3
                WHERE id = ?1
                """, .integer(mail), .integer(id), .integer(Int64(place)))
        }
    }

    /// Puts what a bundle holds into the one before it of the same owner, where that has room.
    ///
    /// What others are packed beside stays where it is.
    private func join(_ id: Int64, _ bundle: Bundle, of owner: Owner) throws {
        guard bundle.root != nil else { return }
        let before = try readable { () throws(SQLiteError) in
            try first(
                """
                SELECT \(Bundle.columns) FROM bundles AS own
                WHERE owner = ?1 AND way = ?2 AND mails < \(Self.mailsAtMost) AND mails <= ?4 AND size <= ?5
                    AND root IS NOT NULL AND id < ?3 ORDER BY id DESC LIMIT 1
                """, .text(owner.name), .text(owner.way), .integer(id), .integer(Self.mailsAtMost - bundle.mails),
                .integer(Int64(Self.bytesAtMost - bundle.bytes.count))
            ) { row throws(SQLiteError) in try Bundle(row) }
        }
        guard var before, let earlier = before.id else { return }
        let start = before.bytes.count
        before.bytes += bundle.bytes
        before.mails += bundle.mails
        guard try write(before, of: owner) != nil else { return }
        try run(
            "UPDATE mails SET bundle = ?2, place = place + ?3 WHERE bundle = ?1", .integer(id), .integer(earlier),
            .integer(Int64(start)))
        try run("DELETE FROM bundles WHERE id = ?", .integer(id))
    }

    private func bundleWithRoom(of owner: Owner) throws -> Bundle? {
        // SQLite uses the index of bundles with room where its condition is said as it stands there.
        try readable { () throws(SQLiteError) in
            try first(
                """
                SELECT \(Bundle.columns) FROM bundles AS own
                WHERE owner = ?1 AND way = ?2 AND mails < \(Self.mailsAtMost) AND mails < \(Self.mailsAlone)
                ORDER BY id DESC LIMIT 1
                """, .text(owner.name), .text(owner.way)
            ) { row throws(SQLiteError) in try Bundle(row) }
        }
    }

    /// What is read; `nil` where that is damaged: no mail that is packed now has to be lost with it.
    private func readable<Content>(_ read: () throws(SQLiteError) -> Content?) throws(SQLiteError) -> Content? {
        do {
            return try read()
        } catch {
            guard error.code == .mismatch else { throw error }
            return nil
        }
    }

    /// What a new bundle is best packed beside, by its first mail; `nil` where it is to be a root itself.
    private func root(of way: String, like record: [UInt8]) throws -> Root? {
        let enough = record.count / Self.part
        var best: (root: Root, count: Int)?
        let known = try rows(
            "SELECT id, body, size FROM bundles WHERE root IS NULL AND way = ?1 ORDER BY id DESC LIMIT ?2", .text(way),
            .integer(Int64(Self.triedAtMost))
        ) { row throws(SQLiteError) in
            try readable { () throws(SQLiteError) in
                Root(id: try row.integer(0), bytes: try row.unpacked(1, size: 2, like: []))
            }
        }
        for root in known.compactMap(\.self) where best.map({ $0.count > enough }) ?? true {
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

    /// Packs mails anew that were bundled before their names were packed with them, a few bundles at a time.
    ///
    /// What others are packed beside stays as it is.
    func renewBundles(atMost limit: Int64) throws {
        let old = try rows(
            """
            SELECT DISTINCT bundle FROM mails JOIN bundles ON bundles.id = mails.bundle
            WHERE bundle IS NOT NULL AND message_id <> '' AND root IS NOT NULL ORDER BY bundle LIMIT ?
            """, .integer(limit)
        ) { row throws(SQLiteError) in try row.integer(0) }
        for id in old {
            let found = try readable { () throws(SQLiteError) in
                try first("SELECT \(Bundle.columns), owner, way FROM bundles AS own WHERE id = ?", .integer(id)) {
                    row throws(SQLiteError) in
                    (try Bundle(row), Owner(way: try row.text(9), name: try row.text(8)))
                }
            }
            guard let (bundle, owner) = found else { continue }
            let shelf = Shelf()
            let mails = try readable { () throws(SQLiteError) in
                try rows(
                    "SELECT id, message_id, subject, \(mailColumns()) FROM mails WHERE bundle = ? ORDER BY place",
                    .integer(id)
                ) { row throws(SQLiteError) in
                    Unpacked(id: try row.integer(0), try row.mail(3, messageID: 1, subject: 2, on: shelf))
                }
            }
            guard let mails else { continue }
            var renewed = bundle
            (renewed.bytes, renewed.mails) = ([], 0)
            let places = renewed.add(mails)
            try keep(renewed, places, of: owner)
        }
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
