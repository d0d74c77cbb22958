extension Schema {
    // Under which name the keyring has a version that belongs to another one by now: its item is written once and never
    // moved.
    static let movedSecrets = """
        ALTER TABLE versions ADD COLUMN kept_under TEXT CHECK (kept_under IS NULL OR credential GLOB '@*');
        """
}
