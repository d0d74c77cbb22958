public import Credentials
internal import SQLite

extension Ledger {
    /// Writes down that a version is about to be put into the keyring, before it is.
    ///
    /// One transaction. The version's stage and fingerprint are of no account. While the ballast is given up it is
    /// refused with `reserve`. Throws `conflict` for a credential that was never adopted, or an id that is known
    /// already.
    public func beginStoring(_ version: SecretVersion, for name: CredentialName) async throws(LedgerError) {
        try requireSpace(to: "begin to store a secret for \(name)")
        try await write("begin to store a secret for \(name)", at: version.storedAt) { database in
            try database.beginStoring(version, for: name)
        }
    }

    /// Makes a version that is in the keyring the current one.
    ///
    /// One transaction: the version becomes `current`, the current one `previous`, the previous one is to be removed,
    /// notices of versions no longer in use that wait are `superseded` but for tests, the standing is new, and the
    /// event is recorded. Throws `conflict` where the version is not being stored.
    public func finishStoring(
        _ versionID: String, fingerprint: [UInt8], standing: Standing, event: Event
    ) async throws(LedgerError) {
        try await write("finish storing version \(versionID)", at: event.at) { database in
            let name = try database.credentialBeingStored(versionID)
            // What a rotation was about to put to use gives way to what a person brings, and so does what was on trial.
            try database.run(
                "UPDATE versions SET stage = 'removing' WHERE credential = ? AND stage IN ('trial', 'pending')",
                Value(name))
            try database.run("UPDATE versions SET fingerprint = ? WHERE id = ?", .bytes(fingerprint), .text(versionID))
            try database.makeCurrent(versionID, from: "storing", of: name, standing: standing, at: event.at)
            try database.append(event)
        }
    }

    /// Gives up a version that was being stored; its keyring item, which may be there or not, is to be removed.
    ///
    /// One transaction. Throws `conflict` where the version is not being stored.
    public func abandonStoring(_ versionID: String, event: Event) async throws(LedgerError) {
        try await write("abandon version \(versionID)", at: event.at) { database in
            _ = try database.credentialBeingStored(versionID)
            try database.run("UPDATE versions SET stage = 'removing' WHERE id = ?", .text(versionID))
            try database.append(event)
        }
    }

    /// The versions that were being stored when the daemon ended, by age.
    public func unfinishedStores() async throws(LedgerError) -> [UnsettledVersion] {
        try await unsettledVersions(in: "storing")
    }

    /// The versions whose keyring items are to be removed, by age.
    public func versionsToRemove() async throws(LedgerError) -> [UnsettledVersion] {
        try await unsettledVersions(in: "removing")
    }

    /// Gives up every version of a credential; their keyring items are to be removed.
    ///
    /// One transaction: versions, standing, notices that wait but for tests, event.
    public func beginRemoving(_ name: CredentialName, standing: Standing, event: Event) async throws(LedgerError) {
        try await write("begin to remove the secrets of \(name)", at: event.at) { database in
            try database.run("UPDATE versions SET stage = 'removing' WHERE credential = ?", Value(name))
            try database.supersedeNotices(of: name)
            try database.update(standing, of: name)
            try database.append(event)
        }
    }

    /// Forgets a version whose keyring item is gone; events and probes still name it.
    ///
    /// One transaction, which may be repeated. Throws `conflict` for a version that is not to be removed.
    public func forget(_ versionID: String) async throws(LedgerError) {
        try await write("forget version \(versionID)") { database in
            let stage = try database.first("SELECT stage FROM versions WHERE id = ?", .text(versionID)) {
                row throws(SQLiteError) in try row.text(0)
            }
            try database.require(stage == nil || stage == "removing", "the version is in use")
            try database.run("DELETE FROM versions WHERE id = ?", .text(versionID))
        }
    }

    /// Corrects what is known of a version: when it was issued, when it lapses, the issuer's handle for it, and what the
    /// issuer says of it.
    ///
    /// One transaction. Id, stage, fingerprint and the time of storing stay. Throws `conflict` for an unknown version.
    public func amend(_ version: SecretVersion, event: Event, also others: [Event] = []) async throws(LedgerError) {
        try await write("amend version \(version.id)", at: event.at) { database in
            let (expiresAt, origin, isNever) = version.expiry.columns
            let changed = try database.run(
                """
                UPDATE versions SET issued_at = ?2, expires_at = ?3, expiry_origin = ?4, never_expires = ?5, key_id = ?6,
                    issuer = ?7
                WHERE id = ?1 AND stage IN ('trial', 'pending', 'current', 'previous')
                """, .text(version.id), Value(version.issuedAt), Value(expiresAt), .optional(origin), .integer(isNever),
                .optional(version.keyID), try version.issuer.map { try Value(json: $0) } ?? .null)
            try database.require(changed == 1, "the version is not in use")
            for event in [event] + others { try database.append(event) }
        }
    }

    private func unsettledVersions(in stage: String) async throws(LedgerError) -> [UnsettledVersion] {
        try await read("read the versions to settle") { database in
            try database.rows(
                "SELECT credential, \(versionColumns) FROM versions WHERE stage = ? ORDER BY id", .text(stage)
            ) { row throws(SQLiteError) in
                UnsettledVersion(credential: try row.name(0), version: try SecretVersion(row, from: 1))
            }
        }
    }
}

let versionColumns = """
    id, stage, fingerprint, issued_at, stored_at, expires_at, expiry_origin, never_expires, key_id, \(handOffColumns),
        certificate, kept_under, issuer
    """

