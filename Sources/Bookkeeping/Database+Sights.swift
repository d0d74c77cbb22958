internal import Credentials
internal import SQLite

/// A table of what was seen of each credential, as JSON in one row a credential.
enum SightTable: String {
    case leads
    case signIns = "sign_ins"
}

extension Database {
    /// Remembers what was seen of a credential, in the place of what was before.
    func save(_ sight: some Encodable, of name: CredentialName, in table: SightTable) throws {
        try run(
            "INSERT INTO \(table.rawValue) (credential, sight) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET sight = ?2",
            Value(name), try Value(json: sight))
    }

    /// What was seen of one credential, or of all for `nil`; what a newer program wrote and this one does not
    /// understand counts as nothing.
    func sights<Sight: Decodable>(
        _: Sight.Type, of name: CredentialName? = nil, in table: SightTable
    ) throws -> [(CredentialName, Sight)] {
        try rows(
            "SELECT credential, sight FROM \(table.rawValue) WHERE \(name == nil ? "?1 IS NULL" : "credential = ?1")",
            .optional(name?.description)
        ) { row throws(SQLiteError) in (try row.name(0), try? row.json(1, as: Sight.self)) }
        .compactMap { name, sight in sight.map { (name, $0) } }
    }
}
