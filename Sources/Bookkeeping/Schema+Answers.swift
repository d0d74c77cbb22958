extension Schema {
    // What people answer to notices: whose reminders wait, who is on it, and whether all notices to contacts are held.
    // A later answer of the same kind, about the same credential and the same person, takes the place of the earlier.
    static let answers = """
        CREATE TABLE answers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('snooze', 'ack', 'hold')),
            credential TEXT REFERENCES credentials (name) CHECK ((credential IS NULL) = (kind = 'hold')),
            version TEXT CHECK ((version IS NULL) = (kind = 'hold')),
            recipient TEXT CHECK (recipient IS NULL OR kind = 'snooze'),
            since INTEGER NOT NULL,
            until INTEGER NOT NULL,
            person TEXT NOT NULL,
            words TEXT NOT NULL,
            is_told INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1))
        ) STRICT;
        CREATE UNIQUE INDEX answers_once ON answers (kind, coalesce(credential, ''), coalesce(recipient, ''));
        """
}
