extension Schema {
    // What kind of notice it is, and which fault of the daemon it tells of, so that no query reads either out of the
    // key of its occasion. SQLite adds no column that has to have a value to a table that is there, so it is made anew.
    static let version10 = """
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            credential TEXT REFERENCES credentials (name),
            version TEXT NOT NULL,
            kind TEXT NOT NULL,
            fault TEXT,
            occasion TEXT NOT NULL,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            created_at INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            deadline_at INTEGER NOT NULL,
            window_end_at INTEGER,
            state TEXT NOT NULL
                CHECK (state IN ('queued', 'sending', 'retrying', 'accepted', 'dead', 'superseded')),
            withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER CHECK ((next_attempt_at IS NOT NULL) = (state IN ('queued', 'retrying'))),
            last_attempt_at INTEGER,
            accepted_at INTEGER CHECK ((accepted_at IS NOT NULL) = (state = 'accepted')),
            reply_code INTEGER,
            reply_text TEXT,
            reply_command TEXT,
            server TEXT,
            subject TEXT NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        INSERT INTO sqlite_sequence (name, seq)
            SELECT 'notices', seq FROM sqlite_sequence WHERE name = 'outbox';
        INSERT INTO notices (id, credential, version, kind, fault, occasion, recipient, message_id, created_at,
            not_before, deadline_at, window_end_at, state, withdrawn, attempts, next_attempt_at, last_attempt_at, accepted_at,
            reply_code, reply_text, reply_command, server, subject, body)
            SELECT id, credential, version, substr(occasion, 1, instr(occasion, '/') - 1),
                iif(credential IS NULL AND (occasion GLOB 'impaired/*' OR occasion GLOB 'restored/*'),
                    substr(occasion, 10, instr(substr(occasion, 10), '/') - 1), NULL),
                occasion, recipient, message_id, created_at, not_before, deadline_at, window_end_at, state, withdrawn,
                attempts, next_attempt_at, last_attempt_at, accepted_at, reply_code, reply_text, reply_command, server,
                subject, body
            FROM outbox;
        DROP TABLE outbox;
        ALTER TABLE notices RENAME TO outbox;
        CREATE UNIQUE INDEX outbox_once
            ON outbox (version, occasion, recipient, coalesce(credential, ''), coalesce(window_end_at, ''));
        CREATE INDEX outbox_due ON outbox (state, next_attempt_at, deadline_at);
        CREATE INDEX outbox_of_credential ON outbox (credential);
        """
}
