public import Credentials
internal import SQLite

/// What a rotation's change of state means for the versions of its credential.
public enum RotationChange: Hashable, Sendable {
    /// It begins.
    case begun
    /// It has come on, or an effect of it is about to begin or has ended.
    case noted
    /// An effect is about to begin that brings that version into the keyring; while the ballast is given up it is
    /// refused with `reserve`.
    case storing(SecretVersion)
    /// The new version is in the keyring; `issuedAt` and the rest of what was said when it was being stored stay.
    case kept(fingerprint: [UInt8], expiry: SecretVersion.Expiry, keyID: String?, certificate: Certificate? = nil)
    /// The new version becomes the current one, with that standing.
    case promoted(Standing)
    /// The new version is to be removed, and the one before it is the current one, again or still.
    ///
    /// The standing is that of the old one, where the new one had become current.
    case backedOut(Standing?)
    /// It is over.
    case ended
}

extension Ledger {
    /// Writes down a rotation as it is from now on, what that means for its credential's versions, and the events of
    /// it.
    ///
    /// One transaction. A version of the credential that is half stored, or stored and not in use, and is not the
    /// rotation's own is to be removed, as nobody will use it. Throws `conflict` for a rotation that has ended or was
    /// never begun, for a second one of a credential, and for a change that the versions do not fit.
    public func record(
        _ rotation: Rotation, of name: CredentialName, _ change: RotationChange, events: [Event], at now: Instant
    ) async throws(LedgerError) {
        let operation = "record the rotation of \(name)"
        switch change {
        case .begun, .storing: try requireSpace(to: operation)
        case .noted, .kept, .promoted, .backedOut, .ended: break
        }
        try await write(operation, at: now) { database in
            if case .begun = change {
                try database.run(
                    "INSERT INTO rotations (id, credential, state, begun_at) VALUES (?, ?, ?, ?)", .text(rotation.id),
                    Value(name),
                    try Value(json: rotation), Value(rotation.begunAt))
            } else {
                let changed = try database.run(
                    "UPDATE rotations SET state = ?3, ended_at = ?4 WHERE id = ?1 AND credential = ?2 "
                        + "AND ended_at IS NULL",
                    .text(rotation.id), Value(name), try Value(json: rotation), Value(rotation.endedAt))
                try database.require(changed == 1, "the rotation is not under way")
            }
            try database.apply(change, of: rotation, to: name, at: now)
            try database.takeOverHandOff(of: rotation)
            if change != .begun {
                try database.run(
                    """
                    UPDATE versions SET stage = 'removing' WHERE credential = ?1 AND stage IN ('storing', 'pending')
                        AND id <> ?2
                    """, Value(name), .text(rotation.new?.version ?? ""))
            }
            for event in events { try database.append(event) }
        }
    }

    /// The ids of all rotations that ever began, and those that began after a moment or are under way, by age.
    public func rotations(since instant: Instant) async throws(LedgerError) -> (ids: Set<String>, recent: [Rotation]) {
        try await read("read the rotations") { database in
            let ids = try database.rows("SELECT id FROM rotations") { row throws(SQLiteError) in try row.text(0) }
            let recent = try database.rows(
                "SELECT state FROM rotations WHERE begun_at >= ? OR ended_at IS NULL ORDER BY id", Value(instant)
            ) { row throws(SQLiteError) in try row.json(0, as: Rotation.self) }
            return (Set(ids), recent)
        }
    }

    /// The last rotations of all credentials, the newest first.
    public func lastRotations(limit: Int) async throws(LedgerError) -> [Rotation] {
        try await read("read the last rotations") { database in
            try database.rows(
                "SELECT state FROM rotations ORDER BY begun_at DESC, id DESC LIMIT ?", .integer(Int64(limit))
            ) {
                row throws(SQLiteError) in try row.json(0, as: Rotation.self)
            }
        }
    }

    /// Which the last rotations of all credentials were, the newest first, by the moments that their ids begin with;
    /// what they are is not read.
    public func namesOfLastRotations(limit: Int) async throws(LedgerError) -> [(id: String, of: CredentialName)] {
        try await read("read which rotations were the last") { database in
            try database.rows(
                "SELECT id, credential FROM rotations ORDER BY id DESC LIMIT ?", .integer(Int64(limit))
            ) { row throws(SQLiteError) in (try row.text(0), try row.name(1)) }
        }
    }

    /// The rotation of that id, and of which credential it is; `nil` where there never was one.
    public func rotation(_ id: String) async throws(LedgerError) -> (of: CredentialName, rotation: Rotation)? {
        try await read("read a rotation") { database in
            try database.first("SELECT credential, state FROM rotations WHERE id = ?", .text(id)) {
                row throws(SQLiteError) in
                (try row.name(0), try row.json(1, as: Rotation.self))
            }
        }
    }

    /// All rotations of a credential, the oldest first.
    public func rotations(of name: CredentialName) async throws(LedgerError) -> [Rotation] {
        try await read("read the rotations of \(name)") { database in
            try database.rows("SELECT state FROM rotations WHERE credential = ? ORDER BY id", Value(name)) {
                row throws(SQLiteError) in try row.json(0, as: Rotation.self)
            }
        }
    }

