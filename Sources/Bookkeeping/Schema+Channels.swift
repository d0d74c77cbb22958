extension Schema {
    // By which way a notice leaves: `mail` is the server of `[Mail]`, and each channel beside it has a delivery of its
    // own, which is tried, refused and taken by itself. So the way is a part of the notice's key.
    static let channels = """
        ALTER TABLE outbox ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail';
        DROP INDEX outbox_once;
        CREATE UNIQUE INDEX outbox_once
            ON outbox (version, occasion, recipient, channel, coalesce(credential, ''), coalesce(window_end_at, ''),
                coalesce(instead_of, ''));
        DROP INDEX outbox_due;
        CREATE INDEX outbox_due ON outbox (channel, state, next_attempt_at, deadline_at);
        """
}
