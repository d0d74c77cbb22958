internal import CSecret
internal import SecretService

extension CredentialAttributes {
    /// Lends the set as a hash table of C strings for the time of `body`.
    func withTable<Result, Failure: Error>(
        _ body: (OpaquePointer?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let table = unsafe g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)
        defer { unsafe g_hash_table_unref(table) }
        unsafe g_hash_table_insert(table, g_strdup("connection"), g_strdup(connection))
        unsafe g_hash_table_insert(table, g_strdup("version"), g_strdup(version))
        return unsafe try body(table)
    }
}
