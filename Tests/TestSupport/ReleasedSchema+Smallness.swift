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
}
