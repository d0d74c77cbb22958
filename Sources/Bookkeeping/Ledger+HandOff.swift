public import Credentials
internal import SQLite

/// Whether Partner Center has a version of a secret: columns of the version.
extension Ledger {
    /// Writes down what is known of a version's way to Partner Center, the rotation that goes on because of it, and the
    /// events.
    ///
    /// One transaction. Throws `conflict` where the version is not in use, or the rotation not under way.
    public func save(
        _ handOff: SecretVersion.HandOff, of version: String, rotation: Rotation? = nil, events: [Event],
        at now: Instant
    ) async throws(LedgerError) {
        try await write("save the hand-off of version \(version)", at: now) { database in
            try database.update(handOff, of: version)
            if let rotation {
                let changed = try database.run(
                    "UPDATE rotations SET state = ?2 WHERE id = ?1 AND ended_at IS NULL", .text(rotation.id),
                    try Value(json: rotation))
                try database.require(changed == 1, "the rotation is not under way")
            }
            for event in events { try database.append(event) }
        }
    }
}

let handOffColumns = """
    hand_off_due_at, copy_ends_at, copy_key_id, confirmed_at, confirmed_by, published_at, test_lead_at, vouched_at,
        vouched_by, sign_in_at
    """

extension SecretVersion.HandOff {
    /// Reads `handOffColumns`, the first of which is at `first`.
    init(_ row: borrowing Row, from first: Int32) throws(SQLiteError) {
        self.init()
        dueSince = try row.optionalInstant(first)
        copyEndsAt = try row.optionalInstant(first + 1)
        copyKeyID = try row.optionallyConverted(first + 2) { GUID($0) }
        confirmedAt = try row.optionalInstant(first + 3)
        confirmedBy = try row.optionalText(first + 4)
        publishedAt = try row.optionalInstant(first + 5)
        testLeadAt = try row.optionalInstant(first + 6)
        vouchedAt = try row.optionalInstant(first + 7)
        vouchedBy = try row.optionalText(first + 8)
        signInAt = try row.optionalInstant(first + 9)
    }
}

extension Database {
    /// The version of that id as it stands; `nil` where there is none.
    func version(_ id: String) throws -> SecretVersion? {
        try first("SELECT \(versionColumns) FROM versions WHERE id = ?", .text(id)) { row throws(SQLiteError) in
            try SecretVersion(row, from: 0)
        }
    }

    /// Writes what is known of the way of a version in use to Partner Center.
    func update(_ handOff: SecretVersion.HandOff, of version: String) throws {
        let changed = try run(
            """
            UPDATE versions SET hand_off_due_at = ?2, copy_ends_at = ?3, copy_key_id = ?4, confirmed_at = ?5,
                confirmed_by = ?6, published_at = ?7, test_lead_at = ?8, vouched_at = ?9, vouched_by = ?10,
                sign_in_at = ?11
            WHERE id = ?1 AND stage = 'current'
            """, .text(version), Value(handOff.dueSince), Value(handOff.copyEndsAt),
            .optional(handOff.copyKeyID?.description), Value(handOff.confirmedAt), .optional(handOff.confirmedBy),
            Value(handOff.publishedAt), Value(handOff.testLeadAt), Value(handOff.vouchedAt),
            .optional(handOff.vouchedBy), Value(handOff.signInAt))
        try require(changed == 1, "the version is not in use")
    }

    /// Takes over what a rotation has seen of the way of its new version, which is in use, to Partner Center.
    func takeOverHandOff(of rotation: Rotation) throws {
        guard rotation.isPromoted, rotation.isUnderWay, let id = rotation.new?.version else { return }
        let known = try first("SELECT \(handOffColumns) FROM versions WHERE id = ? AND stage = 'current'", .text(id)) {
            row throws(SQLiteError) in try SecretVersion.HandOff(row, from: 0)
        }
        guard let known, case let handOff = known.seen(by: rotation), handOff != known else { return }
        try update(handOff, of: id)
    }

    /// Takes back what a clock that was ahead of its time has left in the hand-offs.
    func mendHandOffs(at now: Instant) throws {
        for column in ["hand_off_due_at", "confirmed_at", "published_at", "test_lead_at", "vouched_at", "sign_in_at"] {
            try run("UPDATE versions SET \(column) = ?1 WHERE \(column) > ?1", Value(now))
        }
    }
}
