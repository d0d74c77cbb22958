internal import SQLite
internal import Zlib
internal import Zstd

/// What a mail is read from, its names apart: as many columns as `Row.mail` needs.
func mailColumns(withBody: Bool = true, atVersion version: Int = Schema.migrations.count) -> String {
    let ofDictionary =
        version < 24
        ? "NULL, NULL"
        : """
        (SELECT body FROM dictionaries WHERE id = mails.dictionary),
        (SELECT size FROM dictionaries WHERE id = mails.dictionary)
        """
    let ofBundle =
        version < 27
        ? "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL" : "\(contentColumns("mails.bundle")), mails.place"
    guard withBody else { return "x'', NULL, NULL, NULL, \(ofBundle)" }
    return "body, \(version < 23 ? "NULL" : "packed"), \(ofDictionary), \(ofBundle)"
}

/// What the content of a bundle is read from, which `Shelf.content` reads, for an expression that is its number.
func contentColumns(_ id: String) -> String {
    let root = "(SELECT root FROM bundles WHERE id = \(id))"
    return "\(id), "
        + ["body", "size", "shared"].map { "(SELECT \($0) FROM bundles WHERE id = \(id))" }.joined(separator: ", ")
        + ", \(root), "
        + ["body", "size"].map { "(SELECT \($0) FROM bundles WHERE id = \(root))" }
        .joined(separator: ", ")
}

/// The bundles that one query has unpacked last: its rows may have the mails of one bundle, and most have one root.
final class Shelf {
    private var root: (id: Int64, bytes: [UInt8])?
    private var bundle: (id: Int64, bytes: [UInt8])?

    /// What a bundle holds, from the first of `contentColumns` on.
    func content(_ row: borrowing Row, _ first: Int32) throws(SQLiteError) -> [UInt8] {
        let id = try row.integer(first)
        if let bundle, bundle.id == id { return bundle.bytes }
        let shared = Int(try row.integer(first + 3))
        let bytes = try row.unpacked(first + 1, size: first + 2, like: Array(try root(row, first).prefix(shared)))
        bundle = (id, bytes)
        return bytes
    }

    /// What the root of that bundle holds; nothing where it has none.
    func root(_ row: borrowing Row, _ first: Int32) throws(SQLiteError) -> [UInt8] {
        guard let id = try row.optionalInteger(first + 4) else { return [] }
        if let root, root.id == id { return root.bytes }
        let bytes = try row.unpacked(first + 5, size: first + 6, like: [])
        root = (id, bytes)
        return bytes
    }

    /// The form of the mail of a row, from the first of `contentColumns` on, with its place behind them.
    fileprivate func form(_ row: borrowing Row, _ first: Int32) throws(SQLiteError) -> ArraySlice<UInt8> {
        let place = Int(try row.integer(first + 7))
        let content = try content(row, first)
        // What a damaged file says may be anything.
        return try row.converted(bytes: first + 1) { _ in
            guard content.indices.contains(place) else { return nil }
            var rest = content[place...]
            return LeanMail.takeCounted(&rest)
        }
    }
}

extension Row {
    /// The mail of a row.
    ///
    /// - Parameters:
    ///   - first: the first of `mailColumns`.
    ///   - messageID: the column of the Message-ID, which is empty where the packed mail has the names.
    ///   - subject: the column of the subject.
    borrowing func mail(
        _ first: Int32, messageID: Int32, subject: Int32, on shelf: Shelf
    ) throws(SQLiteError) -> LeanMail {
        let names = LeanMail.Names(messageID: try text(messageID), subject: try text(subject))
        guard try optionalInteger(first + 11) == nil else {
            let form = Array(try shelf.form(self, first + 4))
            let mail = try converted(bytes: first + 5) { _ in LeanMail(form) }
            return LeanMail(body: mail.body, names: names.messageID.isEmpty ? mail.names : names)
        }
        guard let count = try optionalInteger(first + 1) else { return LeanMail(body: try bytes(first), names: names) }
        guard try optionalInteger(first + 3) != nil else {
            return LeanMail(
                body: try converted(bytes: first) { Zlib.unpack($0, count: Int(count)) }, names: names)
        }
        let size = Int(try integer(first + 3))
        let dictionary = try converted(bytes: first + 2) { Zlib.unpack($0, count: size) }
        let mail = try converted(bytes: first) { packed in
            Zlib.unpack(packed, count: Int(count), like: dictionary).flatMap { LeanMail($0) }
        }
        return LeanMail(body: mail.body, names: names)
    }

    /// What a mail is called, by the same columns.
    ///
    /// Where its bundle is damaged the subject says so: a list is worth something without one of its subjects.
    borrowing func names(
        _ first: Int32, messageID: Int32, subject: Int32, on shelf: Shelf
    ) throws(SQLiteError) -> LeanMail.Names {
        let names = LeanMail.Names(messageID: try text(messageID), subject: try text(subject))
        guard names.messageID.isEmpty, let bundle = try optionalInteger(first + 4) else { return names }
        let packed: LeanMail.Names?
        do {
            packed = LeanMail.names(in: try shelf.form(self, first + 4))
        } catch {
            guard error.code == .mismatch else { throw error }
            packed = nil
        }
        return packed ?? LeanMail.Names(messageID: "", subject: "(not readable: bundle \(bundle) is damaged)")
    }

    /// The content of a column that is packed, with how many bytes it has in another.
    borrowing func unpacked(_ body: Int32, size: Int32, like prefix: [UInt8]) throws(SQLiteError) -> [UInt8] {
        let count = Int(try integer(size))
        return try converted(bytes: body) { Zstd.unpack($0, count: count, like: prefix) }
    }
}
