internal import Basics

/// What names one stored secret: a connection, or a reserved name such as `@mail`, and a version of its secret.
public struct ItemKey: Hashable, Sendable {
    /// The connection's name, `[a-z0-9][a-z0-9-]{0,62}`, or a reserved one, `@` and the same.
    public let connection: String

    /// The version: a UUID in lower case, 36 characters.
    public let version: String

    /// Names one secret; absent when either part is not of its form.
    ///
    /// The names that the worker keeps for itself are no names for a secret.
    public init?(connection: String, version: String) {
        let bare = connection.hasPrefix("@") ? connection.dropFirst() : connection[...]
        guard bare.isPlainName, UUIDForm.bits(of: version) != nil, !version.utf8.contains(where: \.isUpperCaseLetter),
            !Self.workersOwn.contains(connection)
        else { return nil }
        self.connection = connection
        self.version = version
    }

    /// The names under which the worker keeps its own items: the key of the fingerprints, and the canary.
    static let workersOwn: Set<String> = ["@fingerprint-key", "@canary"]
}

extension ItemKey: CustomStringConvertible {
    /// As a log shows it.
    public var description: String {
        "\(connection)/\(version)"
    }
}
