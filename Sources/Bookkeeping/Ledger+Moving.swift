public import Basics
public import Credentials
internal import SQLite

/// The versions of one credential that belong to another one from now on.
public struct SecretMove: Hashable, Sendable {
    /// Whose they were.
    public var source: CredentialName
    /// Whose they are.
    public var target: CredentialName
    /// What is remembered of that one from now on.
    @Shared public var standing: Standing

    /// A move.
    public init(from source: CredentialName, to target: CredentialName, standing: Standing) {
        (self.source, self.target) = (source, target)
        self.standing = standing
    }
}

/// Secrets that belong to another name by now: those of ways for mail, which trade places in the configuration.
extension Ledger {
    /// What the configuration had of a way for mail, whether it still has it or not: `@mail`, those of channels, and the
    /// spare one.
    public func waysForMail() async throws(LedgerError) -> [KnownConfiguration] {
        try await read("read the ways for mail") { database in
            try database.rows(
                """
                SELECT \(KnownConfiguration.columns) FROM credentials
                WHERE name IN ('@mail', '@mail-spare') OR name GLOB '@channel-*' ORDER BY name
                """
            ) { row throws(SQLiteError) in try KnownConfiguration(row) }
        }
    }

    /// Has versions change hands, all at once, and keeps what the configuration has of everybody concerned: either all
    /// of it is so or nothing.
    ///
    /// What a target has that no move takes away is to be removed. Items of the keyring stay under the name for which
    /// they were stored.
    public func move(_ moves: [SecretMove], keeping credentials: [Credential], events: [Event], at now: Instant)
        async throws(LedgerError)
    {
        try await write("move secrets", at: now) { database in
            var moved: [(id: String, stage: String, target: CredentialName)] = []
            for move in moves {
                let versions = try database.rows(
                    """
                    SELECT id, stage FROM versions
                    WHERE credential = ? AND stage IN ('trial', 'pending', 'current', 'previous')
                    """, Value(move.source)
                ) { row throws(SQLiteError) in (id: try row.text(0), stage: try row.text(1), target: move.target) }
                moved += versions
            }
            // None has a stage while they change hands, so that no credential ever has two of one.
            for version in moved {
                try database.run("UPDATE versions SET stage = 'storing' WHERE id = ?", .text(version.id))
            }
            for move in moves {
                // The spare way is in no configuration.
                try database.run(
                    """
                    INSERT INTO credentials (name, configured, configuration_digest, standing) VALUES (?1, 0, '', ?2)
                    ON CONFLICT DO NOTHING
                    """, Value(move.target), try Value(json: move.standing))
                try database.run(
                    """
                    UPDATE versions SET stage = 'removing'
                    WHERE credential = ? AND stage IN ('trial', 'pending', 'current', 'previous')
                    """, Value(move.target))
                try database.run(
                    "UPDATE credentials SET probing_since = NULL, unfinished_probes = 0 WHERE name = ?",
                    Value(move.target))
                try database.update(move.standing, of: move.target)
            }
            for version in moved {
                try database.run(
                    """
                    UPDATE versions SET kept_under = nullif(coalesce(kept_under, credential), ?2), credential = ?2,
                        stage = ?3
                    WHERE id = ?1
                    """, .text(version.id), Value(version.target), .text(version.stage))
            }
            for credential in credentials { try database.keep(credential) }
            for event in events { try database.append(event) }
        }
    }

    /// When a credential got a secret that had been another's last; `nil` where it never did.
    public func lastMove(to name: CredentialName) async throws(LedgerError) -> Instant? {
        try await read("read when the secret of \(name) was moved") { database in
            try database.first(
                """
                SELECT max(at) FROM record JOIN sayings ON sayings.id = record.saying
                WHERE \(isOfSubject("?1")) AND kind = ?2
                """, Value(name), .text(EventKind.secretMoved.word)
            ) { row throws(SQLiteError) in try row.optionalInstant(0) } ?? nil
        }
    }

    /// How many notices the mail server has taken since then.
    public func mailsAccepted(since instant: Instant) async throws(LedgerError) -> Int {
        try await read("count the mails that were accepted") { database in
            try database.first(
                "SELECT count(*) FROM outbox WHERE \(isByMail) AND accepted_at >= ?", Value(instant)
            ) { row throws(SQLiteError) in Int(try row.integer(0)) } ?? 0
        }
    }

    /// Knows a way for mail that the configuration does not have, so that a secret can be stored for it.
    ///
    /// One transaction. What was stored for it as another one is to be removed.
    public func adoptSpare(_ credential: Credential, standing: Standing) async throws(LedgerError) {
        try await write("adopt \(credential.name)") { database in
            let known = try database.first(
                "SELECT \(KnownConfiguration.columns) FROM credentials WHERE name = ?", Value(credential.name)
            ) { row throws(SQLiteError) in try KnownConfiguration(row) }
            if let known, known.credential?.identity != credential.identity {
                try database.run(
                    "UPDATE versions SET stage = 'removing' WHERE credential = ?", Value(credential.name))
            }
            try database.run(
                """
                INSERT INTO credentials (name, configured, configuration_digest, standing) VALUES (?1, 0, ?2, ?3)
                ON CONFLICT DO UPDATE SET configuration_digest = ?2
                """, Value(credential.name), .text(credential.workingDigest), try Value(json: standing))
            try database.keep(credential)
        }
    }
}

extension Database {
    /// Keeps what the files say of one credential.
    func keep(_ credential: Credential) throws {
        try run(
            """
            INSERT INTO configurations (credential, configuration) SELECT name, ?1 FROM credentials WHERE name = ?2
                ON CONFLICT (credential) DO UPDATE SET configuration = excluded.configuration
            """, try Value(json: credential), Value(credential.name))
    }
}
