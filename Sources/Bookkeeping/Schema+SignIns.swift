extension Schema {
    // Who signs in with a credential's keys, by Microsoft's reports, and when the marketplace was seen to do so with a
    // version. leadkeeper's own sign-ins are known by their ids; a row without an application is a time in which there
    // may have been some whose ids are lost.
    static let signIns = """
        ALTER TABLE versions ADD COLUMN sign_in_at INTEGER;

        CREATE TABLE sign_ins (
            credential TEXT PRIMARY KEY REFERENCES credentials (name),
            sight TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE own_sign_ins (
            id INTEGER PRIMARY KEY,
            application TEXT,
            begins_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            request TEXT,
            correlation TEXT
        ) STRICT;
        CREATE INDEX own_sign_ins_of_application ON own_sign_ins (application, id);
        """
}
