extension Schema {
    // What is remembered of each way out: `mail` is the server of `[Mail]`, as in the outbox, the others are channels.
    static let ways = """
        CREATE TABLE ways (
            name TEXT PRIMARY KEY,
            standing TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
