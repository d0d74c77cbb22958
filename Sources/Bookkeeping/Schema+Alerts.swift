extension Schema {
    // What the monitors of channels were told, or are about to be, and not yet that it is over. It is written before a
    // monitor hears of it, and goes once the monitor has taken its end. Without a credential it is about the daemon.
    static let alerts = """
        CREATE TABLE alerts (
            channel TEXT NOT NULL,
            credential TEXT NOT NULL DEFAULT '',
            part TEXT NOT NULL DEFAULT '' CHECK ((part = '') <> (credential = '')),
            reason TEXT NOT NULL,
            urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
            message TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER,
            PRIMARY KEY (channel, credential, part, reason, urgent)
        ) STRICT, WITHOUT ROWID;
        """
}
