extension Schema {
    // A channel may be a mail server too, and what goes there of a notice has the Message-ID of the mail about it, so
    // that whoever gets both sees one. So each way uses a Message-ID once. The tables that point to mails are made anew
    // with them.
    static let mailsByWay = """
        CREATE TABLE letters (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL,
            thread TEXT,
            subject TEXT NOT NULL,
            body BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            unseen INTEGER NOT NULL DEFAULT 0 CHECK (unseen IN (0, 1)),
            way TEXT NOT NULL DEFAULT 'mail'
        ) STRICT;
        INSERT INTO letters (id, recipient, message_id, thread, subject, body, created_at, unseen, way)
            SELECT id, recipient, message_id, thread, subject, body, created_at, unseen,
                coalesce((SELECT channel FROM outbox WHERE outbox.mail = mails.id LIMIT 1), 'mail')
            FROM mails ORDER BY id;
        CREATE TABLE entries (
            mail INTEGER NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
            credential TEXT NOT NULL,
            version TEXT NOT NULL,
            matter TEXT NOT NULL,
            recipient TEXT NOT NULL,
            uid TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            begins_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            time_zone TEXT NOT NULL,
            cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
            PRIMARY KEY (mail, uid)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO entries (mail, credential, version, matter, recipient, uid, sequence, begins_at, ends_at, time_zone,
            cancelled)
            SELECT mail, credential, version, matter, recipient, uid, sequence, begins_at, ends_at, time_zone, cancelled
            FROM calendar_entries;
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            mail INTEGER NOT NULL REFERENCES letters (id),
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
            server TEXT,
            channel TEXT NOT NULL DEFAULT 'mail'
        ) STRICT;
        INSERT INTO notices (id, mail, credential, version, kind, fault, occasion, recipient, instead_of, created_at,
            not_before, deadline_at, window_end_at, state, withdrawn, attempts, next_attempt_at, last_attempt_at,
            accepted_at, reply_code, reply_text, reply_command, server, channel)
            SELECT id, mail, credential, version, kind, fault, occasion, recipient, instead_of, created_at, not_before,
                deadline_at, window_end_at, state, withdrawn, attempts, next_attempt_at, last_attempt_at, accepted_at,
                reply_code, reply_text, reply_command, server, channel
            FROM outbox ORDER BY id;
        DELETE FROM sqlite_sequence WHERE name IN ('letters', 'notices');
        INSERT INTO sqlite_sequence (name, seq)
            SELECT iif(name = 'mails', 'letters', 'notices'), seq FROM sqlite_sequence
            WHERE name IN ('mails', 'outbox');
        DROP TABLE calendar_entries;
        DROP TABLE outbox;
        DROP TABLE mails;
        ALTER TABLE letters RENAME TO mails;
        ALTER TABLE notices RENAME TO outbox;
        ALTER TABLE entries RENAME TO calendar_entries;
        CREATE UNIQUE INDEX mails_once ON mails (message_id, way);
        CREATE INDEX calendar_entries_of_credential ON calendar_entries (credential);
        CREATE INDEX calendar_entries_by_uid ON calendar_entries (uid, sequence);
        CREATE UNIQUE INDEX outbox_once
            ON outbox (version, occasion, recipient, channel, coalesce(credential, ''), coalesce(window_end_at, ''),
                coalesce(instead_of, ''));
        CREATE INDEX outbox_due ON outbox (channel, state, next_attempt_at, deadline_at);
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
