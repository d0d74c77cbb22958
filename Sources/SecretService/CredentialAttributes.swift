internal import CSecret

/// The attributes that name one item, always both of them.
///
/// The Secret Service matches on subsets: deleting by one attribute deletes everything that shares it. So there is no
/// way to build a smaller set, and items with further attributes are not taken for ours.
public struct CredentialAttributes: Hashable, Sendable {
    /// The schema that all items carry.
    static let schemaName = "org.leadkeeper.Credential"

    /// The connection whose secret it is, or a reserved name that begins with `@`.
    public let connection: String

    /// The version of the secret, written once and never replaced.
    public let version: String

    /// Names one item.
    ///
    /// Both must be non-empty, for an empty value would be a subset in disguise, and free of NUL, where C would cut
    /// them.
    public init?(connection: String, version: String) {
        guard !connection.isEmpty, !version.isEmpty, !connection.utf8.contains(0), !version.utf8.contains(0) else {
            return nil
        }
        self.connection = connection
        self.version = version
    }

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

    /// Whether an item's attributes are these and no others.
    func isExactly(_ table: OpaquePointer) -> Bool {
        let schema = unsafe Self.value(of: "xdg:schema", in: table)
        guard unsafe g_hash_table_size(table) == (schema == nil ? 2 : 3), schema == nil || schema == Self.schemaName
        else {
            return false
        }
        return unsafe Self.value(of: "connection", in: table) == connection
            && Self.value(of: "version", in: table) == version
    }

    private static func value(of name: String, in table: OpaquePointer) -> String? {
        unsafe g_hash_table_lookup(table, name).map { unsafe String(cString: $0.assumingMemoryBound(to: CChar.self)) }
    }
}
