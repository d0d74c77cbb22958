internal import SQLite

/// The tables, as the ordered list of the steps that lead to them.
enum Schema {
    // `PRAGMA application_id`, "LDKP" in ASCII, tells our files from other people's.
    static let applicationID: Int64 = 0x4c44_4b50

    /// Step n takes a ledger from version n to version n + 1, in one transaction; `PRAGMA user_version` tells how many
    /// were taken.
    ///
    /// A step that has been released is never edited, only followed by another.
    static let migrations: [String] = [
        version1, version2, version3, version4, version5, version6, version7, version8, version9, version10,
        version11, answers, calendar, channels, certificates, mailsByWay,
        ways, movedSecrets, alerts, issuers, signIns, leads, smallness, dictionaries, unwritten,
        leanOutbox, bundles, record,
    ]

    // Times are whole seconds UTC, and no time is NULL. Versions of secrets are named by their ids; no secret is ever
    // here.
    private static let version1 = """
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            install_id TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            newest_at INTEGER
        ) STRICT;

        CREATE TABLE credentials (
            name TEXT PRIMARY KEY,
            configured INTEGER NOT NULL CHECK (configured IN (0, 1)),
            configuration_digest TEXT NOT NULL,
            standing TEXT NOT NULL,
            lead_id TEXT,
            probing_since INTEGER,
            next_action TEXT,
            next_at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE versions (
            id TEXT PRIMARY KEY,
            credential TEXT NOT NULL REFERENCES credentials (name),
            stage TEXT NOT NULL CHECK (stage IN ('storing', 'pending', 'current', 'previous', 'removing')),
            fingerprint BLOB CHECK (fingerprint IS NOT NULL OR stage IN ('storing', 'removing')),
            issued_at INTEGER NOT NULL,
            stored_at INTEGER NOT NULL,
            expires_at INTEGER,
            expiry_origin TEXT CHECK ((expiry_origin IS NULL) = (expires_at IS NULL)),
            never_expires INTEGER NOT NULL CHECK (never_expires = 0 OR (never_expires = 1 AND expires_at IS NULL)),
            key_id TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX versions_one_of_each ON versions (credential, stage)
            WHERE stage IN ('pending', 'current', 'previous');
        CREATE INDEX versions_of_credential ON versions (credential);
        CREATE INDEX versions_unsettled ON versions (stage) WHERE stage IN ('storing', 'removing');

        CREATE TABLE probes (
            id INTEGER PRIMARY KEY,
            credential TEXT NOT NULL REFERENCES credentials (name),
            version TEXT NOT NULL,
            at INTEGER NOT NULL,
            report TEXT NOT NULL
        ) STRICT;
        CREATE INDEX probes_of_credential ON probes (credential);

        CREATE TABLE events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            credential TEXT,
            version TEXT,
            class TEXT,
            message TEXT NOT NULL,
            details TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_of_credential ON events (credential);
        CREATE TRIGGER events_stay_as_they_are BEFORE UPDATE ON events BEGIN
            SELECT RAISE(ABORT, 'an event is never changed');
        END;
        CREATE TRIGGER events_stay BEFORE DELETE ON events
            WHEN OLD.at >= (SELECT newest_at FROM ledger) - 94608000 BEGIN
            SELECT RAISE(ABORT, 'an event stays for three years');
        END;

        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            credential TEXT NOT NULL REFERENCES credentials (name),
            version TEXT NOT NULL,
            occasion TEXT NOT NULL,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            created_at INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'retrying', 'accepted', 'dead', 'superseded')),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER CHECK ((next_attempt_at IS NOT NULL) = (state IN ('queued', 'retrying'))),
            last_attempt_at INTEGER,
            accepted_at INTEGER CHECK ((accepted_at IS NOT NULL) = (state = 'accepted')),
            reply_code INTEGER,
            reply_text TEXT,
            server TEXT,
            subject TEXT NOT NULL,
            body BLOB NOT NULL,
            UNIQUE (version, occasion, recipient, credential)
        ) STRICT;
        CREATE INDEX outbox_due ON outbox (state, next_attempt_at);
        CREATE INDEX outbox_of_credential ON outbox (credential);
        """

