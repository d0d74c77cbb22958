extension Schema {
    // A mail is written when it is sent: until then a notice is the facts that stand in its row, and its mail has a name
    // and a subject alone. A mail of before is written.
    static let unwritten = """
        ALTER TABLE mails ADD COLUMN written INTEGER NOT NULL DEFAULT 1 CHECK (written IN (0, 1));
        """
}
