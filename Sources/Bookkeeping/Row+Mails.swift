internal import SQLite
internal import Zlib
internal import Zstd

/// What the body of a mail is read from: as many columns as `Row.mailBody` needs.
let bodyColumns = columnsOfBody(atVersion: Schema.migrations.count)

/// The same in a ledger of an earlier version, from 11 on, which had less of that.
func columnsOfBody(atVersion version: Int) -> String {
    let ofDictionary =
        version < 24
        ? "NULL, NULL"
        : """
        (SELECT body FROM dictionaries WHERE id = mails.dictionary),
        (SELECT size FROM dictionaries WHERE id = mails.dictionary)
        """
    let ofBundle =
        version < 27 ? "NULL, NULL, NULL, NULL, NULL, NULL" : "\(contentColumns("mails.bundle")), mails.place"
    return "body, \(version < 23 ? "NULL" : "packed"), \(ofDictionary), \(ofBundle)"
}

/// The same, where the bodies are not read.
let noBodyColumns = "x'', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"

/// What the content of a bundle is read from, which `Row.content` reads, for an expression that is its number.
func contentColumns(_ id: String) -> String {
    ["body", "size", "shared"].map { "(SELECT \($0) FROM bundles WHERE id = \(id))" }
        .joined(separator: ", ") + ", "
        + ["body", "size"].map {
            "(SELECT \($0) FROM bundles WHERE id = (SELECT root FROM bundles WHERE id = \(id)))"
        }.joined(separator: ", ")
}

extension Row {
    /// The body of a mail, from the first of `bodyColumns` on.
    borrowing func mailBody(_ first: Int32) throws(SQLiteError) -> [UInt8] {
        if let place = try optionalInteger(first + 9) { return try mail(at: Int(place), inBundle: first + 4) }
        guard let count = try optionalInteger(first + 1) else { return try bytes(first) }
        guard try optionalInteger(first + 3) != nil else {
            return try converted(bytes: first) { Zlib.unpack($0, count: Int(count)) }
        }
        let size = Int(try integer(first + 3))
        let dictionary = try converted(bytes: first + 2) { Zlib.unpack($0, count: size) }
        return try converted(bytes: first) { packed in
            Zlib.unpack(packed, count: Int(count), like: dictionary).flatMap { LeanMail.whole($0) }
        }
    }

    /// The mail that begins there in what a bundle holds.
    private borrowing func mail(at place: Int, inBundle first: Int32) throws(SQLiteError) -> [UInt8] {
        let content = try content(first)
        return try converted(bytes: first) { _ in
            guard place >= 0, place + 4 <= content.count else { return nil }
            let count = content[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            guard place + 4 + count <= content.count else { return nil }
            return LeanMail.whole(Array(content[(place + 4)..<(place + 4 + count)]))
        }
    }

    /// What a bundle holds, from the first of `contentColumns` on.
    borrowing func content(_ first: Int32) throws(SQLiteError) -> [UInt8] {
        let shared = Int(try integer(first + 2))
        return try unpacked(first, size: first + 1, like: Array(try root(first).prefix(shared)))
    }

    /// What the root of that bundle holds; nothing where it has none.
    borrowing func root(_ first: Int32) throws(SQLiteError) -> [UInt8] {
        try optionalInteger(first + 4) == nil ? [] : try unpacked(first + 3, size: first + 4, like: [])
    }

    /// The content of a column that is packed, with how many bytes it has in another.
    borrowing func unpacked(_ body: Int32, size: Int32, like prefix: [UInt8]) throws(SQLiteError) -> [UInt8] {
        let count = Int(try integer(size))
        return try converted(bytes: body) { Zstd.unpack($0, count: count, like: prefix) }
    }
}
