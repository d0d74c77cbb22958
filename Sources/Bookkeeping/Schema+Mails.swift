extension Schema {
    // A mail is a row of its own, which several notices to one person may point to; what became of each stays with the
    // notice. A mail whose attempt ended unseen may have been taken, and is only ever sent again as it is. It goes with
    // the last notice that points to it. Where an address was refused for good, others get its notice instead.
    static let version11 = """
        CREATE TABLE mails (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            thread TEXT,
            subject TEXT NOT NULL,
            body BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            unseen INTEGER NOT NULL DEFAULT 0 CHECK (unseen IN (0, 1))
        ) STRICT;
        INSERT INTO mails (id, recipient, message_id, subject, body, created_at, unseen)
            SELECT id, recipient, message_id, subject, body, created_at,
                state = 'sending' OR state = 'retrying' AND attempts > 0 AND reply_code IS NULL
                    AND coalesce(reply_command, 'end') = 'end'
            FROM outbox ORDER BY id;
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            mail INTEGER NOT NULL REFERENCES mails (id),
            credential TEXT REFERENCES credentials (name),
            version TEXT NOT NULL,
            kind TEXT NOT NULL,
            fault TEXT,
            occasion TEXT NOT NULL,
            recipient TEXT NOT NULL,
            instead_of TEXT,
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
            server TEXT
        ) STRICT;
        INSERT INTO sqlite_sequence (name, seq)
            SELECT 'notices', seq FROM sqlite_sequence WHERE name = 'outbox';
        INSERT INTO notices (id, mail, credential, version, kind, fault, occasion, recipient, created_at, not_before,
            deadline_at, window_end_at, state, withdrawn, attempts, next_attempt_at, last_attempt_at, accepted_at,
            reply_code, reply_text, reply_command, server)
            SELECT id, id, credential, version, kind, fault, occasion, recipient, created_at, not_before, deadline_at,
                window_end_at, state, withdrawn, attempts, next_attempt_at, last_attempt_at, accepted_at, reply_code,
                reply_text, reply_command, server
            FROM outbox;
        DROP TABLE outbox;
        ALTER TABLE notices RENAME TO outbox;
        CREATE UNIQUE INDEX outbox_once
            ON outbox (version, occasion, recipient, coalesce(credential, ''), coalesce(window_end_at, ''),
                coalesce(instead_of, ''));
        CREATE INDEX outbox_due ON outbox (state, next_attempt_at, deadline_at);
        CREATE INDEX outbox_of_credential ON outbox (credential);
        CREATE INDEX outbox_of_mail ON outbox (mail);
        CREATE INDEX outbox_of_recipient ON outbox (recipient, last_attempt_at);
        CREATE TRIGGER mails_end_with_their_notices AFTER DELETE ON outbox BEGIN
            DELETE FROM mails WHERE id = OLD.mail AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail = OLD.mail);
        END;
        CREATE TRIGGER mails_end_when_notices_leave AFTER UPDATE OF mail ON outbox BEGIN
            DELETE FROM mails WHERE id = OLD.mail AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail = OLD.mail);
        END;
        """
}
