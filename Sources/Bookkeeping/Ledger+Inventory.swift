public import Credentials
internal import SQLite

extension Ledger {
    /// All that is known of every credential, those that the configuration no longer has included.
    public func snapshot() async throws(LedgerError) -> [CredentialName: CredentialRecord] {
        try await read("read the credentials") { database in
            var records: [CredentialName: CredentialRecord] = [:]
            let rows = try database.rows("SELECT name, \(credentialColumns) FROM credentials") {
                row throws(SQLiteError) in
                (try row.name(0), try CredentialRecord(row, from: 1))
            }
            for (name, record) in rows { records[name] = record }
            let versions = try database.rows("SELECT credential, \(versionColumns) FROM versions \(usable) ORDER BY id")
            {
                row throws(SQLiteError) in (try row.name(0), try SecretVersion(row, from: 1))
            }
            for (name, version) in versions { records[name]?.versions.append(version) }
            for (name, trial) in try database.trials() { records[name]?.trial = trial }
            for (name, told) in try database.toldOccasions() { records[name]?.told.insert(told) }
            for known in try database.knownEntries() { records[known.entry.credential]?.calendar.append(known) }
            for (name, rotation) in try database.rotationsToKnow() { records[name]?.take(rotation) }
            for (name, published) in try database.publications() { records[name]?.published.append(published) }
            for (name, listing) in try database.listings() { records[name]?.listing = listing }
            for (name, sight) in try database.sights(SignInSight.self, in: .signIns) { records[name]?.signIns = sight }
            for (name, sight) in try database.sights(LeadSight.self, in: .leads) { records[name]?.leads = sight }
            for (name, answers) in try database.answers() { records[name]?.take(answers) }
            return records
        }
    }

    /// Whether any credential has a version that may be used.
    public func knowsSecrets() async throws(LedgerError) -> Bool {
        try await read("look for secrets") { database in
            try database.first("SELECT 1 FROM versions \(usable) LIMIT 1") { _ throws(SQLiteError) in true } ?? false
        }
    }

    /// All that is known of one credential; `nil` where it was never adopted.
    ///
    /// - Parameter known: what was read of it before, with all that was saved of it since: what only whoever saves it can
    ///   have changed is taken from there, and so is what its ended rotations have published where none has ended since;
    ///   `nil` to read that too.
    public func record(of name: CredentialName, knowing known: CredentialRecord? = nil) async throws(LedgerError)
        -> CredentialRecord?
    {
        try await read("read the credential \(name)") { database in
            let record = try database.first("SELECT \(credentialColumns) FROM credentials WHERE name = ?", Value(name))
            {
                row throws(SQLiteError) in try CredentialRecord(row, from: 0)
            }
            guard var record else { return nil }
            record.versions = try database.rows(
                "SELECT \(versionColumns) FROM versions \(usable) AND credential = ? ORDER BY id", Value(name)
            ) { row throws(SQLiteError) in try SecretVersion(row, from: 0) }
            record.told = Set(try database.toldOccasions(of: name).map(\.1))
            record.calendar = try database.knownEntries(of: name)
            record.trial = try database.trials(of: name).first?.1
            // One that has ended stays as it is.
            for (_, rotation) in try database.rotationsToKnow(of: name, knowing: known?.lastRotation) {
                record.take(rotation)
            }
            if let last = record.lastRotation {
                record.published =
                    if let known, known.lastRotation?.id == last.id { known.published } else {
                        try database.publications(of: name).map(\.1)
                    }
            }
            if let known {
                (record.$listing, record.$signIns, record.$leads) = (known.$listing, known.$signIns, known.$leads)
            } else {
                record.listing = try database.listings(of: name).first?.1
                record.signIns = try database.sights(SignInSight.self, of: name, in: .signIns).first?.1
                record.leads = try database.sights(LeadSight.self, of: name, in: .leads).first?.1
            }
            for (_, answers) in try database.answers(of: name) { record.take(answers) }
            return record
        }
    }

