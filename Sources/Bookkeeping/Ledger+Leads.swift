public import Credentials
internal import SQLite

/// When the marketplace's leads arrived.
extension Ledger {
    /// Remembers what is known of the leads that the marketplace writes at a connection, and the events that follow from
    /// it.
    ///
    /// One transaction. Throws `conflict` for a credential that was never adopted.
    public func save(_ sight: LeadSight, of name: CredentialName, events: [Event] = []) async throws(LedgerError) {
        try await write("save when leads arrived at \(name)", at: sight.triedAt) { database in
            try database.save(sight, of: name, in: .leads)
            for event in events { try database.append(event) }
        }
    }
}
