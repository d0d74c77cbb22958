internal import CSecret
internal import SecretService

/// The schema that libsecret wants beside the attributes.
@safe struct Schema: ~Copyable {
    private let pointer: UnsafeMutablePointer<SecretSchema>?

    init() {
        let types = unsafe g_hash_table_new_full(g_str_hash, g_str_equal, g_free, nil)
        defer { unsafe g_hash_table_unref(types) }
        for name in ["connection", "version"] {
            unsafe g_hash_table_insert(
                types, g_strdup(name), UnsafeMutableRawPointer(bitPattern: Int(SECRET_SCHEMA_ATTRIBUTE_STRING.rawValue))
            )
        }
        unsafe pointer = secret_schema_newv(CredentialAttributes.schemaName, SECRET_SCHEMA_NONE, types)
    }

    deinit {
        unsafe secret_schema_unref(pointer)
    }

    borrowing func withPointer<Result, Failure: Error>(
        _ body: (UnsafeMutablePointer<SecretSchema>?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try body(pointer)
    }
}