    /// Takes credentials in as the configuration has them now: new ones, those that came back, and those whose digest
    /// changed.
    ///
    /// One transaction for all. Versions, leads and history of a credential that was there before stay.
    public func adopt(_ adoptions: [Adoption]) async throws(LedgerError) {
        try await write("adopt credentials") { database in
            for adoption in adoptions {
                try database.run(
                    """
                    INSERT INTO credentials (name, configured, configuration_digest, standing) VALUES (?1, 1, ?2, ?3)
                    ON CONFLICT DO UPDATE SET configured = 1, configuration_digest = ?2, standing = ?3,
                        probing_since = NULL, unfinished_probes = 0
                    """, Value(adoption.name), .text(adoption.configurationDigest), try Value(json: adoption.standing))
            }
        }
    }

    /// Marks what the configuration no longer has; secrets, notices on their way and history stay.
    ///
    /// One transaction for all.
    /// - Returns: the names that were configured until now, in order.
    @discardableResult
    public func retireAll(except configured: Set<CredentialName>) async throws(LedgerError) -> [CredentialName] {
        try await write("retire credentials") { database in
            let retired = try database.rows("SELECT name FROM credentials WHERE configured = 1 ORDER BY name") {
                row throws(SQLiteError) in try row.name(0)
            }.filter { !configured.contains($0) }
            for name in retired {
                try database.run(
                    "UPDATE credentials SET configured = 0 WHERE name = ?", Value(name))
            }
            return retired
        }
    }

    /// Remembers what is known of a credential between passes.
    ///
    /// One transaction. Throws `conflict` for a credential that was never adopted.
    public func save(_ standing: Standing, for name: CredentialName) async throws(LedgerError) {
        try await write("save the standing of \(name)") { database in
            try database.update(standing, of: name)
        }
    }
}

let credentialColumns = "configured, configuration_digest, standing, lead_id, probing_since, unfinished_probes"
private let usable = "WHERE stage IN ('trial', 'pending', 'current', 'previous')"

extension Database {
    /// What people were told of the versions in use, of one credential or of all for `nil`; what was withdrawn from
    /// anybody counts as not told.
    ///
    /// Channels add to that and take nothing over, so they do not count.
    fileprivate func toldOccasions(of name: CredentialName? = nil) throws -> [(CredentialName, ToldOccasion)] {
        try rows(
            """
            SELECT outbox.credential, occasion, window_end_at
            FROM versions JOIN outbox ON outbox.version = versions.id AND outbox.credential = versions.credential
            WHERE versions.stage = 'current' AND outbox.\(isTelling) AND outbox.\(isByMail)
                AND \(name == nil ? "?1 IS NULL" : "outbox.credential = ?1")
            GROUP BY 1, 2, 3 HAVING max(withdrawn) = 0
            """, .optional(name?.description)
        ) { row throws(SQLiteError) in
            (try row.name(0), ToldOccasion(try row.occasion(1), windowEnd: try row.optionalInstant(2)))
        }
    }

    /// Writes the standing; throws `conflict` for a credential that was never adopted.
    func update(_ standing: Standing, of name: CredentialName) throws {
        let changed = try run(
            "UPDATE credentials SET standing = ? WHERE name = ?", try Value(json: standing), Value(name))
        try require(changed == 1, "the credential \(name) was never adopted")
    }

    /// Throws `conflict` for that cause where the ledger is not as a change expects it.
    func require(_ isSo: Bool, _ cause: @autoclosure () -> String) throws(LedgerError) {
        guard isSo else { throw LedgerError(code: .conflict, operation: "change the ledger", text: cause()) }
    }
}

extension CredentialRecord {
    /// Reads `credentialColumns`, the first of which is at `first`.
    fileprivate init(_ row: borrowing Row, from first: Int32) throws(SQLiteError) {
        self.init(
            standing: try row.json(first + 2, as: Standing.self), configurationDigest: try row.text(first + 1),
            isConfigured: try row.integer(first) == 1)
        lead = try row.optionallyConverted(first + 3) { GUID($0) }
        if let lastAt = try row.optionalInstant(first + 4) {
            interruption = Interruption(count: Int(try row.integer(first + 5)), lastAt: lastAt)
        }
    }

    /// Takes in a rotation: the one under way, or the last that has ended.
    fileprivate mutating func take(_ rotation: Rotation) {
        if rotation.isUnderWay { self.rotation = rotation } else { lastRotation = rotation }
    }
}
