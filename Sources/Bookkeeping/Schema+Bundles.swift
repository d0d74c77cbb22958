extension Schema {
    // The mails of one connection that a server has taken are packed together, a few in a bundle, beside another
    // bundle, so that they take half the room that they took beside a mail of their kind. `place` is where a mail
    // begins in what its bundle holds, `shared` how many bytes of the root it is packed beside: a root may grow, and
    // what it had stays where it was. Mails of before are bundled in pieces. What an event says of a notice that was
    // accepted is made of the notice. What the files say of a credential fills most of a page, which its row did not
    // share with another; so it has a table of its own.
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
