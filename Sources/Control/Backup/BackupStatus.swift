/// How far a backup has come.
public struct BackupStatus: Codable, Hashable, Sendable {
    /// The name of the ledger's copy in the daemon's state directory; `null` once the backup has ended.
    @Nullable public var copy: String?

    /// That copy, or none.
    public init(copy: String?) {
        self.copy = copy
    }
}

extension BackupStatus: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "How far a backup has come.",
        [
            "copy": .nullable(
                .string(
                    "The name of the ledger's copy in the daemon's state directory; null once the backup has ended.",
                    example: "ledger.sqlite.copy"))
        ])
}
