/// The attributes that name one item, always both of them.
///
/// The Secret Service matches on subsets: deleting by one attribute deletes everything that shares it. So there is no
/// way to build a smaller set, and items with further attributes are not taken for ours.
public struct CredentialAttributes: Hashable, Sendable {
    /// The schema that all items carry.
    public static let schemaName = "org.leadkeeper.Credential"

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
