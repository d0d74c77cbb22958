extension Schema {
    // What a probe found out stands in the standing and, where it is news, in the events; nobody has read the probes.
    // The body of a mail that a server has taken is packed, and `packed` says how many bytes it has. What waits is
    // found in the order of deadlines, and whether anything waits for a credential, without a look at what does not.
    static let smallness = """
        DROP TABLE probes;
        ALTER TABLE mails ADD COLUMN packed INTEGER;
        CREATE INDEX outbox_by_deadline ON outbox (channel, deadline_at, id, next_attempt_at)
            WHERE next_attempt_at IS NOT NULL;
        CREATE INDEX outbox_waiting_of_credential ON outbox (credential) WHERE next_attempt_at IS NOT NULL;
        """
}