    // Notices about the daemon itself belong to no credential, and each has a moment by which it matters. What lies
    // ahead of a credential follows from the rest and is no longer kept; probes whose end nobody saw are counted.
    private static let version2 = """
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            credential TEXT REFERENCES credentials (name),
            version TEXT NOT NULL,
            occasion TEXT NOT NULL,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            created_at INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            deadline_at INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'retrying', 'accepted', 'dead', 'superseded')),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER CHECK ((next_attempt_at IS NOT NULL) = (state IN ('queued', 'retrying'))),
            last_attempt_at INTEGER,
            accepted_at INTEGER CHECK ((accepted_at IS NOT NULL) = (state = 'accepted')),
            reply_code INTEGER,
            reply_text TEXT,
            server TEXT,
            subject TEXT NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        INSERT INTO sqlite_sequence (name, seq) SELECT 'notices', seq FROM sqlite_sequence WHERE name = 'outbox';
        INSERT INTO notices SELECT id, credential, version, occasion, recipient, message_id, created_at, not_before, not_before,
            state, attempts, next_attempt_at, last_attempt_at, accepted_at, reply_code, reply_text, server, subject, body
            FROM outbox;
        DROP TABLE outbox;
        ALTER TABLE notices RENAME TO outbox;
        CREATE UNIQUE INDEX outbox_once ON outbox (version, occasion, recipient, coalesce(credential, ''));
        CREATE INDEX outbox_due ON outbox (state, next_attempt_at, deadline_at);
        CREATE INDEX outbox_of_credential ON outbox (credential);
        ALTER TABLE credentials DROP COLUMN next_action;
        ALTER TABLE credentials DROP COLUMN next_at;
        ALTER TABLE credentials ADD COLUMN unfinished_probes INTEGER NOT NULL DEFAULT 0;
        """

    // A ledger that was put back from a copy says so until every secret that it calls current is to be verified.
    private static let version3 = """
        ALTER TABLE ledger ADD COLUMN put_back INTEGER NOT NULL DEFAULT 0 CHECK (put_back IN (0, 1));
        """

