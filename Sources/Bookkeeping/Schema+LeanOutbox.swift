extension Schema {
    // Whether a notice is there already is looked up among those of its credential before it is put in, and nothing
    // else writes here. So the index that said the same took a third of the outbox's room, and of the time that raising
    // takes, for nothing.
    static let leanOutbox = """
        DROP INDEX outbox_once;
        """
}
