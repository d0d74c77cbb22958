public import Credentials
internal import SQLite

/// What an attempt with a version on trial means for it.
public enum TrialOutcome: Hashable, Sendable {
    /// It was not settled: the trial goes on as that.
    case goesOn(Trial)
    /// The version becomes the current one, with that standing.
    case promoted(Standing)
    /// The version is to be removed; the one in use stays, with that standing.
    case dropped(Standing)
}

/// Secrets that are tried before they take the place of one that works: one for each credential, which no rotation
/// touches.
extension Ledger {
    /// Puts a version that is in the keyring on trial; one that was on trial before is to be removed.
    ///
    /// One transaction. Throws `conflict` where the version is not being stored.
    ///
    /// - Parameter certificate: that of its key; `nil` where it is a secret.
    public func beginTrial(
        _ versionID: String, fingerprint: [UInt8], certificate: Certificate? = nil, event: Event
    ) async throws(LedgerError) {
        try await write("begin the trial of version \(versionID)", at: event.at) { database in
            let name = try database.credentialBeingStored(versionID)
            try database.run(
                "UPDATE versions SET stage = 'removing' WHERE credential = ? AND stage = 'trial'", Value(name))
            try database.run(
                "UPDATE versions SET stage = 'trial', fingerprint = ?2, trial = ?3, certificate = ?4 WHERE id = ?1",
                .text(versionID), .bytes(fingerprint), try Value(json: Trial()),
                certificate.map { .bytes($0.der) } ?? .null)
            try database.append(event)
        }
    }

    /// Keeps a version that is on trial or in use, since a person has stored the same secret again: what was being
    /// stored for that is to be removed, and what is said of it now holds.
    ///
    /// One transaction. Throws `conflict` where the one is not being stored, or the other neither on trial nor in use.
    public func keep(_ version: SecretVersion, insteadOf stored: String, event: Event) async throws(LedgerError) {
        try await write("keep version \(version.id)", at: event.at) { database in
            _ = try database.credentialBeingStored(stored)
            try database.run("UPDATE versions SET stage = 'removing' WHERE id = ?", .text(stored))
            let (expiresAt, origin, isNever) = version.expiry.columns
            let changed = try database.run(
                """
                UPDATE versions SET issued_at = ?2, expires_at = ?3, expiry_origin = ?4, never_expires = ?5, key_id = ?6
                WHERE id = ?1 AND stage IN ('trial', 'current')
                """, .text(version.id), Value(version.issuedAt), Value(expiresAt), .optional(origin), .integer(isNever),
                .optional(version.keyID))
            try database.require(changed == 1, "the version is not in use")
            try database.append(event)
        }
    }

    /// Records an attempt with the version on trial, and what follows from it.
    ///
    /// One transaction: the probe, as `finishProbe` has it; then the trial goes on, or the version becomes the current
    /// one, or it is to be removed; the event, where there is one, and the notices to the operators. Throws `conflict`
    /// where the version is not on trial.
    public func finishAttempt(
        of name: CredentialName, version: String, report: ProbeReport, _ outcome: TrialOutcome, event: Event?,
        notices: [NewNotice] = [], at now: Instant
    ) async throws(LedgerError) {
        try await write("record an attempt with version \(version)", at: now) { database in
            try database.endProbe(of: name, report: report)
            switch outcome {
            case .goesOn(let trial): try database.update(trial, of: version)
            case .promoted(let standing):
                try database.makeCurrent(version, from: "trial", of: name, standing: standing, at: now)
            case .dropped(let standing):
                let changed = try database.run(
                    "UPDATE versions SET stage = 'removing' WHERE id = ? AND stage = 'trial'", .text(version))
                try database.require(changed == 1, "the version is not on trial")
                try database.update(standing, of: name)
            }
            if let event { try database.append(event) }
            _ = try database.insert(notices)
        }
    }

    /// Remembers a trial as it is from now on.
    ///
    /// One transaction. Throws `conflict` where the version is not on trial.
    public func save(_ trial: Trial, of version: String) async throws(LedgerError) {
        try await write("save the trial of version \(version)") { database in try database.update(trial, of: version) }
    }

    /// Puts the version before the one in use back to use, and gives up the one on trial.
    ///
    /// One transaction: the one in use becomes the previous one. Throws `conflict` where there is none before it.
    public func putBack(_ versionID: String, of name: CredentialName, standing: Standing, event: Event)
        async throws(LedgerError)
    {
        try await write("put version \(versionID) back", at: event.at) { database in
            try database.run(
                "UPDATE versions SET stage = 'removing' WHERE credential = ? AND stage = 'trial'", Value(name))
            try database.makeCurrent(versionID, from: "previous", of: name, standing: standing, at: event.at)
            try database.append(event)
        }
    }

    /// Gives up the version on trial; its keyring item is to be removed.
    ///
    /// One transaction. Throws `conflict` where the version is not on trial.
    public func endTrial(of versionID: String, event: Event) async throws(LedgerError) {
        try await write("end the trial of version \(versionID)", at: event.at) { database in
            let changed = try database.run(
                "UPDATE versions SET stage = 'removing' WHERE id = ? AND stage = 'trial'", .text(versionID))
            try database.require(changed == 1, "the version is not on trial")
            try database.append(event)
        }
    }
}

extension Database {
    /// The trials of one credential, or of all for `nil`.
    func trials(of name: CredentialName? = nil) throws -> [(CredentialName, Trial)] {
        let isOfCredential = name == nil ? "?1 IS NULL" : "credential = ?1"
        return try rows(
            "SELECT credential, trial FROM versions WHERE stage = 'trial' AND \(isOfCredential)",
            .optional(name?.description)
        ) { row throws(SQLiteError) in (try row.name(0), try row.json(1, as: Trial.self)) }
    }

    fileprivate func update(_ trial: Trial, of version: String) throws {
        let changed = try run(
            "UPDATE versions SET trial = ?2 WHERE id = ?1 AND stage = 'trial'", .text(version), try Value(json: trial))
        try require(changed == 1, "the version is not on trial")
    }
}