    /// Remembers what is on a credential's application, and the events that follow from it.
    ///
    /// One transaction.
    /// - Parameter known: what the ledger has of it, of which no more than the moment is written where the keys are the
    ///   same; `nil` where it has nothing, or that is not known.
    public func save(
        _ listing: KeyListing, of name: CredentialName, after known: KeyListing? = nil, events: [Event]
    ) async throws(LedgerError) {
        try await write("save what is on the application of \(name)", at: listing.at) { database in
            if known?.keys == listing.keys {
                let changed = try database.run(
                    "UPDATE listings SET at = ?2 WHERE credential = ?1", Value(name), Value(listing.at))
                try database.require(changed == 1, "nothing was listed on the application")
            } else {
                try database.run(
                    "INSERT INTO listings (credential, at, keys) VALUES (?1, ?2, ?3) ON CONFLICT "
                        + "DO UPDATE SET at = ?2, keys = ?3",
                    Value(name), Value(listing.at), try Value(json: listing.keys))
            }
            for event in events { try database.append(event) }
        }
    }
}

extension Database {
    /// The rotations under way, and the last ended one of each credential; of one credential, or of all for `nil`.
    ///
    /// - Parameter ended: one that has ended, which is not read again; `nil` where none is known.
    func rotationsToKnow(
        of name: CredentialName? = nil, knowing ended: Rotation? = nil
    ) throws -> [(CredentialName, Rotation)] {
        let isOfCredential = name == nil ? "?1 IS NULL" : "credential = ?1"
        let sql = """
            SELECT credential, state, id FROM rotations AS one WHERE \(isOfCredential) AND (ended_at IS NULL OR id = (
                SELECT id FROM rotations WHERE credential = one.credential AND ended_at IS NOT NULL ORDER BY id DESC
                    LIMIT 1))
            """
        return try rows(sql, .optional(name?.description)) { row throws(SQLiteError) in
            if let ended, try row.text(2) == ended.id { return (try row.name(0), ended) }
            return (try row.name(0), try row.json(1, as: Rotation.self))
        }
    }

    /// What was published in the last five rotations that have ended, of each credential or of one.
    func publications(of name: CredentialName? = nil) throws -> [(CredentialName, PublishedOffer)] {
        let isOfCredential = name == nil ? "?1 IS NULL" : "credential = ?1"
        let sql = """
            SELECT credential, state FROM rotations AS one WHERE \(isOfCredential)
                AND json_extract(state, '$.publication.phase') = 'live' AND id IN (
                    SELECT id FROM rotations WHERE credential = one.credential AND ended_at IS NOT NULL
                        ORDER BY id DESC LIMIT 5)
            """
        let rotations = try rows(sql, .optional(name?.description)) { row throws(SQLiteError) in
            (try row.name(0), try row.json(1, as: Rotation.self))
        }
        return rotations.compactMap { name, rotation in PublishedOffer(rotation).map { (name, $0) } }
    }

    func listings(of name: CredentialName? = nil) throws -> [(CredentialName, KeyListing)] {
        let isOfCredential = name == nil ? "?1 IS NULL" : "credential = ?1"
        return try rows(
            "SELECT credential, at, keys FROM listings WHERE \(isOfCredential)", .optional(name?.description)
        ) {
            row throws(SQLiteError) in
            (try row.name(0), KeyListing(at: try row.instant(1), keys: try row.json(2, as: [IssuedKey].self)))
        }
    }

    fileprivate func apply(_ change: RotationChange, of rotation: Rotation, to name: CredentialName, at now: Instant)
        throws
    {
        switch change {
        // What was written with the rotation itself is all that there is to keep.
        case .begun, .noted: break
        case .storing(let version): try beginStoring(version, for: name)
        case .kept(let fingerprint, let expiry, let keyID, let certificate):
            let (expiresAt, origin, isNever) = expiry.columns
            let changed = try run(
                """
                UPDATE versions SET stage = 'pending', fingerprint = ?2, expires_at = ?3, expiry_origin = ?4,
                    never_expires = ?5,
                    key_id = ?6, certificate = ?7 WHERE id = ?1 AND stage = 'storing'
                """, .text(rotation.new?.version ?? ""), .bytes(fingerprint), Value(expiresAt), .optional(origin),
                .integer(isNever), .optional(keyID), certificate.map { .bytes($0.der) } ?? .null)
            try require(changed == 1, "the new version is not being stored")
        case .promoted(let standing):
            try makeCurrent(rotation.new?.version ?? "", from: "pending", of: name, standing: standing, at: now)
        case .backedOut(let standing):
            // Without a standing the new secret never was the current one, so there is nothing to put back.
            guard let standing else { return }
            try run(
                "UPDATE versions SET stage = 'removing' WHERE credential = ? AND stage = 'current' AND id <> ?",
                Value(name),
                .text(rotation.old?.version ?? ""))
            if let old = rotation.old {
                let changed = try run(
                    "UPDATE versions SET stage = 'current' WHERE id = ? AND stage IN ('previous', 'current')",
                    .text(old.version))
                try require(changed == 1, "the old version is not there any more")
            }
            // They are about the secret that just left; a probe of it that is still on its way tells nothing of the old
            // one.
            try supersedeNotices(of: name)
            try run("UPDATE credentials SET probing_since = NULL, unfinished_probes = 0 WHERE name = ?", Value(name))
            try update(standing, of: name)
        case .ended:
            // Only a completed rotation has left an old secret without use; any other end leaves the old one current.
            guard rotation.end == .completed else { return }
            try run("UPDATE versions SET stage = 'removing' WHERE credential = ? AND stage = 'previous'", Value(name))
        }
    }
}
