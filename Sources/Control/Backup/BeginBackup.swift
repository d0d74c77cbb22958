/// `POST /v1/backup`: begin a backup.
///
/// Writes a copy of the ledger for a backup and answers its name; nothing is removed from the keyring for a while.
public struct BeginBackup: PlainRequest {
    /// What it answers.
    public typealias Answer = BackupStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "beginBackup", .post, "/v1/backup", for: .changing, within: .seconds(300),
        "begin a backup",
        """
        Writes a copy of the ledger beside it and answers its name. Until the backup is ended, or for five \
        minutes, nothing is removed from the keyring, so that its files, copied after this, have every secret \
        that the copy names.
        """,
        problems: [.cannotWrite])

    /// The request.
    public init() {}
}
