public import Credentials

/// What the daemon is, and when it last did what it does all the time.
public struct ServiceStatus: Codable, Hashable, Sendable {
    /// Its version.
    public var version: String
    /// When its loop last went round, which it does once a minute at least; `null` before the first time.
    @Nullable public var lastPassAt: Timestamp?
    /// Since when the notice waits that has waited longest to be sent; `null` where none waits.
    @Nullable public var oldestNoticeAt: Timestamp?
    /// When a backup was last begun; `null` where the record has none.
    @Nullable public var lastBackupAt: Timestamp?

    /// Joins the parts.
    public init(version: String, lastPassAt: Instant?, oldestNoticeAt: Instant?, lastBackupAt: Instant?) {
        self.version = version
        self.lastPassAt = lastPassAt.map(Timestamp.init)
        self.oldestNoticeAt = oldestNoticeAt.map(Timestamp.init)
        self.lastBackupAt = lastBackupAt.map(Timestamp.init)
    }
}

extension ServiceStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What the daemon is, and when it last did what it does all the time.",
        [
            "version": .string("Its version.", example: "0.1.0"),
            "lastPassAt": .nullable(.time("When its loop last went round, which it does once a minute at least.")),
            "oldestNoticeAt": .nullable(
                .time("Since when the notice waits that has waited longest to be sent; null where none waits.")),
            "lastBackupAt": .nullable(.time("When a backup was last begun; null where the record has none.")),
        ])
}