extension Database {
    func credentialBeingStored(_ versionID: String) throws -> CredentialName {
        let name = try first("SELECT credential FROM versions WHERE id = ? AND stage = 'storing'", .text(versionID)) {
            row throws(SQLiteError) in try row.name(0)
        }
        guard let name else {
            throw LedgerError(code: .conflict, operation: "finish version \(versionID)", text: "it is not being stored")
        }
        return name
    }

    func beginStoring(_ version: SecretVersion, for name: CredentialName) throws {
        let (expiresAt, origin, isNever) = version.expiry.columns
        try run(
            """
            INSERT INTO versions
                (id, credential, stage, issued_at, stored_at, expires_at, expiry_origin, never_expires, key_id)
            VALUES (?, ?, 'storing', ?, ?, ?, ?, ?, ?)
            """, .text(version.id), Value(name), Value(version.issuedAt), Value(version.storedAt), Value(expiresAt),
            .optional(origin), .integer(isNever), .optional(version.keyID))
    }

    /// Makes the version of that stage the current one, the current one the previous, and has the previous one removed.
    ///
    /// Whatever puts a version to use does it by this.
    func makeCurrent(
        _ versionID: String, from stage: String, of name: CredentialName, standing: Standing, at now: Instant
    ) throws {
        let handOff = try handOff(of: versionID, inPlaceOfTheOneInUseOf: name, at: now)
        // What comes back from the stage `previous` leaves its place first, and no credential ever has two of a stage.
        let changed = try run(
            "UPDATE versions SET stage = 'storing', trial = NULL WHERE id = ? AND credential = ? AND stage = ?",
            .text(versionID),
            Value(name), .text(stage))
        try require(changed == 1, "the new version is not in the keyring")
        try run("UPDATE versions SET stage = 'removing' WHERE credential = ? AND stage = 'previous'", Value(name))
        try run("UPDATE versions SET stage = 'previous' WHERE credential = ? AND stage = 'current'", Value(name))
        try run("UPDATE versions SET stage = 'current' WHERE id = ?", .text(versionID))
        if let handOff { try update(handOff, of: versionID) }
        // What nobody saw the end of was an attempt with the old secret.
        try run("UPDATE credentials SET probing_since = NULL, unfinished_probes = 0 WHERE name = ?", Value(name))
        try supersedeNotices(of: name)
        try update(standing, of: name)
    }

    /// What is known of a version's way to Partner Center once it takes the place of the one in use; `nil` where there
    /// is no such version.
    private func handOff(
        of versionID: String, inPlaceOfTheOneInUseOf name: CredentialName, at now: Instant
    ) throws -> SecretVersion.HandOff? {
        let other = try first(
            "SELECT \(versionColumns) FROM versions WHERE credential = ? AND stage = 'current'", Value(name)
        ) { row throws(SQLiteError) in try SecretVersion(row, from: 0) }
        let standing = try first("SELECT standing FROM credentials WHERE name = ?", Value(name)) {
            row throws(SQLiteError) in
            try row.json(0, as: Standing.self)
        }
        return try version(versionID)?.handOff(
            inPlaceOf: other, isRefused: standing?.isSecretRefused == true || standing?.refusedAsLapsedAt != nil,
            isCopied: !name.isReserved, at: now)
    }

    /// Takes the waiting notices of a credential's versions that are no longer in use out of the queue, but for tests.
    func supersedeNotices(of name: CredentialName) throws {
        try run(
            """
            UPDATE outbox SET state = 'superseded', next_attempt_at = NULL, withdrawn = 1
            WHERE credential = ? AND state IN ('queued', 'retrying') AND \(isOfNoVersionInUse)
            """, Value(name))
    }
}

/// Holds for a row of the outbox whose version has been replaced or removed.
let isOfNoVersionInUse = """
    version <> '' AND \(isTelling)
    AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.id = outbox.version
        AND stage IN ('storing', 'trial', 'pending', 'current'))
    """

extension SecretVersion {
    /// Reads `versionColumns`, the first of which is at `first`.
    ///
    /// `storing` reads as `pending` and `removing` as `previous`; nobody uses those versions.
    init(_ row: borrowing Row, from first: Int32) throws(SQLiteError) {
        let stage = try row.converted(first + 1) { text in
            switch text {
            case "storing": Stage.pending
            case "removing": Stage.previous
            default: Stage(rawValue: text)
            }
        }
        let expiry: Expiry
        if let expiresAt = try row.optionalInstant(first + 5) {
            expiry = .at(expiresAt, origin: try row.converted(first + 6) { Window.Origin(rawValue: $0) })
        } else {
            expiry = try row.integer(first + 7) == 1 ? .never : .unknown
        }
        self.init(
            id: try row.text(first), stage: stage, fingerprint: try row.optionalBytes(first + 2) ?? [],
            issuedAt: try row.instant(first + 3), storedAt: try row.instant(first + 4), expiry: expiry,
            keyID: try row.optionalText(first + 8))
        handOff = try HandOff(row, from: first + 9)
        certificate = try row.optionalBytes(first + 19).map(Certificate.init)
        keptUnder = try row.optionallyConverted(first + 20) { CredentialName($0) }
        if try row.optionalText(first + 21) != nil { issuer = try row.json(first + 21, as: IssuerReport.self) }
    }
}

extension SecretVersion.Expiry {
    /// The values of `expires_at`, `expiry_origin` and `never_expires`.
    var columns: (Instant?, String?, Int64) {
        switch self {
        case .unknown: (nil, nil, 0)
        case .never: (nil, nil, 1)
        case .at(let instant, let origin): (instant, origin.rawValue, 0)
        }
    }
}
