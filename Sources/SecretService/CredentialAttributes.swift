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

    /// The set as a search takes it, with the schema.
    var all: [String: String] { ["xdg:schema": Self.schemaName, "connection": connection, "version": version] }

    /// Whether an item's attributes are these and no others.
    func isExactly(_ attributes: [String: String]) -> Bool {
        let schema = attributes["xdg:schema"]
        guard attributes.count == (schema == nil ? 2 : 3), schema == nil || schema == Self.schemaName else {
            return false
        }
        return attributes["connection"] == connection && attributes["version"] == version
    }
}
