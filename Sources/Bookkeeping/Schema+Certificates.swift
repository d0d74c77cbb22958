extension Schema {
    // The certificate of a version whose secret is a private key, DER: what Entra is given. The key is in the keyring.
    static let certificates = """
        ALTER TABLE versions ADD COLUMN certificate BLOB CHECK (certificate IS NULL OR credential GLOB '@*');
        """
}
