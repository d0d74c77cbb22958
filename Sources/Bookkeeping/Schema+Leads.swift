extension Schema {
    // What is known of the leads that the marketplace writes: in which hours they arrived, and whether the silence since
    // is unusual. At most 3 KB for a connection.
    static let leads = """
        CREATE TABLE leads (
            credential TEXT PRIMARY KEY REFERENCES credentials (name),
            sight TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
