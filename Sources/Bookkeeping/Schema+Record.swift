extension Schema {
    // Events that say the same of the same secret repeated its version, which is as long as all else that they say, and
    // most say what others say. So what they are about and what they say is kept once each, and `events` shows them as
    // they were. `mark` finds what is said again; what was said before has none, and is written once more. A bundle of
    // mails grows to six of those that were full. Of the entries in calendars, whose names are long, no index repeats
    // another's columns.
    static let record = """
        CREATE TABLE subjects (
            id INTEGER PRIMARY KEY,
            credential TEXT,
            version TEXT
        ) STRICT;
        CREATE TABLE sayings (
            id INTEGER PRIMARY KEY,
            mark INTEGER,
            kind TEXT NOT NULL,
            class TEXT,
            message TEXT NOT NULL,
            details TEXT NOT NULL
        ) STRICT;
        CREATE TABLE record (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            subject INTEGER NOT NULL REFERENCES subjects (id),
            saying INTEGER NOT NULL REFERENCES sayings (id),
            notice INTEGER
        ) STRICT;
        INSERT INTO subjects (credential, version) SELECT DISTINCT credential, version FROM events;
        INSERT INTO sayings (kind, class, message, details) SELECT DISTINCT kind, class, message, details FROM events;
        CREATE INDEX subjects_of_credential ON subjects (credential);
        CREATE INDEX sayings_by_words ON sayings (message, kind, details, class);
        INSERT INTO sqlite_sequence (name, seq) SELECT 'record', seq FROM sqlite_sequence WHERE name = 'events';
        INSERT INTO record (id, at, subject, saying, notice)
            SELECT events.id, at, subjects.id, sayings.id, notice
            FROM events CROSS JOIN subjects ON subjects.credential IS events.credential
                AND subjects.version IS events.version
                CROSS JOIN sayings ON sayings.message = events.message AND sayings.kind = events.kind
                    AND sayings.details = events.details AND sayings.class IS events.class
            ORDER BY events.id;
        DROP INDEX sayings_by_words;
        DROP TABLE events;
        CREATE INDEX record_of_subject ON record (subject);
        CREATE INDEX record_of_saying ON record (saying);
        CREATE INDEX sayings_by_mark ON sayings (mark);
        CREATE VIEW events AS
            SELECT record.id, at, kind, credential, version, class, message, details, notice
            FROM record CROSS JOIN subjects ON subjects.id = record.subject
                CROSS JOIN sayings ON sayings.id = record.saying;
        CREATE TRIGGER events_stay_as_they_are BEFORE UPDATE ON record BEGIN
            SELECT RAISE(ABORT, 'an event is never changed');
        END;
        CREATE TRIGGER events_stay BEFORE DELETE ON record
            WHEN OLD.at >= (SELECT newest_at FROM ledger) - 94608000 BEGIN
            SELECT RAISE(ABORT, 'an event stays for three years');
        END;
        CREATE TRIGGER subjects_stay_as_they_are BEFORE UPDATE ON subjects BEGIN
            SELECT RAISE(ABORT, 'what an event is about is never changed');
        END;
        CREATE TRIGGER subjects_stay BEFORE DELETE ON subjects WHEN EXISTS (SELECT 1 FROM record WHERE subject = OLD.id) BEGIN
            SELECT RAISE(ABORT, 'what an event is about stays for as long as the event');
        END;
        CREATE TRIGGER sayings_stay_as_they_are BEFORE UPDATE ON sayings BEGIN
            SELECT RAISE(ABORT, 'what an event says is never changed');
        END;
        CREATE TRIGGER sayings_stay BEFORE DELETE ON sayings WHEN EXISTS (SELECT 1 FROM record WHERE saying = OLD.id) BEGIN
            SELECT RAISE(ABORT, 'what an event says stays for as long as the event');
        END;
        DROP INDEX bundles_with_room;
        CREATE INDEX bundles_with_room ON bundles (owner, way) WHERE mails < 36;
        CREATE TABLE entries (
            mail INTEGER NOT NULL REFERENCES mails (id) ON DELETE CASCADE,
            credential TEXT NOT NULL,
            version TEXT NOT NULL,
            matter TEXT NOT NULL,
            recipient TEXT NOT NULL,
            uid TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            begins_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            time_zone TEXT NOT NULL,
            cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1))
        ) STRICT;
        INSERT INTO entries SELECT mail, credential, version, matter, recipient, uid, sequence, begins_at, ends_at,
            time_zone, cancelled FROM calendar_entries;
        DROP TABLE calendar_entries;
        ALTER TABLE entries RENAME TO calendar_entries;
        CREATE INDEX calendar_entries_of_mail ON calendar_entries (mail);
        CREATE INDEX calendar_entries_of_credential ON calendar_entries (credential);
        CREATE INDEX calendar_entries_by_uid ON calendar_entries (uid, sequence);
        """
}