    // Rotations are never given up: each names keys at the issuer, and an unknown name there means that a copy of this
    // machine is at work. Of each application it is kept what was on it when it was listed last.
    private static let version4 = """
        CREATE TABLE rotations (
            id TEXT PRIMARY KEY,
            credential TEXT NOT NULL REFERENCES credentials (name),
            state TEXT NOT NULL,
            begun_at INTEGER NOT NULL,
            ended_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX rotations_one_under_way ON rotations (credential) WHERE ended_at IS NULL;
        CREATE INDEX rotations_of_credential ON rotations (credential, id);
        CREATE TABLE listings (
            credential TEXT PRIMARY KEY REFERENCES credentials (name),
            at INTEGER NOT NULL,
            keys TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    // A secret that is tried before it takes the place of one that works has a stage of its own, one for each
    // credential. SQLite changes no constraint of a table that is there, so it is made anew.
    private static let version5 = """
        CREATE TABLE versions_with_trials (
            id TEXT PRIMARY KEY,
            credential TEXT NOT NULL REFERENCES credentials (name),
            stage TEXT NOT NULL CHECK (stage IN ('storing', 'trial', 'pending', 'current', 'previous', 'removing')),
            fingerprint BLOB CHECK (fingerprint IS NOT NULL OR stage IN ('storing', 'removing')),
            issued_at INTEGER NOT NULL,
            stored_at INTEGER NOT NULL,
            expires_at INTEGER,
            expiry_origin TEXT CHECK ((expiry_origin IS NULL) = (expires_at IS NULL)),
            never_expires INTEGER NOT NULL CHECK (never_expires = 0 OR (never_expires = 1 AND expires_at IS NULL)),
            key_id TEXT,
            trial TEXT CHECK (trial IS NOT NULL OR stage <> 'trial')
        ) STRICT, WITHOUT ROWID;
        INSERT INTO versions_with_trials SELECT id, credential, stage, fingerprint, issued_at, stored_at, expires_at, expiry_origin,
            never_expires, key_id, NULL FROM versions;
        DROP TABLE versions;
        ALTER TABLE versions_with_trials RENAME TO versions;
        CREATE UNIQUE INDEX versions_one_of_each ON versions (credential, stage)
            WHERE stage IN ('trial', 'pending', 'current', 'previous');
        CREATE INDEX versions_of_credential ON versions (credential);
        CREATE INDEX versions_unsettled ON versions (stage) WHERE stage IN ('storing', 'removing');
        """

    // The end of a window is a part of the key of the notices about it. An older leadkeeper has kept it as their
    // deadline, but for those that were made at the very end, or before there were deadlines: they count for the end
    // that is in force when they are next read. A notice that was withdrawn before it could be sent counts as not told.
    private static let version6 = """
        ALTER TABLE outbox ADD COLUMN window_end_at INTEGER;
        ALTER TABLE outbox ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1));
        UPDATE outbox SET window_end_at = deadline_at
            WHERE occasion GLOB 'lapsed/*' AND deadline_at < created_at AND deadline_at <> not_before
            OR occasion GLOB 'lapses/*' AND deadline_at > created_at
                AND deadline_at - created_at <= CAST(substr(occasion, 8) AS INTEGER);
        DROP INDEX outbox_once;
        CREATE UNIQUE INDEX outbox_once
            ON outbox (version, occasion, recipient, coalesce(credential, ''), coalesce(window_end_at, ''));
        """

    // What the files said of a credential is kept, so that it is watched on where they are gone; nothing where nobody
    // kept it.
    private static let version7 = """
        ALTER TABLE credentials ADD COLUMN configuration TEXT;
        """

    // What an answer means depends on the command that it was given to.
    private static let version8 = """
        ALTER TABLE outbox ADD COLUMN reply_command TEXT;
        """

    // Whether Partner Center has a version is a fact of the version. What people said so far stands in the record of
    // events, what was seen and published in the rotations; a rotation that was confirmed counted as vouched for.
    private static let version9 = """
        ALTER TABLE versions ADD COLUMN hand_off_due_at INTEGER;
        ALTER TABLE versions ADD COLUMN copy_ends_at INTEGER;
        ALTER TABLE versions ADD COLUMN copy_key_id TEXT;
        ALTER TABLE versions ADD COLUMN confirmed_at INTEGER;
        ALTER TABLE versions ADD COLUMN confirmed_by TEXT CHECK (confirmed_by IS NULL OR confirmed_at IS NOT NULL);
        ALTER TABLE versions ADD COLUMN published_at INTEGER;
        ALTER TABLE versions ADD COLUMN test_lead_at INTEGER;
        ALTER TABLE versions ADD COLUMN vouched_at INTEGER;
        ALTER TABLE versions ADD COLUMN vouched_by TEXT CHECK (vouched_by IS NULL OR vouched_at IS NOT NULL);
        UPDATE versions SET (confirmed_at, confirmed_by) = (
            SELECT at, substr(message, 1, instr(message, ' says that Partner Center has ') - 1) FROM events
            WHERE kind = 'hand-off-confirmed' AND events.version = versions.id AND events.credential = versions.credential
                AND message LIKE '% says that Partner Center has %' ORDER BY events.id LIMIT 1);
        UPDATE versions SET test_lead_at = (
            SELECT json_extract(state, '$.evidence.testLead.at') FROM rotations
            WHERE json_extract(state, '$.new.version') = versions.id AND rotations.credential = versions.credential);
        UPDATE versions SET published_at = (
            SELECT json_extract(state, '$.publication.since') FROM rotations
            WHERE json_extract(state, '$.new.version') = versions.id AND rotations.credential = versions.credential
                AND json_extract(state, '$.publication.phase') = 'live');
        UPDATE versions SET vouched_at = (
            SELECT json_extract(state, '$.stepAt') FROM rotations
            WHERE json_extract(state, '$.new.version') = versions.id AND rotations.credential = versions.credential
                AND json_extract(state, '$.step') IN ('confirmed', 'retired')
                AND json_type(state, '$.evidence.word') IS NOT NULL)
            WHERE confirmed_at IS NOT NULL;
        UPDATE versions SET vouched_by = confirmed_by WHERE vouched_at IS NOT NULL;
        UPDATE versions SET (hand_off_due_at, copy_ends_at, copy_key_id) = (
            SELECT json_extract(state, '$.stepAt'), json_extract(state, '$.copyEndsAt'), json_extract(state, '$.copyKeyID')
            FROM rotations
            WHERE json_extract(state, '$.new.version') = versions.id AND rotations.credential = versions.credential
                AND json_extract(state, '$.step') = 'proven')
            WHERE stage = 'current' AND credential NOT GLOB '@*';
        """
}
