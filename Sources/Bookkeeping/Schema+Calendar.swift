extension Schema {
    // What each mail does to its reader's calendar. What is in a calendar follows from the mails that a server has
    // accepted: of each entry the latest counts. Whoever makes the mails anew has to carry these rows over.
    static let calendar = """
        CREATE TABLE calendar_entries (
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
            cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
            PRIMARY KEY (mail, uid)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX calendar_entries_of_credential ON calendar_entries (credential);
        CREATE INDEX calendar_entries_by_uid ON calendar_entries (uid, sequence);
        """
}
