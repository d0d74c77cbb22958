public import Credentials
internal import SQLite

/// When the marketplace's leads arrived.
extension Ledger {
    /// Remembers what is known of the leads that the marketplace writes at a connection, and the events that follow from
    /// it.
    ///
    /// One transaction. Throws `conflict` for a credential that was never adopted.
    public func save(_ sight: LeadSight, of name: CredentialName, events: [Event] = []) throws(LedgerError) {
        try write("save when leads arrived at \(name)", at: sight.triedAt) { database in
            try database.run(
                "INSERT INTO leads (credential, sight) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET sight = ?2",
                Value(name), try Value(json: sight))
            for event in events { try database.append(event) }
        }
    }
}

extension Database {
    /// What is known of the leads of one credential, or of all for `nil`; what a newer program wrote and this one does
    /// not understand counts as nothing.
    func leads(of name: CredentialName? = nil) throws -> [(CredentialName, LeadSight)] {
        try rows(
            "SELECT credential, sight FROM leads WHERE \(name == nil ? "?1 IS NULL" : "credential = ?1")",
            .optional(name?.description)
        ) { row throws(SQLiteError) in (try row.name(0), try? row.json(1, as: LeadSight.self)) }
        .compactMap { name, sight in sight.map { (name, $0) } }
    }
}
