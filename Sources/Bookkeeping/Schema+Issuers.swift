extension Schema {
    // What Microsoft says of a version's validity, beside what was said here of it.
    static let issuers = """
        ALTER TABLE versions ADD COLUMN issuer TEXT;
        """
}
