public import Credentials
internal import SQLite

/// What the ledger knows of how a credential is configured.
public struct KnownConfiguration: Hashable, Sendable {
    /// Whose.
    public var name: CredentialName
    /// The digest under which it was adopted.
    public var digest: String
    /// What the files said last; `nil` where nobody kept it, as in a ledger of before version 7.
    public var credential: Credential?
}

extension Ledger {
    /// What the configuration had when it was used last, in the order of the names.
    public func configurations() async throws(LedgerError) -> [KnownConfiguration] {
        try await read("read what was configured") { database in
            try database.rows(
                "SELECT \(KnownConfiguration.columns) FROM credentials WHERE configured = 1 ORDER BY name"
            ) { row throws(SQLiteError) in try KnownConfiguration(row) }
        }
    }

    /// What the configuration had of a credential when it last had it; `nil` where it never did.
    public func lastConfiguration(of name: CredentialName) async throws(LedgerError) -> KnownConfiguration? {
        try await read("read how \(name) was configured") { database in
            try database.first(
                "SELECT \(KnownConfiguration.columns) FROM credentials WHERE name = ?", Value(name)
            ) { row throws(SQLiteError) in try KnownConfiguration(row) }
        }
    }

    /// Keeps what the files say of credentials that were adopted, so that they can be watched where the files are gone.
    ///
    /// One transaction for all.
    public func keep(_ credentials: [Credential]) async throws(LedgerError) {
        guard !credentials.isEmpty else { return }
        try await write("keep the configuration") { database in
            for credential in credentials { try database.keep(credential) }
        }
    }
}

extension KnownConfiguration {
    /// What it is read from: columns of credentials, and what the files said of each.
    static let columns = """
        name, configuration_digest, (SELECT configuration FROM configurations WHERE credential = credentials.name)
        """

    /// Reads the name, the digest, and what the files said; what a newer program wrote and this one does not understand
    /// counts as not kept.
    init(_ row: borrowing Row) throws(SQLiteError) {
        name = try row.name(0)
        digest = try row.text(1)
        if try row.optionalText(2) != nil { credential = try? row.json(2, as: Credential.self) }
    }
}
