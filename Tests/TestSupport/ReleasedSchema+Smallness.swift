/// The steps that have made the ledger small, and what waits.
extension ReleasedSchema {
    static let smallness = """
        DROP TABLE probes;
        ALTER TABLE mails ADD COLUMN packed INTEGER;
        CREATE INDEX outbox_by_deadline ON outbox (channel, deadline_at, id, next_attempt_at)
            WHERE next_attempt_at IS NOT NULL;
        CREATE INDEX outbox_waiting_of_credential ON outbox (credential) WHERE next_attempt_at IS NOT NULL;
        """

    static let dictionaries = """
        CREATE TABLE dictionaries (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            body BLOB NOT NULL,
            size INTEGER NOT NULL CHECK (size > 0)
        ) STRICT;
        CREATE INDEX dictionaries_of_kind ON dictionaries (kind);
        ALTER TABLE mails ADD COLUMN dictionary INTEGER REFERENCES dictionaries (id);
        CREATE INDEX mails_by_dictionary ON mails (dictionary) WHERE dictionary IS NOT NULL;
        ALTER TABLE mails DROP COLUMN thread;
        DROP INDEX mails_once;
        CREATE UNIQUE INDEX mails_once ON mails (message_id, way) WHERE packed IS NULL;
        DROP INDEX outbox_due;
        CREATE INDEX outbox_due ON outbox (channel, next_attempt_at)
            WHERE state IN ('queued', 'sending', 'retrying');
        DELETE FROM calendar_entries WHERE EXISTS (
            SELECT 1 FROM calendar_entries AS later JOIN outbox ON outbox.mail = later.mail AND outbox.state = 'accepted'
            WHERE later.uid = calendar_entries.uid
                AND (later.sequence, later.mail) > (calendar_entries.sequence, calendar_entries.mail))
            AND NOT EXISTS (
                SELECT 1 FROM outbox WHERE outbox.mail = calendar_entries.mail
                    AND outbox.state IN ('queued', 'sending', 'retrying'));
        """

    static let unwritten = """
        ALTER TABLE mails ADD COLUMN written INTEGER NOT NULL DEFAULT 1 CHECK (written IN (0, 1));
        """

    static let leanOutbox = """
        DROP INDEX outbox_once;
        """

    static let bundles = """
        CREATE TABLE bundles (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            way TEXT NOT NULL,
            owner TEXT NOT NULL,
            root INTEGER REFERENCES bundles (id),
            shared INTEGER NOT NULL CHECK (shared >= 0),
            mails INTEGER NOT NULL CHECK (mails > 0),
            size INTEGER NOT NULL CHECK (size > 0),
            body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX bundles_with_room ON bundles (owner, way) WHERE mails < 6;
        CREATE INDEX bundles_by_root ON bundles (root, way);
        ALTER TABLE mails ADD COLUMN bundle INTEGER REFERENCES bundles (id);
        ALTER TABLE mails ADD COLUMN place INTEGER CHECK ((place IS NULL) = (bundle IS NULL));
        CREATE INDEX mails_by_bundle ON mails (bundle) WHERE bundle IS NOT NULL;
        ALTER TABLE events ADD COLUMN notice INTEGER;
        CREATE TABLE configurations (
            credential TEXT PRIMARY KEY REFERENCES credentials (name),
            configuration TEXT NOT NULL
        ) STRICT;
        INSERT INTO configurations SELECT name, configuration FROM credentials WHERE configuration IS NOT NULL;
        ALTER TABLE credentials DROP COLUMN configuration;
        """
}
