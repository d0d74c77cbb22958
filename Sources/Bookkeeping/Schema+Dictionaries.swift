extension Schema {
    // A mail that a server has taken is packed beside one like it, so that it takes a twentieth of its bytes: a
    // dictionary, which is a copy of such a mail, packed by itself, with how many bytes it has. `packed` is how many
    // bytes the lean form has of a mail that has one. The thread stands in the mail, and nobody has read it here. Of
    // each entry in a calendar the latest counts that was accepted; what an earlier mail did is in that mail. A
    // Message-ID is looked for among mails that may still be written anew, and what waits among what is not settled.
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
}
